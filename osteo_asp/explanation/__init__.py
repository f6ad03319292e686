"""Explanations: why, why not, why this and not that, what if, and what is missing."""

from .explainer import Explainer
from .results import Change, Comparison, Condition, Difference, Explanation, Missing, Node, Step

__all__ = [
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
