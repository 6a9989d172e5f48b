"""``"auto"``: the best engine there is without being told, and why it is that one."""

from __future__ import annotations

import sys

from tgwidget.engine.base import Engine
from tgwidget.engine.keys import keyring
from tgwidget.engine.names import local
from tgwidget.engine.names.colab import ColabEngine
from tgwidget.errors import EngineNameError

KEYED = {
    "OPENAI_API_KEY": "gpt-4o",
    "ANTHROPIC_API_KEY": "sonnet",
    "GEMINI_API_KEY": "gemini/gemini-flash-latest",
    "GOOGLE_API_KEY": "gemini/gemini-flash-latest",
    "MISTRAL_API_KEY": "mistral/mistral-large-latest",
    "DEEPSEEK_API_KEY": "deepseek/deepseek-chat",
    "XAI_API_KEY": "xai/grok-4.7",
    "GROQ_API_KEY": "groq/openai/gpt-oss-120b",
    "TOGETHER_API_KEY": "together_ai/openai/gpt-oss-120b",
    "COHERE_API_KEY": "command-a-03-2025",
}
"""Whose key leads to which engine, in this order."""


def choose() -> tuple[Engine | str, str]:
    """The engine, or the name of one, and why.

    A key comes first, then a server on this machine, then Colab's own models, then the rules.
    """
    for setting, name in KEYED.items():
        if keyring.find(setting):
            return name, f"auto: {name} answers, because {keyring.origin(setting)}."
    try:
        engine = local.engine()
    except EngineNameError:
        pass
    else:
        return engine, f"auto: no key it knows is set. {engine.why}"
    nothing = "no key it knows is set and no model server answers on this machine"
    if "google.colab" in sys.modules:
        try:
            given = ColabEngine()
        except EngineNameError:
            pass
        else:
            return given, f"auto: {nothing}, so Colab's own {given.model} answers."
    return "simulated", f"auto: {nothing}, so simulated answers: rules, no language model."
