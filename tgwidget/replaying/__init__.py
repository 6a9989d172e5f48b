"""A run that is over, shown again from its log: no key, no network, nothing to decide."""

from tgwidget.replaying.demo import demo
from tgwidget.replaying.outline import outline
from tgwidget.replaying.replay import Replay, replay

__all__ = ["Replay", "demo", "outline", "replay"]
