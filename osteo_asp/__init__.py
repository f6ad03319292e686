"""A clinical guideline as a knowledge base in Answer Set Programming, and the questions to it.

>>> import osteo_asp
>>> guideline = osteo_asp.load()
>>> guideline.advise({"sex": "female", "age": 78, "t_score": -2.7}).indicated
'yes'
"""

from .answers.results import Advice, Option, Statement
from .errors import InputError, KnowledgeBaseError, VerificationError
from .guideline import Guideline, load
from .vocabulary.patient import Patient

__all__ = [
    "Advice",
    "Guideline",
    "InputError",
    "KnowledgeBaseError",
    "Option",
    "Patient",
    "Statement",
    "VerificationError",
    "load",
]
