"""The engine knows no medicine: another disease in another folder runs unchanged."""

from __future__ import annotations

import json

from conftest import TESTS
from osteo_asp import Guideline
from osteo_asp.cli import main


def test_it_is_ten_lines():
    lines = (TESTS / "toy" / "throat.lp").read_text().splitlines()
    assert sum(not line.startswith("%") for line in lines) <= 13


def test_it_is_answered(toy: Guideline):
    advice = toy.advise({"fever": 38.51})
    assert advice.indicated == "yes"
    (option,) = advice.options
    assert (option.text, option.status, option.line) == ("start penicillin", "conditional", None)
    assert [fact.id for fact in option.unless] == ["allergy"]
    assert advice.indications[0].text == "as the box says (38.51 °C)"


def test_an_excluded_option_has_its_reason(toy: Guideline):
    (option,) = toy.advise({"fever": 39, "allergy": True}).options
    assert (option.status, [reason.id for reason in option.against]) == ("excluded", ["allergy"])


def test_thresholds_are_exact(toy: Guideline):
    assert toy.advise({"fever": 38.5}).indicated == "no"
    assert toy.advise({"fever": 38.5}, readings={"high": "lax"}).indicated == "yes"
    assert toy.advise({}).indicated == "unknown"


def test_the_command_line_takes_it(capsys):
    assert main(["advise", "--kb", str(TESTS / "toy"), "--set", "fever=40", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["options"][0]["drug"] == "penicillin"
