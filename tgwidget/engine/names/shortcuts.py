"""Short names of engines, TextGrad's among them, and what each stands for.

A name of a family (``"opus"``) means its newest model that we know; a name with a version means
that version.
"""

from __future__ import annotations

import os

SHORTCUTS = {
    "opus": "anthropic/claude-opus-5-5",
    "sonnet": "anthropic/claude-sonnet-5-5",
    "haiku": "anthropic/claude-haiku-5-5",
    "sonnet-3.5": "anthropic/claude-3-5-sonnet-20240620",
    "command": "cohere_chat/command",
    "together-llama-3-70b": "together_ai/meta-llama/Llama-3-70b-chat-hf",
    "vllm-llama-3-8b": "vllm-meta-llama/Meta-Llama-3-8B-Instruct",
}

PREFIXES = {
    "azure-": "azure/",
    "claude-": "anthropic/claude-",
    "command-": "cohere_chat/command-",
    "gemini-": "gemini/gemini-",
    "groq-": "groq/",
    "together-": "together_ai/",
}
"""What stands for a provider, and litellm's name for it."""

SERVERS = {
    "ollama-": ("http://localhost:11434/v1", "OLLAMA_BASE_URL", "OLLAMA_API_BASE"),
    "vllm-": ("http://localhost:8000/v1", "HOSTED_VLLM_API_BASE"),
}
"""What stands for a server that a person runs: its usual address, and settings that move it."""


def expand(name: str) -> str:
    """The full form of a name.

    Args:
        name: As a person wrote it; ``experimental:`` before it means nothing here.

    Returns:
        ``provider/model``, ``address#model``, or the name itself where it stands for no other.
    """
    name = name.removeprefix("experimental:")
    name = SHORTCUTS.get(name, name)
    for prefix, full in PREFIXES.items():
        if name.startswith(prefix):
            return full + name.removeprefix(prefix)
    for prefix, (usual, *settings) in SERVERS.items():
        if name.startswith(prefix):
            return f"{_setting(settings) or usual}#{name.removeprefix(prefix)}"
    return name


def azure_settings() -> dict[str, str]:
    """Where Azure's models are, from the settings that litellm does not read itself."""
    found = {
        "api_base": not os.environ.get("AZURE_API_BASE")
        and _setting(["AZURE_OPENAI_API_BASE", "AZURE_OPENAI_ENDPOINT"]),
        "api_version": not os.environ.get("AZURE_API_VERSION")
        and _setting(["AZURE_OPENAI_API_VERSION", "OPENAI_API_VERSION"]),
    }
    return {name: value for name, value in found.items() if isinstance(value, str) and value}


def _setting(names: list[str]) -> str:
    """The first of these that is set in the environment."""
    return next((value for name in names if (value := os.environ.get(name, "").strip())), "")
