"""Hand over: a page for a person without Python, and what comes back from it."""

from tgwidget.handover.answers import Answers, read
from tgwidget.handover.applying import BY, apply
from tgwidget.handover.document import Document, Item, document
from tgwidget.handover.page import page
from tgwidget.handover.report import ReviewReport

__all__ = ["BY", "Answers", "Document", "Item", "ReviewReport", "apply", "document", "page", "read"]
