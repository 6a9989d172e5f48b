"""Ops on variables, and the backward pass through them."""

from tgwidget.autograd import functional
from tgwidget.autograd.algebra import Aggregate, Sum, aggregate, sum
from tgwidget.autograd.formatted_ops import FormattedLLMCall
from tgwidget.autograd.function import Function, Module
from tgwidget.autograd.llm_ops import LLMCall, LLMCall_with_in_context_examples
from tgwidget.autograd.multimodal_ops import MultimodalLLMCall, OrderedFieldsMultimodalLLMCall
from tgwidget.autograd.string_based_ops import StringBasedFunction
from tgwidget.autograd.vote import Vote, vote

__all__ = [
    "Aggregate",
    "FormattedLLMCall",
    "Function",
    "LLMCall",
    "LLMCall_with_in_context_examples",
    "Module",
    "MultimodalLLMCall",
    "OrderedFieldsMultimodalLLMCall",
    "StringBasedFunction",
    "Sum",
    "Vote",
    "aggregate",
    "functional",
    "sum",
    "vote",
]
