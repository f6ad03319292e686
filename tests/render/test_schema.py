"""Every kind of answer has a schema of a version, and is as its schema says, to the last member."""

from __future__ import annotations

import importlib
import pkgutil
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar, Literal

import jsonschema
import pytest

pytest.importorskip("pyarrow")
pytest.importorskip("narwhals")

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

import osteo_asp
from conftest import KB
from osteo_asp import Guideline
from osteo_asp.audit.cases import Case
from osteo_asp.audit.coverage import box_table
from osteo_asp.audit.mutation import run_mutants
from osteo_asp.audit.sayings import sayings_report, write_table
from osteo_asp.messages import Language
from osteo_asp.render.schema import KINDS, reply_schema
from osteo_asp.reply import Reply, json_value
from osteo_asp.structure import Struct
from strategies import readings, records, values

GUIDELINE = osteo_asp.load(KB)

VERSIONS = {
    "advice": 1,
    "explanation": 2,
    "solution": 1,
    "audit": 1,
    "readings": 2,
    "diff": 2,
    "mutation": 2,
    "boxes": 1,
    "sayings": 1,
    "summary": 1,
}


def closed(schema: Any) -> Any:
    """A schema that forbids what it does not name."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: closed(one) for name, one in schema.items()}
    return {"additionalProperties": False, **inner} if "properties" in schema else inner


VALIDATORS = {kind: jsonschema.Draft202012Validator(closed(reply_schema(kind))) for kind in VERSIONS}


@pytest.mark.parametrize("kind", VERSIONS)
def test_a_schema_is_one_and_names_its_version(kind: str):
    schema = reply_schema(kind)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["title"] == f"osteo-asp/{kind}/{VERSIONS[kind]}"


def test_every_kind_is_tested():
    assert set(KINDS) == {"patient", *VERSIONS}


def test_every_reply_is_of_a_kind():
    def replies(base: type[Reply]) -> set[type[Reply]]:
        return {base}.union(*map(replies, base.__subclasses__()))

    for module in pkgutil.walk_packages(osteo_asp.__path__, "osteo_asp."):
        if not module.name.endswith(("__main__", "spark")):
            importlib.import_module(module.name)
    ours = [reply for reply in replies(Reply) if reply.__module__.startswith("osteo_asp.")]
    schemas = {reply.schema for reply in ours if hasattr(reply, "schema")}
    assert schemas == {reply_schema(kind)["title"] for kind in VERSIONS}


@settings(max_examples=200, deadline=None)
@given(records(GUIDELINE), readings(GUIDELINE), st.sampled_from(["en", "nb"]), st.booleans())
def test_advice_is_as_its_schema_says(record, chosen, language, assumed):
    advice = GUIDELINE.advise(record, readings=chosen, lang=language, assume_absent=assumed)
    VALIDATORS["advice"].validate(advice.to_dict())


@settings(max_examples=40, deadline=None)
@given(records(GUIDELINE), readings(GUIDELINE), st.sampled_from(["en", "nb"]), st.data())
def test_explanations_are_as_their_schema_says(record, chosen, language, data):
    drugs = [drug for (drug,) in GUIDELINE.program.declared("drug", 1)]
    one, other = data.draw(st.permutations(drugs))[:2]
    fact = data.draw(st.sampled_from([fact for fact in GUIDELINE.vocabulary.facts.values() if not fact.requires]))
    how = {"readings": chosen, "lang": language}
    answers = [
        GUIDELINE.why(record, one, **how),
        GUIDELINE.why_not(record, one, **how),
        GUIDELINE.instead_of(record, one, other, **how),
        GUIDELINE.missing(record, **how),
        GUIDELINE.missing(record, one, **how),
    ]
    if fact.name not in ("current_drug", "cancer", "breast_cancer"):  # which other recorded facts require
        answers.append(
            GUIDELINE.what_if(record, {fact.name: data.draw(st.sampled_from(values(GUIDELINE, fact)))}, **how)
        )
    for answer in answers:
        VALIDATORS["explanation"].validate(answer.to_dict())


@settings(max_examples=10, deadline=None)
@given(records(GUIDELINE), readings(GUIDELINE), st.sampled_from(["en", "nb"]), st.sampled_from([None, 2]))
def test_a_solution_is_as_its_schema_says(record, chosen, language, limit):
    solution = GUIDELINE.solve(record, readings=chosen, lang=language, limit=limit)
    assert bool(solution.answer_sets) == bool(limit)
    VALIDATORS["solution"].validate(solution.to_dict())


@pytest.mark.parametrize("language", ["en", "nb"])
def test_audits_are_as_their_schemas_say(guideline: Guideline, tmp_path: Path, language: Language):
    report = guideline.check(lang=language)
    assert report.findings
    VALIDATORS["audit"].validate(report.to_dict())
    compared = guideline.compare_readings(lang=language)
    assert any(pair.changes for question in compared.questions for pair in question.pairs)
    VALIDATORS["readings"].validate(compared.to_dict())
    shutil.copytree(KB, tmp_path / "kb")
    contraindications = tmp_path / "kb" / "contraindications.lp"
    contraindications.write_text(contraindications.read_text().replace("E < 35", "E < 30"))
    difference = guideline.diff(tmp_path / "kb", lang=language)
    assert difference.changes
    VALIDATORS["diff"].validate(difference.to_dict())


def test_mutants_and_boxes_are_as_their_schemas_say(toy: Guideline):
    patient = {"fever": Decimal("38.51"), "allergy": False}
    case = Case("a fever", "first.toml", ("T1",), patient, {}, False, {"indicated": "yes"})
    report = run_mutants(toy.model, [case], workers=1)
    assert {"killed", "survived"} <= {verdict.fate for verdict in report.verdicts}
    VALIDATORS["mutation"].validate(report.to_dict())
    VALIDATORS["boxes"].validate(box_table(toy.model, [case]).to_dict())


def test_sayings_are_as_their_schema_says(toy: Guideline, tmp_path: Path):
    VALIDATORS["sayings"].validate(sayings_report(toy.program, tmp_path).to_dict())
    write_table(tmp_path, {"fact(fever)": {"type": "count"}})
    report = sayings_report(toy.program, tmp_path)
    assert report.differences
    VALIDATORS["sayings"].validate(report.to_dict())


@pytest.mark.parametrize("size", [0, 1, 60])
def test_a_summary_is_as_its_schema_says(guideline: Guideline, size: int):
    patients = [
        {"t_score": age / 10 - 5.5, "age": age, "reflux": age % 3 == 0, "cancer": None} for age in range(20, 20 + size)
    ]
    table = pa.Table.from_pylist(
        patients, pa.schema({"t_score": pa.float64(), "age": pa.int8(), "reflux": pa.bool_(), "cancer": pa.bool_()})
    )
    summary = guideline.cohort(table, readings={"severe_first": "replaces"}).summary()
    assert summary.patients == size
    VALIDATORS["summary"].validate(summary.to_dict())


def test_advice_has_every_member_of_the_contract(guideline: Guideline):
    patient = {"sex": "female", "age": 78, "t_score": -2.7, "reflux": True}
    advice = guideline.advise(patient, readings={"gc_bracket": "outer"}, assume_absent=True).to_dict()
    assert advice["guideline"].keys() >= {"id", "edition", "readings"}
    assert advice["guideline"]["readings"]["gc_bracket"] == "outer"
    assert advice["patient"] == patient
    assert advice["assumed"]["hip_fractures"] == 0
    assert advice["indicated"] == "yes"
    assert advice["indications"][0].items() >= {"id": "t_score", "status": "yes", "box": "I1"}.items()
    for name in ("indications", "duties", "switch_reasons", "silent", "conflicts"):
        assert all(one.keys() >= {"id", "status", "box", "text"} for one in advice[name])
    (alendronate,) = (one for one in advice["options"] if one["drug"] == "alendronate")
    assert alendronate.items() >= {"action": "start", "line": 1, "status": "excluded", "first_choice": False}.items()
    assert alendronate.keys() >= {"for", "against", "unless", "dose"}
    assert [(one["id"], one["box"]) for one in alendronate["against"]] == [("reflux", "M1")]
    undecided = guideline.advise(patient).to_dict()["options"]
    assert ["hyperparathyroidism", "cancer", "prior_radiotherapy"] in [one["unless"] for one in undecided]


class Part(Struct):
    json_names: ClassVar = {"for": "reason", "gone": None}

    reason: str
    gone: int
    kind: Literal["a", "b"] = "a"


class Whole(Struct):
    json_names: ClassVar = {"first": "first.reason", "kinds": "parts.kind", "number": "number"}

    first: Part
    parts: tuple[Part, ...]

    @property
    def number(self) -> int | None:
        return len(self.parts)


def test_json_takes_the_names_that_a_class_declares():
    part = Part("why", 1)
    assert json_value(part) == {"for": "why", "kind": "a"}
    assert json_value(Whole(part, (part, Part("so", 2, "b")))) == {
        "first": "why",
        "parts": [{"for": "why", "kind": "a"}, {"for": "so", "kind": "b"}],
        "kinds": ["a", "b"],
        "number": 2,
    }
