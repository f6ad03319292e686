"""The compiled form: read back it answers the same, is the same however it is made, and is never stale."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

import osteo_asp
from conftest import KB, TESTS
from osteo_asp import Guideline
from osteo_asp.diagrams import mdd
from osteo_asp.form import compile_form, key_of, read_form, write_form
from osteo_asp.grounding.grounder import ground
from osteo_asp.model import compiled
from osteo_asp.render.advice import advice_page
from osteo_asp.render.text import to_text
from strategies import readings, records

MADE = Guideline(compiled(ground(KB)))
CHECK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Guideline:
    path = str(tmp_path_factory.mktemp("form") / "kb.form")
    write_form(MADE.model, path)
    return Guideline(read_form(path, str(KB)))


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "osteo-asp"


@CHECK
@given(records(MADE), readings(MADE))
def test_what_is_read_back_answers_the_same(read: Guideline, record, chosen):
    for lang in ("en", "nb"):
        one, other = (each.advise(record, readings=chosen, lang=lang) for each in (MADE, read))
        assert one == other
        assert to_text(advice_page(one)) == to_text(advice_page(other))
    assert MADE.why_not(record, "denosumab", readings=chosen) == read.why_not(record, "denosumab", readings=chosen)


def test_it_is_the_same_whatever_the_hashes_of_the_process(tmp_path: Path):
    code = "import sys; from osteo_asp.form import compile_form; compile_form(sys.argv[1], sys.argv[2])"
    forms = []
    for seed in ("1", "2"):
        path = tmp_path / seed / "toy.form"
        path.parent.mkdir()
        environment = {**os.environ, "PYTHONHASHSEED": seed, "XDG_CACHE_HOME": str(tmp_path / seed)}
        subprocess.run([sys.executable, "-c", code, str(KB), str(path)], env=environment, check=True)
        forms.append(path.read_bytes())
    assert forms[0] == forms[1]


def test_an_edit_gives_another_name_and_another_answer(tmp_path: Path, cache: Path):
    folder = tmp_path / "kb"
    shutil.copytree(TESTS / "toy", folder)
    before = osteo_asp.load(folder).advise({"fever": 39}).indicated
    key = key_of(str(folder))
    (folder / "throat.lp").write_text((folder / "throat.lp").read_text().replace("T > 385", "T > 395"))
    assert key_of(str(folder)) != key
    assert (before, osteo_asp.load(folder).advise({"fever": 39}).indicated) == ("yes", "no")
    assert len(list(cache.glob("*.form"))) == 2


def test_it_is_compiled_once(cache: Path):
    assert [compile_form(str(TESTS / "toy"))[1].fresh for _ in range(2)] == [True, False]


@pytest.mark.parametrize("content", [b"", b"osteo-asp form 1\n", b"osteo-asp form 1\n1 1 1 1 1\n[]]]]", b"\x80" * 400])
def test_what_is_no_form_is_made_anew(cache: Path, content: bytes):
    cache.mkdir(parents=True)
    path = cache / f"{key_of(str(TESTS / 'toy'))}.form"
    path.write_bytes(content)
    assert osteo_asp.load(TESTS / "toy").advise({"fever": 39}).indicated == "yes"
    assert path.read_bytes() != content


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    model, origin = compile_form(str(TESTS / "toy"))
    assert origin.fresh
    assert origin.path is None
    assert Guideline(model).advise({"fever": 39}).indicated == "yes"


def test_diagrams_that_grow_beyond_the_budget_are_told_by_the_statement(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(mdd, "BUDGET", 900)
    with pytest.raises(osteo_asp.KnowledgeBaseError, match=r"\w+\.lp:\d+: \w+.* take more than 900 nodes"):
        compiled(MADE.program)


def test_nothing_is_kept_of_a_patient(guideline: Guideline):
    patients = [{"age": age, "egfr": 20 + age, "reflux": bool(age % 2)} for age in range(20, 100)]

    def ask() -> int:
        for patient in patients:
            guideline.advise(patient)
            guideline.why_not(patient, "alendronate")
        gc.collect()
        return len(gc.get_objects())

    ask()
    assert ask() - ask() == pytest.approx(0, abs=200)
