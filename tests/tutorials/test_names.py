"""The programs are textgrad's: they name nothing that textgrad 0.1.8 does not have."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.tutorials.running import PROGRAMS

# fmt: off
HAS = {
    "textgrad": "Variable TextLoss BlackboxLLM EngineLM get_engine TextualGradientDescent TGD "
                "set_backward_engine sum aggregate",
    "textgrad.autograd": "LLMCall FormattedLLMCall LLMCall_with_in_context_examples "
                         "MultimodalLLMCall OrderedFieldsMultimodalLLMCall StringBasedFunction "
                         "sum aggregate",
    "textgrad.autograd.functional": "llm_call formatted_llm_call sum aggregate",
    "textgrad.autograd.string_based_ops": "StringBasedFunction",
    "textgrad.engine": "EngineLM get_engine",
    "textgrad.engine_experimental.litellm": "LiteLLMEngine",
    "textgrad.loss": "TextLoss MultiFieldEvaluation MultiFieldTokenParsedEvaluation "
                     "MultiChoiceTestTime ImageQALoss",
    "textgrad.optimizer": "TGD TextualGradientDescent TextualGradientDescentwithMomentum",
}
TAKES = {
    "Variable": "value image_path predecessors requires_grad role_description",
    "TextLoss": "eval_system_prompt engine",
    "BlackboxLLM": "engine system_prompt",
    "get_engine": "engine_name",
    "set_backward_engine": "engine override",
    "TGD": "parameters verbose engine constraints new_variable_tags optimizer_system_prompt "
           "in_context_examples gradient_memory",
    "StringBasedFunction": "fn function_purpose",
    "LLMCall": "engine system_prompt",
    "llm_call": "input_variable engine response_role_description system_prompt",
    "FormattedLLMCall": "engine format_string fields system_prompt",
    "MultimodalLLMCall": "engine system_prompt",
    "OrderedFieldsMultimodalLLMCall": "engine fields system_prompt",
    "ImageQALoss": "evaluation_instruction engine system_prompt",
    "LiteLLMEngine": "model_string system_prompt is_multimodal cache",
}
TAKES["TextualGradientDescent"] = TAKES["TGD"]
# fmt: on


def named(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """(module, name) of everything that a program takes from textgrad."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("textgrad"):
            yield from ((node.module or "", alias.name) for alias in node.names)
        elif isinstance(node, ast.Attribute) and ast.unparse(node.value) == "tg":
            yield "textgrad", node.attr


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_names_only_what_textgrad_has(program: str) -> None:
    tree = ast.parse(PROGRAMS[program].read_text())
    found = list(named(tree))
    assert found
    for module, name in found:
        assert name in HAS[module].split(), f"{module}.{name}"
    for call in ast.walk(tree):
        name = ast.unparse(call.func).removeprefix("tg.") if isinstance(call, ast.Call) else ""
        if isinstance(call, ast.Call) and name in TAKES:
            assert {one.arg for one in call.keywords} <= set(TAKES[name].split()), name


def test_together_they_use_most_of_it() -> None:
    used = {pair for path in PROGRAMS.values() for pair in named(ast.parse(path.read_text()))}
    assert {module for module, _ in used} == set(HAS)
    assert len({name for _, name in used}) >= 16
