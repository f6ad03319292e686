"""Plausible cohorts: every fact drawn on its own, as `plausible.toml` of the knowledge base says. No epidemiology.

    [age]
    mean = 70         # a normal distribution, cut off at the ends of the range
    sd = 10
    decimals = 0
    missing = 0.05    # the share of patients of whom it is not recorded
    [sex]
    share = { female = 0.8, male = 0.2 }

A fact of which the file says nothing has any of its values, as often as any other. A fact that requires another is
there only beside it; a patient who cannot be is drawn again.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ...errors import InputError, shown
from ...kernel.bits import unpacked
from ...kernel.builder import Guide, compiled
from ...vocabulary.facts import Fact

__all__ = ["FILE", "plausible"]

FILE: Final = "plausible.toml"
BATCH: Final = 1 << 17
TRIES: Final = 1000
_KEYS: Final = {"mean", "sd", "decimals", "missing", "share"}


def plausible(guideline: Guide, number: int, seed: int = 0) -> Iterator[pa.RecordBatch]:
    """A cohort of so many patients, in batches.

    Raises:
        InputError: the file of the knowledge base is not understood.
    """
    said, facts = _said(guideline), guideline.space.program.vocabulary.facts
    function, random = compiled(guideline), np.random.default_rng(seed)
    for start in range(0, number, BATCH):
        length = min(BATCH, number - start)
        batch = _drawn(facts, said, length, random)
        for _ in range(TRIES):
            evaluations = function.evaluations(batch)
            alive = np.concatenate([unpacked(one.alive, one.length) for one in evaluations]).view(np.bool_)
            if alive.all():
                break
            wrong = np.flatnonzero(~alive)
            again = pa.Table.from_batches([batch, _drawn(facts, said, len(wrong), random)])
            order = np.arange(length)
            order[wrong] = length + np.arange(len(wrong))
            (batch,) = again.take(pa.array(order)).combine_chunks().to_batches()
        yield batch


def _drawn(
    facts: Mapping[str, Fact], said: Mapping[str, Mapping[str, Any]], length: int, random: np.random.Generator
) -> pa.RecordBatch:
    values: dict[str, NDArray[Any]] = {}
    missing: dict[str, NDArray[np.bool_]] = {}
    for name, fact in facts.items():
        about = said.get(name, {})
        values[name] = _values(fact, about, length, random)
        missing[name] = random.random(length) < float(about.get("missing", 0))
    for name, fact in facts.items():
        for other in fact.requires:
            absent = facts[other].absent
            missing[name] |= missing[other]
            if absent is not None:
                missing[name] |= values[other] == _machine(facts[other], absent)
    arrays = {
        name: pa.array(values[name].tolist() if fact.type == "choice" else values[name], mask=missing[name])
        for name, fact in facts.items()
    }
    return pa.RecordBatch.from_pydict(arrays)


def _values(fact: Fact, about: Mapping[str, Any], length: int, random: np.random.Generator) -> NDArray[Any]:
    if "share" in about:
        words = list(about["share"])
        shares = np.array([float(share) for share in about["share"].values()])
        drawn = random.choice(len(words), length, p=shares / shares.sum())
        return np.array([_machine(fact, fact.read_text(word)) for word in words])[drawn]
    if fact.type == "yes_no":
        return random.random(length) < 0.5
    if fact.type == "choice":
        return np.array(fact.choices)[random.integers(0, len(fact.choices), length)]
    low, high = float(fact.low), float(fact.high)
    if "mean" in about:
        found = np.clip(random.normal(float(about["mean"]), float(about["sd"]), length), low, high)
    else:
        found = random.uniform(low, high, length)
    if fact.type == "count":
        return np.rint(found).astype(np.int64)
    rounded: NDArray[Any] = np.round(found, int(about.get("decimals", 1)))
    return rounded


def _machine(fact: Fact, value: object) -> Any:
    if isinstance(value, Decimal):
        return int(value) if fact.type == "count" else float(value)
    return value


def _said(guideline: Guide) -> dict[str, dict[str, Any]]:
    """What the knowledge base says of what is plausible."""
    path = guideline.space.program.folder / FILE
    if not path.is_file():
        return {}
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError("not_format", path=str(path), format="TOML", reason=error) from None
    for name, about in said.items():
        fact = guideline.space.program.vocabulary.fact(name)
        odd = "a table" if not isinstance(about, dict) else next(iter(about.keys() - _KEYS), None)
        numbers = {} if odd else {**about.get("share", {}), **{key: about[key] for key in about.keys() - {"share"}}}
        wrong = [key for key, value in numbers.items() if isinstance(value, bool) or not isinstance(value, int | float)]
        lonely = "sd" if not odd and ("mean" in about) != ("sd" in about) else None
        if odd or wrong or lonely:
            raise InputError("bad_plausible", field=name, path=str(path), reason=shown(odd or lonely or wrong[0]))
        for word in about.get("share", {}):
            fact.read_text(word)
    return said
