"""Runs as a page is told of them, of any size, and the same every time."""

from __future__ import annotations

from typing import Any

from tgwidget.events import (
    CONTRACT,
    CallDelta,
    CallFinished,
    CallStarted,
    Candidate,
    Change,
    Decided,
    Event,
    GradientAdded,
    NodeAdded,
    ParametersSet,
    PhaseChanged,
    ProposalMade,
    ReviewClosed,
    ReviewOpened,
    RunEnded,
    RunStarted,
    StepCommitted,
    ValueSet,
)
from tgwidget.events.wire import Logged

Json = dict[str, Any]

TEXT = "the answer should count what happens at once only once and name the unit it is given in"
WORDS = TEXT.split()


def words(count: int, start: int = 0) -> str:
    """So many words."""
    return " ".join(WORDS[(start + 7 * i) % len(WORDS)] for i in range(count))


class Story:
    """A run written down event by event.

    Args:
        batch: Samples of each step: a question, an answer and a loss each.
    """

    def __init__(self, batch: int = 8) -> None:
        self.log: list[Logged] = []
        self.events: list[Json] = []
        self.batch, self.step, self.nodes = batch, 0, 0
        self.tell(RunStarted("run", "shirts", "ask", "2026-11-21T12:00:00Z", CONTRACT))
        self.node("prompt", "parameter", "system prompt of the model", words(40))
        self.tell(ParametersSet(("prompt",)))

    def tell(self, event: Event) -> None:
        """Add an event."""
        seq = len(self.events) + 1
        self.log.append(Logged(seq, seq / 50, event))
        self.events.append(self.log[-1].to_json())

    def node(self, node: str, kind: Any, role: str, value: str, *inputs: str, op: str = "") -> None:
        """Add a variable; empty, it waits for its op."""
        self.nodes += 1
        grad = kind != "input"
        self.tell(NodeAdded(node, kind, role, op, inputs, grad, value != "", value))

    def ask(self, call: str, node: str, purpose: Any, via: str = "") -> None:
        """Begin a model call."""
        sent = (words(30), words(60))
        self.tell(CallStarted(call, node, purpose, via, "bench", "bench-1", "local", *sent))

    def finish(self, call: str, text: str) -> None:
        """End a model call."""
        spent = (60, 40, False, 0.0, 0.0, False, 1, 0.1, 1.0)
        self.tell(CallFinished(call, text, "", "stop", *spent, "bench", "bench-1", "local"))

    def forward(self) -> None:
        """One step's answers and losses, to their end."""
        self.step += 1
        self.tell(PhaseChanged("forward", self.step))
        for i in range(self.batch):
            name = f"{self.step}.{i}"
            self.node(f"q{name}", "input", f"question {i + 1} to the model", words(30, i))
            self.node(
                f"a{name}", "response", f"answer {i + 1}", "", f"q{name}", "prompt", op="LLMCall"
            )
            self.say(f"a{name}", "answer", words(50, i))
            self.node(
                f"l{name}", "loss", f"evaluation of answer {i + 1}", "", f"a{name}", op="TextLoss"
            )
            self.say(f"l{name}", "loss", words(40, i + 3))
        losses = tuple(f"l{self.step}.{i}" for i in range(self.batch))
        self.node(f"s{self.step}", "sum", "sum of the losses", words(40), *losses, op="Sum")

    def say(self, node: str, purpose: Any, text: str, via: str = "") -> None:
        """A whole model call."""
        call = f"{purpose} {node} {via}"
        self.ask(call, node, purpose, via)
        self.tell(CallDelta(call, text))
        self.finish(call, text)
        if purpose in ("answer", "loss"):
            self.tell(ValueSet(node, text, "forward"))

    def backward(self) -> None:
        """One step's criticism: to every answer, and from it to the prompt."""
        self.tell(PhaseChanged("backward", self.step))
        for i in range(self.batch):
            name = f"{self.step}.{i}"
            for source, target in ((f"l{name}", f"a{name}"), (f"a{name}", "prompt")):
                self.say(target, "gradient", words(35, i), source)
                gradient = f"g{source}>{target}"
                self.tell(GradientAdded(gradient, target, words(35, i), source, "model"))

    def commit(self) -> None:
        """Propose, accept and commit a new prompt."""
        old, new = words(40, self.step), words(40, self.step + 1)
        proposal, review = f"p{self.step}", f"r{self.step}"
        because = tuple(f"ga{self.step}.{i}>prompt" for i in range(self.batch))
        self.tell(PhaseChanged("step", self.step))
        self.tell(ProposalMade(proposal, self.step, "prompt", old, (Candidate(new),), because))
        self.tell(PhaseChanged("review", self.step))
        self.tell(ReviewOpened(review, (proposal,)))
        self.tell(Decided(proposal, "accept", new, "accept", 1.0))
        self.tell(ReviewClosed(review))
        self.tell(StepCommitted(self.step, (Change("prompt", old, new, self.step + 1),)))

    def end(self) -> None:
        """End the run."""
        self.tell(RunEnded("done", ""))


def story(nodes: int, batch: int = 8) -> Story:
    """A run with about so many nodes, in steps; its last step is open."""
    told = Story(batch)
    while True:
        told.forward()
        told.backward()
        if told.nodes >= nodes:
            return told
        told.commit()
