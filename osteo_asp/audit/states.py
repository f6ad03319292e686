"""Checks of what the guideline says of patients: gaps, demands without means, contradictions, silences."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

from ..diagrams.mdd import NEVER, Diagram
from ..vocabulary.terms import Atom, Term, show, text
from .auditor import Auditor
from .regions import conditions, primes
from .report import Finding, Severity
from .witness import Witness

_MANY = 12
"""Above so many separate regions only one is reported, with its plainest patient."""


def gaps(auditor: Auditor) -> Iterator[Finding | None]:
    """Declared alternatives of which some patient has none."""
    for group, members in _alternatives(auditor).items():
        region = auditor.diagrams.neg(auditor.any_of(members))
        yield from _regions(auditor, "gap", group, members, region)


def overlaps(auditor: Auditor) -> Iterator[Finding | None]:
    """Declared alternatives of which some patient has two."""
    for group, members in _alternatives(auditor).items():
        for one, other in combinations(members, 2):
            yield from _regions(auditor, "overlap", group, (one, other), auditor.where(one, other))


def demands(auditor: Auditor) -> Iterator[Finding | None]:
    """A duty to be done by an option, where no such option is possible."""
    for duty, region in _without_means(auditor).items():
        reasons = [atom for atom in auditor.atoms("duty", duty[1]) if len(atom) == 3]
        yield auditor.finding(
            "demand_without_means",
            text(duty[1]),
            "error",
            region,
            rules=auditor.places(*reasons),
            boxes=auditor.boxes(*reasons),
            duty=duty,
        )


def stranded(auditor: Auditor) -> Iterator[Finding | None]:
    """A patient with an indication to whom nothing is possible."""
    indicated: Atom = ("indicated",)
    something = auditor.any_of(auditor.atoms("option"))
    everybody = auditor.diagrams.conj(auditor.where(indicated), auditor.diagrams.neg(something))
    for name, region, hanging in auditor.by_reading(everybody, something):
        yield auditor.finding(
            "stranded_patient",
            name,
            "error",
            region,
            rules=auditor.places(indicated),
            boxes=auditor.boxes(indicated),
            hanging=hanging,
        )


def chains(auditor: Auditor) -> Iterator[Finding | None]:
    """Follow-on treatments that lead back to themselves, with all else of the patient the same."""
    diagrams, variables = auditor.diagrams, auditor.space.variables
    for action, name in auditor.program.declared("succession", 2):
        fact = ("patient", text(name))
        dependent = [one for one in auditor.program.vocabulary.facts.values() if name in one.requires]
        numbers = {variables.index[fact], *(variables.index["patient", one.name] for one in dependent)}
        edges: dict[tuple[str, str], Diagram] = {}
        for value in variables.values[variables.index[fact]]:
            for option in auditor.atoms("option", action):
                here = diagrams.restrict(
                    auditor.where(option), {variables.index[fact]: variables.value_index(fact, value)}
                )
                where = diagrams.exist(diagrams.conj(here, auditor.space.possible), numbers)
                if where != NEVER and option[2] in variables.values[variables.index[fact]]:
                    edges[str(value), option[2]] = where
        for path in _circles(edges):
            region = diagrams.all_of(edges[step] for step in pairwise([*path, path[0]]))
            start = variables.literal(fact, frozenset((path[0],)))
            taken = auditor.where(("option", action, path[1 % len(path)]))
            taking = variables.literal(fact, frozenset(path))
            reasons = [
                atom
                for atom in auditor.atoms("proposed", action)
                if atom[2] in path and diagrams.conj(auditor.where(atom), taking) != NEVER
            ]
            yield auditor.finding(
                "endless_chain",
                " ".join(path),
                "warning",
                diagrams.all_of((region, start, taken)),
                rules=auditor.places(*reasons),
                boxes=auditor.boxes(*reasons),
                path=" → ".join(auditor.wording.drug(drug) for drug in [*path, path[0]]),
            )


def contradictions(auditor: Auditor) -> Iterator[Finding | None]:
    """What is demanded and forbidden, or recommended and out of scope, at once."""
    without_means = _without_means(auditor).values()
    for conflict in auditor.atoms("conflict"):
        if auditor.where(conflict) not in without_means:  # which is reported as a demand without means
            yield auditor.finding(
                "contradiction",
                text(conflict[1]),
                "error",
                auditor.where(conflict),
                rules=auditor.places(conflict),
                boxes=auditor.boxes(conflict),
                one=conflict,
            )
    seen = set()
    for favoured in auditor.atoms("favoured"):
        against = [
            atom
            for atom in auditor.atoms("against")
            if atom[2] == favoured[1] and ("considered", *atom[1:3]) in auditor.program.literals_of
        ]
        for block in against:
            region = auditor.where(favoured, block, ("considered", *block[1:3]))
            if (favoured, block[2:]) in seen or auditor.plainest(region) is None:
                continue
            seen.add((favoured, block[2:]))
            yield auditor.finding(
                "recommended_and_forbidden",
                f"{text(favoured[2])} {show(block)}",
                "warning",
                region,
                rules=auditor.places(favoured, block),
                boxes=auditor.boxes(favoured, block),
                one=favoured,
                other=block,
            )


def bypassed(auditor: Auditor) -> Iterator[Finding | None]:
    """Duties that a stop of the current drug brings, and an exchange of it for a drug that does them not, does not."""
    diagrams, space = auditor.diagrams, auditor.space
    means: dict[Atom, list[Term]] = {}
    for duty, action in auditor.program.declared("means", 2):
        means.setdefault(("duty", duty), []).append(action)
    for exchange, name in auditor.program.declared("ends", 2):
        fact = ("patient", text(name))
        stop = {space.variables.index[fact]: space.variables.value_index(fact, "yes")}
        for duty, actions in means.items():
            stopped = diagrams.restrict(diagrams.conj(auditor.where(duty), space.possible), stop)
            owed = diagrams.conj(stopped, diagrams.neg(auditor.where(duty)))
            gone: dict[Atom, Diagram] = {}
            for option in auditor.atoms("option", exchange):
                done = diagrams.restrict(auditor.any_of(("option", action, option[2]) for action in actions), stop)
                gone[option] = diagrams.all_of((owed, auditor.where(option), diagrams.neg(done)))
            grouped: dict[tuple[str, ...], dict[Atom, Diagram]] = {}
            for option, region in gone.items():
                for reason in auditor.atoms("proposed", *option[1:]):
                    here = diagrams.conj(region, auditor.where(reason))
                    if here != NEVER:
                        grouped.setdefault(tuple(auditor.boxes(reason)), {})[reason] = here
            occasions = [atom for atom in auditor.atoms("duty", duty[1]) if len(atom) == 3]
            for boxes, reasons in grouped.items():
                region = diagrams.any_of(reasons.values())
                witness = auditor.plainest(region)
                if witness is None:
                    continue
                shown = next(reason for reason in reasons if auditor.holds(reason, witness))
                yield auditor.finding(
                    "bypassed_duty",
                    " ".join((text(duty[1]), text(exchange), *boxes)),
                    "warning",
                    region,
                    rules=auditor.places(*reasons, *occasions),
                    boxes=[*boxes, *auditor.boxes(*occasions)],
                    witnesses=(witness,),
                    duty=duty,
                    option=("option", *shown[1:3]),
                )


def unforbidden(auditor: Auditor) -> Iterator[Finding | None]:
    """Drugs of which the page names nothing that would forbid to begin them."""
    diagrams, space = auditor.diagrams, auditor.space
    chosen = space.variables.chosen(auditor.readings)
    actions = list(dict.fromkeys(action for _, action in auditor.program.declared("begun_by", 2)))
    for (drug,) in auditor.program.declared("drug", 1):
        reasons = [atom for action in actions for atom in auditor.atoms("proposed", action, drug)]
        forbidden = auditor.any_of(atom for action in actions for atom in auditor.atoms("against", action, drug))
        if reasons and diagrams.conj(diagrams.restrict(forbidden, chosen), space.possible) == NEVER:
            first = [atom for atom in reasons if atom[1] == reasons[0][1]]
            yield auditor.finding(
                "unforbidden_drug",
                text(drug),
                "note",
                NEVER,
                rules=auditor.places(*first),
                boxes=auditor.boxes(*first),
                witnesses=(),
                hanging=forbidden,
                drug=auditor.wording.drug(text(drug)),
            )


def undefined(auditor: Auditor) -> Iterator[Finding | None]:
    """Terms that the page uses and does not define, as the knowledge base says."""
    for (term,) in auditor.program.declared("undefined_term", 1):
        name: Atom = ("undefined_term", term)
        words = auditor.legend.words(name, auditor.language)
        boxes = auditor.boxes(name)
        yield auditor.finding("undefined_term", text(term), "note", NEVER, boxes=boxes, witnesses=(), term=words)


def unencoded(auditor: Auditor) -> Iterator[Finding | None]:
    """Boxes of the page that no rule encodes."""
    for box in auditor.legend.boxes.values():
        if not box.encoded:
            reason = auditor.legend.words(("not_encoded", box.term), auditor.language)
            yield auditor.finding(
                "unencoded_box", box.id, "note", NEVER, boxes=[box.id], witnesses=(), box=box.id, reason=reason
            )


def silences(auditor: Auditor) -> Iterator[Finding | None]:
    """States for which the page gives no answer."""
    for silent in auditor.atoms("silent"):
        yield auditor.finding(
            "silent_state",
            text(silent[1]),
            "warning",
            auditor.where(silent),
            rules=auditor.places(silent),
            boxes=auditor.boxes(silent),
            state=silent,
        )


def unsafe(auditor: Auditor) -> Iterator[Finding | None]:
    """Options shown as open because an unrecorded fact is taken to be absent, which that fact would forbid."""
    diagrams, variables, space = auditor.diagrams, auditor.space.variables, auditor.space
    for fact in auditor.program.vocabulary.facts.values():
        if fact.absent is None:
            continue
        number = variables.index["patient", fact.name]
        absent = variables.value_index(("patient", fact.name), auditor.program.key(fact.name, fact.absent))
        lost = []
        for option in auditor.atoms("option"):
            where = auditor.where(option)
            if number not in diagrams.support(where):
                continue
            shown = diagrams.restrict(diagrams.conj(where, space.possible), {number: absent})
            kept = [
                diagrams.restrict(diagrams.disj(where, diagrams.neg(space.possible)), {number: place})
                for place in range(len(variables.values[number]))
            ]
            region = diagrams.conj(shown, diagrams.neg(diagrams.all_of(kept)))
            if region != NEVER:
                lost.append((option, region))
        if lost:
            region = diagrams.any_of(region for _, region in lost)
            witness = auditor.plainest(region)
            if witness is None:
                continue
            record = {name: value for name, value in witness.patient.items() if name != fact.name}
            options = [option for option, one in lost if auditor.is_inhabited(one)]
            yield auditor.finding(
                "unsafe_under_unknowns",
                fact.name,
                "note",
                region,
                witnesses=(Witness(record, witness.readings, witness.abnormal),),
                fact=auditor.wording.short(fact.name),
                number=len(options),
                example=options[0],
            )


def defects(auditor: Auditor) -> Iterator[Finding | None]:
    """What the knowledge base itself calls a defect."""
    severities: dict[Term, Severity] = dict(auditor.program.declared("severity", 2))  # type: ignore[arg-type]
    for defect in auditor.atoms("defect"):
        yield auditor.finding(
            "defect",
            text(defect[1]),
            severities.get(defect, "warning"),
            auditor.where(defect),
            rules=auditor.places(defect),
            boxes=auditor.boxes(defect),
            defect=defect,
        )


def _alternatives(auditor: Auditor) -> dict[str, tuple[Atom, ...]]:
    groups: dict[str, tuple[Atom, ...]] = {}
    for group, member in auditor.program.declared("alternative", 2):
        atom: Atom = member if isinstance(member, tuple) else (member,)
        groups[text(group)] = (*groups.get(text(group), ()), atom)
    return groups


def _without_means(auditor: Auditor) -> dict[Atom, Diagram]:
    """For every duty that options do, where it holds and none of them is possible."""
    means: dict[Atom, list[Atom]] = {}
    for duty, action in auditor.program.declared("means", 2):
        means.setdefault(("duty", duty), []).extend(auditor.atoms("option", action))
    diagrams = auditor.diagrams
    return {
        duty: diagrams.conj(auditor.where(duty), diagrams.neg(auditor.any_of(options)))
        for duty, options in means.items()
    }


def _regions(
    auditor: Auditor, check: str, group: str, members: tuple[Atom, ...], region: Diagram
) -> Iterator[Finding | None]:
    """One finding for each of the separate regions of patients by default readings; else one for other readings."""
    diagrams = auditor.diagrams
    chosen = auditor.space.variables.chosen(auditor.readings)
    boxes = primes(diagrams, diagrams.restrict(region, chosen))
    parts: list[tuple[str, Diagram]] = []
    rest = region
    for box in boxes if len(boxes) <= _MANY else []:
        inside = diagrams.all_of((rest, *(diagrams.literal(number, places) for number, places in box.items())))
        if diagrams.conj(diagrams.restrict(inside, chosen), auditor.space.possible) != NEVER:
            parts.append((conditions(auditor.space, auditor.wording, box), inside))
            rest = diagrams.conj(rest, diagrams.neg(inside))  # so that each has a patient of its own
    parts = parts or [("", region)]
    name = group if check == "gap" else f"{group}:{' '.join(map(show, members))}"
    for number, (words, part) in enumerate(parts, 1):
        yield auditor.finding(
            check,
            f"{name}:{number}",
            "warning",
            part,
            rules=auditor.places(*members),
            boxes=auditor.boxes(*members),
            group=auditor.legend.words(("alternatives", group), auditor.language),
            members=", ".join(map(auditor.words, members)),
            who=f": {words}" if words else "",
        )


def _circles(edges: dict[tuple[str, str], Diagram]) -> list[list[str]]:
    """The shortest ways back to themselves, each once."""
    found: dict[frozenset[str], list[str]] = {}
    starts = dict.fromkeys(start for start, _ in edges)
    for start in starts:
        paths = [[start]]
        for _ in starts:
            longer = []
            for path in paths:
                for one, other in edges:
                    if one == path[-1] and other == start:
                        found.setdefault(frozenset(path), path)
                    elif one == path[-1] and other not in path:
                        longer.append([*path, other])
            paths = longer[:1000]
    return [path for nodes, path in found.items() if not any(other < nodes for other in found)]
