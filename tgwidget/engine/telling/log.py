"""The log of model calls: ``logging.getLogger("tgwidget")``, which says nothing until asked to.

One line a call at INFO; WARNING for what was retried, answered by another or failed; at DEBUG what
was asked and answered, shortened. Keys are hidden everywhere, prompts are at DEBUG alone, and bytes
of images are nowhere. Every record of a call carries its figures as ``tg_…`` attributes.
"""

from __future__ import annotations

import logging
import time
from typing import Any

from tgwidget import spans
from tgwidget.engine.base import Reply, Retrying
from tgwidget.engine.keys import scrub
from tgwidget.engine.telling.call import Call
from tgwidget.errors import StoppedError, TgError

_SHORT = 200
"""Characters of a prompt, a reply or a message that are logged."""
_QUOTE = 24
"""Characters in a row that make a piece of a message a quotation of the prompt."""
_LEAST = 8
"""Characters of a whole prompt that is found again in a message."""

log = logging.getLogger("tgwidget")
LOGGERS = (
    "tgwidget",
    "tgwidget.engine",
    "tgwidget.notebook.display",
    "tgwidget.widget.feeder",
    "tgwidget.widget.widget",
)
"""Every logger of ours."""


class Redact(logging.Filter):
    """Hides keys in whatever is logged, tracebacks included."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every record passes, without keys."""
        record.msg, record.args = scrub(record.getMessage()), None
        if record.exc_info:
            record.exc_text = scrub(logging.Formatter().formatException(record.exc_info))
            record.exc_info = None
        return True


class Log:
    """Writes model calls to the log, as they end."""

    def began(self, span: spans.Span) -> _Line | None:
        """Follow a model call, if anything of it would be logged."""
        if not isinstance(span, Call) or not log.isEnabledFor(logging.WARNING):
            return None
        if log.isEnabledFor(logging.DEBUG):
            log.debug("%s asked %s", _purpose(span), _short(_asked(span)), extra=_about(span))
        return _Line(span)


class _Line:
    def __init__(self, call: Call) -> None:
        self._call = call
        self._began = time.monotonic()

    def heard(self, news: object) -> None:
        """A retry is a warning; a call that only waits is none."""
        if isinstance(news, Retrying):
            log.log(
                logging.WARNING if news.attempt else logging.INFO,
                "%s from %s %s: %s",
                _purpose(self._call),
                self._call.name,
                f"is tried again in {news.wait:.1f} s" if news.attempt else "waits",
                self._quoting_nothing(news.reason),
                extra={**_about(self._call), "tg_attempt": news.attempt, "tg_wait": news.wait},
            )

    def ended(self, result: object, error: BaseException | None) -> None:
        """The line of the call."""
        seconds = time.monotonic() - self._began
        if isinstance(result, Reply):
            self._answered(result)
        elif isinstance(error, Exception) and not isinstance(error, StoppedError):
            said = error.message if isinstance(error, TgError) else ""
            self._failed(error, self._quoting_nothing(said), seconds)
        else:
            told = _about(self._call, tg_seconds=seconds, tg_error="cancelled")
            purpose, name = _purpose(self._call), self._call.name
            log.info("%s from %s was cancelled after %.2f s", purpose, name, seconds, extra=told)

    def _failed(self, error: BaseException, said: str, seconds: float) -> None:
        kind = type(error).__name__
        log.warning(
            "%s from %s failed after %.2f s: %s%s",
            _purpose(self._call),
            self._call.name,
            seconds,
            kind,
            f": {said}" if said else "",
            extra=_about(self._call, tg_seconds=seconds, tg_error=kind),
        )

    def _answered(self, reply: Reply) -> None:
        if not log.isEnabledFor(logging.INFO):
            return
        usage, call = reply.usage, self._call
        facts = _about(
            call,
            tg_engine=reply.engine or call.name,
            tg_model=reply.model or call.engine.model_string,
            tg_provenance=reply.provenance,
            tg_tokens_in=usage and usage.prompt,
            tg_tokens_out=usage and usage.completion,
            tg_estimated=bool(usage and usage.estimated),
            tg_cost=reply.cost,
            tg_saved=reply.saved,
            tg_seconds=reply.seconds,
            tg_first_token=reply.first_token,
            tg_retries=max(0, reply.attempts - 1),
            tg_cached=reply.cached,
            tg_finish=reply.finish,
        )
        log.info("%s from %s: %s", _purpose(call), facts["tg_engine"], _figures(reply), extra=facts)
        if log.isEnabledFor(logging.DEBUG):
            log.debug("%s answered %s", _purpose(call), _short(reply.text), extra=_about(call))

    def _quoting_nothing(self, message: str) -> str:
        """The first line of a message, if that does not quote the prompt, as servers may."""
        said, asked = _short(message.split("\n", 1)[0]), _asked(self._call)
        pieces = (said[at : at + _QUOTE] for at in range(len(said) - _QUOTE + 1))
        whole = (one.text().strip() for one in self._call.request.messages)
        if any(one in asked for one in pieces) or any(
            len(t) >= _LEAST and t in said for t in whole
        ):
            return "(its words quote the prompt)"
        return said


def _about(call: Call, **more: Any) -> dict[str, Any]:
    """What every record of a call carries."""
    told = {
        "tg_engine": call.name,
        "tg_model": call.engine.model_string,
        "tg_purpose": call.purpose,
        "tg_node": call.node,
    }
    return {**told, **more}


def _purpose(call: Call) -> str:
    return call.purpose or "reply"


def _figures(reply: Reply) -> str:
    """A reply's figures, for people."""
    usage = reply.usage
    about = "≈ " if usage and usage.estimated else ""
    count = f"{about}{usage.prompt} + {usage.completion} tokens" if usage else "tokens unknown"
    cost = "cost unknown" if reply.cost is None else f"{reply.cost:.6f} US dollars"
    parts = [count, cost, f"{reply.seconds:.2f} s"]
    if reply.cached:
        parts.append("cached")
    if reply.attempts > 1:
        parts.append("1 retry" if reply.attempts == 2 else f"{reply.attempts - 1} retries")
    return ", ".join([*parts, reply.provenance])


def _asked(call: Call) -> str:
    return "\n".join(message.text() for message in call.request.messages)


def _short(text: str) -> str:
    # Keys go first: half a key is not recognised any more.
    flat = " ".join(scrub(text).split())
    return flat if len(flat) <= _SHORT else flat[:_SHORT] + " …"


def listen() -> None:
    """Begin to log, to whom has a handler on a logger of ours or above."""
    log.addHandler(logging.NullHandler())  # without any, Python would print warnings to stderr
    for name in LOGGERS:  # a logger's filter does not see what its children log
        logging.getLogger(name).addFilter(Redact())
    spans.listeners["log"] = Log()
