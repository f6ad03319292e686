"""What an answer costs, beside what a user would do instead: a fresh run of plain clingo for each patient.

    python benchmarks/advise.py [--patients 100] [--runs 15] [--seed 1]

All in one process, alternating on the same random patients; then whole processes, alternating too.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import clingo

import osteo_asp

KB = Path(__file__).resolve().parent.parent / "kb"


def random_record(guideline: osteo_asp.Guideline, rng: random.Random, missing: float) -> dict[str, Any]:
    """A valid record with values on and beside the thresholds; each fact is missing with this probability."""
    record: dict[str, Any] = {}
    for name, fact in guideline.vocabulary.facts.items():
        if fact.type == "yes_no":
            value: Any = rng.random() < 0.2
        elif fact.type == "choice":
            value = rng.choice(fact.choices)
        else:
            cuts = guideline.program.cells[name].cuts
            cut = Decimal(rng.choice(cuts)) / fact.scale
            value = min(max(cut + rng.choice([-1, 0, 1]), fact.low), fact.high)
        if rng.random() >= missing:
            record[name] = value
    if record.get("current_drug", "none") == "none":
        record = {name: value for name, value in record.items() if not guideline.vocabulary.facts[name].requires}
    if record.get("breast_cancer"):
        record["cancer"] = True
    return record


def plain(facts: str, kb: Path = KB) -> None:
    """One patient in plain clingo: a fresh control, the same knowledge base, every decision."""

    def note(model: clingo.Model) -> None:
        model.symbols(shown=True)

    control = clingo.Control(["0", "--project=show", "--warn=none"])
    for file in sorted(kb.glob("*.lp")):
        control.load(str(file))
    control.add(facts)
    control.ground()
    control.solve(on_model=note)


def process(command: list[str]) -> None:
    """One whole process, with compiled modules as an installed program has them."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, capture_output=True, check=False, env=environment)


def timed(run: Callable[[], object]) -> float:
    """Milliseconds."""
    start = time.perf_counter()
    run()
    return 1000 * (time.perf_counter() - start)


def row(name: str, times: list[float], against: list[float]) -> None:
    """One line of the table: the median, and the median ratio pair by pair."""
    ratio = statistics.median(a / b for a, b in zip(times, against, strict=True))
    print(f"| {name} | {statistics.median(times):.1f} ms | {ratio:.2f} |")


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--patients", type=int, default=100)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    guideline = osteo_asp.load(KB)
    guideline.advise({})

    print("| what | median | ratio to plain clingo on the same patient |")
    print("|---|---|---|")
    for kind, missing in (("complete", 0.0), ("one fact in five missing", 0.2), ("half the facts missing", 0.5)):
        records = [random_record(guideline, rng, missing) for _ in range(options.patients)]
        asked, beside = [], []
        for record in records:
            facts = guideline.about(record).instance()
            beside.append(timed(partial(plain, facts)))
            asked.append(timed(lambda record=record: guideline.advise(record).to_dict()))
        row(f"plain clingo, {kind}", beside, beside)
        row(f"`advise` with reasons and status, {kind}", asked, beside)

    loaded = [timed(lambda: osteo_asp.load(KB)) for _ in range(options.runs)]
    print(f"| loading and grounding, once for all patients | {statistics.median(loaded):.1f} ms | – |")

    with tempfile.TemporaryDirectory() as folder:
        for kind, missing in (("complete", 0.0), ("half the facts missing", 0.5)):
            record = random_record(guideline, rng, missing)
            patient = [f"--set={name}={value}" for name, value in record.items()]
            facts_file = Path(folder) / "patient.lp"
            facts_file.write_text(guideline.about(record).instance())
            files = [str(file) for file in sorted(KB.glob("*.lp"))]
            clingo_command = [sys.executable, "-m", "clingo", *files, str(facts_file), "0", "--project=show"]
            command = [sys.executable, "-m", "osteo_asp", "advise", *patient]
            asked, beside = [], []
            for _ in range(options.runs):
                beside.append(timed(partial(process, clingo_command)))
                asked.append(timed(partial(process, command)))
            row(f"whole process, `python -m clingo`, {kind}", beside, beside)
            row(f"whole process, `osteo-asp advise`, {kind}", asked, beside)


if __name__ == "__main__":
    main()
