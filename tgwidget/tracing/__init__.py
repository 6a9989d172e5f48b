"""Traces of what models are asked, through the libraries that are made for it. Off until asked for.

Spans: one a model call, inside those of the run, the backward pass and the step that it belongs to.
They carry no content, that is no prompts and no replies, unless that is asked for; never a key.
"""

from __future__ import annotations

from typing import Any, Literal

from tgwidget import spans
from tgwidget.errors import InputTypeError

__all__ = ["trace"]


def trace(
    to: Literal["otel", "mlflow"] | spans.Listener | Any | None, *, content: bool = False
) -> None:
    """Trace model calls from here on, in this process; again for the same place replaces it.

    Args:
        to: ``"otel"``, to OpenTelemetry's tracer provider, after its GenAI conventions
            (``pip install tgwidget[otel]``); ``"mlflow"`` (``tgwidget[mlflow]``); a tracer provider
            of OpenTelemetry; an object with ``began(span)``, see ``tgwidget.spans.Listener``; or
            ``None``, which ends all tracing.
        content: Whether prompts and replies go into the spans; what looks like a key is hidden.

    Raises:
        MissingPackageError: If the library is not installed.
        InputTypeError: If ``to`` is something else.

    Example:
        >>> import tgwidget as tg
        >>> tg.trace(None)
    """
    if to is None:
        for name in ("otel", "mlflow", "own"):
            spans.listeners.pop(name, None)
    elif to == "otel" or hasattr(to, "get_tracer"):
        from tgwidget.tracing.otel import OtelTracer

        spans.listeners["otel"] = OtelTracer(None if to == "otel" else to, content)
    elif to == "mlflow":
        from tgwidget.tracing.mlflow import MlflowTracer

        spans.listeners["mlflow"] = MlflowTracer(content)
    elif hasattr(to, "began"):
        spans.listeners["own"] = to
    else:
        raise InputTypeError(
            f"traces cannot go to {to!r}",
            'give "otel", "mlflow", a tracer provider, an object with began(span), or None',
        )
