"""Replies that were written to a file, and played back."""
