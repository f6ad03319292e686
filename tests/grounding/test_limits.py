"""A knowledge base ends: grounding that would go on for ever, and files that are none."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from conftest import KB, TESTS
from osteo_asp import KnowledgeBaseError, load
from osteo_asp.cli import main
from osteo_asp.grounding import limits
from osteo_asp.grounding.limits import MOST_RULES, BoundedControl, GroundingError

TOY = (TESTS / "toy" / "throat.lp").read_text()
LAST = TOY.count("\n")

ENDLESS = {
    "counting": "up(0). up(I+1) :- up(I).",
    "counting while a patient is so": "up(0). up(I+1) :- up(I), not pt(I). pt(3) :- indicated.",
    "counting for a patient": "up(0) :- indicated. up(I+1) :- up(I).",
    "growing terms": "up(a) :- indicated. up(f(X)) :- up(X).",
    "two that count each other": "up(0) :- indicated. up(I+1) :- down(I). down(I+1) :- up(I).",
    "a join": "n(1..3000). x(A, B, C) :- n(A), n(B), n(C), indicated.",
    "a range": "n(1..999999999).",
}


@pytest.fixture
def bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits, made small; what the defaults are is tested once."""
    monkeypatch.setattr(limits.BoundedControl.__init__, "__kwdefaults__", {"rules": 20_000, "seconds": 60})


@pytest.mark.usefixtures("bounded")
@pytest.mark.parametrize("name", ENDLESS)
def test_what_grounds_for_ever_is_refused_at_its_rule(tmp_path: Path, name: str):
    (tmp_path / "throat.lp").write_text(f"{TOY}% {name}\n{ENDLESS[name]}\n")
    with pytest.raises(KnowledgeBaseError, match="grounding makes more than 20000 rules, most of them for") as refused:
        load(tmp_path)
    (flaw,) = refused.value.flaws
    assert (flaw.file, flaw.line) == ("throat.lp", LAST + 2)


@pytest.mark.usefixtures("bounded")
def test_it_is_one_sentence_at_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "throat.lp").write_text(f"{TOY}{ENDLESS['counting']}\n")
    assert main(["advise", "--kb", str(tmp_path), "--set", "fever=39"]) == 2
    assert capsys.readouterr().err == (
        f"osteo-asp: throat.lp:{LAST + 1}: grounding makes more than 20000 rules, most of them for up/1; a rule that "
        "counts up needs an end, as in up(I+1) :- up(I), I < 10, and one that joins needs few\n"
    )


def test_each_grounding_counts_anew():
    control = BoundedControl(["--warn=none"], rules=1000)
    control.add("n(1..900).")
    control.ground()
    control.add("more", [], "m(1..900).")
    control.ground([("more", [])])
    assert len(control.symbolic_atoms) == 1800
    control.add("most", [], "k(1..1100).")
    with pytest.raises(GroundingError, match="more than 1000 rules, most of them for k/1") as refused:
        control.ground([("most", [])])
    assert refused.value.predicate == ("k", 1)


def test_the_limit_is_far_from_what_the_flowchart_needs(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits.BoundedControl.__init__, "__kwdefaults__", {"rules": MOST_RULES // 40, "seconds": 60})
    assert load(KB).advise({}).indicated == "unknown"


def test_a_join_that_makes_nothing_ends_by_the_clock():
    control = BoundedControl(["--warn=none"], seconds=0.1)
    control.add("n(1..300). x :- n(A), n(B), n(C), A + B + C = -1.")  # takes some seconds, and then the thread ends
    with pytest.raises(GroundingError, match=r"grounding takes longer than 0\.1 s"):
        control.ground()


def test_other_errors_of_grounding_are_as_they_were():
    control = BoundedControl(["--warn=none"], lambda code, message: None)
    control.add("x(Y).")
    with pytest.raises(RuntimeError):
        control.ground()


def fifo(path: Path) -> None:
    os.mkfifo(path)


def listening(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(path.name)


def large(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(100_000_000)  # a hole, not written


FILES = {
    "a pipe": (fifo, "no plain file"),
    "a socket": (listening, "no plain file"),
    "a folder": (Path.mkdir, "no plain file"),
    "a device": (lambda path: path.symlink_to("/dev/zero"), "a link out of the folder; copy the file into it"),
    "a link out of the folder": (lambda path: path.symlink_to(TESTS / "toy" / "throat.lp"), "a link out of the folder"),
    "a link up and down again": (lambda path: path.symlink_to("../a/../../x.lp"), "a link out of the folder"),
    "a link to itself": (lambda path: path.symlink_to(path), "cannot be read (Too many levels of symbolic links)"),
    "a link to nothing": (lambda path: path.symlink_to("nothing"), "cannot be read (No such file or directory)"),
    "a file of 100 MB": (large, "the rules of a folder may have 8 MB in all; this is more"),
    "bytes that are no text": (lambda path: path.write_bytes(b"x :- y. % \xe6"), "cannot be read as UTF-8 text"),
}


@pytest.mark.skipif(sys.platform == "win32", reason="has no pipes and devices among its files")
@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_none_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str):
    (tmp_path / "throat.lp").write_text(TOY)
    monkeypatch.chdir(tmp_path)
    create, message = FILES[name]
    create(tmp_path / "x.lp")  # type: ignore[operator]
    with pytest.raises(KnowledgeBaseError) as refused:
        load(tmp_path)
    (flaw,) = refused.value.flaws
    assert flaw.file == "x.lp"
    assert message in flaw.message


def test_many_files_are_too_large_together(tmp_path: Path):
    (tmp_path / "throat.lp").write_text(TOY)
    for name in "abc":
        (tmp_path / f"{name}.lp").write_text("% nothing\n" * 300_000)
    with pytest.raises(KnowledgeBaseError, match=r"c\.lp: the rules of a folder may have 8 MB in all"):
        load(tmp_path)


def test_a_link_within_the_folder_and_what_an_editor_hides_are_no_flaws(tmp_path: Path):
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "throat.txt").write_text(TOY)
    (tmp_path / "throat.lp").symlink_to("more/throat.txt")
    (tmp_path / ".#throat.lp").symlink_to("somebody@somewhere.1234")
    assert load(tmp_path).advise({"fever": 39}).indicated == "yes"


@pytest.mark.parametrize("name", ["nothing", "throat.lp", "a\0b"])
def test_a_folder_that_is_none(tmp_path: Path, name: str):
    (tmp_path / "throat.lp").write_text(TOY)
    with pytest.raises(KnowledgeBaseError, match=r"name the folder of a knowledge base|cannot be read"):
        load(tmp_path / name)
