"""Engines as a user holds them: ``EngineLM`` to call or to subclass, ``ModelEngine`` for models."""

from __future__ import annotations

import asyncio
import inspect
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Self, SupportsIndex

from tgwidget import runtime
from tgwidget.engine.base import Delta, Listener, Message, Reply, Request, Retrying, Usage
from tgwidget.engine.failures import empty
from tgwidget.engine.keys import scrub
from tgwidget.engine.money import prices
from tgwidget.engine.money.charge import Payer
from tgwidget.engine.money.holding import defer, paying
from tgwidget.engine.question import Prompt, given, question
from tgwidget.engine.runner import Runner, structured
from tgwidget.engine.telling import told
from tgwidget.engine.telling.notices import tell
from tgwidget.errors import BadReplyError, EngineError, InputTypeError, TgError, UnsupportedError
from tgwidget.events import Provenance
from tgwidget.observe import blocking

_AT_ONCE = 16
"""Calls of one engine's ``generate`` at the same time."""


def declares_text(annotation: object) -> bool:
    """Whether the annotation of a prompt says that it is a text and nothing else."""
    return annotation in (str, "str")


class EngineLM(Payer, ABC):
    """Something that answers. Subclass it and write ``generate`` to plug in any model or rule.

    Attributes:
        model_string: The model's name; a subclass's own name unless it sets one.
        name: The engine's name as a run shows it.
        provenance: Where its words come from.
        system_prompt: How to answer where a prompt comes without a system prompt; a subclass may
            use it so, a model does.
        is_multimodal: Whether it may be given images. Where a subclass's ``generate`` declares
            its prompt as ``str``, it may not, unless the subclass sets this.
        context: Tokens that a request may hold; ``None`` where nobody knows.
        enforces_schema: Whether its provider can hold a reply to a JSON schema
            (``response_format``).
        why: Why it was chosen, where a name such as ``"auto"`` left that to us.
    """

    model_string: str = ""
    name: str = ""
    provenance: Provenance = "live"
    system_prompt: str = ""
    is_multimodal: bool = True
    context: int | None = None
    enforces_schema: bool = False
    why: str = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.name = cls.__dict__.get("name") or cls.__name__
        cls.model_string = cls.__dict__.get("model_string") or cls.__name__
        if "generate" in cls.__dict__ and "is_multimodal" not in cls.__dict__:
            _self, *rest = inspect.signature(cls.generate).parameters.values()
            cls.is_multimodal = not (rest and declares_text(rest[0].annotation))

    @abstractmethod
    def generate(self, prompt: Any, system_prompt: str | None = None, **kwargs: Any) -> str:
        """Answer a prompt.

        Args:
            prompt: The question; a list of texts and image bytes where there are images.
            system_prompt: How to answer.
            **kwargs: Sampling parameters.

        Returns:
            The answer.
        """

    def __call__(self, prompt: Any, system_prompt: str | None = None, **kwargs: Any) -> str:
        """Answer a prompt; the same as ``generate``."""
        return self.generate(prompt, system_prompt=system_prompt, **kwargs)

    def __copy__(self) -> Self:
        made = type(self).__new__(type(self))
        vars(made).update({name: held for name, held in vars(self).items() if name != "_turn"})
        return made

    def __deepcopy__(self, _memo: dict[int, Any]) -> Self:
        """An engine is somebody to ask, not data: what is copied asks the same one."""
        return self

    def __reduce_ex__(self, protocol: SupportsIndex) -> str | tuple[Any, ...]:
        from tgwidget.engine.stored import checked

        return checked(self, super().__reduce_ex__(protocol))

    def price(self, usage: Usage) -> float | None:
        """US dollars for these tokens: nothing where it says that it is local or simulated."""
        told = super().price(usage)
        return 0.0 if told is None and self.provenance in ("local", "simulated") else told

    async def complete(self, request: Request, listener: Listener | None = None) -> Reply:
        """The reply to a request, on the runtime's loop; the engine is called in a worker thread.

        Args:
            request: What is asked.
            listener: Hears the answer.

        Returns:
            The reply.

        Raises:
            UnsupportedError: If there are images and it may not be given any.
            BudgetError: If a budget leaves no room for it.
            EngineError: If it fails, or returns something else than text.
        """
        self._check(request)
        began = time.monotonic()
        turn: asyncio.Semaphore = vars(self).setdefault("_turn", asyncio.Semaphore(_AT_ONCE))
        answer = partial(self._answer, request)

        def waits(why: str) -> None:
            if listener:
                listener(Retrying(0, 0.0, why, discard=False))

        text, cost = await self.pay(
            request, turn, lambda: runtime.in_thread(answer, f"{self.name}.generate"), waits
        )
        if listener:
            listener(Delta(text))
        seconds = time.monotonic() - began
        return Reply(
            text, cost=cost, first_token=seconds, seconds=seconds, provenance=self.provenance,
            engine=self.name, model=self.model_string,
        )  # fmt: skip

    def _answer(self, request: Request) -> str:
        params = {name: value for name, value in request.params.items() if value is not None}
        try:
            text: Any = self(given(request), system_prompt=request.system() or None, **params)
        except TgError:
            raise
        except Exception as error:
            own = type(self).__name__
            hint = f"see {own}.generate"
            if request.has_images():
                hint = (
                    "it was given a list of texts and image bytes; if it reads texts alone, set "
                    f"{own}.is_multimodal = False"
                )
            raise EngineError(
                f"the engine {self.name} failed: {type(error).__name__}: {scrub(str(error))}", hint
            ) from error
        if not isinstance(text, str):
            kind = "nothing" if text is None else type(text).__name__
            raise BadReplyError(
                f"the engine {self.name} returned {kind}, not a text",
                f"let {type(self).__name__}.generate return a str",
            )
        if not text.strip():
            raise empty(self.name)
        return text

    def _check(self, request: Request) -> None:
        if request.has_images() and not self.is_multimodal:
            raise UnsupportedError(
                f"the engine {self.name} reads no images, and was given one",
                "take an engine that does; if this one does, set its is_multimodal to True",
                feature="images",
            )


EngineLike = EngineLM | str | Callable[..., str]
"""What ``get_engine`` makes an engine of: one, its name, or a function of the prompt."""


class StandIn(EngineLM):
    """An engine that stands for another, which is found when it is first needed."""

    @abstractmethod
    def found(self) -> EngineLM:
        """The other engine."""


class ModelEngine(EngineLM):
    """A model behind a runner.

    Args:
        runner: Who asks it.
        params: Sampling parameters of every request, under their OpenAI names.
        system_prompt: How to answer where a request has no system prompt.
        is_multimodal: False refuses images before anything is sent.
    """

    def __init__(
        self,
        runner: Runner,
        params: Mapping[str, Any] | None = None,
        *,
        system_prompt: str = "",
        is_multimodal: bool = True,
    ) -> None:
        engine = runner.engine
        self.runner = runner
        self.params = dict(params or {})
        self.system_prompt = system_prompt
        self.is_multimodal = is_multimodal
        self.name = engine.name
        self.model_string = engine.model
        self.provenance = engine.provenance
        self.context = engine.context
        self.enforces_schema = engine.enforces_schema
        self.why = engine.why

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"

    def price(self, usage: Usage) -> float | None:
        """US dollars for these tokens; see ``EngineLM.price``."""
        return prices.of(self.runner.engine, usage)

    def __reduce_ex__(self, _protocol: SupportsIndex) -> str | tuple[Any, ...]:
        from tgwidget.engine.stored import stored

        return stored(self)

    def generate(
        self,
        prompt: Prompt | None = None,
        system_prompt: str | None = None,
        *,
        content: Prompt | None = None,
        **kwargs: Any,
    ) -> str:
        """Answer a prompt; blocks until the whole answer is there.

        Args:
            prompt: A text, or a list of texts and image bytes in order.
            system_prompt: How to answer.
            content: Another name for ``prompt``.
            **kwargs: Sampling parameters of this request.

        Returns:
            The answer.

        Raises:
            InputTypeError: If the prompt is neither.
            ImageError: If bytes in it are not a picture.
            EngineError: If the model gives no usable reply.
        """
        if prompt is not None and content is not None:
            raise InputTypeError(
                "both prompt and content were given", "give one: they are the same"
            )
        asked = question(content if prompt is None else prompt, system_prompt, kwargs)
        return blocking(told(self, asked)).text

    async def complete(self, request: Request, listener: Listener | None = None) -> Reply:
        """The reply to a request, on the runtime's loop; see ``Runner.reply``.

        Args:
            request: What is asked.
            listener: Hears every piece and every retry.

        Returns:
            The reply.

        Raises:
            UnsupportedError: If the request needs what the model cannot do. Where that is a
                schema, ``enforces_schema`` is False from then on.
            EngineError: If no usable reply came.
        """
        self._check(request)
        if self.why:
            tell(self.why)
        messages = request.messages
        if self.system_prompt and not any(one.role == "system" for one in messages):
            messages = (Message("system", (self.system_prompt,)), *messages)
        asked = replace(request, messages=messages, params={**self.params, **request.params})
        try:
            defer()
            with paying(self.ledger):
                reply = await self.runner.reply(asked, listener)
            structured.check(self.runner.engine, asked, reply)
        except UnsupportedError as error:
            if error.feature == structured.PARAM:
                self.enforces_schema = False
            raise
        return replace(reply, engine=self.name, model=self.model_string)
