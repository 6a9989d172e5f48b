"""Engines as users write them: each in another shape that textgrad takes."""

from __future__ import annotations

import tgwidget as tg


class Plain(tg.EngineLM):
    """``generate`` alone; calling it is left to the base class."""

    def __init__(self):
        self.inner = tg.get_engine("simulated")

    def generate(self, prompt, system_prompt=None, **kwargs):
        return self.inner.generate(prompt, system_prompt=system_prompt)


class Calling(Plain):
    """Has a ``__call__`` of its own, as textgrad makes everybody write one; counts the calls."""

    model_string = "mine"
    calls = 0

    def __call__(self, prompt, **kwargs):
        type(self).calls += 1
        return self.generate(prompt, **kwargs)


class CalledOnly(tg.EngineLM):
    """Answers in ``__call__``, which is all that textgrad's ops ever use; names it ``content``."""

    def __init__(self, model_string="mine"):
        self.model_string = model_string

    def generate(self, content, system_prompt=None):
        return self(content, system_prompt=system_prompt)

    def __call__(self, content, system_prompt=None):
        return tg.get_engine("simulated").generate(content, system_prompt=system_prompt)


OWN = (Plain, Calling, CalledOnly)
