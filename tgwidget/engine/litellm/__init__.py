"""Every other provider, through litellm."""

from tgwidget.engine.litellm.adapter import LiteLLMAdapter

__all__ = ["LiteLLMAdapter"]
