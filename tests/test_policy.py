"""Rules learned from decisions: read, edited, kept in a file, and held to without a person."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tgwidget as tg
from tests.conftest import Scripted, improved
from tests.run_support import events
from tgwidget.errors import InputError, InputTypeError
from tgwidget.events import Decided, Notice
from tgwidget.policy import Case, MaxChange, MaxGrowth, MinGain, Required
from tgwidget.policy.learning import bound
from tgwidget.replaying import demo

OLD = "Answer the question of the customer in one short and polite sentence"


def changed(words):
    """The old text with so many other words at its end."""
    kept = OLD.split()[: len(OLD.split()) - words]
    return " ".join([*kept, *(f"new{i}" for i in range(words))])


def draft(*texts):
    left = list(texts)
    return Scripted(lambda _system, prompt: improved(prompt, left.pop(0)))


def decided(*pairs, gate=None):
    """A run in which somebody accepts or refuses each of these changes of so many words."""
    prompt = tg.Variable(OLD, role_description="prompt")
    answers = [accept for _, accept in pairs]

    def judge(proposal):
        return answers.pop(0)

    with tg.Run("judged", review=tg.Callback(judge)) as run:
        optimizer = tg.TGD([prompt], engine=draft(*(changed(words) for words, _ in pairs)))
        for _ in pairs:
            prompt.value = OLD
            step(optimizer)
    return run


def step(optimizer):
    optimizer.zero_grad()
    for variable in optimizer.parameters:
        variable.gradients.add("be better")
    optimizer.step()


def reviewed(policy, *texts, constraints=()):
    """What becomes of the prompt where the policy decides; what it is drawn from, in order."""
    prompt = tg.Variable(OLD, role_description="prompt")
    for one in constraints:
        prompt.constrain(one)
    with tg.Run("ci", review=policy, journal=None) as run:
        step(tg.TGD([prompt], engine=draft(*texts)))
    return prompt.value, run


def test_the_limit_is_what_was_accepted_and_the_policy_says_who_supports_it():
    policy = tg.Policy.learn(decided((1, True), (2, True), (3, True), (8, False), (9, False)))
    change = next(rule for rule in policy.rules if isinstance(rule, MaxChange))
    assert (change.limit, change.support, change.against) == (3, 5, 0)
    words = str(policy)
    assert "5 decisions (3 accepted, 2 refused) in 'judged'" in words
    assert "it changes at most 3 words   [5 decisions]" in words
    assert "how much a score must rise: no Gate measured" in words
    assert "of which it would decide 5 alike" in words


def test_one_odd_decision_does_not_make_the_rule():
    odd = ((1, True), (2, True), (3, True), (11, True), (7, False), (8, False))
    change = tg.Policy.learn(decided(*odd)).rules[0]
    assert (change.limit, change.support, change.against) == (3, 5, 1)


def test_a_learned_policy_decides_without_a_person_and_tells_the_rule(monkeypatch):
    policy = tg.Policy.learn(decided((1, True), (2, True), (3, True)))
    value, run = reviewed(policy, changed(2))
    assert value == changed(2)
    assert [one.by for one in events(run, Decided)] == ["policy"]
    value, run = reviewed(policy, changed(7))
    assert value == OLD
    assert [one.by for one in events(run, Decided)] == ["policy, max_change"]
    assert (
        "The policy refuses the new value for 'prompt': "
        "it changes 7 words, and at most 3 may change."
    ) in [one.message for one in events(run, Notice)]


def test_too_few_decisions_teach_no_limit_and_are_named():
    policy = tg.Policy.learn(decided((1, True), (9, False)))
    assert policy.rules == ()
    assert "it takes 3 accepted values to tell, and there are 1" in str(policy)
    value, run = reviewed(policy, changed(1))
    assert value == OLD, "a policy without rules accepts nothing"
    assert "no rules" in events(run, Notice)[-1].message


def test_what_rules_decided_teaches_nothing():
    prompt = tg.Variable(OLD, role_description="prompt")
    with tg.Run("blind", review="accept") as run:
        step(tg.TGD([prompt], engine=draft("new")))
    with pytest.raises(InputError, match="no decision of a person"):
        tg.Policy.learn(run)
    for wrong in (None, "blind", [7]):
        with pytest.raises(InputTypeError, match="learned from runs"):
            tg.Policy.learn(wrong)


def test_a_score_is_learned_where_a_gate_measured_and_needs_one_again():
    def length(text, _):
        return len(text.split())

    class Judge:
        """Accepts what gains three words or more."""

        gate = tg.Gate(length, ["held out"])

        async def review(self, proposals):
            gains = [await self.gate.measure(one) for one in proposals]
            return [
                one.accept(by="Ada") if gain[0] >= 3 else one.reject(by="Ada")
                for one, gain in zip(proposals, gains, strict=True)
            ]

    prompt = tg.Variable(OLD, role_description="prompt")
    longer = [f"{OLD} {'so ' * words}".strip() for words in (3, 4, 5, 1, 2)]
    with tg.Run("measured", review=Judge()) as run:
        optimizer = tg.TGD([prompt], engine=draft(*longer))
        for _ in longer:
            prompt.value = OLD
            step(optimizer)
    policy = tg.Policy.learn(run)
    gain = next(rule for rule in policy.rules if isinstance(rule, MinGain))
    assert (gain.gain, gain.support) == (3.0, 5)
    with pytest.raises(InputError, match="nobody measures"):
        reviewed(policy, changed(1))
    policy = replace(policy, gate=tg.Gate(length, ["held out"]))
    assert reviewed(policy, longer[0])[0] == longer[0]
    value, run = reviewed(policy, longer[-1])
    assert (value, events(run, Decided)[0].by) == (OLD, "policy, min_gain")


def test_a_reason_that_still_stands_is_required_and_asked_for():
    prompt = tg.Variable(OLD, role_description="prompt")
    answers = [lambda one: one.reject("keep it polite", by="Ada"), lambda one: one.accept(by="Ada")]
    judge = tg.Callback(lambda proposal: answers.pop(0)(proposal))
    with tg.Run("reasons", review=judge) as run:
        step(tg.TGD([prompt], engine=draft("rude", "polite")))
    (rule,) = tg.Policy.learn(run).rules
    assert rule == Required("prompt", "keep it polite", support=2)
    policy = tg.Policy((rule,))
    value, run = reviewed(policy, "not told", "told")
    assert value == "told", "what was not written to keep to it is drawn again"
    assert [one.action for one in events(run, Decided)] == ["reject", "accept"]
    assert reviewed(policy, "told", constraints=["keep it polite"])[0] == "told"


def test_a_replayed_run_teaches_as_well_and_several_do_together():
    decided((1, True), (2, True))
    policy = tg.Policy.learn([tg.runs()["judged"], demo()])
    assert "in 'judged', 'shirts'" in str(policy)
    assert any(isinstance(rule, MaxChange) for rule in policy.rules)


def test_what_breaks_a_constraint_is_never_accepted():
    prompt = tg.Variable("Dear {name}", role_description="prompt")
    with tg.Run("ci", review=tg.Policy((MaxChange(100),))) as run:
        optimizer = tg.TGD(
            [prompt], engine=draft("Hello", "Hello"), constraints=[tg.Placeholders()]
        )
        step(optimizer)
    assert prompt.value == "Dear {name}"
    assert "breaks a constraint" in events(run, Notice)[-1].message


RULES = st.one_of(
    st.builds(MaxChange, st.integers(0, 99), support=st.integers(0, 9)),
    st.builds(MaxGrowth, st.integers(0, 99), against=st.integers(0, 9)),
    st.builds(MinGain, st.floats(allow_nan=False, allow_infinity=False)),
    st.builds(
        Required,
        st.text(st.characters(codec="utf-8")),
        st.text(st.characters(codec="utf-8")),
    ),
)


@settings(deadline=None)
@given(rules=st.lists(RULES, max_size=4))
def test_a_policy_that_is_saved_comes_back(tmp_path_factory, rules):
    path = tmp_path_factory.mktemp("policy") / "policy.toml"
    policy = tg.Policy(tuple(rules), "3 decisions")
    assert tg.Policy.load(policy.save(path)) == policy


def test_a_person_edits_the_file(tmp_path):
    path = tg.Policy((MaxChange(3, support=5),)).save(tmp_path / "policy.toml")
    text = path.read_text()
    assert "# A new value is accepted if it changes at most 3 words." in text
    path.write_text(text.replace("limit = 3", "limit = 30"))
    assert tg.Policy.load(path).rules == (MaxChange(30, support=5),)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("limit = 3", "limit = '3'", "limit of rule 1"),
        ("limit = 3", "", "missing"),
        ("max_change", "max_chnage", "max_chnage"),
        ("limit = 3", "limit = 3\nlimti = 4", "has no limti"),
        ("version = 1", "version = 2", "version 2"),
        ("limit = 3", "limit = ", "no policy"),
    ],
)
def test_a_file_that_is_no_policy_says_where(before, after, said, tmp_path):
    path = tg.Policy((MaxChange(3),)).save(tmp_path / "policy.toml")
    path.write_text(path.read_text().replace(before, after))
    with pytest.raises(InputError, match=said):
        tg.Policy.load(path)


@given(
    st.lists(st.integers(0, 50), min_size=3, max_size=30),
    st.lists(st.integers(0, 50), max_size=30),
)
def test_a_limit_keeps_two_thirds_of_what_was_accepted_and_counts_right(accepted, refused):
    limit, support, against = bound(accepted, refused)
    assert limit in accepted
    assert 3 * against <= len(accepted)
    assert against == sum(one > limit for one in accepted)
    assert support == len(accepted) - against + sum(one > limit for one in refused)
    if not refused:
        assert limit == max(accepted)


@given(st.text(alphabet="ab "), st.text(alphabet="ab "))
def test_words_that_change_are_counted_both_ways(old, new):
    here, back = Case("a", old, new), Case("a", new, old)
    assert (here.changed == 0) == (old.split() == new.split())
    assert here.grown == -back.grown
    assert here.changed <= max(1, len(old.split()) + len(new.split()))


@pytest.mark.parametrize("named", ["environment", "code", "path"])
def test_a_policy_in_a_file_decides_where_it_is_named(named, tmp_path, monkeypatch):
    path = tg.Policy((MaxChange(2),)).save(tmp_path / "policy.toml")
    review = {"environment": "accept", "code": str(path), "path": path}[named]
    if named == "environment":
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("TGWIDGET_REVIEW", "policy.toml")
    assert reviewed(review, changed(2))[0] == changed(2)
    value, run = reviewed(review, changed(3))
    assert value == OLD
    assert [told.by for told in events(run, Decided)] == ["policy, max_change"]


def test_a_rule_about_scores_in_a_file_measures_with_the_gate_of_the_code(tmp_path, monkeypatch):
    path = tg.Policy((MinGain(0.5),)).save(tmp_path / "policy.toml")
    monkeypatch.setenv("TGWIDGET_REVIEW", str(path))
    gate = tg.Gate(lambda text, word: float(word in text), ["new0", "new1"])
    for review in (gate, tg.Ask(after=gate), tg.Policy(gate=gate)):
        assert reviewed(review, changed(1))[0] == changed(1)
        assert reviewed(review, OLD + "!")[0] == OLD
    with pytest.raises(InputError, match=r"policy\.toml'?: .* nobody measures them"):
        tg.Run("ci", review="accept")


def test_a_gate_of_the_program_holds_whoever_the_environment_names(tmp_path, monkeypatch):
    path = tg.Policy((MaxChange(3),)).save(tmp_path / "policy.toml")
    gate = tg.Gate(lambda text, word: float(word in text), ["new0"])
    for wanted in ("accept", str(path)):
        monkeypatch.setenv("TGWIDGET_REVIEW", wanted)
        for review in (gate, tg.Ask(after=gate)):
            assert reviewed(review, changed(1))[0] == changed(1)
            value, run = reviewed(review, f"{OLD} indeed")
            assert (value, [told.by for told in events(run, Decided)]) == (OLD, ["gate"])
        assert reviewed(tg.Callback(lambda _: False), changed(1))[0] == changed(1)
    value, run = reviewed(tg.Ask(after=gate), changed(4))
    assert (value, [told.by for told in events(run, Decided)]) == (OLD, ["policy, max_change"])
    monkeypatch.setenv("TGWIDGET_REVIEW", "reject")
    assert reviewed(gate, changed(1))[0] == OLD


def test_a_policy_accepts_no_other_candidate_than_the_gate(tmp_path, monkeypatch):
    path = tg.Policy((MaxChange(9),)).save(tmp_path / "policy.toml")
    monkeypatch.setenv("TGWIDGET_REVIEW", str(path))
    prompt = tg.Variable(OLD, role_description="prompt")
    gate = tg.Gate(lambda text, word: float(word in text), ["new0"])
    with tg.Run("ci", review=tg.Ask(after=gate), journal=None):
        step(tg.TGD([prompt], engine=draft(f"{OLD} indeed", changed(1)), n_candidates=2))
    assert prompt.value == changed(1)


@pytest.mark.parametrize(
    ("wanted", "text", "said"),
    [
        ("acept", None, "'acept' is neither a policy nor a file"),
        ("a" * 5000, None, "neither a policy nor a file"),
        ("no.toml", None, r"no\.toml'?: .*cannot be read: No such file"),
        (".", None, "neither a policy nor a file"),
        ("torn.toml", "version = 1\n[[rules]", r"torn\.toml'?: torn\.toml is no policy"),
        ("odd", "\x00\xff", "odd'?: odd is no policy"),
    ],
)
def test_a_policy_that_cannot_be_read_is_an_error_at_once(
    wanted, text, said, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    if text is not None:
        (tmp_path / wanted).write_text(text, encoding="latin-1")
    with pytest.raises(InputError, match=said):
        tg.Run("ci", review=wanted)
    monkeypatch.setenv("TGWIDGET_REVIEW", wanted)
    with pytest.raises(InputError, match=f"TGWIDGET_REVIEW=.*{said}"):
        tg.Run("ci")
