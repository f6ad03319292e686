"""The smallest sets of conditions against every set of conditions there is."""

from __future__ import annotations

from itertools import chain, combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from osteo_asp.diagrams.implicants import Search, smallest_sufficient, widened
from osteo_asp.diagrams.mdd import MDD

SIZES = (2, 3, 2, 3)
POINTS = list(product(*(range(size) for size in SIZES)))
TABLES = st.frozensets(st.sampled_from(POINTS))
CHECK = settings(max_examples=150, deadline=None)


def of(diagrams: MDD, table: frozenset[tuple[int, ...]]) -> int:
    points = (
        diagrams.all_of(diagrams.literal(number, [value]) for number, value in enumerate(point)) for point in table
    )
    return diagrams.any_of(points)


def subsets(items: list[int]) -> list[tuple[int, ...]]:
    return list(chain.from_iterable(combinations(items, size) for size in range(len(items) + 1)))


@CHECK
@given(TABLES, st.data())
def test_the_smallest_sufficient_set_is_sufficient_and_smallest(table, data):
    values = data.draw(st.dictionaries(st.integers(0, 3), st.integers(0, 1), max_size=4))
    diagrams = MDD(SIZES)
    diagram = of(diagrams, table)
    enough = [
        chosen
        for chosen in subsets(sorted(values))
        if all(point in table for point in POINTS if all(point[one] == values[one] for one in chosen))
    ]
    found = smallest_sufficient(diagrams, diagram, values, {})
    assert (found is None) == (not enough)
    if found is not None:
        assert tuple(sorted(found)) in enough
        assert len(found) == min(map(len, enough))
        box = widened(diagrams, diagram, {one: values[one] for one in found}, [one for one in (1, 3) if one in found])
        assert all(point in table for point in POINTS if all(point[one] in allowed for one, allowed in box.items()))
        assert all(values[one] in allowed for one, allowed in box.items())


@settings(CHECK, max_examples=300)
@given(TABLES, TABLES, st.data())
def test_all_smallest_changes_are_found_and_nothing_else(wanted, barred, data):
    values = data.draw(st.dictionaries(st.integers(0, 3), st.integers(0, 1), max_size=4))
    free = data.draw(st.frozensets(st.integers(0, 3)))
    possible = frozenset(POINTS) - barred
    diagrams = MDD(SIZES)

    def solves(box: dict[int, frozenset[int]]) -> bool:
        inside = [
            point
            for point in POINTS
            if point in possible
            and all(point[one] in allowed for one, allowed in box.items())
            and all(point[one] == value for one, value in values.items() if one not in box)
        ]
        return bool(inside) and all(point in wanted for point in inside)

    boxes = []
    for chosen in subsets(sorted(free)):
        regions = [[frozenset(one) for one in subsets(list(range(SIZES[number]))) if one] for number in chosen]
        boxes += [dict(zip(chosen, region, strict=True)) for region in product(*regions)]
    solutions = [box for box in boxes if solves(box)]
    fewest = [box for box in solutions if not any(other.keys() < box.keys() for other in solutions)]
    found = Search(diagrams, values, free).solutions(of(diagrams, wanted), of(diagrams, possible))

    assert {frozenset(box) for box in found} == {frozenset(box) for box in fewest}
    for box in found:
        assert solves(box)
    for box in fewest:  # every change of as few facts is within one that is found, but for what cannot be
        assert any(box.keys() == other.keys() and _within(box, other, values, possible) for other in found)


def _within(box, other, values, possible):
    points = [
        point
        for point in possible
        if all(point[one] in allowed for one, allowed in box.items())
        and all(point[one] == value for one, value in values.items() if one not in box)
    ]
    return all(all(point[one] in allowed for one, allowed in other.items()) for point in points)
