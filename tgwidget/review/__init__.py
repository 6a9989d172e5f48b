"""Who decides: the policies, and the desk where an open question waits for a person."""

from tgwidget.review.desk import Desk
from tgwidget.review.policies import (
    Ask,
    Fail,
    Policy,
    RejectAll,
    choose,
    default_policy,
    set_default_policy,
)
from tgwidget.review.settling import settle

__all__ = [
    "Ask",
    "Desk",
    "Fail",
    "Policy",
    "RejectAll",
    "choose",
    "default_policy",
    "set_default_policy",
    "settle",
]
