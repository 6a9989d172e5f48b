"""What decisions have in common, as rules that a person reads and a headless run keeps to."""

from tgwidget.policy.policy import Policy
from tgwidget.policy.rules import Case, MaxChange, MaxGrowth, MinGain, Required, Rule

__all__ = ["Case", "MaxChange", "MaxGrowth", "MinGain", "Policy", "Required", "Rule"]
