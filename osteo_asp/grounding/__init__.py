"""The ground program, and all that is asked of the solver. Only this package knows clingo."""

from .program import GroundProgram, ground
from .solver import Consequences, Solver
from .variant import variant

__all__ = ["Consequences", "GroundProgram", "Solver", "ground", "variant"]
