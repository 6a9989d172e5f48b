"""Engines: the ways to a model, and the runner that they share."""

from tgwidget.engine.cache import Cache
from tgwidget.engine.lm import EngineLM
from tgwidget.engine.local_model_openai_api import ChatExternalClient
from tgwidget.engine.names import get_engine
from tgwidget.engine.names.classes import AzureChatOpenAI, ChatOpenAI, LiteLLMEngine
from tgwidget.engine.policy import Policy
from tgwidget.engine.telling import log

__all__ = [
    "AzureChatOpenAI",
    "Cache",
    "ChatExternalClient",
    "ChatOpenAI",
    "EngineLM",
    "LiteLLMEngine",
    "Policy",
    "get_engine",
]

log.listen()
