"""What ``%load_ext tgwidget`` switches on: the widget, a page that is answered, and the magics."""

from tgwidget.notebook.extension import load, unload

__all__ = ["load", "unload"]
