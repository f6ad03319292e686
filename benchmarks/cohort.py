"""What a cohort costs, beside plain clingo, the same ground program by assumptions, and the floor.

    python benchmarks/cohort.py [--patients 1000000] [--sample 50] [--runs 5] [--seed 1] [--kb DIR]

All in one process, alternating on the same random patients. The floor is the time NumPy takes only to compare the same
columns with the same thresholds and to pack the bits.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet
from advise import KB, plain

import osteo_asp
from osteo_asp.cohort.counts import survey
from osteo_asp.grounding.grounder import Grounder
from osteo_asp.kernel.builder import compiled
from osteo_asp.kernel.evaluation import CHUNK
from osteo_asp.kernel.plan import Plan
from osteo_asp.vocabulary.patient import Patient


def cohort(guideline: osteo_asp.Guideline, number: int, seed: int, missing: float) -> pa.RecordBatch:
    """Valid patients with values on and beside the thresholds; each fact is missing with this probability."""
    random = np.random.default_rng(seed)
    facts = guideline.vocabulary.facts
    values: dict[str, Any] = {}
    unknown: dict[str, Any] = {}
    for name, fact in facts.items():
        if fact.type == "yes_no":
            values[name] = random.random(number) < 0.2
        elif fact.type == "choice":
            values[name] = random.integers(0, len(fact.choices), number).astype(np.int8)
        else:
            cuts = np.array(guideline.program.cells[name].cuts) / fact.scale
            near = random.choice(cuts, number) + random.integers(-1, 2, number)
            values[name] = np.clip(near, float(fact.low), float(fact.high))
        unknown[name] = random.random(number) < missing
    for name, fact in facts.items():
        for other in fact.requires:
            absent = facts[other].absent
            unknown[name] |= unknown[other] | (values[other] == facts[other].choices.index(str(absent)))
    arrays = {}
    for name, fact in facts.items():
        array = pa.array(values[name], mask=unknown[name] if unknown[name].any() else None)
        arrays[name] = pa.DictionaryArray.from_arrays(array, list(fact.choices)) if fact.type == "choice" else array
    batch = pa.RecordBatch.from_pydict(arrays)
    answers = compiled(guideline)(batch)  # whoever cannot be is taken out, and others stand there twice
    possible = np.flatnonzero(answers.column("error").is_null().to_numpy(zero_copy_only=False))
    return batch.take(pa.array(np.resize(possible, number)))


def floor(guideline: osteo_asp.Guideline, plan: Plan, batch: pa.RecordBatch) -> Callable[[], None]:
    """Compare every column with the thresholds that the circuit asks for, and pack the bits; nothing else."""
    asked = sorted({(one.variable, turn) for one in plan.circuit.literals for turn in one.turns})
    work: list[tuple[Any, Any]] = []
    for variable, turn in asked:
        about = plan.encodings[variable]
        array = batch.column(about.fact.name)
        if pa.types.is_dictionary(array.type):
            work.append((array.indices.fill_null(0).to_numpy(), np.int8(turn)))
        elif pa.types.is_boolean(array.type):
            work.append((array.fill_null(False).to_numpy(zero_copy_only=False).view(np.uint8), np.uint8(1)))
        else:
            work.append((array.fill_null(0).to_numpy(), float(about.boundaries[turn - 1].cut)))

    def run() -> None:
        flags = np.empty(CHUNK, np.bool_)
        for start in range(0, batch.num_rows, CHUNK):
            for values, cut in work:
                part = values[start : start + CHUNK]
                np.packbits(np.less(part, cut, out=flags[: len(part)]), bitorder="little")

    return run


def timed(run: Callable[[], object]) -> float:
    """Seconds."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def peak(patients: int, kb: Path, file: Path) -> float:
    """The peak memory in MB of a process that answers a Parquet file."""
    code = (
        "import resource, sys; from pathlib import Path; import osteo_asp;"
        "from osteo_asp.kernel.builder import compiled; from osteo_asp.cohort.files import answer_file;"
        f"plan = compiled(osteo_asp.load({str(kb)!r})); file = {str(file)!r};"
        "done = answer_file(plan, Path(file), Path(file + '.out.parquet'));"
        f"assert done.rows == {patients};"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    return float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)


def assumptions(grounder: Grounder, patient: Patient, readings: dict[str, str]) -> list[int]:
    """The input atoms that a record and a choice of readings fix."""
    program = grounder.program
    held = ((name, patient.value(program.vocabulary, name)) for name in program.vocabulary.facts)
    fixed = [grounder.inputs["patient", name][program.key(name, value)] for name, value in held if value is not None]
    return fixed + [grounder.inputs["reading", question][option] for question, option in readings.items()]


def main() -> None:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--patients", type=int, default=1_000_000)
    parser.add_argument("--sample", type=int, default=50)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kb", type=Path, default=KB)
    parser.add_argument("--large", type=int, default=10_000_000, help="the patients of the memory run; 0 for none")
    options = parser.parse_args()
    kb: Path = options.kb
    guideline = osteo_asp.load(kb)
    number = options.patients
    made = timed(lambda: compiled(guideline))
    plan, count = compiled(guideline), survey(guideline)
    whole = cohort(guideline, number, options.seed, 0.0)
    holes = cohort(guideline, number, options.seed, 0.1)
    text = pa.RecordBatch.from_arrays(
        [one.cast(pa.string()) if pa.types.is_floating(one.type) else one for one in whole.columns], whole.schema.names
    )
    records = [
        {name: value for name, value in row.items() if value is not None}
        for row in whole.slice(0, options.sample).to_pylist()
    ]
    readings = dict(guideline.readings)
    grounder = Grounder(kb)
    fixed = [assumptions(grounder, Patient.of(guideline.vocabulary, one), readings) for one in records]
    facts = [guideline.about(one).instance() for one in records]
    control: Any = grounder.control
    control.configuration.solve.enum_mode, control.configuration.solve.models = "auto", 1

    def assumed() -> None:
        for literals in fixed:
            control.solve(assumptions=literals, on_model=lambda model: bool(model.symbols(shown=True)) or True)

    runs: dict[str, tuple[Callable[[], object], float]] = {
        "floor: NumPy compares and packs": (floor(guideline, plan.plan, whole), 1),
        "compiled, complete": (lambda: plan(whole), 1),
        "compiled, complete, only the statuses as bits": (lambda: list(plan.evaluations(whole)), 1),
        "compiled, one fact in ten unknown": (lambda: plan(holes), 1),
        "compiled, complete, numbers as text": (lambda: plan(text), 1),
        "summary, one fact in ten unknown": (lambda: count(holes), 1),
        "plain clingo, a fresh run per patient": (lambda: [plain(one, kb) for one in facts], number / options.sample),
        "the same ground program by assumptions": (assumed, number / options.sample),
    }
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(options.runs):
        for name, (run, factor) in runs.items():
            times[name].append(factor * timed(run))
    base = times["compiled, complete"]
    print(f"{number} patients, {options.runs} runs, {os.cpu_count()} cores; clingo from {options.sample} of them.")
    print(f"Compiling takes {1000 * made:.0f} ms.\n")
    print("| what | median | patients a second | times the compiled cohort |")
    print("|---|---|---|---|")
    for name, took in times.items():
        ratio = statistics.median(one / other for one, other in zip(took, base, strict=True))
        median = statistics.median(took)
        print(f"| {name} | {median:.3f} s | {number / median:,.0f} | {ratio:.3g} |")
    if not options.large:
        return
    print("\n| patients in the Parquet file | peak memory of the process | time |")
    print("|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for size in (options.large // 10, options.large):
            file = Path(folder) / "cohort.parquet"
            with pyarrow.parquet.ParquetWriter(file, holes.schema) as writer:
                for start in range(0, size, number):
                    writer.write_batch(holes.slice(0, min(number, size - start)))
            start_ = time.perf_counter()
            memory = peak(size, kb, file)
            print(f"| {size} | {memory:.0f} MB | {time.perf_counter() - start_:.1f} s |")


if __name__ == "__main__":
    main()
