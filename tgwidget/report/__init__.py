"""What remains of a run when its kernel is gone: folds over its log, made into files."""

from tgwidget.report.reported import Reported

__all__ = ["Reported"]
