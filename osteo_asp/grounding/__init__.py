"""Grounding: from the rules of a knowledge base to its ground program. Only this package knows clingo.

The ground program itself is plain data: `program`, `rules` and `ground_rules` are read without clingo.
"""
