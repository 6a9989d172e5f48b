"""Keys: where they come from, how they are held, that they show nowhere."""

from tgwidget.engine.keys.key import (
    HIDDEN,
    SETTINGS,
    Key,
    among,
    held,
    key_missing,
    lent,
    require,
    scrub,
)

__all__ = ["HIDDEN", "SETTINGS", "Key", "among", "held", "key_missing", "lent", "require", "scrub"]
