"""Textual gradient descent you can see and steer.

Public names are loaded when they are first used, so that ``import tgwidget`` stays quick and
writes nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tgwidget import autograd, cache, engine, errors, loss, model, optimizer, variable
    from tgwidget.autograd.algebra import aggregate, sum
    from tgwidget.autograd.vote import vote
    from tgwidget.config import set_backward_engine
    from tgwidget.engine.fallback import Fallback
    from tgwidget.engine.keys.keyring import set_key
    from tgwidget.engine.lm import EngineLM
    from tgwidget.engine.money.budget import Budget
    from tgwidget.engine.money.holding import set_budget
    from tgwidget.engine.money.prices import set_price
    from tgwidget.engine.names import get_engine
    from tgwidget.engine.recorded.recorder import Recorder
    from tgwidget.errors import TgError
    from tgwidget.loss import HumanLoss, TextLoss
    from tgwidget.model import BlackboxLLM
    from tgwidget.optimizer import Json, Locked, MaxTokens, Placeholders, Regex
    from tgwidget.optimizer.proposal import Decision, Proposal, Reviewer
    from tgwidget.optimizer.tgd import TGD, TextualGradientDescent
    from tgwidget.parallel import map
    from tgwidget.policy import Policy
    from tgwidget.replaying import replay
    from tgwidget.review import AcceptAll, Ask, Callback, Fail, Gate, RejectAll
    from tgwidget.run import Run, resume, runs
    from tgwidget.starting import start
    from tgwidget.tracing import trace
    from tgwidget.variable import Gradient, Variable, breakpoint, no_grad

__version__ = "0.1.0"

_HOMES = {
    "AcceptAll": "review",
    "Ask": "review",
    "BlackboxLLM": "model",
    "Budget": "engine.money.budget",
    "Callback": "review",
    "Decision": "optimizer.proposal",
    "EngineLM": "engine.lm",
    "Fail": "review",
    "Fallback": "engine.fallback",
    "Gate": "review",
    "Gradient": "variable",
    "HumanLoss": "loss",
    "Json": "optimizer.constraints",
    "Locked": "optimizer.constraints",
    "MaxTokens": "optimizer.constraints",
    "Placeholders": "optimizer.constraints",
    "Policy": "policy",
    "Proposal": "optimizer.proposal",
    "Recorder": "engine.recorded.recorder",
    "Regex": "optimizer.constraints",
    "RejectAll": "review",
    "Reviewer": "optimizer.proposal",
    "Run": "run",
    "TGD": "optimizer.tgd",
    "TextLoss": "loss",
    "TextualGradientDescent": "optimizer.tgd",
    "TgError": "errors",
    "Variable": "variable",
    "aggregate": "autograd.algebra",
    "breakpoint": "variable",
    "get_engine": "engine.names",
    "map": "parallel",
    "no_grad": "variable",
    "replay": "replaying",
    "resume": "run",
    "runs": "run",
    "set_backward_engine": "config",
    "set_budget": "engine.money.holding",
    "set_key": "engine.keys.keyring",
    "set_price": "engine.money.prices",
    "start": "starting",
    "sum": "autograd.algebra",
    "trace": "tracing",
    "vote": "autograd.vote",
}
_MODULES = ("autograd", "cache", "engine", "errors", "loss", "model", "optimizer", "variable")

__all__ = [
    "TGD",
    "AcceptAll",
    "Ask",
    "BlackboxLLM",
    "Budget",
    "Callback",
    "Decision",
    "EngineLM",
    "Fail",
    "Fallback",
    "Gate",
    "Gradient",
    "HumanLoss",
    "Json",
    "Locked",
    "MaxTokens",
    "Placeholders",
    "Policy",
    "Proposal",
    "Recorder",
    "Regex",
    "RejectAll",
    "Reviewer",
    "Run",
    "TextLoss",
    "TextualGradientDescent",
    "TgError",
    "Variable",
    "aggregate",
    "autograd",
    "breakpoint",
    "cache",
    "engine",
    "errors",
    "get_engine",
    "loss",
    "map",
    "model",
    "no_grad",
    "optimizer",
    "replay",
    "resume",
    "runs",
    "set_backward_engine",
    "set_budget",
    "set_key",
    "set_price",
    "start",
    "sum",
    "trace",
    "variable",
    "vote",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        value = getattr(import_module(f"tgwidget.{_HOMES[name]}"), name)
        globals()[name] = value
        return value
    if name in _MODULES:
        return import_module(f"tgwidget.{name}")
    raise AttributeError(f"module 'tgwidget' has no attribute {name!r}{_nearest(name)}")


def _nearest(name: str) -> str:
    """The public name that was meant; notebooks do not guess it themselves."""
    if name.startswith("_"):
        return ""
    from difflib import get_close_matches

    public = {one.lower(): one for one in __all__}
    near = get_close_matches(name.lower(), public, n=1, cutoff=0.7)
    return f". Did you mean {public[near[0]]!r}?" if near else ""


def __dir__() -> list[str]:
    return [*__all__, "load_ipython_extension", "unload_ipython_extension"]


def load_ipython_extension(ipython: Any) -> None:
    """``%load_ext tgwidget``: show every run as a widget, and add the magics."""
    from tgwidget import notebook

    notebook.load(ipython)


def unload_ipython_extension(ipython: Any) -> None:
    """``%unload_ext tgwidget``: take all of that away again."""
    from tgwidget import notebook

    notebook.unload(ipython)
