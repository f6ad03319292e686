"""The check that being worse costs no indication and opens no option."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ..diagrams.mdd import MDD, NEVER, Diagram
from ..vocabulary.facts import Fact
from ..vocabulary.terms import Atom, Term, show, text
from .auditor import Auditor
from .report import Finding


def not_monotone(auditor: Auditor) -> Iterator[Finding | None]:
    """A patient who is worse in one fact, and otherwise the same, and loses an indication or gains an option."""
    facts = auditor.program.vocabulary.facts
    needed = [("indicated",), *auditor.atoms("indication")]
    for name, direction in auditor.program.declared("more_need", 2):
        for atom in needed:
            yield _lost_or_gained(auditor, facts[text(name)], text(direction), atom, lost=True)
    for name, direction in auditor.program.declared("more_harm", 2):
        gained: dict[Term, list[Finding]] = {}
        for atom in auditor.atoms("option"):
            found = _lost_or_gained(auditor, facts[text(name)], text(direction), atom, lost=False)
            if found is not None:
                gained.setdefault(atom[1], []).append(found)
        for alike in gained.values():  # of one action, the plainest
            yield min(alike, key=lambda one: (len(one.witnesses[1].readings), len(one.witnesses[1].abnormal)))


def _lost_or_gained(auditor: Auditor, fact: Fact, direction: str, atom: Atom, *, lost: bool) -> Finding | None:
    diagrams, variables = auditor.diagrams, auditor.space.variables
    number = variables.index["patient", fact.name]
    places = list(range(len(variables.values[number])))
    if direction == "lower" or (direction == "yes" and variables.values[number][0] == "yes"):
        places.reverse()
    where, possible = auditor.where(atom), auditor.space.possible
    if _is_monotone(diagrams, where, number, places, rising=lost):
        return None
    regions = []
    for milder, worse in pairwise(places):
        before, after = (diagrams.restrict(where, {number: place}) for place in (milder, worse))
        both = diagrams.conj(*(diagrams.restrict(possible, {number: place}) for place in (milder, worse)))
        turned = diagrams.conj(*((before, diagrams.neg(after)) if lost else (diagrams.neg(before), after)))
        region = diagrams.conj(turned, both)
        if region != NEVER:
            regions.append((region, milder, worse))
    if not regions:
        return None
    whole = diagrams.any_of(diagrams.conj(region, diagrams.literal(number, [worse])) for region, _, worse in regions)
    sick = auditor.plainest(whole)
    if sick is None:
        return None
    place = variables.value_index(("patient", fact.name), auditor.program.key(fact.name, sick.patient[fact.name]))
    milder = next(milder for _, milder, worse in regions if worse == place)
    reasons = [atom]
    if atom[0] == "option":
        reasons = [one for one in auditor.atoms("proposed", *atom[1:]) if auditor.holds(one, sick)]
    well = auditor.witnesses.at({**auditor.witnesses.values(sick), number: milder})
    return auditor.finding(
        "not_monotone",
        f"{fact.name} {show(atom)}",
        "warning" if lost else "note",
        whole,
        rules=auditor.places(*reasons),
        boxes=auditor.boxes(*reasons),
        witnesses=(well, sick),
        fact=auditor.wording.short(fact.name),
        statement=atom,
        turned=auditor.wording.say("turned_lost" if lost else "turned_gained"),
    )


def _is_monotone(diagrams: MDD, where: Diagram, number: int, places: Sequence[int], *, rising: bool) -> bool:
    """Whether a region only grows (or only shrinks) as one variable takes its values in order, whoever can be."""
    seen, waiting = {where}, [where]
    while waiting:
        node = waiting.pop()
        asks, children = diagrams.variable(node), diagrams.children(node)
        if asks < number:
            below = set(children) - seen
            seen |= below
            waiting += below
        elif asks == number:
            steps = pairwise(children[place] for place in (places if rising else reversed(places)))
            if any(diagrams.conj(one, other) != one for one, other in steps):
                return False
    return True
