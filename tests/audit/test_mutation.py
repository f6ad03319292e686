"""Mutants: what is called equivalent is, what survives is told apart by the case that is offered."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from conftest import KB, TESTS
from osteo_asp import Guideline, InputError, KnowledgeBaseError, load
from osteo_asp.audit import mutation
from osteo_asp.audit.case_writer import survivor_cases, write_cases
from osteo_asp.audit.cases import read_cases
from osteo_asp.audit.differences import Pair
from osteo_asp.audit.mutants import mutants
from osteo_asp.audit.mutation import survey
from osteo_asp.cli import main
from osteo_asp.diagrams.mdd import NEVER
from osteo_asp.grounding.grounder import Grounder
from osteo_asp.model import compiled

CASES = """
[[case]]
name = "a fever just over the limit"
boxes = ["T1"]
patient = { fever = 38.51, allergy = false }
expect = { indicated = "yes", "start penicillin" = "admissible" }
"""


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    folder = tmp_path / "cases"
    folder.mkdir()
    (folder / "first.toml").write_text(CASES)
    return folder


def test_the_survivors_are_killed_by_the_cases_that_are_offered(toy: Guideline, cases: Path):
    report = survey(toy, read_cases(cases), workers=1)
    assert report.count("killed") > 0
    assert report.survivors
    write_cases(cases / "told_apart.toml", survivor_cases(report.survivors, toy.vocabulary))
    report = survey(toy, read_cases(cases), workers=1)
    assert report.survivors == ()


def test_several_processes_find_the_same(toy: Guideline, cases: Path):
    one, two = (survey(toy, read_cases(cases), workers=workers) for workers in (1, 2))
    assert [(verdict.mutant, verdict.fate) for verdict in one.verdicts] == [
        (verdict.mutant, verdict.fate) for verdict in two.verdicts
    ]


def test_a_case_that_fails_is_said_so(toy: Guideline, cases: Path):
    (cases / "first.toml").write_text(CASES.replace('indicated = "yes"', 'indicated = "no"'))
    with pytest.raises(InputError, match="mend it first"):
        survey(toy, read_cases(cases))


def test_every_way_of_erring_is_tried(guideline: Guideline):
    kinds = {mutant.kind for mutant in mutants(guideline.program)}
    assert kinds == {"deleted", "dropped", "negated", "added", "exchanged", "boundary", "threshold"}
    ids = [mutant.id for mutant in mutants(guideline.program)]
    assert len(ids) == len(set(ids))


def test_a_variant_is_what_grounding_all_rules_again_gives(guideline: Guideline):
    every = list(mutants(guideline.program))
    grounder = Grounder(KB)
    compared = 0
    for mutant in random.Random(3).sample(every, 24):
        try:
            quick = grounder.variant(mutant.index, mutant.mutated)
            slow = mutation._rewritten(guideline.program, mutant)
        except KnowledgeBaseError:
            continue
        if quick is None or mutant.kind == "threshold":
            continue
        pair = Pair(quick, slow)
        assert (pair.shown(), pair.underlying(NEVER)) == ({}, {}), mutant.id
        compared += 1
    assert compared >= 8


def test_a_mutant_called_equivalent_is_grounded_and_compared_to_the_end(guideline: Guideline):
    def rewritten(mutant):
        try:
            return Guideline(compiled(mutation._rewritten(guideline.program, mutant)))
        except KnowledgeBaseError:  # a citation is left without what it cited
            return None

    nursery = mutation._Nursery(Grounder(KB), [])
    every = [mutant for mutant in mutants(guideline.program) if mutant.kind != "threshold"]
    tried = [(mutant, nursery.verdict(mutant)) for mutant in random.Random(5).sample(every, 20)]
    equivalent = [mutant for mutant, verdict in tried if verdict.fate == "equivalent"]
    for mutant in equivalent[:4]:
        other = rewritten(mutant)
        if other is not None:
            assert Pair(guideline.program, other.program).shown() == {}
    for mutant, verdict in tried:
        other = rewritten(mutant) if verdict.fate == "survived" else None
        if other is not None:
            answers = [
                one.advise(verdict.witness.patient, readings=verdict.witness.readings).to_dict()
                for one in (guideline, other)
            ]
            assert answers[0] != answers[1], mutant.id


def test_the_command_saves_what_would_kill_and_fails(capsys, tmp_path, cases: Path):
    shutil.copytree(TESTS / "toy", tmp_path / "kb")
    arguments = ["mutate", "--kb", str(tmp_path / "kb"), "--cases", str(cases)]
    assert main([*arguments, "--save"]) == 1
    assert "survived" in capsys.readouterr().out
    assert (cases / "told_apart.toml").exists()
    assert load(tmp_path / "kb").advise({"fever": 38.51}).indicated == "yes"
    assert KB.is_dir()
