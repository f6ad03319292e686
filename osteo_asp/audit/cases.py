"""Cases: patients with the answers expected of them, in TOML files that a clinician can read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

from ..answers.advise import advise
from ..answers.results import Advice, Option, Statement
from ..diagrams.mdd import ALWAYS
from ..errors import InputError, as_name, shown
from ..grounding.program import GroundProgram
from ..model import Model
from ..structure import Struct
from ..vocabulary.contract import IMPOSSIBLE, predicate_of
from ..vocabulary.labels import identity
from ..vocabulary.patient import Patient, read_record
from ..vocabulary.terms import Atom
from .sayings import TABLE

_STATEMENTS: Final = {
    "indication": "indications",
    "duty": "duties",
    "switch_reason": "switch_reasons",
    "silent": "silent",
    "conflict": "conflicts",
}
_OPTION_LISTS: Final = {"for": "reasons", "against": "against", "closed": "closed", "unless": "unless"}
_REASONS: Final = {"for": ("proposed", "favoured"), "against": ("against",), "closed": ("closed",)}


class Case(Struct):
    """One patient and what the page must say of it.

    Attributes:
        name: what the case shows, in words; unique.
        file: the file it stands in.
        boxes: the boxes it is about.
        patient: the record.
        readings: the readings that are not the default.
        assume_absent: whether unrecorded facts are taken as absent.
        expected: from what is asked ("indication t_score", "start alendronate") to the answer.
    """

    name: str
    file: str
    boxes: tuple[str, ...]
    patient: Mapping[str, object]
    readings: Mapping[str, object]
    assume_absent: bool
    expected: Mapping[str, Any]

    @property
    def refused(self) -> bool:
        """Whether the record is expected to be refused, for nobody can be so."""
        return "refused" in self.expected

    def failures(self, model: Model) -> Iterator[str]:
        """Run the case, and say where an answer is not the expected one.

        Raises:
            InputError: the record or the readings cannot be used.
        """
        readings = model.vocabulary.readings(self.readings)
        if self.refused:
            reasons = _reasons_of_refusal(model, self)
            yield from self.failures_of(lambda words: reasons if words == ["refused"] else _no_question(words))
        else:
            patient = model.patient(self.patient, assume_absent=self.assume_absent)
            advice = advise(model, patient, readings, "en")
            yield from self.failures_of(lambda words: answer_to(advice, words))

    def failures_of(self, answer_to_: Callable[[Sequence[str]], Any]) -> Iterator[str]:
        """Say where an answer is not the expected one."""
        for question, expected in self.expected.items():
            answer = answer_to_(question.split())
            if not is_expected(answer, expected):
                yield f"{question}: expected {expected}, the answer is {answer}"


def is_expected(answer: Any, expected: Any) -> bool:
    """Whether an answer is the expected one; lists are the same in any order."""
    if isinstance(expected, list) and isinstance(answer, list):
        return sorted(map(str, expected)) == sorted(map(str, answer))
    return bool(answer == expected)


def _no_question(words: Sequence[str]) -> Any:
    raise InputError("not_a_question", value=" ".join(words))


def _reasons_of_refusal(model: Model, case: Case) -> list[str] | str:
    """Why a record is refused: the ids of what nobody can be and this patient certainly is; `no` where it is not."""
    try:
        model.patient(case.patient, assume_absent=case.assume_absent)
    except InputError as error:
        if error.key != "impossible":
            raise
    else:
        return "no"
    known = model.about(Patient.of(model.vocabulary, case.patient), model.vocabulary.readings(case.readings))
    return [identity(atom) for atom, _ in model.program.atoms(*IMPOSSIBLE.signature) if known.where(atom) == ALWAYS]


def read_cases(folder: Path) -> Sequence[Case]:
    """Read every case in the TOML files of a folder.

    Raises:
        InputError: a file cannot be read as cases, or a name is used twice.
    """
    cases: dict[str, Case] = {}
    for file in sorted(folder.glob("*.toml")):
        if file.name == TABLE:
            continue
        entries = read_record(str(file)).get("case")
        if not isinstance(entries, list):
            raise InputError("bad_case", path=file, field="case", reason=shown(entries))
        for number, entry in enumerate(entries, 1):
            case = _case(file, number, entry)
            if case.name in cases:
                raise InputError("repeated_name", field=case.name)
            cases[case.name] = case
    return tuple(cases.values())


def _case(file: Path, number: int, entry: object) -> Case:
    expected_types = {
        "name": str,
        "boxes": list,
        "expect": dict,
        "patient": dict,
        "readings": dict,
        "assume_absent": bool,
    }
    absent: dict[str, Any] = {"patient": {}, "readings": {}, "assume_absent": False}
    written = absent | entry if isinstance(entry, dict) else {}
    for name in {*expected_types, *written}:
        if name not in expected_types or not isinstance(written.get(name), expected_types[name]):
            raise InputError("bad_case", path=file, field=str(number), reason=f"{name}: {shown(written.get(name))}")
    return Case(
        name=written["name"],
        file=file.name,
        boxes=tuple(written["boxes"]),
        patient=written["patient"],
        readings=written["readings"],
        assume_absent=written["assume_absent"],
        expected=written["expect"],
    )


def check_case(case: Case, program: GroundProgram) -> None:
    """Check that a case names only what the knowledge base knows.

    A name that is misspelt would be expected to be absent, and be.

    Raises:
        InputError: a box, a drug, an action, a fact, a reason or another statement that there is not.
    """
    for box in case.boxes:
        _check_name(case, box, program.legend.boxes)
    names = _Names(program)
    for question, expected in case.expected.items():
        for name, known in names.of(question.split(), expected):
            _check_name(case, name, known)


def _check_name(case: Case, name: object, known: Collection[str]) -> None:
    if name not in known:
        written = as_name(name)
        raise InputError(
            "unknown_in_case", path=case.file, field=case.name, near=known, value=written, shown=shown(written)
        )


class _Names:
    """What a case may name."""

    def __init__(self, program: GroundProgram) -> None:
        self.facts = program.vocabulary.facts
        self.boxes = program.legend.boxes
        self.actions, self.drugs = ({str(name) for (name,) in program.declared(kind, 1)} for kind in ("action", "drug"))
        for atom in program.statements:
            if atom[0] in ("option", "considered"):  # an action need not be declared
                self.actions.add(str(atom[1]))
        self.impossible = [identity(atom) for atom, _ in program.atoms(*IMPOSSIBLE.signature)]
        self.ids: dict[str, list[str]] = {}
        for atom in program.statements:
            self.ids.setdefault(atom[0], []).append(str(atom[1]) if atom[0] == "duty" else identity(atom))

    def of(self, words: Sequence[str], expected: object) -> Iterator[tuple[object, Collection[str]]]:
        """The names in a question of a case and in its answer, each with those that there are."""
        answers = expected if isinstance(expected, list) else []
        match words:
            case ["indicated"]:
                pass
            case ["first_choice"]:
                yield from ((name, self.drugs) for name in answers)
            case ["options"]:
                for action, _, drug in (as_name(name).partition(" ") for name in answers):
                    yield action, self.actions
                    yield drug, self.drugs
            case ["assumed"]:
                yield from ((name, self.facts) for name in answers)
            case ["refused"]:
                yield from ((name, self.impossible) for name in answers)
            case ["box", kind, name] if kind in _STATEMENTS:
                yield name, self.ids.get(kind, ())
                yield from ((box, self.boxes) for box in answers)
            case [kind, name] if kind in _STATEMENTS:
                yield name, self.ids.get(kind, ())
            case ["line", drug]:
                yield drug, self.drugs
            case [kind, action, drug] if kind in _OPTION_LISTS:
                yield action, self.actions
                yield drug, self.drugs
                reasons = [name for predicate in _REASONS.get(kind, ()) for name in self.ids.get(predicate, ())]
                yield from ((name, self.facts if kind == "unless" else reasons) for name in answers)
            case [action, drug]:
                yield action, self.actions
                yield drug, self.drugs
            case _:
                raise InputError("not_a_question", value=" ".join(words))


Key: TypeAlias = tuple[str, ...]
"""By which a question of a case finds the statements on which its answer depends."""


def keys_of_question(words: Sequence[str]) -> frozenset[Key]:
    """The keys of a question of a case, given in its words; every statement with one of them bears on the answer."""
    match words:
        case ["indicated"]:
            return frozenset({("indicated",)})
        case ["first_choice"]:
            return frozenset({("first_choice",), ("option",), ("considered",)})
        case ["options"]:
            return frozenset({("option",)})
        case ["refused"]:
            return frozenset({("impossible",)})
        case [kind, name] if kind in _STATEMENTS:
            return frozenset({(kind, "id", name)})
        case ["box", kind, name] if kind in _STATEMENTS:
            return frozenset({(kind, "id", name)})
        case ["line", drug]:
            return frozenset({("line", "drug", drug), ("option", "drug", drug), ("considered", "drug", drug)})
        case [kind, action, drug] if kind in _OPTION_LISTS:
            reasons = {(predicate, action, drug) for predicate in _REASONS.get(kind, ())}
            favours = {("favoured", "drug", drug)} if kind == "for" else set()
            return frozenset({*reasons, *favours, ("option", "drug", drug), ("considered", "drug", drug)})
        case [action, drug]:
            return frozenset({("option", action, drug)})
    return frozenset()


def keys_of_statement(atom: Atom) -> Iterator[Key]:
    """The keys of a statement."""
    predicate = predicate_of(atom)
    if predicate is None:
        return
    yield (predicate.name,)
    if predicate.has("drug"):
        drug = predicate.get(atom, "drug")
        yield predicate.name, "drug", drug
        if predicate.has("action"):
            yield predicate.name, predicate.get(atom, "action"), drug
    elif predicate.has("reason"):
        yield predicate.name, "id", identity(predicate.get(atom, "reason"))


def answer_to(advice: Advice, asked: Sequence[str]) -> Any:
    """What an advice says to a question of a case, given in its words: `["start", "alendronate"]`.

    Raises:
        InputError: no case can ask that.
    """
    match asked:
        case ["indicated"]:
            return advice.indicated
        case ["first_choice"]:
            return [option.drug.id for option in advice.options if option.first_choice]
        case ["options"]:
            return [f"{action} {drug}" for action, drug in advice.decisions]
        case ["assumed"]:
            return [fact.id for fact in advice.patient if fact.assumed]
        case [kind, name] if kind in _STATEMENTS:
            statement = _statement(advice, kind, name)
            return statement.status if statement else "no"
        case ["box", kind, name] if kind in _STATEMENTS:
            statement = _statement(advice, kind, name)
            return list(statement.boxes) if statement else []
        case ["line", drug]:
            return next((option.line for option in advice.options if option.drug.id == drug and option.lines), "none")
        case [kind, action, drug] if kind in _OPTION_LISTS:
            option = _option(advice, action, drug)
            return [one.id for one in getattr(option, _OPTION_LISTS[kind])] if option else []
        case [action, drug]:
            option = _option(advice, action, drug)
            return option.status if option else "excluded"
    raise InputError("not_a_question", value=" ".join(asked))


def _statement(advice: Advice, kind: str, name: str) -> Statement | None:
    return next((one for one in getattr(advice, _STATEMENTS[kind]) if one.id == name), None)


def _option(advice: Advice, action: str, drug: str) -> Option | None:
    return next((one for one in advice.options if (one.action.id, one.drug.id) == (action, drug)), None)
