"""The product's `@dataclass` makes what the standard library's makes, but compiles one method of six."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import re
from dataclasses import field, replace
from pathlib import Path
from typing import Any

import pytest
import regulars
from regulars.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    product_id: str
    quantity: int = 1
    seen: list[int] = field(default_factory=list, compare=False, repr=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Same:
    product_id: str
    quantity: int = 1
    seen: list[int] = field(default_factory=list, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class One:
    value: int


@dataclass(frozen=True, slots=True)
class Nothing:
    pass


@dataclass(slots=True)
class Open:
    count: int = 0


@dataclass(frozen=True, slots=True)
class Longer(Line):
    note: str = ""


@dataclass(frozen=True)
class Own:
    value: int

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Own) and self.value % 10 == other.value % 10

    def __hash__(self) -> int:
        return self.value % 10

    def __repr__(self) -> str:
        return "own"


def test_equal_are_those_of_one_class_with_equal_compared_fields() -> None:
    assert Line("a", 2, [1]) == Line("a", 2, [2])
    assert Line("a", 2) != Line("a", 3)
    assert Line("a", 2) != Longer("a", 2)
    assert One(1) == One(1)
    assert Nothing() == Nothing()
    different: list[tuple[object, object]] = [(Line("a", 2), ("a", 2)), (One(1), 1), (Nothing(), Open())]
    for one, other in different:
        assert one != other


def test_equal_frozen_ones_have_one_hash_and_open_ones_have_none() -> None:
    assert len({Line("a", 2, [1]), Line("a", 2, [2]), Line("a", 3)}) == 2
    assert len({Nothing(), Nothing()}) == 1
    assert hash(Line("a", 2)) == hash(Same("a", 2))
    with pytest.raises(TypeError, match="unhashable"):
        hash(Open())


def test_what_is_shown_is_what_the_standard_library_shows() -> None:
    assert repr(Line("a", 2, [1])) == repr(Same("a", 2, [1])).replace("Same", "Line")
    assert repr(Nothing()) == "Nothing()"


def test_methods_that_a_class_writes_itself_stay() -> None:
    assert Own(3) == Own(13)
    assert hash(Own(3)) == 3
    assert repr(Own(3)) == "own"


@pytest.mark.parametrize("one", [Line("a", 2, [1]), Longer("a", note="b"), One(1), Nothing(), Open(3)])
def test_copies_pickles_and_replacements_are_equal(one: Any) -> None:
    assert copy.deepcopy(one) == copy.copy(one) == pickle.loads(pickle.dumps(one)) == replace(one) == one


def test_a_class_without_slots_for_it_takes_no_other_attribute() -> None:
    with pytest.raises(AttributeError):
        Open().other = 1  # type: ignore[attr-defined]


def test_every_dataclass_of_the_product_is_made_by_it() -> None:
    root = Path(regulars.__file__).parent
    imported = re.compile(r"^ *(import dataclasses|from dataclasses import .*\bdataclass\b)", re.MULTILINE)
    others = [str(file.relative_to(root)) for file in root.rglob("*.py") if imported.search(file.read_text("utf-8"))]
    assert others == ["dataclass.py"]
