"""A client object as an engine, under TextGrad's names."""

from __future__ import annotations

from typing import Any

from tgwidget.engine.cache import Cache, chosen
from tgwidget.engine.lm import ModelEngine
from tgwidget.engine.names.client import Client, asked_by
from tgwidget.engine.names.find import check_params
from tgwidget.engine.policy import Policy
from tgwidget.engine.runner import Runner


class ChatExternalClient(ModelEngine):
    """A model behind a client object of the package ``openai``, or one like it.

    Args:
        client: An ``OpenAI``, ``AsyncOpenAI``, ``AzureOpenAI`` or ``AsyncAzureOpenAI``; of any
            other class, an object with ``base_url`` and ``api_key``. Its default headers and query
            are sent too; its timeouts, retries and HTTP client are not used.
        model_string: The model's name there.
        system_prompt: How to answer where a request has no system prompt.
        is_multimodal: False refuses images before anything is sent.
        cache: Whether replies are kept on disk, or the cache to keep them in.
        policy: Deadlines, retries and the number of calls at once.
        **params: Sampling parameters of every request.

    Raises:
        InputTypeError: If it is not such an object.
        KeyMissingError: If it has no key of its own.
        InputError: If its address, ``cache`` or a parameter cannot be used.
    """

    def __init__(
        self,
        client: Client,
        model_string: str,
        system_prompt: str = "",
        *,
        is_multimodal: bool = True,
        cache: bool | Cache = True,
        policy: Policy | None = None,
        **params: Any,
    ) -> None:
        check_params(params)
        super().__init__(
            Runner(asked_by(client, model_string), chosen(cache, simulated=False), policy),
            params,
            system_prompt=system_prompt,
            is_multimodal=is_multimodal,
        )
