"""Variables, their gradients, and the order of a graph."""

from tgwidget.events import Region
from tgwidget.variable.breakpoints import breakpoint
from tgwidget.variable.gradient import Gradient
from tgwidget.variable.gradients import Gradients
from tgwidget.variable.ids import new_node, told
from tgwidget.variable.order import reaching, topological
from tgwidget.variable.scopes import no_grad, recording
from tgwidget.variable.telling import introduce, picture
from tgwidget.variable.variable import Variable

__all__ = [
    "Gradient",
    "Gradients",
    "Region",
    "Variable",
    "breakpoint",
    "introduce",
    "new_node",
    "no_grad",
    "picture",
    "reaching",
    "recording",
    "told",
    "topological",
]
