"""What the audit costs, on the flowchart and on a generated guideline ten times its size.

python benchmarks/audit.py [--drugs 110]
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import osteo_asp
from osteo_asp.audit.auditor import Auditor
from osteo_asp.audit.cases import read_cases
from osteo_asp.audit.mutation import run_mutants
from osteo_asp.audit.rules import redundant
from osteo_asp.audit.sayings import as_table, sayings

ROOT = Path(__file__).resolve().parent.parent
KB = ROOT / "kb"


def generated(drugs: int) -> str:
    """A guideline with so many drugs, each with facts, thresholds, contraindications, a review and a duty."""
    lines = [
        'label(guideline, (en; nb), "Generated").',
        'box(b). label(box(b), (en; nb), "a box").',
        'action(start). action(stop). label((action(start); action(stop)), (en; nb), "do").',
        "fact(current, choice). value(current, none). absent(current, none). plain(current, none).",
        'label((fact(current); value(current, none)), (en; nb), "current").',
        "indicated :- indication(R). raised(A, D) :- proposed(A, D, R). blocked(A, D) :- against(A, D, R).",
        "option(A, D) :- raised(A, D), not blocked(A, D). possible(A) :- option(A, D). duty(R) :- duty(R, W).",
        "conflict(nothing) :- indicated, not possible(start). considered(start, D) :- drug(D), patient(current, none).",
        'cite((indicated; conflict(nothing)), b). label((indicated; conflict(nothing)), (en; nb), "so").',
    ]
    for d in range(drugs):
        lines += [
            f'drug(d{d}). value(current, d{d}). label((drug(d{d}); value(current, d{d})), (en; nb), "drug {d}").',
            f"fact(m{d}, measurement). range(m{d}, 0, 10000). plain(m{d}, 9000). fact((a{d}; c{d}), yes_no).",
            f'plain((a{d}; c{d}), no). label((fact(m{d}); fact(a{d}); fact(c{d})), (en; nb), "fact {d}").',
            f"indication(i{d}) :- patient(m{d}, X), X <= {1000 + 10 * d}.",
            f"indication(j{d}) :- patient(m{d}, X), X < {3000 + 10 * d}, patient(a{d}, yes).",
            f"contraindicated(d{d}, a{d}) :- patient(a{d}, yes).",
            f"contraindicated(d{d}, c{d}) :- patient(c{d}, yes), patient(m{(d + 1) % drugs}, X), X < 4000.",
            f"high({d}) :- patient(m{d}, X), X < 2000, not contraindicated(d{d}, a{d}).",
            f"low({d}) :- patient(m{d}, X), X > 2000, not patient_c({d}). patient_c({d}) :- patient(c{d}, yes).",
            f"proposed(start, d{d}, r{d}) :- patient(current, none), indicated.",
            f"against(start, d{d}, contraindicated(d{d}, R)) :- contraindicated(d{d}, R).",
            f"proposed(stop, d{d}, l{d}) :- patient(current, d{d}), low({d}).",
            f"against(stop, d{d}, h{d}) :- patient(current, d{d}), high({d}).",
            f"duty(u{d}, w) :- patient(current, d{d}), indicated. duty(u{d}, w) :- indication(i{d}).",
            f"silent(s{d}) :- patient(current, d{d}), not high({d}), not low({d}).",
            f"cite((indication(i{d}); indication(j{d}); silent(s{d})), b).",
            f"cite((contraindicated(a{d}); contraindicated(c{d})), b).",
            f"cite((proposed(r{d}); proposed(l{d}); against(h{d}); duty(u{d}, w)), b).",
            f'label((indication(i{d}); indication(j{d})), (en; nb), "r").',
            f'label((contraindicated(a{d}); contraindicated(c{d})), (en; nb), "r").',
            f'label((silent(s{d}); proposed(r{d}); proposed(l{d}); against(h{d}); duty(u{d})), (en; nb), "r").',
        ]
    return "\n".join(lines)


def timed(run: Callable[[], object], runs: int = 3) -> float:
    """Seconds, the median of some runs."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--drugs", type=int, default=110)
    drugs = parser.parse_args().drugs
    with TemporaryDirectory() as scratch:
        large = Path(scratch) / "large"
        large.mkdir()
        (large / "kb.lp").write_text(generated(drugs))
        edits = {
            KB: ("patient(t_score, T), T <= -250.", "patient(t_score, T), T < -250."),
            large: ("X <= 1050", "X < 1050"),
        }
        guidelines = {folder: osteo_asp.load(folder) for folder in edits}
        rules = " | ".join(f"{len(one.program.rules)} rules" for one in guidelines.values())
        print(f"| what | {rules} |")
        print("|---|---|---|")
        rows: dict[str, list[float]] = {
            "loading and grounding": [],
            "`check` with witnesses": [],
            "of it, which rules are redundant": [],
            "`diff` of an edit": [],
        }
        for folder, edit in edits.items():
            edited = Path(scratch) / f"edited {folder.name}"
            edited.mkdir()
            for file in folder.glob("*.lp"):
                (edited / file.name).write_text(file.read_text().replace(*edit))
            guideline = guidelines[folder]
            loading, checking, redundancy, comparing = rows.values()
            loading.append(timed(lambda folder=folder: osteo_asp.load(folder)))
            checking.append(timed(guideline.check, 1))
            auditor = Auditor(guideline.space, guideline.readings, "en")
            redundancy.append(timed(lambda auditor=auditor: list(redundant(auditor)), 1))
            comparing.append(timed(lambda one=guideline, edited=edited: one.diff(edited), 1))
        for name, seconds in rows.items():
            print(f"| {name} | {seconds[0]:.1f} s | {seconds[1]:.1f} s |")
    guideline = osteo_asp.load(KB)
    cases = read_cases(ROOT / "tests" / "cases")
    table = as_table(sayings(guideline.program))
    seconds = timed(lambda: run_mutants(guideline.model, cases, table), 1)
    print(f"| all mutants against all cases, two processes | {seconds:.0f} s | – |")


if __name__ == "__main__":
    main()
