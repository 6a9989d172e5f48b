"""Textual gradient descent: rewrite each parameter from the criticism it received."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tgwidget.autograd.llm_ops import request
from tgwidget.calls import Subject, ask_parsed
from tgwidget.config import resolve
from tgwidget.content import Image
from tgwidget.engine.lm import EngineLM
from tgwidget.errors import InputError, InputTypeError, StaleDecisionError
from tgwidget.events import Change, Notice, ProposalMade
from tgwidget.observe import awaiting, blocking, current
from tgwidget.optimizer.proposal import Decision, Proposal, current_reviewer
from tgwidget.prompts import optimizer as prompts
from tgwidget.prompts.optimizer import Feedback, rewrite_prompt
from tgwidget.runtime import together
from tgwidget.variable import Gradient, Variable, introduce

TAGS = ("<IMPROVED_VARIABLE>", "</IMPROVED_VARIABLE>")


class TextualGradientDescent:
    """Rewrite parameters from their gradients, one model call a parameter.

    The method is that of TextGrad (Yuksekgonul et al., "Optimizing generative AI by
    backpropagating language model feedback", Nature 2025).

    Args:
        parameters: The variables to improve; each requires a gradient.
        verbose: 1 prints every committed value.
        engine: Who rewrites: an engine or its name; the backward engine by default.
        constraints: What every new value must keep to, in plain language.
        new_variable_tags: The opening and the closing tag around a new value in the reply.
        optimizer_system_prompt: Replaces the system prompt of the rewriting model.
        in_context_examples: Values of such variables that worked well.
        gradient_memory: How many earlier steps' gradients are shown as well.

    Raises:
        InputError: If there are no parameters, or one cannot be optimised.

    Example:
        >>> import tgwidget as tg
        >>> answer = tg.Variable("It takes 1.2 hours.", role_description="answer")
        >>> optimizer = tg.TGD(parameters=[answer], engine="simulated")
    """

    def __init__(
        self,
        parameters: Sequence[Variable],
        verbose: int = 0,
        engine: EngineLM | str | None = None,
        constraints: Sequence[str] | None = None,
        new_variable_tags: Sequence[str] | None = None,
        optimizer_system_prompt: str = prompts.SYSTEM,
        in_context_examples: Sequence[str] | None = None,
        gradient_memory: int = 0,
    ) -> None:
        self.parameters = _checked(parameters)
        self.verbose = verbose
        self.engine = engine
        self.constraints = list(constraints or ())
        self.optimizer_system_prompt = optimizer_system_prompt
        self.in_context_examples = list(in_context_examples or ())
        self.gradient_memory = gradient_memory
        self._tag = _tag_name(new_variable_tags or TAGS)
        self._past: dict[str, list[str]] = {variable.id: [] for variable in self.parameters}
        for variable in self.parameters:
            variable.is_parameter = True
        self._announce()

    def zero_grad(self) -> None:
        """Clear the gradients of all parameters."""
        for variable in self.parameters:
            variable.reset_gradients()

    def step(self) -> None:
        """Propose, have it decided, apply. Outside a run every proposal is applied at once.

        A parameter without gradients is left alone and costs no call.

        Raises:
            EngineError: If a model did not answer; no parameter was changed then.
            ReviewNeededError: If a run wants a decision that nobody can give.
            StoppedError: If a person stopped the run.
        """
        blocking(self._step())

    async def astep(self) -> None:
        """``step``, to be awaited."""
        await awaiting(self._step())

    def propose(self) -> list[Proposal]:
        """Ask for new values and change nothing.

        Returns:
            One proposal per parameter that has gradients, in the parameters' order.

        Raises:
            EngineError: If a model did not answer.
            ParseError: If a reply had no complete tags, also after one repair.
        """
        return blocking(self._propose())

    async def apropose(self) -> list[Proposal]:
        """``propose``, to be awaited."""
        return await awaiting(self._propose())

    def apply(self, decisions: Sequence[Decision]) -> None:
        """Write all decided values, or none.

        Args:
            decisions: At most one per parameter.

        Raises:
            StaleDecisionError: If a variable has changed since its proposal was made.
        """
        blocking(self._apply(decisions))

    async def _step(self) -> None:
        proposals = await self._propose()
        decisions = await current_reviewer().review(proposals) if proposals else ()
        await self._apply(decisions)

    async def _propose(self) -> list[Proposal]:
        engine = resolve(self.engine, type(self).__name__)
        self._announce()
        current().phase("step")
        ready = [variable for variable in self.parameters if _active(variable)]
        if not ready:
            roles = ", ".join(repr(variable.role_description) for variable in self.parameters)
            text = f"No gradient on {roles}: nothing to propose. Call backward() on a loss first."
            current().emit(Notice("warning", text))
        return await together(self._rewrite(variable, engine) for variable in ready)

    async def _rewrite(self, variable: Variable, engine: EngineLM) -> Proposal:
        old, version, gradients = variable.text, variable.version, _active(variable)
        memory = self._past[variable.id]
        rewrite = rewrite_prompt(
            variable.role_description,
            old,
            [Feedback(gradient.value, gradient.context) for gradient in gradients],
            memory=memory[-self.gradient_memory :] if self.gradient_memory else (),
            constraints=self.constraints,
            examples=self.in_context_examples,
            tag=self._tag,
        )
        new = await ask_parsed(
            engine,
            request(self.optimizer_system_prompt, rewrite.prompt),
            Subject(variable.id, "proposal"),
            rewrite.parse,
            rewrite.repair,
        )
        proposal = Proposal(variable, old, new, tuple(gradients), version)
        because = tuple(gradient.id for gradient in gradients)
        current().emit(ProposalMade(proposal.id, version, variable.id, old, new, because))
        return proposal

    async def _apply(self, decisions: Sequence[Decision]) -> None:
        for decision in decisions:
            variable = decision.proposal.variable
            if variable.version != decision.proposal.version:
                raise StaleDecisionError(
                    f"{variable.role_description!r} has changed since this was proposed",
                    "propose again",
                )
        changes: list[Change] = []
        for decision in decisions:
            variable = decision.proposal.variable
            said = "\n".join(gradient.value for gradient in decision.proposal.because)
            self._past.setdefault(variable.id, []).append(said)
            if decision.text is not None:
                variable.commit(decision.text)
                old = decision.proposal.old
                changes.append(Change(variable.id, old, decision.text, variable.version))
        current().commit(tuple(changes))
        if self.verbose:
            for change in changes:
                print(change.new)

    def _announce(self) -> None:
        for variable in self.parameters:
            introduce(variable)
        current().parameters(tuple(variable.id for variable in self.parameters))


TGD = TextualGradientDescent


def _checked(parameters: Sequence[Variable]) -> list[Variable]:
    checked = list(parameters)
    if not checked:
        raise InputError("an optimizer needs parameters", "write TGD(parameters=[variable])")
    for variable in checked:
        # Not everybody runs a type checker.
        if not isinstance(variable, Variable):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise InputTypeError(
                f"a parameter must be a Variable, not a {type(variable).__name__}",
                "write TGD(parameters=[variable])",
            )
        role = variable.role_description
        if not variable.requires_grad:
            raise InputError(
                f"{role!r} does not require a gradient", "make it with requires_grad=True"
            )
        if isinstance(variable.value, Image):
            raise InputError(f"{role!r} is an image", "only texts can be rewritten")
    if len({variable.id for variable in checked}) != len(checked):
        raise InputError("a parameter is listed twice", "list each variable once")
    return checked


def _active(variable: Variable) -> list[Gradient]:
    return [gradient for gradient in variable.gradients if not gradient.muted]


def _tag_name(tags: Sequence[str]) -> str:
    opening = re.fullmatch(r"<([A-Za-z_][\w.-]*)>", tags[0]) if len(tags) == 2 else None
    if opening is None or tags[1] != f"</{opening[1]}>":
        raise InputError(
            f"new_variable_tags={list(tags)!r} is not a pair of tags",
            'write ["<NEW>", "</NEW>"]',
        )
    return opening[1]
