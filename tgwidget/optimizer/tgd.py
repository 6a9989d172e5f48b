"""Textual gradient descent: rewrite each parameter from the criticism it received."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from tgwidget.autograd.reduction import reduce
from tgwidget.autograd.request import Limit, request
from tgwidget.config import resolve
from tgwidget.engine.lm import EngineLike, EngineLM
from tgwidget.errors import InputError
from tgwidget.events import Change, Notice, ProposalMade
from tgwidget.observe import awaiting, blocking, current
from tgwidget.optimizer.checks import at_least, must_have_gradients, optimizable, tag_name
from tgwidget.optimizer.constraints import Constraint, checked, sentences
from tgwidget.optimizer.proposal import Decision, Proposal, current_reviewer, must_be_allowed
from tgwidget.optimizer.rewriting import Rewriting, Score
from tgwidget.optimizer.state import OptimizerState
from tgwidget.prompts import optimizer as prompts
from tgwidget.prompts.optimizer import Feedback, Rewrite, Version, rewrite_prompt
from tgwidget.runtime import together
from tgwidget.spans import spanned
from tgwidget.variable import Gradient, Variable, introduce

REASON = "reason why a proposal was rejected"
TAGS = ("<IMPROVED_VARIABLE>", "</IMPROVED_VARIABLE>")


class TextualGradientDescent:
    """Rewrite parameters from their gradients, one model call a parameter.

    The method is that of TextGrad (Yuksekgonul et al., "Optimizing generative AI by
    backpropagating language model feedback", Nature 2025).

    Args:
        parameters: The variables to improve; each requires a gradient.
        verbose: 1 prints every committed value.
        engine: Who rewrites: an engine or its name; the backward engine by default.
        constraints: What every new value must keep to: words, rules such as ``tg.MaxTokens(200)``,
            or functions of the new value that return what is broken, or ``None``.
        new_variable_tags: The opening and the closing tag around a new value in the reply.
        optimizer_system_prompt: Replaces the system prompt of the rewriting model.
        in_context_examples: Values of such variables that worked well.
        gradient_memory: How many earlier steps' gradients are shown as well.
        n_candidates: How many new values are drawn for each parameter, to choose from.
        score: Gives a candidate a number, the higher the better; a function of the text, also
            ``async``. The best that breaks no constraint is proposed first.
        check: Have constraints in words checked by one more call for each candidate.
        structured: Have the new value come as JSON that the provider holds the model to, where it
            can; else in tags.
        token_limit: The most tokens of one request, as ``tgwidget.content.tokens`` counts them;
            feedback that would overflow it is condensed first, by more calls. What the engine
            reads less room for its reply by default, 32,000 where that is unknown.

    Raises:
        InputError: If there are no parameters, or one cannot be optimised.

    Example:
        >>> import tgwidget as tg
        >>> answer = tg.Variable("It takes 1.2 hours.", role_description="answer")
        >>> optimizer = tg.TGD(parameters=[answer], engine="simulated")
    """

    def __init__(
        self,
        parameters: Sequence[Variable],
        verbose: int = 0,
        engine: EngineLike | None = None,
        constraints: Sequence[Constraint] | None = None,
        new_variable_tags: Sequence[str] | None = None,
        optimizer_system_prompt: str = prompts.SYSTEM,
        in_context_examples: Sequence[str] | None = None,
        gradient_memory: int = 0,
        *,
        n_candidates: int = 1,
        score: Score | None = None,
        check: bool = False,
        structured: bool = False,
        token_limit: int | None = None,
    ) -> None:
        self.parameters = optimizable(parameters)
        self.verbose = verbose
        self.engine = engine
        self.constraints = checked(constraints)
        self.optimizer_system_prompt = optimizer_system_prompt
        self.in_context_examples = list(in_context_examples or ())
        self.gradient_memory = at_least("gradient_memory", gradient_memory, 0)
        self.n_candidates = at_least("n_candidates", n_candidates, 1)
        self.score = score
        self.check = check
        self.structured = structured
        self.token_limit = token_limit
        self._tag = tag_name(new_variable_tags or TAGS)
        self._past: dict[Variable, list[Version]] = {variable: [] for variable in self.parameters}
        self._told: dict[Variable, str] = {}
        """What the last proposal for each variable was made from, for memory and momentum."""
        for variable in self.parameters:
            variable.is_parameter = True
        self._announce()

    def zero_grad(self) -> None:
        """Clear the gradients of all parameters."""
        for variable in self.parameters:
            variable.reset_gradients()

    def step(self) -> None:
        """Propose, have it decided, apply. Outside a run every proposal is applied at once.

        A parameter without gradients is left alone and costs no call.

        Raises:
            EngineError: If a model did not answer; no parameter was changed then.
            ReviewNeededError: If a run wants a decision that nobody can give.
            StoppedError: If a person stopped the run.
        """
        blocking(self._step())

    async def astep(self) -> None:
        """``step``, to be awaited."""
        await awaiting(self._step())

    def propose(self) -> list[Proposal]:
        """Ask for new values and change nothing.

        Returns:
            One proposal per parameter that has gradients, in the parameters' order.

        Raises:
            EngineError: If a model did not answer.
            ParseError: If a reply had no complete tags, also after one repair.
        """
        return blocking(self._propose())

    async def apropose(self) -> list[Proposal]:
        """``propose``, to be awaited."""
        return await awaiting(self._propose())

    def apply(self, decisions: Sequence[Decision]) -> None:
        """Write all decided values, or none.

        Args:
            decisions: At most one per parameter.

        Raises:
            StaleDecisionError: If a variable has changed since its proposal was made.
            InputError: If a parameter is decided twice, or a value breaks a constraint that no
                person allowed.
        """
        blocking(self._apply(decisions))

    def state(self) -> OptimizerState:
        """What this optimizer knows and what its parameters are now, for ``restore``."""
        return OptimizerState(
            {variable: variable.state() for variable in self.parameters},
            {variable: tuple(past) for variable, past in self._past.items()},
            dict(self._told),
            tuple(self.constraints),
            tuple(self.in_context_examples),
        )

    def restore(self, state: OptimizerState) -> tuple[Change, ...]:
        """Make it and its parameters what they were: values, gradients, memory, momentum.

        Args:
            state: What ``state`` gave.

        Returns:
            The values that changed.
        """
        self._past = {variable: list(past) for variable, past in state.past.items()}
        self._told = dict(state.told)
        self.constraints = list(state.constraints)
        self.in_context_examples = list(state.examples)
        changes = [variable.restore(kept) for variable, kept in state.parameters.items()]
        return tuple(change for change in changes if change is not None)

    @spanned("step")
    async def _step(self) -> None:
        proposals = await self._propose()
        decisions = await current_reviewer().review(proposals) if proposals else ()
        await self._apply(decisions)

    @spanned("propose")
    async def _propose(self) -> list[Proposal]:
        engine = resolve(self.engine, type(self).__name__)
        if self.engine is not None:
            self.engine = engine  # a name is looked up once, and its connections are kept
        self._announce()
        current().phase("step")
        ready = [variable for variable in self.parameters if _active(variable)]
        if not ready:
            roles = ", ".join(repr(variable.role_description) for variable in self.parameters)
            text = f"No gradient on {roles}: nothing to propose. Call backward() on a loss first."
            current().emit(Notice("warning", text))
        return await together(self._rewrite(variable, engine) for variable in ready)

    async def _rewrite(
        self, variable: Variable, engine: EngineLM, first: int = 0, replaces: str = ""
    ) -> Proposal:
        """Propose; ``first`` draws were made before, for the proposal that this one replaces."""
        old, version, gradients = variable.text, variable.version, _active(variable)
        system, words = self.optimizer_system_prompt, self.wording(variable)

        def weigh(few: Sequence[Gradient]) -> int:
            return request(system, words(few).prompt).weight()

        limit = Limit.of(engine, self.token_limit)
        shown = await reduce(gradients, variable, weigh, limit, engine)
        self._told[variable] = "\n".join(gradient.value for gradient in shown)
        rewriting = Rewriting(
            variable.id, variable.role_description, old, system, partial(words, shown),
            self.constraints, self.check,
        )  # fmt: skip
        samples = range(first, first + self.n_candidates)
        found = await rewriting.candidates(engine, samples, self.structured, self.score)

        async def redraw(reason: str) -> Proposal:
            if reason:
                variable.gradients.add(Gradient(reason, REASON))
                variable.constrain(reason)
            must_have_gradients(variable)
            return await self._rewrite(variable, engine, samples.stop, proposal.id)

        proposal = Proposal(variable, old, found, tuple(gradients), version, redraw=redraw)
        because = tuple(gradient.id for gradient in gradients)
        variable.gradients.were_read({gradient.id: gradient.value for gradient in gradients})
        current().emit(
            ProposalMade(proposal.id, version, variable.id, old, found, because, replaces)
        )
        if proposal.broken:
            broken = "; ".join(proposal.broken)
            role = variable.role_description
            text = (
                f"The new value for {role!r} breaks a constraint, so no policy takes it: {broken}"
            )
            current().emit(Notice("warning", text))
        return proposal

    def wording(self, variable: Variable) -> Callable[..., Rewrite]:
        """What asks for a parameter's new value, as the parameter is now.

        Args:
            variable: The parameter.

        Returns:
            Makes the words: of the gradients to show, and whether the answer comes as JSON.
        """
        role, old, past = variable.role_description, variable.text, self._past[variable]
        memory = [one.feedback for one in latest(past, self.gradient_memory)]

        def words(shown: Sequence[Gradient], structured: bool = False) -> Rewrite:
            return rewrite_prompt(
                role,
                old,
                [Feedback(gradient.value, gradient.context) for gradient in shown],
                memory=memory,
                earlier=self._earlier(past),
                constraints=[*sentences(self.constraints), *variable.constraints],
                examples=self.in_context_examples,
                tag=self._tag,
                structured=structured,
            )

        return words

    def _earlier(self, past: Sequence[Version]) -> Sequence[Version]:
        """Earlier values to show beside the variable; those of momentum."""
        return ()

    async def _apply(self, decisions: Sequence[Decision]) -> None:
        if len({decision.proposal.variable.id for decision in decisions}) != len(decisions):
            raise InputError("a parameter has two decisions", "decide each once")
        decisions = [decision for decision in decisions if decision.action != "skip"]
        for decision in decisions:
            if decision.again:
                raise InputError(
                    f"a decision to {decision.action} changes nothing by itself",
                    "await decision.proposal.again(reason), and decide what it gives",
                )
            await must_be_allowed(decision, self.constraints)
        changes: list[Change] = []
        for decision in decisions:
            variable, old = decision.proposal.variable, decision.proposal.old
            told = self._told.get(variable, "")
            self._past.setdefault(variable, []).append(Version(old, told))
            if decision.text is not None:
                variable.commit(decision.text)
                changes.append(Change(variable.id, old, decision.text, variable.version))
        current().commit(tuple(changes))
        if self.verbose:
            for change in changes:
                print(change.new)

    def _announce(self) -> None:
        for variable in self.parameters:
            introduce(variable)
        current().enlist(self)


TGD = TextualGradientDescent


def _active(variable: Variable) -> list[Gradient]:
    if not variable.requires_grad:  # frozen since
        return []
    return variable.gradients.active


def latest(past: Sequence[Version], count: int) -> Sequence[Version]:
    """The last so many earlier values; none for 0."""
    return past[-count:] if count else ()
