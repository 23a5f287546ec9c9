"""The page of scores names every field of the registry, as the registry says it."""

from __future__ import annotations

from regulars.scoring.derive import FIELDS

from openapi.scores import PATH, page


def test_the_committed_page_is_what_the_registry_makes() -> None:
    assert PATH.read_text("utf-8") == page(), "run make openapi"


def test_every_field_has_its_row_with_kind_and_meaning() -> None:
    lines = page().splitlines()

    for field in FIELDS:
        [row] = [line for line in lines if line.startswith(f"| `{field.name}` |")]
        assert field.doc in row
        assert (field.unit or "") in row


def test_a_value_in_money_says_so() -> None:
    assert {field.unit for field in FIELDS if field.kind.name.startswith("MONEY")} == {"currency"}
