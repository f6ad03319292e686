"""Pictures: which first choice two measurements give, why a drug is excluded, where a cohort goes.

Every function takes `lang`, names its axes with their units, and returns what Matplotlib drew, to be saved or changed.
Matplotlib is imported only here, and only when something is drawn; it takes the extra `plot`.

    decision_map    the first choice in every cell of two measurements
    reason_sets     the reasons against a drug that stand together in a cohort
    flow            from the indications of a cohort to the first choice
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from ..errors import InputError

if TYPE_CHECKING:
    from .flows import flow
    from .maps import decision_map
    from .upset import reason_sets

__all__ = ["decision_map", "flow", "reason_sets", "require"]

_MODULES: Final = {"decision_map": "maps", "reason_sets": "upset", "flow": "flows"}


def require() -> None:
    """Check that Matplotlib is there.

    Raises:
        InputError: it is not.
    """
    if find_spec("matplotlib") is None:
        raise InputError("no_extra", values="matplotlib", extra="plot")


def __getattr__(name: str) -> object:
    """A drawing function, loaded when it is first asked for, so that nothing else needs Matplotlib."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    require()
    return getattr(import_module(f".{_MODULES[name]}", __name__), name)
