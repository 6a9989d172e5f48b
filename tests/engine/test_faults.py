"""Every fault, once and always, wherever it strikes, on both adapters: never a wrong commit."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import pytest

import tgwidget as tg
from tests.engine.asking import SECRET, SILENT
from tests.engine.direct.test_direct import FAULTS as DIRECT
from tests.engine.litellm.test_litellm import FAULTS as LITELLM
from tests.fake_openai import FakeServer
from tests.run_support import events
from tgwidget import errors
from tgwidget.engine.base import Engine
from tgwidget.engine.direct import DirectEngine, together
from tgwidget.engine.keys import Key
from tgwidget.engine.litellm import LiteLLMAdapter, library
from tgwidget.engine.lm import ModelEngine
from tgwidget.engine.money.holding import paying
from tgwidget.engine.money.ledger import Ledger
from tgwidget.engine.policy import Policy
from tgwidget.engine.runner import Runner
from tgwidget.events import CallDelta, CallRetrying, Event, StepCommitted

# litellm's own use of pydantic is deprecated; that is not ours to mend.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

RIGHT = "check the sum of every line before you answer"
IN_MIDSTREAM = ("stall", "cut", "ends", "badjson", "error", "errortext")
# Before the first word (the tag that opens), in the middle, before the tag that closes, after it.
PLACES = (0, 5, 10, 11)
FAULTS = {"direct": DIRECT, "litellm": LITELLM}
CASES = [
    (kind, fault, at)
    for kind, faults in FAULTS.items()
    for fault in faults
    for at in (PLACES if fault in IN_MIDSTREAM else PLACES[:1])
]


@pytest.fixture(scope="module", autouse=True)
def warm() -> None:
    """litellm's import and its first call take seconds; no deadline of a test should see them."""
    with warnings.catch_warnings(), FakeServer() as server:
        warnings.simplefilter("ignore")  # those of litellm's own packages
        library.load("any")
        engine("litellm", server, "id=first").generate("hello")


@pytest.fixture(scope="module", autouse=True)
def rests() -> Iterator[None]:
    """Faults find the socket at rest between two ticks, as when many replies arrive at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(together, "FEW", 0)
        yield


def engine(kind: str, server: FakeServer | Nobody, script: str, retries: int = 1) -> ModelEngine:
    model = f"fake,words=9,{script}"
    # A busy machine is no fault: where none is silent, every word may take its time.
    silent = any(f"fault={one}" in script for one in SILENT)
    first, between = (0.6, 0.4) if silent else (60.0, 60.0)
    # After "drop" the server closes the connection a little later; then it is not used again.
    wait = 0.3 if "drop" in script else 0.01
    policy = Policy(
        retries=retries, wait=wait, longest_wait=0.3, first_token=first, between_tokens=between
    )
    made: Engine = DirectEngine(model, server.url, Key(SECRET, "api_key"))
    if kind == "litellm":
        made = LiteLLMAdapter(f"openai/{model}", {"api_base": server.url, "api_key": SECRET})
    return ModelEngine(Runner(made, None, policy), {})


class Nobody:
    """A server that is not there."""

    url = "http://127.0.0.1:9/v1"


def step(engine: ModelEngine) -> tuple[tg.Variable, tg.Run, errors.TgError | None]:
    """One step of TGD on an old text; the variable, what the run logged, and how it failed."""
    variable = tg.Variable("old", role_description="prompt")
    variable.gradients.add("be precise")
    run = tg.Run("faults", review="accept")
    try:
        with run:
            tg.TGD([variable], engine=engine).step()
    except errors.TgError as error:
        return variable, run, error
    return variable, run, None


def shown(run: tg.Run) -> str:
    """What a reader sees in the end: the pieces, less those that were taken back."""
    text = ""
    for logged in run.log:
        event: Event = logged.event
        if isinstance(event, CallDelta):
            text += event.text
        elif isinstance(event, CallRetrying):
            assert event.discard == bool(text)
            text = "" if event.discard else text
    return text


@pytest.mark.parametrize(("kind", "fault", "at"), CASES)
def test_a_fault_that_stays_commits_nothing(
    server: FakeServer, kind: str, fault: str, at: int
) -> None:
    expected, _, requests = FAULTS[kind][fault]
    variable, run, error = step(engine(kind, server, f"fault={fault},at={at}"))
    assert type(error) is expected
    assert (variable.value, variable.version) == ("old", 1)
    assert events(run, StepCommitted) == []
    asked = server.stats().requests
    assert asked == min(requests, 2) or (fault in SILENT and asked < 2)


@pytest.mark.parametrize("kind", FAULTS)
@pytest.mark.parametrize("fault", ["close", "cut", "ends", "http401", "http503", "nobody"])
def test_what_broke_before_its_first_word_is_booked_as_far_as_it_was_sent(
    server: FakeServer, kind: str, fault: str
) -> None:
    """A provider may charge for what it read; one that refuses, or was never reached, does not."""
    asked, ledger = engine(kind, server, f"fault={fault},at=0"), Ledger()
    if fault == "nobody":
        asked = engine(kind, Nobody(), "")
    with pytest.raises(errors.EngineError), paying(ledger):
        asked.generate("x" * 400)
    broke = ledger.spent.tokens / ledger.spent.calls
    assert broke == (100 if fault in ("close", "cut", "ends") else 0)


@pytest.mark.parametrize(("kind", "fault", "at"), [c for c in CASES if FAULTS[c[0]][c[1]][2] > 1])
def test_after_a_fault_that_passes_the_right_text_is_committed(
    server: FakeServer, kind: str, fault: str, at: int
) -> None:
    # On a machine that stutters, what comes after the fault may seem silent too.
    asked = engine(kind, server, f"fault={fault},at={at},times=1", retries=20)
    variable, run, error = step(asked)
    assert error is None
    assert (variable.value.strip(), variable.version) == (RIGHT, 2)
    (committed,) = events(run, StepCommitted)
    assert committed.changes[0].new == variable.value
    assert RIGHT in shown(run)
    assert shown(run).count("check") == 1
