"""``"auto"``: a key, then this machine, then Colab's own, then the rules; and it says why."""

from __future__ import annotations

import pytest

import tgwidget as tg
from tests.engine.asking import SECRET
from tests.engine.colab_stub import Colab
from tests.engine.names.test_local import free, port
from tests.fake_openai import FakeServer
from tests.run_support import events
from tgwidget.engine.keys.keyring import set_key
from tgwidget.engine.money import prices
from tgwidget.engine.names import auto, get_engine, local
from tgwidget.engine.names.shortcuts import expand
from tgwidget.events import Notice


@pytest.fixture(autouse=True)
def ports(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    patched = {name: free() for name in local.PORTS}
    monkeypatch.setattr(local, "PORTS", patched)
    return patched


def test_each_step_is_taken_when_those_before_it_lead_nowhere(
    monkeypatch: pytest.MonkeyPatch, ports: dict[str, int]
) -> None:
    engine = get_engine("auto")
    assert engine.name == "simulated"
    assert engine.why == (
        "auto: no key it knows is set and no model server answers on this machine, so simulated "
        "answers: rules, no language model."
    )
    Colab().install(monkeypatch)
    assert get_engine("auto").name == "colab#google/gemini-2.5-flash"
    with FakeServer(models=("llama",)) as near:
        ports["vLLM"] = port(near)
        engine = get_engine("auto")
        assert (engine.model_string, engine.provenance) == ("llama", "local")
        assert "no key it knows is set" in engine.why
        assert "llama of vLLM answers" in engine.why
        monkeypatch.setenv("ANTHROPIC_API_KEY", SECRET)
        engine = get_engine("auto", temperature=0)
        assert engine.name == "sonnet"
        assert engine.why == (
            "auto: sonnet answers, because ANTHROPIC_API_KEY is set in the environment."
        )
        set_key("openai", SECRET)
        assert get_engine("auto").name == "gpt-4o"
        assert "was given by hand" in get_engine("auto").why


def test_colabs_secrets_count_as_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    Colab({"OPENAI_API_KEY": None, "GEMINI_API_KEY": SECRET}).install(monkeypatch)
    engine = get_engine("auto")
    assert engine.name == "gemini/gemini-flash-latest"
    assert "GEMINI_API_KEY is one of Colab's secrets" in engine.why
    assert SECRET not in engine.why


def test_a_run_says_once_which_and_why() -> None:
    tg.set_backward_engine("auto")
    with tg.Run("r", review="accept") as run:
        for text in ("why?", "how?"):
            question = tg.Variable(text, role_description="question", requires_grad=False)
            tg.TextLoss("be critical")(tg.BlackboxLLM("auto")(question))
    (notice,) = events(run, Notice)
    assert "so simulated answers" in notice.message


@pytest.mark.parametrize("setting", auto.KEYED)
def test_every_key_leads_to_a_model_that_there_is(
    setting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(setting, SECRET)
    engine = get_engine("auto")
    assert engine.name == auto.KEYED[setting]
    assert setting in engine.why
    assert prices.find(expand(engine.name))
