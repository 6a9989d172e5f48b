"""MLflow: model calls as spans of its traces."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from tgwidget import spans
from tgwidget.engine.base import Reply, Retrying
from tgwidget.engine.keys import scrub
from tgwidget.engine.telling import Call
from tgwidget.errors import MissingPackageError
from tgwidget.tracing import attributes

_TYPES = {"call": "CHAT_MODEL"}
_USAGE = "mlflow.chat.tokenUsage"
_MODEL = "mlflow.llm.model"
_PROVIDER = "mlflow.llm.provider"


class MlflowTracer:
    """Makes spans in MLflow's active experiment, inside those that are open.

    Args:
        content: Whether prompts and replies go into them.

    Raises:
        MissingPackageError: If MLflow is not installed.
    """

    def __init__(self, content: bool = False) -> None:
        try:
            import mlflow
        except ImportError as error:
            raise MissingPackageError(
                "MLflow is not installed", "pip install 'tgwidget[mlflow]'"
            ) from error
        self._mlflow: Any = mlflow
        self._content = content

    def began(self, span: spans.Span) -> spans.Follower:
        """Open a span and make it the current one."""
        name = span.kind if span.name == span.kind else f"{span.kind} {span.name}"
        told: attributes.Attributes = {"tgwidget.span": span.kind}
        if isinstance(span, Call):
            told = attributes.asked(span)
            name = f"chat {told['gen_ai.request.model']}"
            told[_MODEL] = told["gen_ai.request.model"]
            told[_PROVIDER] = told["gen_ai.provider.name"]
        opened = self._mlflow.start_span(
            name, span_type=_TYPES.get(span.kind, "CHAIN"), attributes=told
        )
        follower = _Open(opened, self._content)
        if isinstance(span, Call) and self._content:
            follower.span.set_inputs({"messages": attributes.messages(span.request.messages)})
        return follower


class _Open:
    def __init__(self, opened: AbstractContextManager[Any], content: bool) -> None:
        self._opened, self._content = opened, content
        self.span = opened.__enter__()

    def heard(self, news: object) -> None:
        """Count a retry."""
        if isinstance(news, Retrying):
            self.span.set_attribute("tgwidget.retries", news.attempt)

    def ended(self, result: object, error: BaseException | None) -> None:
        """Close the span."""
        if isinstance(result, Reply):
            self.span.set_attributes(attributes.answered(result))
            if result.usage:
                read, written = result.usage.prompt, result.usage.completion
                total = {"input_tokens": read, "output_tokens": written}
                self.span.set_attribute(_USAGE, {**total, "total_tokens": read + written})
            if self._content:
                self.span.set_outputs(scrub(result.text))
        elif error is not None:
            # Not the error itself: its words may quote the prompt, its traceback shows it.
            self.span.set_attribute("error.type", type(error).__name__)
            self.span.set_status("ERROR")
        self._opened.__exit__(None, None, None)
