"""The command line, as its users run it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import jsonschema
import pytest

from conftest import KB, TESTS
from osteo_asp import Guideline
from osteo_asp.cli import main
from osteo_asp.render.schema import KINDS

INGRID = str(TESTS / "patients" / "ingrid.json")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    try:
        status = main(arguments)
    except SystemExit as stopped:
        status = int(stopped.code or 0)
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_advice_is_readable(capsys):
    status, out, err = run(capsys, "advise", INGRID)
    assert (status, err) == (0, "")
    for words in (
        "Drug treatment is indicated",
        "✓ T-score at or below −2.5 [I1]",
        "choice 2: start zoledronate",
        "depends on: poorly controlled heart failure; poorly controlled atrial fibrillation",
        "against: reflux [M1]",
        "It is not medical advice.",
    ):
        assert words in " ".join(out.split())


def test_advice_in_norwegian(capsys):
    status, out, _ = run(capsys, "advise", INGRID, "--lang", "nb")
    assert status == 0
    for words in ("Medikamentell behandling er indisert", "valg 2: start zoledronat", "mot: refluks [M1]", "−2,7 SD"):
        assert words in out


def test_advice_as_json_is_the_python_answer(capsys, guideline: Guideline):
    status, out, _ = run(capsys, "advise", INGRID, "--format", "json")
    assert status == 0
    assert json.loads(out) == guideline.advise(json.loads(Path(INGRID).read_text())).to_dict()


def test_advice_has_the_names_of_the_contract(capsys):
    _, out, _ = run(capsys, "advise", INGRID, "--format", "json")
    answer = json.loads(out)
    assert {"guideline", "patient", "indicated", "indications", "options", "duties", "switch_reasons", "silent",
            "conflicts", "warnings"} <= set(answer)  # fmt: skip
    assert {"id", "edition", "readings"} <= set(answer["guideline"])
    assert [one["id"] for one in answer["indications"]] == [
        "t_score", "major_fracture", "fracture_and_t_score", "glucocorticoid", "frax"
    ]  # fmt: skip
    assert {"id", "status", "box", "text"} <= set(answer["indications"][0])
    assert {"action", "drug", "line", "status", "first_choice", "for", "against", "unless", "dose"} <= set(
        answer["options"][0]
    )
    assert len(answer["options"]) == 10


def test_advice_as_markdown(capsys):
    status, out, _ = run(capsys, "advise", INGRID, "--format", "markdown")
    assert status == 0
    assert out.startswith("# Indications for osteoporosis treatment")
    assert "\n## Drug treatment is indicated\n" in out
    assert "- ? **choice 2: start zoledronate**\n  - 5 mg every 1–3 years, intravenously\n" in out


def test_facts_on_the_command_line_go_over_the_file(capsys):
    _, out, _ = run(capsys, "advise", INGRID, "--set", "reflux=nei", "--set", "egfr=", "--format", "json")
    patient = json.loads(out)["patient"]
    assert patient["reflux"] is False
    assert "egfr" not in patient


def test_readings_and_assumptions(capsys):
    _, out, _ = run(capsys, "advise", "--set", "other_fractures=1", "--set", "t_score=0", "--assume-absent",
                    "--reading", "gc_bracket=outer", "--format", "json")  # fmt: skip
    answer = json.loads(out)
    assert answer["indicated"] == "yes"
    assert answer["guideline"]["readings"]["gc_bracket"] == "outer"
    assert answer["assumed"]["reflux"] is False
    assert answer["warnings"][0]["id"] == "assumed"


def test_a_patient_on_standard_input(capsys, monkeypatch):
    class Standard:
        buffer = io.BytesIO(b'{"t_score": -2.5}')

    monkeypatch.setattr(sys, "stdin", Standard())
    _, out, _ = run(capsys, "advise", "-", "--format", "json")
    assert json.loads(out)["indicated"] == "yes"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["advise"], "no patient is given"),
        (["advise", "none.json"], "none.json: cannot be read"),
        (["advise", "--set", "efgr=3"], "did you mean 'egfr'"),
        (["advise", "--set", "egfr=300"], "egfr: 300 is out of range; give a number from 0 to 250"),
        (["advise", "--set", "egfr=3", "--set", "egfr=3"], "egfr: given twice"),
        (["advise", "--set", "egfr"], "name=value"),
        (["advise", "--set", "age=3", "--lang", "nb"], "age: 3 er utenfor området"),
        (["advise", "--set", "age=70", "--reading", "x=y"], "'x' is not a question"),
        (["advise", "--set", "age=70", "--reading", "gc_bracket"], "name=value"),
        (["advise", "--set", "age=70", "--reading", "gc_bracket=no"], "give one of inner, outer"),
        (["advise", "--set", "breast_cancer=yes", "--set", "cancer=no"], "breast cancer is a cancer"),
        (["advise", "--set", "current_drug=alendronate). bad(x"], "current_drug"),
        (["advise", INGRID, "--kb", "nowhere"], "no .lp file here"),
        (["advise", INGRID, "--lang", "de"], "--lang"),
        (["advise", INGRID, "--format", "pdf"], "--format"),
        (["advice"], "advice"),
        ([], "COMMAND"),
        (["boxes", "--cases", "nowhere"], "nowhere"),
        (["advise", ""], "must end in .json or .toml"),
        (["advise", "no\nsuch.json"], "cannot be read"),
        (["advise", "--set", "sex=" + "x" * 9999], "one of female, male"),
        (["advise", "--set", "t_score=-2,5"], "with a point before any decimals"),
        (["instance", "--set", "breast_cancer=yes", "--set", "cancer=no"], "breast cancer is a cancer"),
    ],
)
def test_bad_input_is_one_sentence_and_status_2(capsys, arguments, words):
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1
    assert "Traceback" not in err


def test_the_version(capsys):
    status, out, _ = run(capsys, "--version")
    assert (status, out) == (0, version("osteo-asp") + "\n")


def test_facts_and_readings(capsys, guideline: Guideline):
    _, facts, _ = run(capsys, "facts")
    assert all(name in facts for name in guideline.vocabulary.facts)
    _, readings, _ = run(capsys, "readings", "--lang", "nb")
    assert all(name in readings for name in guideline.vocabulary.questions)
    assert "Hva er alvorlig nyresvikt?" in readings
    _, listed, _ = run(capsys, "readings", "--format", "json")
    assert list(json.loads(listed)["severe_osteoporosis"]["options"]) == ["clinician", "nrf2025", "helfo2021"]


def test_the_json_schema_takes_what_the_program_takes(capsys, guideline: Guideline):
    _, out, _ = run(capsys, "schema", "patient")
    schema = json.loads(out)
    jsonschema.Draft202012Validator.check_schema(schema)
    valid = jsonschema.Draft202012Validator(schema).is_valid
    for record in (
        {},
        json.loads(Path(INGRID).read_text()),
        {"current_drug": "serm", "treatment_months": 3},
        {"egfr": None},
    ):
        guideline.advise(record)
        assert valid(record)
    for record in ({"egfr": 300}, {"egfr": "3"}, {"reflux": "yes"}, {"hip_fractures": 0.5}, {"treatment_months": 3},
                   {"stop_planned": True, "current_drug": "none"}, {"sex": "x"}, {"nothing": 1}):  # fmt: skip
        assert not valid(record)
    assert valid({"stop_planned": False})


def test_boxes_both_ways(capsys):
    _, out, _ = run(capsys, "boxes", "--kb", str(KB))
    assert "I1  «T-skår ≤ -2,5»  T-score ≤ −2.5" in out
    assert "case: T-score exactly −2.5 is an indication" in out
    assert "not encoded: FRAX is a fact that the patient brings" in out
    _, out, _ = run(capsys, "boxes", "--kb", str(KB), "--format", "json")
    table = json.loads(out)
    rule = next(rule for rule in table["rules"] if rule["text"].startswith("indication(t_score)"))
    assert rule["boxes"] == ["I1"]
    assert "T-score exactly −2.5 is an indication" in rule["cases"]


def test_boxes_fail_with_a_case_that_fails_or_names_what_there_is_not(capsys, tmp_path):
    case = '[[case]]\nname = "a"\nboxes = ["I1"]\npatient = { t_score = -3 }\nexpect = { indicated = "yes" }'
    arguments = ("boxes", "--kb", str(KB), "--cases", str(tmp_path))
    for written, status in ((case, 0), (case.replace('"yes"', '"no"'), 1), (case.replace("I1", "J1"), 2),
                            (case.replace('indicated = "yes"', '"start alendronat" = "excluded"'), 2)):  # fmt: skip
        (tmp_path / "one.toml").write_text(written)
        assert run(capsys, *arguments)[0] == status
    _, out, err = run(capsys, *arguments, "--lang", "nb")
    assert (out, err.count("\n")) == ("", 1)
    assert "kunnskapsbasen ikke kjenner; mente du 'alendronate'?" in err


def test_an_instance_runs_in_plain_clingo(capsys, tmp_path):
    _, out, _ = run(capsys, "instance", INGRID, "--set", "t_score=-2.4999", "--reading", "gc_bracket=outer")
    assert "recorded(t_score, -249).\n" in out
    assert "recorded(reflux, yes).\n" in out
    assert "chosen(gc_bracket, outer).\n" in out
    (tmp_path / "ingrid.lp").write_text(out)
    files = [str(file) for file in sorted(KB.glob("*.lp"))]
    ran = subprocess.run(
        [sys.executable, "-m", "clingo", *files, str(tmp_path / "ingrid.lp"), "0", "--project=show"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "decision(start,zoledronate)" in ran.stdout
    assert "decision(start,alendronate)" not in ran.stdout


def test_every_answer_can_be_written():
    for encoding in ("ascii", "latin-1"):
        environment = {**os.environ, "PYTHONIOENCODING": encoding}
        ran = subprocess.run(
            [sys.executable, "-m", "osteo_asp", "advise", INGRID], capture_output=True, env=environment
        )
        assert ran.returncode == 0
        assert "✓ T-score at or below −2.5" in ran.stdout.decode()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_an_answer_that_cannot_be_written_is_said():
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run([sys.executable, "-m", "osteo_asp", "advise", INGRID], stdout=full, stderr=subprocess.PIPE)
    assert ran.returncode == 2
    assert ran.stderr.decode().startswith("osteo-asp: the answer cannot be written")
    assert ran.stderr.count(b"\n") == 1


def test_no_standard_input_is_said():
    ran = subprocess.run(f"{sys.executable} -m osteo_asp advise - <&-", shell=True, capture_output=True, text=True)
    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (2, "", 1)


def test_the_module_is_the_command():
    ran = subprocess.run(
        [sys.executable, "-m", "osteo_asp", "advise", INGRID], capture_output=True, text=True, check=True
    )
    assert "Drug treatment is indicated" in ran.stdout


def test_a_closed_pipe_is_no_error():
    ran = subprocess.run(
        f"{sys.executable} -m osteo_asp boxes --kb {KB} | head -1; exit ${{PIPESTATUS[0]}}",
        shell=True, executable="/bin/bash", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["why", "denosumab"], "Why: start denosumab"),
        (["why", INGRID, "denosumab"], "Why: start denosumab"),
        (["why", "switch", "denosumab"], "Why: switch to denosumab"),
        (["why-not", "alendronate", "--full"], "contraindications.lp:15"),
        (["instead-of", "denosumab", "start alendronate"], "Only against start alendronate"),
        (["what-if", "egfr=31"], "eGFR 31 < 35"),
        (["what-if", "egfr="], "was 64"),
        (["missing"], "Ask first: "),
        (["missing", "zoledronate"], "Would settle it at once"),
        (["why", "denosumab", "--reading", "all"], "restriction      no"),
        (["advise", "--reading", "all"], "denosumab_scope: "),
        (["why", "denosumab", "--format", "svg"], "<svg"),
        (["missing", "--format", "html"], "<div"),
    ],
)
def test_questions(capsys, arguments, words):
    patient = [] if INGRID in arguments else [INGRID]
    status, out, err = run(capsys, *arguments, *patient)
    assert (status, err) == (0, "")
    assert words in out


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_answer_has_a_schema(capsys, kind):
    status, out, err = run(capsys, "schema", kind)
    assert (status, err) == (0, "")
    jsonschema.Draft202012Validator.check_schema(json.loads(out))


def test_what_has_no_schema_is_refused(capsys):
    status, out, err = run(capsys, "schema", "explanations", "--lang", "nb")
    assert (status, out) == (2, "")
    assert "mente du 'explanation'?" in err


@pytest.mark.parametrize("command", ["why", "why-not", "instead-of", "what-if", "missing"])
def test_questions_as_json_follow_their_schema(capsys, command):
    asked = {"instead-of": ["denosumab", "zoledronate"], "what-if": ["age=80"], "missing": []}.get(command, ["serm"])
    _, schema, _ = run(capsys, "schema", "explanation")
    status, out, _ = run(capsys, command, *asked, INGRID, "--format", "json", "--lang", "nb")
    assert status == 0
    jsonschema.validate(json.loads(out), json.loads(schema))


@pytest.mark.parametrize(
    "arguments",
    [
        ["why", INGRID],
        ["why", "nothing", INGRID],
        ["why", "denosumab"],
        ["why", "denosumab", INGRID, "other.json"],
        ["instead-of", "denosumab", INGRID],
        ["instead-of", "denosumab", "serm", "estrogen", INGRID],
        ["what-if", INGRID],
        ["what-if", "egfr=low", INGRID],
        ["what-if", "egfr", INGRID],
        ["why", "denosumab", INGRID, "--reading", "any"],
    ],
)
@pytest.mark.parametrize("language", ["en", "nb"])
def test_a_question_that_cannot_be_put_is_one_sentence(capsys, arguments, language):
    status, out, err = run(capsys, *arguments, "--lang", language)
    assert (status, out, err.count("\n")) == (2, "", 1)


def test_ask_puts_the_open_questions_and_stops_when_nothing_can_change(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("maybe\n72\nno\nno\nno\n"))
    status, out, err = run(capsys, "ask", "alendronate", "--set", "t_score=-2.7")
    assert status == 0
    assert "'maybe' is not allowed" in err
    assert "Nothing more that is asked can change the answer. Asked: 5." in err
    assert "It is possible" in out


def test_ask_leaves_what_is_not_known(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("\n" * 60))
    status, out, err = run(capsys, "ask")
    assert status == 0
    assert "What is left is not known" in err
    assert "depends on" in out


def test_ask_stops_when_it_is_told_to(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("q\n"))
    assert run(capsys, "ask", "--set", "t_score=-2.7")[0] == 0
