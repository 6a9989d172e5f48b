"""The live picture of a run: one anywidget a run, fed from the run's events."""
