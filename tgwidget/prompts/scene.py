"""How an op is told to the model that criticises: what went in, as it was then, and what came out.

A kind of op that is used in another way is one more class of :class:`Scene`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from tgwidget.content import Content, Image
from tgwidget.prompts.tags import Fence, fill

EXCHANGE = """\
It was used in this exchange with a language model:
$exchange
"""

EXAMPLES = """
Base your feedback on these examples:
$examples
"""

FUNCTION = """\
It was an input of a function, which is code and does not change. What the function is for:
$purpose
Its inputs were:
$inputs
Its output was:
$output
"""

ARGUMENT = "$name, which is: $role\n$value"

PROMPTED = "System prompt: "


def prompted(scene: str, system: str) -> str:
    """What a system prompt was used on, and what came of it.

    Args:
        scene: A scene, as ``as_text`` tells it.
        system: The system prompt.

    Returns:
        The rest of the scene; empty where it was another's.
    """
    own = f"{PROMPTED}{system}\n"
    return scene.removeprefix(own) if scene.startswith(own) else ""


@dataclass(frozen=True)
class Scene(ABC):
    """One use of an op, with the values it saw.

    Args:
        inputs: (role description, value) pairs, in order.
        output_role: What its output is for.
        output: What came out.
    """

    inputs: tuple[tuple[str, Content], ...]
    output_role: str
    output: str

    def values(self) -> tuple[Content, ...]:
        """The values of the op's inputs, in the op's order."""
        return tuple(value for _, value in self.inputs)

    def images(self) -> tuple[Image, ...]:
        """The pictures among the inputs, in order."""
        return tuple(value for value in self.values() if isinstance(value, Image))

    def texts(self) -> list[str]:
        """Every text that ``told`` fences, and the role of the output."""
        pairs = [str(part) for pair in self.inputs for part in pair]
        return [*pairs, self.output_role, self.output]

    @abstractmethod
    def told(self, fence: Fence) -> str:
        """The scene in words, with all data fenced."""

    @abstractmethod
    def as_text(self) -> str:
        """The scene for a reader who sees it beside the criticism."""


@dataclass(frozen=True)
class Exchange(Scene):
    """One call of a language model.

    Args:
        inputs: (role description, value) pairs of all inputs but the system prompt, in order.
        output_role: What the reply is for.
        output: The reply.
        system: The system prompt, the first of the op's inputs; ``None`` where there is none.
        said: The parts of the user message; empty where they are the inputs themselves.
        examples: What the criticism shall go by.
    """

    system: str | None = None
    said: tuple[Content, ...] = ()
    examples: tuple[str, ...] = ()

    def values(self) -> tuple[Content, ...]:
        """The system prompt, if there is one, then the other inputs."""
        return (() if self.system is None else (self.system,)) + super().values()

    def texts(self) -> list[str]:
        """Every text that ``told`` fences, and the role of the output."""
        said = [str(part) for part in self.said]
        return [*super().texts(), self.system or "", *said, *self.examples]

    def told(self, fence: Fence) -> str:
        """The system prompt, the message and the reply."""
        lines = [fence.wrap("LM_SYSTEM_PROMPT", self.system)] if self.system else []
        lines += [fence.wrap("LM_INPUT", str(part)) for part in self._message()]
        lines.append(fence.wrap("LM_OUTPUT", self.output))
        text = fill(EXCHANGE, exchange="\n".join(lines))
        if self.examples:
            shown = "\n".join(fence.wrap("EXAMPLE", example) for example in self.examples)
            text += fill(EXAMPLES, examples=shown)
        return text

    def as_text(self) -> str:
        """The exchange, one speaker a line."""
        lines = [f"{PROMPTED}{self.system}"] if self.system else []
        if self.said:
            lines.append("Message: " + "\n".join(str(part) for part in self.said))
        else:
            lines += [f"{role}: {value}" for role, value in self.inputs]
        return "\n".join([*lines, f"{self.output_role}: {self.output}"])

    def _message(self) -> tuple[Content, ...]:
        return self.said or tuple(value for _, value in self.inputs)


@dataclass(frozen=True)
class FunctionRun(Scene):
    """One run of a user's function.

    Args:
        inputs: (role description, value) pairs of its arguments, in order.
        output_role: What its result is for.
        output: Its result.
        purpose: What the function is for.
        names: The names of its arguments, in order.
    """

    purpose: str = ""
    names: tuple[str, ...] = ()

    def texts(self) -> list[str]:
        """Every text that ``told`` fences, and the role of the output."""
        return [*super().texts(), self.purpose, *self.names]

    def told(self, fence: Fence) -> str:
        """The function's purpose, its arguments and its result."""
        inputs = [
            fill(
                ARGUMENT,
                name=fence.wrap("NAME", name),
                role=fence.wrap("ROLE", role),
                value=fence.wrap("FUNCTION_INPUT", str(value)),
            )
            for name, (role, value) in zip(self.names, self.inputs, strict=True)
        ]
        return fill(
            FUNCTION,
            purpose=fence.wrap("FUNCTION_PURPOSE", self.purpose),
            inputs="\n".join(inputs),
            output=fence.wrap("FUNCTION_OUTPUT", self.output),
        )

    def as_text(self) -> str:
        """The run, one argument a line."""
        lines = [f"Function: {self.purpose}"]
        pairs = zip(self.names, self.inputs, strict=True)
        lines += [f"{name} ({role}): {value}" for name, (role, value) in pairs]
        return "\n".join([*lines, f"{self.output_role}: {self.output}"])
