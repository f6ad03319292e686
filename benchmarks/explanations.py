"""What explanations cost, beside a fresh run of plain clingo on the same patient, and beside other tools that explain.

    python benchmarks/explanations.py [--patients 100] [--seed 1] [--peers [FOLDER]] [--peer-patients 20]

All in one process, alternating on the same random patients. Loading and grounding the guideline, which is done once for
all patients, is not counted, nor is one round of questions about a patient of whom nothing is known, which makes the
decision diagrams that all later questions share. With `--peers`, other tools are installed, each in an environment of
its own (in FOLDER, where they are kept, or in a temporary folder), timed on complete patients beside plain clingo in
the same environment, and what they say is compared with what the package says.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import tempfile
import venv
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any, Final

import clingo
from advise import KB, plain, random_record, row, timed

import osteo_asp
from osteo_asp.diagrams.mdd import NEVER
from osteo_asp.diagrams.partial import PartialPatient
from osteo_asp.explanation import Explanation, Node
from osteo_asp.vocabulary.terms import parse_atom, show, text

HERE: Final = Path(__file__).resolve().parent
PEERS: Final = ("xclingo", "clingexplaid", "dumbo-asp")
PATIENCE: Final = 1200
"""Seconds that one tool may take for all patients."""

EVERYBODY: Final = """
{ recorded(F, (yes; no)) } = 1          :- fact(F, yes_no).
{ recorded(F, V) : value(F, V) } = 1    :- fact(F, choice).
{ recorded(F, Low..High) } = 1          :- range(F, Low, High).
{ chosen(Q, O) : meaning(Q, O) } = 1    :- question(Q).
"""
"""Every record and every reading: what is a fact beside this holds of everybody."""

Record = dict[str, Any]
Facts = frozenset[str]


# ---- what explanations cost


def everything(guideline: osteo_asp.Guideline, record: Record, open_: set[str], drugs: list[str]) -> None:
    """Why each drug with an option that is not excluded, and why not each other."""
    for drug in drugs:
        if drug in open_:
            guideline.why(record, drug)
        else:
            guideline.why_not(record, drug)


def costs(guideline: osteo_asp.Guideline, patients: int, rng: random.Random) -> None:
    """Measure the package and print the rows."""
    drugs = [text(drug) for (drug,) in guideline.program.declared("drug", 1)]
    everything(guideline, {}, set(), drugs)
    for kind, missing in (("complete", 0.0), ("one fact in five missing", 0.2), ("half the facts missing", 0.5)):
        beside, beside_one, one, whole = [], [], [], []
        for _ in range(patients):
            record = random_record(guideline, rng, missing)
            facts = guideline.about(record).instance()
            options = guideline.advise(record).options
            open_ = {option.drug.id for option in options if option.status != "excluded"}
            admissible = [option.drug.id for option in options if option.status == "admissible"]
            beside.append(timed(partial(plain, facts)))
            if admissible:
                beside_one.append(beside[-1])
                one.append(timed(partial(guideline.why, record, admissible[0])))
            whole.append(timed(partial(everything, guideline, record, open_, drugs)))
        row(f"plain clingo, {kind}", beside, beside)
        row(f"`why` of one admissible drug, {kind}", one, beside_one)
        row(f"`why` or `why_not` of each of the {len(drugs)} drugs, {kind}", whole, beside)


# ---- what other tools say


@dataclass
class Case:
    """One complete patient: the record, what is asked about it, and what the package says."""

    record: Record
    facts: str
    option: str
    explained: dict[str, Explanation] = field(default_factory=dict)
    excluded: dict[str, Explanation] = field(default_factory=dict)

    @property
    def question(self) -> dict[str, Any]:
        """The patient as benchmarks/peers.py wants it; first the options that contraindications alone exclude."""
        excluded = sorted(self.excluded, key=lambda option: not only_contraindicated(self.excluded[option]))
        holding = [atom for atom in self.explained if atom != self.option]
        return {
            "facts": self.facts,
            "option": self.option,
            "holding": [self.option, *holding],
            "excluded": excluded,
        }


def case(guideline: osteo_asp.Guideline, rng: random.Random) -> Case:
    """A random complete patient with an option, and without another. What an absent record means is recorded, too."""
    absent = {name: fact.absent for name, fact in guideline.vocabulary.facts.items() if fact.absent is not None}
    while True:
        record = {**absent, **random_record(guideline, rng, 0.0)}
        options = guideline.advise(record).options
        found = [f"option({one.action.id},{one.drug.id})" for one in options if one.status == "admissible"]
        if found and len(found) < len(options):
            break
    made = Case(record, guideline.about(record).instance(), rng.choice(found))
    for atom in guideline.program.statements:
        explanation = guideline.why(record, show(atom))
        if explanation.status == "yes":
            made.explained[show(atom)] = explanation
    for one in options:
        if one.status == "excluded":
            made.excluded[f"option({one.action.id},{one.drug.id})"] = guideline.why_not(
                record, f"{one.action.id} {one.drug.id}"
            )
    return made


def only_contraindicated(explanation: Explanation) -> bool:
    """Whether nothing but contraindications of the drug stands in the way of an option."""
    return not explanation.reasons and all("contraindicated(" in node.id for node in explanation.blocks)


@dataclass
class Tally:
    """One kind of comparison: how often the tools agree, and where they do not."""

    name: str
    agree: int = 0
    compared: int = 0
    not_compared: int = 0
    disagreements: list[str] = field(default_factory=list)

    def note(self, agrees: bool, what: str) -> None:
        """Count one comparison."""
        self.compared += 1
        self.agree += agrees
        if not agrees:
            self.disagreements.append(what)


def always(kb: Path) -> frozenset[str]:
    """What holds of everybody, however the page is read."""
    control = clingo.Control(["--warn=none"])
    for file in sorted(kb.glob("*.lp")):
        control.load(str(file))
    control.add(EVERYBODY)
    control.ground()
    return frozenset(str(atom.symbol) for atom in control.symbolic_atoms if atom.is_fact)


@dataclass
class Edges:
    """The edges of the justifications of one patient: what each statement that holds was derived from.

    Attributes:
        statements: a statement that holds, and a statement that a rule for it asks for.
        facts: a statement that holds, and the name of a fact that a rule for it asks for.
        readings: a statement that holds, and a question with the option that a rule for it asks for.
        absences: a statement that holds, and one that a rule for it asks to be absent.
    """

    statements: set[tuple[str, str]] = field(default_factory=set)
    facts: set[tuple[str, str]] = field(default_factory=set)
    readings: set[tuple[str, str, str]] = field(default_factory=set)
    absences: set[tuple[str, str]] = field(default_factory=set)

    def add(self, tree: Node, names: Iterable[str]) -> None:
        """Add the edges of one justification."""
        names = frozenset(names)
        for node in tree.walk():
            if node.kind != "statement" or node.status != "yes":
                continue
            for step in node.steps:
                self.absences.update((node.id, child.id) for child in step.unless)
                for child in step.because:
                    if child.kind == "statement":
                        self.statements.add((node.id, child.id))
                    elif child.kind == "fact":
                        self.facts.add((node.id, name_of(child, names)))
                    else:
                        question, options = child.id.split("=")
                        self.readings.update((node.id, question, option) for option in options.split("|"))

    def has(self, caused: str, cause: str) -> bool:
        """Whether an edge between atoms, as plain clingo writes them, is among these."""
        term = clingo.parse_term(cause)
        if term.match("patient", 2):
            return (caused, str(term.arguments[0])) in self.facts
        if term.match("reading", 2):
            return (caused, *map(str, term.arguments)) in self.readings
        return (caused, cause) in self.statements


def name_of(fact: Node, names: Iterable[str]) -> str:
    """The fact that a condition is about."""
    (name,) = {str(word) for word in re.findall(r"\w+", fact.id)} & set(names)
    return name


def compare_edges(made: Case, ours: Edges, found: Iterable[list[str]], everybody: frozenset[str], tally: Tally) -> None:
    """Is every edge of another tool among ours? Edges from what holds of everybody are no part of a justification."""
    for caused, cause in found:
        if caused in everybody or caused.startswith(("patient(", "reading(", "recorded(", "settled(", "chosen(")):
            continue
        if ours.has(caused, cause):
            tally.note(True, "")
        elif cause in everybody:
            tally.not_compared += 1
        else:
            tally.note(False, f"{caused} from {cause}: not among ours; {made.facts}")


def minimal(ways: Iterable[Facts]) -> frozenset[Facts]:
    """The sets that have no other one within them."""
    kept: list[Facts] = []
    for way in sorted(set(ways), key=len):
        if not any(other <= way for other in kept):
            kept.append(way)
    return frozenset(kept)


def grounds(node: Node, names: frozenset[str], seen: dict[int, frozenset[Facts]]) -> frozenset[Facts]:
    """The minimal sets of facts from which the status of a node follows by its justification; readings are given."""
    found = seen.get(id(node))
    if found is not None:
        return found
    if node.kind != "statement":
        found = frozenset({frozenset({name_of(node, names)} if node.kind == "fact" else set())})
    elif node.status == "yes":  # by any one rule, all of whose conditions hold
        found = minimal(
            frozenset[str]().union(*way)
            for step in node.steps
            for way in product(*(grounds(child, names, seen) for child in step.children))
        )
    else:  # of every rule, any one condition fails
        found = frozenset({frozenset()})
        for step in node.steps:
            fails = minimal(way for child in step.children for way in grounds(child, names, seen))
            found = minimal(one | other for one in found for other in fails)
    seen[id(node)] = found
    return found


def xclingo(guideline: osteo_asp.Guideline, cases: list[Case], answers: list[dict[str, Any]]) -> list[Tally]:
    """Are the support edges of xclingo among ours, of one option and of all that holds, and ours among its?"""
    everybody = always(KB)
    one = Tally("`xclingo`: each support edge of its explanation of one option is among ours")
    every = Tally("`xclingo`: each support edge of its explanations of all statements that hold is among ours")
    ours_too = Tally("`xclingo`: each of our support edges is in one of its explanations")
    for made, answer in zip(cases, answers, strict=True):
        of_option, of_all = Edges(), Edges()
        of_option.add(made.explained[made.option].tree, guideline.vocabulary.facts)
        for explanation in made.explained.values():
            of_all.add(explanation.tree, guideline.vocabulary.facts)
        compare_edges(made, of_option, answer["edges"], everybody, one)
        compare_edges(made, of_all, answer["every_edge"], everybody, every)
        theirs = {(caused, cause) for caused, cause in answer["every_edge"]}
        for caused, cause in of_all.statements:
            if caused not in made.explained:
                continue  # shown to xclingo only where the package has words for it
            if (caused, cause) in theirs or answer["complete"]:
                ours_too.note((caused, cause) in theirs, f"{caused} from {cause}: only ours; {made.facts}")
            else:
                ours_too.not_compared += 1
    return [one, every, ours_too]


def follows(guideline: osteo_asp.Guideline, made: Case, facts: Facts, atom: str, holds: bool) -> bool:
    """Whether these facts of a patient alone, all others open, give that an atom holds, or that it does not.

    By the decision diagrams, which know nothing of justifications.
    """
    space = guideline.space
    diagrams = space.diagrams
    known = PartialPatient(space, guideline.patient(made.record), guideline.readings)
    values = {
        number: value
        for number, value in known.values.items()
        if number in space.readings or space.variables[number][1] in facts
    }
    where = diagrams.restrict(space.holds(parse_atom(atom)), values)
    otherwise = diagrams.neg(where) if holds else where
    return diagrams.conj(otherwise, diagrams.restrict(space.possible, values)) == NEVER


def clingexplaid(guideline: osteo_asp.Guideline, cases: list[Case], answers: list[dict[str, Any]]) -> list[Tally]:
    """Are the minimal cores over the recorded facts our minimal sets of facts?

    A core is a minimal set of recorded facts that exclude an option whatever all other facts are. So is a minimal set
    of facts from which one contraindication follows by its justification. A core can also exclude an option by cases:
    by a contraindication in one case, and by something else in the other. It is then under no contraindication alone.
    """
    names = frozenset(guideline.vocabulary.facts)
    alone = "`clingexplaid`, options that contraindications alone exclude: each"
    every = "`clingexplaid`, all excluded options: each"
    blocks_are_cores = Tally(f"{alone} minimal set of facts under `blocks` is one of its minimal cores")
    cores_are_blocks = Tally(f"{alone} minimal core that entails one contraindication is a set under `blocks`")
    cores_hold = Tally(f"{every} minimal core excludes the option by our diagrams, and no part of it does")
    sound = Tally(f"{every} minimal set of facts under the whole justification contains a minimal core")
    fewest = Tally(f"{every} `sufficient` is one of its minimal cores, and no core is smaller")
    for made, answer in zip(cases, answers, strict=True):
        for option, explanation in made.excluded.items():
            said = answer["cores"][option]
            cores = frozenset(map(_names, said["every"])) | {_names(said["one"])}
            complete = said["complete"]
            where = f"{option}, cores {_sets(cores)}; {made.facts}"
            for core in cores:
                parts = [core - {fact} for fact in core]
                agrees = follows(guideline, made, core, option, False) and not any(
                    follows(guideline, made, part, option, False) for part in parts
                )
                cores_hold.note(agrees, f"{_sets([core])}: {where}")
            if complete:
                for way in grounds(explanation.tree, names, {}):
                    sound.note(any(core <= way for core in cores), f"{_sets([way])}: {where}")
                sufficient = frozenset(condition.fact for condition in explanation.sufficient)
                agrees = sufficient in cores and all(len(core) >= len(sufficient) for core in cores)
                fewest.note(agrees, f"{_sets([sufficient])}: {where}")
            else:
                sound.not_compared += 1
                fewest.not_compared += 1
            if only_contraindicated(explanation):
                blocks = minimal(way for node in explanation.blocks for way in grounds(node, names, {}))
                for way in blocks:
                    if complete:
                        blocks_are_cores.note(way in cores, f"{_sets([way])}: {where}")
                    else:
                        blocks_are_cores.not_compared += 1
                for core in cores:
                    if any(follows(guideline, made, core, node.id, True) for node in explanation.blocks):
                        cores_are_blocks.note(core in blocks, f"{_sets([core])}, not in {_sets(blocks)}: {where}")
                    else:  # by cases
                        cores_are_blocks.not_compared += 1
    return [blocks_are_cores, cores_are_blocks, cores_hold, sound, fewest]


def dumbo_asp(guideline: osteo_asp.Guideline, cases: list[Case], answers: list[dict[str, Any]]) -> list[Tally]:
    """Are the support edges of dumbo-asp among ours, and what it says is absent?"""
    everybody = always(KB)
    support = Tally("`dumbo-asp`: each support edge of its explanation of one option is among ours")
    absence = Tally("`dumbo-asp`: what its rules ask to be absent, ours do too")
    holds = Tally("`dumbo-asp`: it says that the option holds")
    atoms = set(map(show, guideline.program.literals_of))
    for made, answer in zip(cases, answers, strict=True):
        ours = Edges()
        ours.add(made.explained[made.option].tree, guideline.vocabulary.facts)
        holds.note(answer["holds"], f"{made.option}; {made.facts}")
        compare_edges(made, ours, answer["edges"], everybody, support)
        for caused, cause in answer["absences"]:
            if cause in atoms:
                absence.note((caused, cause) in ours.absences, f"{caused} without {cause}; {made.facts}")
            else:  # no rule gives it, for anybody
                absence.not_compared += 1
    return [holds, support, absence]


def _names(core: Iterable[str]) -> Facts:
    return frozenset(str(clingo.parse_term(atom).arguments[0]) for atom in core)


def _sets(sets: Iterable[Facts]) -> str:
    return " ".join(sorted("{" + ", ".join(sorted(one)) + "}" for one in sets)) or "none"


COMPARISONS: Final[dict[str, Callable[[osteo_asp.Guideline, list[Case], list[dict[str, Any]]], list[Tally]]]] = {
    "xclingo": xclingo,
    "clingexplaid": clingexplaid,
    "dumbo-asp": dumbo_asp,
}
ASKED: Final = {
    "xclingo": "one explanation of one option",
    "clingexplaid": "one minimal core of one excluded option",
    "dumbo-asp": "explanation graph of one option, on the rules that options depend on alone",
}


# ---- running other tools


def environment(name: str, folder: Path) -> Path:
    """The Python of an environment with one tool, made where there is none yet."""
    root = folder / name
    python = root / "bin" / "python"
    if not (root / "installed").exists():
        venv.create(root, with_pip=True, clear=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        requirements = HERE / "peers-requirements.txt"
        done = subprocess.run([*pip, "-c", str(requirements), name], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise PeerError(f"cannot be installed: {_last(done.stderr)}")
        (root / "installed").touch()
    return python


class PeerError(Exception):
    """A tool cannot be installed or fails."""


def asked(name: str, folder: Path, cases: list[Case]) -> dict[str, Any]:
    """Ask one tool about every patient."""
    python = environment(name, folder)
    questions = json.dumps([made.question for made in cases])
    try:
        done = subprocess.run(
            [str(python), str(HERE / "peers.py"), name, str(KB)],
            input=questions,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
    except subprocess.TimeoutExpired:
        raise PeerError(f"had no answer after {PATIENCE} seconds") from None
    if done.returncode != 0:
        raise PeerError(f"fails: {_last(done.stderr)}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _last(lines: str) -> str:
    return next((line.strip() for line in reversed(lines.splitlines()) if line.strip()), "it does not say why")


def peers(guideline: osteo_asp.Guideline, patients: int, rng: random.Random, folder: Path) -> list[Tally]:
    """Time each tool, print its rows, and compare what it says."""
    cases = [case(guideline, rng) for _ in range(patients)]
    tallies = []
    for name in PEERS:
        try:
            found = asked(name, folder, cases)
        except PeerError as error:
            print(f"| `{name}` | – | {error} |")
            continue
        answers = found["answers"]
        pairs = [(answer["time"], answer["plain"]) for answer in answers if answer["time"] is not None]
        times, beside = map(list, zip(*pairs, strict=True))
        tool = f"`{name}` {found['versions'][name]}, clingo {found['versions']['clingo']}"
        row(f"{tool}: {ASKED[name]}, complete", times, beside)
        tallies += COMPARISONS[name](guideline, cases, answers)
    own = [
        (timed(partial(plain, made.facts)), timed(partial(guideline.why, made.record, made.option))) for made in cases
    ]
    row("`why` of the same options, complete", [why for _, why in own], [beside for beside, _ in own])
    return tallies


def main() -> None:
    """Measure, compare, and print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--patients", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--peers", nargs="?", const="", metavar="FOLDER")
    parser.add_argument("--peer-patients", type=int, default=20)
    options = parser.parse_args()
    guideline = osteo_asp.load(KB)
    print("| what | median | ratio to plain clingo on the same patient |")
    print("|---|---|---|")
    costs(guideline, options.patients, random.Random(options.seed))
    if options.peers is None:
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(options.peers or temporary)
        tallies = peers(guideline, options.peer_patients, random.Random(options.seed), folder)
    print("\n| what is compared | agree | compared | not compared |")
    print("|---|---|---|---|")
    for tally in tallies:
        print(f"| {tally.name} | {tally.agree} | {tally.compared} | {tally.not_compared} |")
    for tally in tallies:
        if tally.disagreements:
            print(f"\n{tally.name}: not so for")
            for what in tally.disagreements:
                print("- " + " ".join(what.split()))


if __name__ == "__main__":
    main()
