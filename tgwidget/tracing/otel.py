"""OpenTelemetry: model calls as spans of its GenAI conventions."""

from __future__ import annotations

import warnings
from typing import Any

from tgwidget import spans
from tgwidget.engine.base import Reply, Retrying
from tgwidget.engine.telling import Call
from tgwidget.errors import MissingPackageError
from tgwidget.tracing import attributes

NAME = "tgwidget"
"""What the tracer is called."""


class OtelTracer:
    """Makes spans, inside those that are open where the work is done.

    Args:
        provider: Where they go; OpenTelemetry's own tracer provider by default.
        content: Whether prompts and replies go into them.

    Raises:
        MissingPackageError: If OpenTelemetry is not installed.
    """

    def __init__(self, provider: Any = None, content: bool = False) -> None:
        try:
            from opentelemetry import trace
        except ImportError as error:
            raise MissingPackageError(
                "OpenTelemetry is not installed", "pip install 'tgwidget[otel]'"
            ) from error
        self._api = trace
        self._content = content
        if provider is None and isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):
            warnings.warn(
                "OpenTelemetry has no tracer provider yet, so spans go nowhere: set one with "
                "opentelemetry.trace.set_tracer_provider(…)",
                stacklevel=3,
            )
        self._tracer: Any = trace.get_tracer(NAME, tracer_provider=provider)

    def began(self, span: spans.Span) -> spans.Follower:
        """Open a span and make it the current one."""
        if isinstance(span, Call):
            told = attributes.asked(span)
            if self._content:
                told |= attributes.content_asked(span)
            name = f"chat {told['gen_ai.request.model']}"
            return _Open(self._api, self._tracer, name, told, self._content)
        name = f"{span.kind} {span.name}" if span.name != span.kind else span.kind
        told = {"tgwidget.span": span.kind}
        return _Open(self._api, self._tracer, name, told, self._content)


class _Open:
    def __init__(
        self, api: Any, tracer: Any, name: str, told: attributes.Attributes, content: bool
    ) -> None:
        from opentelemetry import context

        self._api, self._context, self._content = api, context, content
        remote = "gen_ai.operation.name" in told
        kind = api.SpanKind.CLIENT if remote else api.SpanKind.INTERNAL
        self._span = tracer.start_span(name, kind=kind, attributes=told)
        self._token = context.attach(api.set_span_in_context(self._span))

    def heard(self, news: object) -> None:
        """A retry is an event."""
        if isinstance(news, Retrying):
            self._span.add_event("retry", {"attempt": news.attempt, "wait_s": news.wait})

    def ended(self, result: object, error: BaseException | None) -> None:
        """Close the span."""
        self._context.detach(self._token)
        if isinstance(result, Reply):
            self._span.set_attributes(attributes.answered(result))
            if self._content:
                self._span.set_attributes(attributes.content_answered(result))
        elif error is not None:
            # Not the error's words: they may quote the prompt.
            kind = type(error).__name__
            self._span.set_attribute("error.type", kind)
            self._span.set_status(self._api.Status(self._api.StatusCode.ERROR, kind))
        self._span.end()
