"""Decision diagrams against tables of every combination of values."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from osteo_asp.diagrams.mdd import ALWAYS, MDD, NEVER

SIZES = (2, 3, 2, 4)
POINTS = list(product(*(range(size) for size in SIZES)))
TABLES = st.frozensets(st.sampled_from(POINTS))
CHECK = settings(max_examples=120, deadline=None)


def of(diagrams: MDD, table: frozenset[tuple[int, ...]]) -> int:
    points = (
        diagrams.all_of(diagrams.literal(number, [value]) for number, value in enumerate(point)) for point in table
    )
    return diagrams.any_of(points)


def table(diagrams: MDD, diagram: int) -> frozenset[tuple[int, ...]]:
    return frozenset(point for point in POINTS if diagrams.restrict(diagram, dict(enumerate(point))) == ALWAYS)


@CHECK
@given(TABLES, TABLES)
def test_the_operations_are_those_of_the_tables(one, other):
    diagrams = MDD(SIZES)
    left, right = of(diagrams, one), of(diagrams, other)
    assert table(diagrams, left) == one
    assert table(diagrams, diagrams.conj(left, right)) == one & other
    assert table(diagrams, diagrams.disj(left, right)) == one | other
    assert table(diagrams, diagrams.neg(left)) == frozenset(POINTS) - one
    assert table(diagrams, diagrams.xor(left, right)) == one ^ other
    assert diagrams.meets(left, right) == bool(one & other)


@CHECK
@given(TABLES)
def test_what_says_the_same_is_the_same_number(one):
    diagrams = MDD(SIZES)
    again = diagrams.neg(of(diagrams, frozenset(POINTS) - one))
    assert of(diagrams, one) == again
    assert (again == NEVER) == (not one)
    assert (again == ALWAYS) == (len(one) == len(POINTS))


@CHECK
@given(TABLES, st.integers(0, 3), st.data())
def test_fixed_for_every_for_some_and_support(one, number, data):
    diagrams = MDD(SIZES)
    diagram = of(diagrams, one)
    value = data.draw(st.integers(0, SIZES[number] - 1))
    moved = {
        point: [(*point[:number], other, *point[number + 1 :]) for other in range(SIZES[number])] for point in POINTS
    }
    assert table(diagrams, diagrams.restrict(diagram, {number: value})) == {
        point for point in POINTS if moved[point][value] in one
    }
    assert table(diagrams, diagrams.forall(diagram, {number})) == {
        point for point in POINTS if all(other in one for other in moved[point])
    }
    assert table(diagrams, diagrams.exist(diagram, {number})) == {
        point for point in POINTS if any(other in one for other in moved[point])
    }
    assert (number in diagrams.support(diagram)) == any(
        len({other in one for other in moved[point]}) > 1 for point in POINTS
    )


@CHECK
@given(TABLES, st.lists(st.integers(0, 5), min_size=11, max_size=11))
def test_the_cheapest_point_is_the_cheapest(one, prices):
    diagrams = MDD(SIZES)
    starts = [sum(SIZES[:number]) for number in range(len(SIZES))]

    def price(number: int, value: int) -> tuple[float, ...]:
        return (float(prices[starts[number] + value] if value else 0), float(value))

    found = diagrams.min_cost_model(of(diagrams, one), price)
    totals = [
        tuple(sum(column) for column in zip(*(price(number, value) for number, value in enumerate(point)), strict=True))
        for point in one
    ]
    if found is None:
        assert not one
    else:
        total, values = found
        assert (total or (0.0, 0.0)) == min(totals)
        assert any(all(point[number] == value for number, value in values.items()) for point in one)
