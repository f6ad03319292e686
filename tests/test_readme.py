"""The examples in the documentation say what the program says."""

from __future__ import annotations

import re
import subprocess
import sys

from conftest import KB, TESTS, instance
from osteo_asp import Guideline
from osteo_asp.render.advice import advice_page
from osteo_asp.render.explanations import explanation_page
from osteo_asp.render.text import to_text
from osteo_asp.vocabulary.patient import read_record

ROOT = TESTS.parent
INGRID = str(TESTS / "patients" / "ingrid.json")


def blocks(name: str) -> list[str]:
    return re.findall(r"^```\w*\n(.*?)^```$", (ROOT / name).read_text(), re.MULTILINE | re.DOTALL)


def test_the_advice_in_the_readme(guideline: Guideline):
    advice = to_text(advice_page(guideline.advise(read_record(INGRID))), width=96)
    assert f"$ osteo-asp advise tests/patients/ingrid.json\n{advice}" in blocks("README.md")


def test_the_explanations_in_the_readme(guideline: Guideline):
    record = read_record(INGRID)
    for command, explanation in (
        ("why-not alendronate", guideline.why_not(record, "alendronate")),
        ("why denosumab", guideline.why(record, "denosumab")),
    ):
        page = to_text(explanation_page(explanation), width=96)
        assert f"$ osteo-asp {command} tests/patients/ingrid.json\n{page}" in blocks("README.md")


def test_the_python_example_in_the_readme():
    code, output = next(
        pair for pair in zip(blocks("README.md"), blocks("README.md")[1:], strict=False) if "import" in pair[0]
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == output


def test_the_run_of_plain_clingo_in_the_knowledge_base(guideline: Guideline, tmp_path):
    shown = blocks("kb/README.md")[0]
    facts = instance(guideline, read_record(INGRID))
    assert facts in shown
    (tmp_path / "ingrid.lp").write_text(facts)
    files = [*map(str, sorted(KB.glob("*.lp"))), str(tmp_path / "ingrid.lp")]
    ran = subprocess.run(
        [sys.executable, "-m", "clingo", *files, "0", "--project=show"], capture_output=True, text=True, check=False
    )
    decisions = [line for line in ran.stdout.splitlines() if line.startswith("decision")]
    assert sorted(decisions) == sorted(line for line in shown.splitlines() if line.startswith("decision"))


def test_every_file_of_the_knowledge_base_is_in_its_readme():
    listed = (KB / "README.md").read_text()
    assert [file.name for file in KB.glob("*.lp") if f"`{file.name}`" not in listed] == []
