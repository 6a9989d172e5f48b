"""The tree of errors. Each names the role or setting it is about and what to do next.

TgError
├── InputError            (ValueError)    a value, name or setting that cannot be used
│   ├── InputTypeError    (TypeError)     a value of the wrong type
│   └── ImageError                        bytes or a file that is not a picture we show
├── EngineError                           a model did not give a usable reply
│   ├── KeyMissingError   (ValueError)    no key where the provider wants one
│   ├── EngineNameError   (ValueError)    no engine of that name
│   ├── MissingPackageError (ImportError) the package an engine needs is not installed
│   ├── AuthError                         the provider refused the key
│   ├── RateLimitError                    the provider asks to slow down
│   ├── ContextTooLongError               the request is longer than the model reads
│   ├── RequestRefusedError               what the request says or asks for is refused
│   ├── UnsupportedError                  the model cannot do what the request needs
│   ├── UnreachableError                  no connection, or it broke
│   ├── StalledError                      nothing arrived within a deadline
│   ├── NotRecordedError                  a recording does not hold the request
│   └── BadReplyError                     empty, cut, HTML, or otherwise not an answer
├── WriteError            (OSError)       a file could not be written
├── BudgetError                           what may be spent on models is spent
├── ParseError                            a reply without the tags it was asked for
├── ReviewNeededError                     a decision is needed and nobody is there to give it
├── StaleDecisionError                    a decision for a proposal that is gone
├── UnfinishedError       (TimeoutError)  a started run has not ended yet
└── StoppedError                          a person stopped the run
"""

from __future__ import annotations


class TgError(Exception):
    """Base of every error that tgwidget raises on purpose.

    Args:
        message: What went wrong; names the variable's role or the setting.
        hint: The next thing to do, as one sentence.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(f"{message}\n→ {hint}" if hint else message)
        self.message = message
        self.hint = hint


class InputError(TgError, ValueError):
    """A value, a name or a setting that cannot be used."""


class InputTypeError(InputError, TypeError):
    """A value of a type that cannot be used."""


class ImageError(InputError):
    """Bytes or a file that is not a picture tgwidget shows."""


class EngineError(TgError):
    """A model did not give a usable reply.

    Args:
        message: What went wrong.
        hint: The next thing to do.
        retryable: Whether the same request may succeed a moment later.
        retry_after: Seconds that the provider asked to wait, if it did.
        begun: Whether the provider may have begun to answer, and count what it read.
    """

    begun: bool = False

    def __init__(
        self,
        message: str,
        hint: str = "",
        *,
        retryable: bool = False,
        retry_after: float | None = None,
        begun: bool | None = None,
    ) -> None:
        super().__init__(message, hint)
        self.retryable = retryable
        self.retry_after = retry_after
        if begun is not None:
            self.begun = begun


class KeyMissingError(EngineError, ValueError):
    """No key where the provider wants one."""


class EngineNameError(EngineError, ValueError):
    """No engine goes by that name."""


class MissingPackageError(EngineError, ImportError):
    """The package an engine needs is not installed."""


class AuthError(EngineError):
    """The provider refused the key."""


class RateLimitError(EngineError):
    """The provider asks to slow down."""


class ContextTooLongError(EngineError):
    """The request is longer than the model reads."""


class RequestRefusedError(EngineError):
    """What the request says, or a value in it, is refused, as another provider might refuse it."""


class UnsupportedError(EngineError):
    """The model, or the server before it, cannot do what the request needs.

    Args:
        message: What went wrong.
        hint: The next thing to do.
        feature: What it cannot do: ``"images"``, or the name of a parameter.
    """

    def __init__(self, message: str, hint: str = "", *, feature: str = "") -> None:
        super().__init__(message, hint)
        self.feature = feature


class UnreachableError(EngineError):
    """The server could not be reached, or the connection broke."""


class StalledError(EngineError):
    """Nothing arrived within a deadline."""


class NotRecordedError(EngineError):
    """A recording does not hold the request that it was asked to play."""


class BadReplyError(EngineError):
    """A reply that is empty, cut, HTML, or otherwise not an answer."""

    begun = True


class WriteError(TgError, OSError):
    """A file could not be written; what was there before is as it was."""


class BudgetError(TgError):
    """What may be spent on models is spent, or the next call might take more than is left.

    Args:
        message: What was reached.
        hint: How to raise it.
        by: Whose budget it is: one object for all errors of the same.
    """

    def __init__(self, message: str, hint: str = "", *, by: object = None) -> None:
        super().__init__(message, hint)
        self.by = by


class ParseError(TgError):
    """A reply without the tags it was asked for, also after one request to repair it."""


class ReviewNeededError(TgError):
    """A decision is needed and nobody is there to give it."""


class StaleDecisionError(TgError):
    """A decision for a proposal that is gone or already decided."""


class UnfinishedError(TgError, TimeoutError):
    """What a started run will give is not there yet."""


class StoppedError(TgError):
    """A person stopped the run."""

    def _render_traceback_(self) -> list[str]:
        """One line in a notebook: the person knows why."""
        return [str(self)]
