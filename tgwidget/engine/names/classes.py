"""Engines under TextGrad's class names; each is what ``get_engine`` makes of the same model."""

from __future__ import annotations

from typing import Any

from tgwidget.engine.cache import Cache
from tgwidget.engine.lm import ModelEngine
from tgwidget.engine.names.find import runner
from tgwidget.engine.policy import Policy


class LiteLLMEngine(ModelEngine):
    """A model by any name that ``get_engine`` understands.

    Args:
        model_string: The name.
        system_prompt: How to answer where a request has no system prompt.
        is_multimodal: False refuses images before anything is sent.
        cache: Whether replies are kept on disk, or the cache to keep them in.
        policy: Deadlines, retries and the number of calls at once.
        **params: Sampling parameters of every request, and ``api_key`` where it is needed.

    Raises:
        EngineNameError: If no engine goes by that name.
        KeyMissingError: If the provider's key is not set.
        InputError: If ``cache`` or a parameter cannot be used.
    """

    def __init__(
        self,
        model_string: str,
        system_prompt: str = "",
        is_multimodal: bool = True,
        cache: bool | Cache = False,
        *,
        policy: Policy | None = None,
        **params: Any,
    ) -> None:
        super().__init__(
            runner(model_string, cache, policy, params),
            params,
            system_prompt=system_prompt,
            is_multimodal=is_multimodal,
        )


class ChatOpenAI(LiteLLMEngine):
    """A model of OpenAI's, or of a server that speaks its protocol.

    Args:
        model_string: The model's name there.
        system_prompt: How to answer where a request has no system prompt.
        is_multimodal: False refuses images before anything is sent.
        base_url: Where the API begins, if it is not OpenAI's own.
        cache: Whether replies are kept on disk, or the cache to keep them in.
        policy: Deadlines, retries and the number of calls at once.
        **params: Sampling parameters of every request, and ``api_key`` where it is needed.

    Raises:
        KeyMissingError: If OpenAI's key is not set.
        InputError: If the address, ``cache`` or a parameter cannot be used.
    """

    def __init__(
        self,
        model_string: str,
        system_prompt: str = "",
        is_multimodal: bool = True,
        base_url: str | None = None,
        *,
        cache: bool | Cache = True,
        policy: Policy | None = None,
        **params: Any,
    ) -> None:
        if base_url is not None:
            params["base_url"] = base_url
        super().__init__(
            f"openai/{model_string}", system_prompt, is_multimodal, cache, policy=policy, **params
        )


class AzureChatOpenAI(LiteLLMEngine):
    """A model that Azure deploys, found by ``AZURE_OPENAI_API_KEY``, ``…_BASE`` and ``…_VERSION``.

    Args:
        model_string: The deployment's name.
        system_prompt: How to answer where a request has no system prompt.
        is_multimodal: False refuses images before anything is sent.
        cache: Whether replies are kept on disk, or the cache to keep them in.
        policy: Deadlines, retries and the number of calls at once.
        **params: Sampling parameters of every request; ``api_key``, ``api_base`` and
            ``api_version`` where the environment does not say.

    Raises:
        KeyMissingError: If Azure's key is not set.
        InputError: If ``cache`` or a parameter cannot be used.
    """

    def __init__(
        self,
        model_string: str,
        system_prompt: str = "",
        is_multimodal: bool = True,
        *,
        cache: bool | Cache = True,
        policy: Policy | None = None,
        **params: Any,
    ) -> None:
        super().__init__(
            f"azure/{model_string}", system_prompt, is_multimodal, cache, policy=policy, **params
        )
