"""A model that says what it is told to, piece by piece, and waits in between."""

import asyncio

from tests.conftest import improved
from tgwidget.engine.base import Delta, Ended, Engine
from tgwidget.engine.lm import ModelEngine
from tgwidget.engine.policy import Policy
from tgwidget.engine.runner import Runner
from tgwidget.errors import EngineError


class Call:
    """One request that is being answered."""

    def __init__(self, request):
        self.prompt = request.prompt()
        self.said = ""
        self.news = asyncio.Queue()

    def say(self, text):
        self.said += text
        self.news.put_nowait(Delta(text))

    def finish(self, value):
        """End with a new value in the tags that were asked for; where none were, with the value."""
        tagged = "<IMPROVED_VARIABLE-" in self.prompt
        self.say(improved(self.prompt, value) if tagged else value)
        self.news.put_nowait(Ended("stop"))

    def ramble(self):
        """End without the tags."""
        self.say("I would rather not.")
        self.news.put_nowait(Ended("stop"))

    def fail(self):
        self.news.put_nowait(EngineError("the server is down", retryable=False))


class Held(Engine):
    """Holds its calls until the machine has them say something."""

    name = model = identity = "held"
    provenance = "simulated"

    def __init__(self):
        self.calls = []

    async def stream(self, request):
        call = Call(request)
        self.calls.append(call)
        try:
            while True:
                news = await call.news.get()
                if isinstance(news, Exception):
                    raise news
                yield news
        finally:
            self.calls.remove(call)


def held():
    """The engine, and the one to give to an optimizer."""
    engine = Held()
    return engine, ModelEngine(Runner(engine, None, Policy(retries=0)))
