"""Record the run that ``%tg demo`` shows: ``python -m tests.recordings`` (takes a minute).

A real run, in real time, whose answers the simulated engine gives and whose decisions are made here
as a person at the page would make them.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path

os.environ["TGWIDGET_SIMULATED_RATE"] = "30"

import tgwidget as tg
from tests.run_support import attend, events
from tgwidget import runtime
from tgwidget.demo import EVALUATION, QUESTION
from tgwidget.events import Decide, ProposalMade, ReviewOpened
from tgwidget.events.merging import merge
from tgwidget.replaying.demo import LOG
from tgwidget.report.forms import lines

READING = 4.0
"""Seconds that a person takes to read a proposal."""

TOGETHER = 0.1
"""Seconds of arriving text that are one line of the log."""

DECISIONS = ("accept", "edit", "reject")
EDIT = ("enough room for 30 shirts at once", "room for all 30 shirts in the sun")


def record(target: Path) -> None:
    """Do the run, and write its log."""
    question = tg.Variable(QUESTION, role_description="question to the LLM", requires_grad=False)
    with tg.Run("shirts") as run:
        attend(run)
        threading.Thread(target=decide, args=(run,), daemon=True).start()
        answer = tg.BlackboxLLM("simulated")(question)
        answer.set_role_description("concise and accurate answer to the question")
        run.score(float("Answer: 1 hour" in answer.text), "right")
        loss_fn = tg.TextLoss(EVALUATION, engine="simulated")
        optimizer = tg.TGD(parameters=[answer], engine="simulated")
        for _ in run.steps(3):
            optimizer.zero_grad()
            loss_fn(answer).backward("simulated")
            optimizer.step()
            run.score(float("Answer: 1 hour" in answer.text), "right")
    target.write_text(lines(merge(run.log, within=TOGETHER)), encoding="utf-8")


def decide(run: tg.Run) -> None:
    """Read each proposal, and decide it."""
    for number, action in enumerate(DECISIONS, 1):
        while len(events(run, ReviewOpened)) < number:
            time.sleep(0.05)
        time.sleep(READING)
        made = events(run, ProposalMade)[-1]
        edited = made.candidates[0].text.replace(*EDIT) if action == "edit" else ""
        told = ("script", made.proposal, made.version, action, edited)
        runtime.call_soon(run.command, Decide(*told, who="a script"))


if __name__ == "__main__":
    record(Path(sys.argv[1]) if len(sys.argv) > 1 else LOG)
