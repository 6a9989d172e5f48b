"""A small rule-based model for trying things out: no language model, and it says so.

It reads any text of its domains, as a student, a critic, a giver of feedback or an optimizer. Each
domain is one file with a class of :class:`~tgwidget.engine.simulated.problem.Problem` and its
reader; ``domains.py`` lists them.
"""

from tgwidget.engine.simulated.engine import SimulatedEngine

__all__ = ["SimulatedEngine"]
