"""The five pieces of work that are timed beside TextGrad.

``python tests/bench/five.py MODULE TIMES`` runs each so many times and prints JSON. MODULE is
``tgwidget`` or ``textgrad``, and the only difference between the two: the programs are the same, in
the names that both have. Imports nothing else of ours, for it runs where only the module is.
"""

from __future__ import annotations

import importlib
import json
import re
import statistics
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

WIDTH = 8
Work = Callable[[], object]

ROWS = {
    "8 losses summed": ("losses_summed", 0.2, 1),
    "8 samples, one system prompt, summed": ("samples_summed", 0.2, 2),
    "fan-in of 8 inputs": ("fan_in", 0.2, 1),
    "TGD.step, 8 parameters": ("step", 0.2, 1),
    "prompt step, batch 8, 0.5 s a call": ("prompt_step", 0.5, 5),
}
"""What is timed: its program, seconds a call, and how many calls follow from one another."""


class Programs:
    """The programs. Each builds what it needs, and gives the work to be timed.

    Args:
        tg: The module.
        engine: Who answers.
    """

    def __init__(self, tg: Any, engine: Any) -> None:
        self.tg, self.engine = tg, engine
        # TextGrad has no map; its users write the loop.
        self.map = getattr(tg, "map", lambda fn, given: [fn(one) for one in given])

    def losses_summed(self) -> Work:
        loss_fn = self.tg.TextLoss("Is it right?", self.engine)
        total = self.tg.sum([loss_fn(self._text("answer", n)) for n in range(WIDTH)])
        return lambda: total.backward(self.engine)

    def samples_summed(self) -> Work:
        total = self._batch(self._text("system prompt", 0))
        return lambda: total.backward(self.engine)

    def fan_in(self) -> Work:
        inputs = {f"x{n}": self._text(f"input {n}", n) for n in range(WIDTH)}
        form = " ".join(f"{{{name}}}" for name in inputs)
        call = self.tg.autograd.FormattedLLMCall(self.engine, form, dict.fromkeys(inputs))
        output = call(inputs=inputs, response_role_description="answer")
        return lambda: output.backward(self.engine)

    def step(self) -> Work:
        parameters = [self._text("answer", n) for n in range(WIDTH)]
        for parameter in parameters:
            parameter.gradients.add(self._text("feedback", 0))
        return self.tg.TGD(parameters=parameters, engine=self.engine).step

    def prompt_step(self) -> Work:
        prompt = self._text("system prompt", 0)
        optimizer = self.tg.TGD(parameters=[prompt], engine=self.engine)

        def whole() -> None:
            self._batch(prompt).backward(self.engine)
            optimizer.step()

        return whole

    def _batch(self, prompt: Any) -> Any:
        model = self.tg.BlackboxLLM(self.engine, prompt)
        loss_fn = self.tg.TextLoss("Is it right?", self.engine)
        questions = [self._text("question", n, requires_grad=False) for n in range(WIDTH)]
        return self.tg.sum(self.map(lambda question: loss_fn(model(question)), questions))

    def _text(self, role: str, number: int, requires_grad: bool = True) -> Any:
        return self.tg.Variable(
            f"text {number}", requires_grad=requires_grad, role_description=role
        )


def sleeper(tg: Any) -> Any:
    """An engine as a user writes one, that takes its time over every call and counts them."""

    class Sleeper(tg.EngineLM):
        model_string = "sleeper"

        def __init__(self) -> None:
            self.seconds, self.calls, self._lock = 0.0, 0, threading.Lock()

        def generate(self, prompt: Any, system_prompt: str | None = None, **_: Any) -> str:
            with self._lock:
                self.calls += 1
            time.sleep(self.seconds)
            # An optimizer says last which tags it wants the new value in.
            tag = re.findall(r"<(IMPROVED_VARIABLE[-\w]*)>", f"{system_prompt} {prompt}") or ["_"]
            return f"words <{tag[-1]}>new text</{tag[-1]}>"

        __call__ = generate

    return Sleeper()


def timed(tg: Any, row: str, times: int) -> tuple[float, int]:
    """Seconds, the median of several, and calls of one row."""
    program, seconds, _ = ROWS[row]
    engine, took = sleeper(tg), list[float]()
    for latency in (0.0, *[seconds] * times):  # the first loads what is loaded when used
        engine.seconds = 0.0
        work = getattr(Programs(tg, engine), program)()
        engine.seconds, engine.calls = latency, 0
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return statistics.median(took[1:]), engine.calls


if __name__ == "__main__":
    module, repeats = importlib.import_module(sys.argv[1]), int(sys.argv[2])
    print(json.dumps({row: timed(module, row, repeats) for row in ROWS}))
