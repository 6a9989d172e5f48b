"""Journals: one JSON line an event, on disk before anybody sees its effect; read in any version."""

from tgwidget.journal.reading import Attempt, Header, Journal, Taken, read

__all__ = ["Attempt", "Header", "Journal", "Taken", "read"]
