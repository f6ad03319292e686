"""Explanations: why, why not, why this and not that, what if, and what is missing."""

from .explainer import Explainer
from .results import SCHEMA, Change, Comparison, Condition, Difference, Explanation, Missing
from .tree import Node, Step

__all__ = [
    "SCHEMA",
    "Change",
    "Comparison",
    "Condition",
    "Difference",
    "Explainer",
    "Explanation",
    "Missing",
    "Node",
    "Step",
]
