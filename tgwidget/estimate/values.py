"""What an estimate says, and what it takes for granted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tgwidget.engine.money.budget import amount


@dataclass(frozen=True)
class Cost:
    """What some calls will take.

    Args:
        calls: How many calls.
        tokens: Tokens, read and written, about.
        usd: US dollars, about; ``None`` where a price is unknown.
    """

    calls: int = 0
    tokens: int = 0
    usd: float | None = 0.0

    def __add__(self, other: Cost) -> Cost:
        known = self.usd is not None and other.usd is not None
        usd = (self.usd or 0.0) + (other.usd or 0.0) if known else None
        return Cost(self.calls + other.calls, self.tokens + other.tokens, usd)

    def __str__(self) -> str:
        usd = "US dollars unknown" if self.usd is None else f"about {amount('usd', self.usd)}"
        return f"{amount('calls', self.calls)}, about {amount('tokens', self.tokens)}, {usd}"


@dataclass(frozen=True, repr=False)
class Estimate:
    """What one backward pass through a graph and one step of its parameters will take.

    Args:
        backward: The pass.
        step: The new values.
        forward: Making the graph; in the sum if nothing of it is made yet.
        made: Whether the graph is made already, and ``forward`` what it takes to make it again.
        assumes: What is taken for granted, a line each.
        leaves_out: What will be asked besides and is not in the sum, a line each.
    """

    backward: Cost
    step: Cost
    forward: Cost
    made: bool = True
    assumes: tuple[str, ...] = ()
    leaves_out: tuple[str, ...] = ()

    @property
    def calls(self) -> int:
        """Calls in all, as far as the estimate goes."""
        return self._sum.calls

    @property
    def tokens(self) -> int:
        """Tokens in all, read and written, about."""
        return self._sum.tokens

    @property
    def usd(self) -> float | None:
        """US dollars in all, about; ``None`` where a price is unknown."""
        return self._sum.usd

    def __repr__(self) -> str:
        making = "and to make this graph again" if self.made else "forward"
        costs = [f"backward: {self.backward}", f"step: {self.step}"]
        costs.insert(2 if self.made else 0, f"{making}: {self.forward}")
        lines = [f"Estimate: {self._sum}", *(f"  {one}" for one in costs)]
        lines += [*_listed("It assumes", self.assumes), *_listed("Not in it", self.leaves_out)]
        return "\n".join(lines)

    @property
    def _sum(self) -> Cost:
        return self.backward + self.step + (Cost() if self.made else self.forward)


def _listed(head: str, lines: Sequence[str]) -> list[str]:
    return [f"{head}:", *(f"  - {line}" for line in lines)] if lines else []
