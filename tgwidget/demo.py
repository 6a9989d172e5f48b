"""The first run without a notebook: ``python -m tgwidget.demo`` (``make demo HEADLESS=1``)."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from textwrap import indent

from tgwidget.engine.names import get_engine
from tgwidget.errors import TgError, WriteError
from tgwidget.events import CallStarted, Notice, PhaseChanged, StepCommitted
from tgwidget.graph import Graph
from tgwidget.loss import TextLoss
from tgwidget.model import BlackboxLLM
from tgwidget.optimizer.tgd import TGD
from tgwidget.report.files import write
from tgwidget.run import Run
from tgwidget.variable import Variable

QUESTION = (
    "If it takes 1 hour to dry 25 shirts under the sun, "
    "how long will it take to dry 30 shirts under the sun? Reason step by step."
)
EVALUATION = (
    f"Here's a question: {QUESTION} Evaluate any given answer to this question, be smart, "
    "logical, and very critical. Just provide concise feedback."
)


def shirts(run: Run, engine: str = "simulated", steps: int = 3) -> Variable:
    """Answer the question of the shirts and improve the answer, step by step.

    Args:
        run: Where it happens; entered here.
        engine: Who answers, evaluates, criticises and rewrites.
        steps: How often the answer is improved.

    Returns:
        The answer.
    """
    model = get_engine(engine)
    question = Variable(QUESTION, role_description="question to the LLM", requires_grad=False)
    with run:
        answer = BlackboxLLM(model)(question)
        answer.set_role_description("concise and accurate answer to the question")
        loss_fn = TextLoss(EVALUATION, engine=model)
        optimizer = TGD(parameters=[answer], engine=model)
        for _ in range(steps):
            optimizer.zero_grad()
            loss_fn(answer).backward(model)
            optimizer.step()
    return answer


class Progress:
    """Prints a run's events as lines, as they happen.

    Args:
        run: The run to follow.
    """

    def __init__(self, run: Run) -> None:
        self._run, self._seen = run, 0
        run.subscribe(self._changed)

    def _changed(self) -> None:
        for entry in self._run.since(self._seen):
            self._seen = entry.seq
            match entry.event:
                case PhaseChanged(phase, step):
                    print(f"{entry.t:6.1f} s  step {step}  {phase}", flush=True)
                case CallStarted(_, _, purpose, _, _, model, provenance):
                    print(f"{entry.t:6.1f} s          {purpose} from {model} ({provenance})")
                case StepCommitted(_, changes):
                    for change in changes:
                        pair = _marked("-", change.old), _marked("+", change.new)
                        print("", *pair, "", sep="\n", flush=True)
                case Notice(_, text):
                    print(f"{entry.t:6.1f} s  {text}", flush=True)
                case _:
                    pass


def _marked(sign: str, text: str) -> str:
    """Each line of a text behind a sign, as in a diff."""
    return indent(text, f"    {sign} ", lambda _: True)


def main() -> None:
    """Run, print the progress, and leave the result and a picture of the graph."""
    parser = argparse.ArgumentParser(prog="tgwidget.demo", description=__doc__)
    parser.add_argument("--engine", default="simulated", help="a name for get_engine")
    parser.add_argument("--out", type=Path, default=Path("build/demo"), help="where to write")
    options = parser.parse_args()
    try:
        _show(options.engine, options.out)
    except TgError as error:
        sys.exit(f"\n{error}")
    except KeyboardInterrupt:
        sys.exit("\ninterrupted; run it again to go on where it was")


def _show(engine: str, out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)  # before anything is paid for
    except OSError as error:
        raise WriteError(
            f"nothing can be written to {str(out)!r}", "choose another --out"
        ) from error
    run = Run("shirts", review="accept")
    Progress(run)
    answer = shirts(run, engine)
    result, picture = out / "answer.txt", out / "graph.svg"
    write(result, answer.text + "\n")
    write(picture, Graph.of(run.log).svg())
    print(f"The optimised text: {result}\nThe graph:          {picture}")


if __name__ == "__main__":
    main()
