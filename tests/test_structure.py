from __future__ import annotations

import copy
import pickle
from collections.abc import Mapping
from typing import ClassVar

import pytest

from osteo_asp.structure import Struct, fields, replace


class Point(Struct):
    kind: ClassVar[str] = "point"

    x: int
    y: int = 0
    tags: Mapping[str, str] = {}

    @property
    def sum(self) -> int:
        return self.x + self.y


class Pixel(Point):
    colour: str = "black"


class Other(Struct):
    x: int
    y: int
    tags: Mapping[str, str]


@pytest.mark.parametrize(
    "point", [Point(1, 2), Point(1, y=2), Point(y=2, x=1), Point(1, 2, {}), Point(x=1, y=2, tags={})]
)
def test_a_struct_is_made_by_position_and_by_name(point: Point) -> None:
    assert (point.x, point.y, point.tags, point.sum) == (1, 2, {}, 3)
    assert point == Point(1, 2)


def test_fields_without_a_value_take_the_default() -> None:
    assert Point(1).y == 0
    assert Pixel(1, colour="red") == Pixel(1, 0, {}, "red")
    assert fields(Pixel) == ("x", "y", "tags", "colour")
    assert Point.kind == Pixel.kind == "point"


@pytest.mark.parametrize(
    ("values", "named"),
    [((), {}), ((), {"y": 1}), ((1, 2, {}, 3), {}), ((1,), {"x": 1}), ((1, 2, {}), {"y": 1}), ((1,), {"z": 1}),
     ((), {"x": 1, "y": 2, "z": 3}), ((), {"x": 1, "y": 2, "tags": {}, "z": 3})],
)  # fmt: skip
def test_every_field_takes_one_value(values: tuple[object, ...], named: dict[str, object]) -> None:
    with pytest.raises(TypeError, match="Point"):
        Point(*values, **named)  # type: ignore[arg-type]


def test_a_struct_is_frozen_and_has_slots() -> None:
    point = Point(1)
    for change in (lambda: setattr(point, "x", 2), lambda: setattr(point, "z", 2), lambda: delattr(point, "x")):
        with pytest.raises(AttributeError, match="Point"):
            change()
    assert point.x == 1
    assert not hasattr(point, "__dict__")


def test_structs_are_equal_where_the_class_and_every_field_are() -> None:
    assert Point(1) != Point(2)
    assert Point(1, 0, {}) != Other(1, 0, {})
    assert Point(1) != Pixel(1)
    assert len({Other(1, 2, ()), Other(1, 2, ()), Other(1, 3, ())}) == 2  # type: ignore[arg-type]


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one)), replace])
def test_a_copy_is_equal(copied: object) -> None:
    pixel = Pixel(1, 2, {"a": "b"}, "red")
    assert copied(pixel) == pixel  # type: ignore[operator]


def test_a_struct_shows_its_fields_matches_and_is_replaced() -> None:
    assert repr(Point(1)) == "Point(x=1, y=0, tags={})"
    assert replace(Pixel(1, 2), x=5) == Pixel(5, 2)
    with pytest.raises(TypeError, match="Pixel"):
        replace(Pixel(1), z=5)
    match Pixel(1, 2):
        case Pixel(x, y=y):
            assert (x, y) == (1, 2)
        case _:
            pytest.fail("no match")
