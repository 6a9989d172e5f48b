"""Who decides: the policies, and the desk where an open question waits for a person."""

from tgwidget.optimizer.proposal import AcceptAll
from tgwidget.review.callback import Callback
from tgwidget.review.desk import Desk, place
from tgwidget.review.gating import Gate
from tgwidget.review.guarding import Guarded
from tgwidget.review.policies import Ask, Fail, Policy, RejectAll, guard, named
from tgwidget.review.settling import settle

__all__ = [
    "AcceptAll",
    "Ask",
    "Callback",
    "Desk",
    "Fail",
    "Gate",
    "Guarded",
    "Policy",
    "RejectAll",
    "guard",
    "named",
    "place",
    "settle",
]
