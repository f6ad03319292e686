"""The order of the variables: what the same rules ask stands together, so that the diagrams stay small.

FORCE (Aloul, Markov, Sakallah 2003): every variable moves again and again to the mean of the centres of the groups it
belongs to, until the groups span no less.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeVar

from ..grounding.ground_rules import Input
from ..grounding.program import GroundProgram

_WIDEST = 8
"""Groups of more variables say little of what belongs together. Measured: 4 to 12 do alike, all of them do worse."""

_ROUNDS = 200

_T = TypeVar("_T")


def arranged(programs: Sequence[GroundProgram]) -> tuple[Input, ...]:
    """The inputs of some programs, in the order in which diagrams should ask them.

    Choices come first, for a choice says in which state the patient is and most rules ask it. The others, facts and
    readings alike, stand beside what the same rules ask.
    """
    choices: dict[Input, None] = {}
    others: dict[Input, None] = {}
    groups: list[frozenset[Input]] = []
    for program in programs:
        for fact in program.vocabulary.facts.values():
            (choices if fact.type == "choice" else others)["patient", fact.name] = None
        others.update(dict.fromkeys(("reading", question) for question in program.vocabulary.questions))
        groups += _groups(program)
    asked = Counter(name for program in programs for rules in program.ground_rules.values() for rule in rules
                    for name, _ in rule.inputs)  # fmt: skip
    choices = dict.fromkeys(sorted(choices, key=lambda name: -asked[name]))
    every = [
        *choices,
        *(name for name in others if name[0] == "patient"),
        *(one for one in others if one[0] != "patient"),
    ]
    return (*choices, *(name for name in force(every, groups) if name not in choices))


def force(start: Sequence[_T], groups: Sequence[frozenset[_T]]) -> list[_T]:
    """Order things so that the groups span little.

    Args:
        start: the things, in the order from which it begins.
        groups: what belongs together; as often as a group is given, so much it weighs.
    """
    member: dict[_T, list[int]] = {name: [] for name in start}
    for number, group in enumerate(groups):
        for name in group:
            member[name].append(number)
    position = {name: float(index) for index, name in enumerate(start)}
    best, smallest = list(start), _span(position, groups)
    for _ in range(_ROUNDS):
        centre = [sum(position[name] for name in group) / len(group) for group in groups]
        wish = {
            name: sum(centre[one] for one in member[name]) / len(member[name]) if member[name] else position[name]
            for name in start
        }
        order = sorted(start, key=lambda name: (wish[name], position[name]))
        moved = {name: float(index) for index, name in enumerate(order)}
        if moved == position:
            break
        position = moved
        span = _span(position, groups)
        if span < smallest:
            best, smallest = order, span
    return best


def _span(position: dict[_T, float], groups: Sequence[frozenset[_T]]) -> float:
    total = 0.0
    for group in groups:
        places = [position[name] for name in group]
        total += max(places) - min(places)
    return total


def _groups(program: GroundProgram) -> list[frozenset[Input]]:
    """For every ground rule, the few inputs on which its head hangs by it; nothing of a rule that hangs on many."""
    cones: dict[int, frozenset[Input] | None] = {}

    def cone(rules: Iterable[frozenset[Input] | None]) -> frozenset[Input] | None:
        inputs: frozenset[Input] = frozenset()
        for one in rules:
            if one is None:
                return None
            inputs |= one
            if len(inputs) > _WIDEST:
                return None
        return inputs

    groups = []
    for component in program.components:
        cones.update(dict.fromkeys(component, frozenset()))
        whole: list[frozenset[Input] | None] = []
        for atom in component:
            for rule in program.ground_rules.get(atom, ()):
                own = frozenset(name for name, _ in rule.inputs)
                one = cone((own, *(cones[abs(literal)] for literal in rule.body)))
                whole.append(one)
                if one is not None and len(one) > 1:
                    groups.append(one)
        cones.update(dict.fromkeys(component, cone(whole)))
    return groups
