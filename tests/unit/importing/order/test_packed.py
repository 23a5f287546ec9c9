"""Cells that hold a whole line, or all refunds, of an order."""

from __future__ import annotations

import pytest
from regulars.importing.order.packed import refunds_of, unpack

LINE = "name:Tea|product_id:12|sku:T1|quantity:2|total:20.00|sub_total:22.00"


def test_a_line_gives_its_values_by_their_keys() -> None:
    assert unpack(LINE) == {
        "name": "Tea",
        "product_id": "12",
        "sku": "T1",
        "quantity": "2",
        "total": "20.00",
        "sub_total": "22.00",
    }


def test_a_name_may_hold_the_signs_that_separate() -> None:
    values = unpack("name:Tea: green | 1:1 | bio|product_id:12|sku:A|B:7|quantity:2|total:20.00|sub_total:20.00")

    assert (values["name"], values["sku"], values["quantity"]) == ("Tea: green | 1:1 | bio", "A|B:7", "2")


def test_values_a_shop_keeps_with_a_line_are_there_and_replace_none_of_its_own() -> None:
    values = unpack(f'{LINE}|tax:3.80|tax_data:{{"total":{{"1":"3.8"}}}}|total:1|pa_size:100 g|no key|refunded:5.00')

    assert values["total"] == "20.00"
    assert (values["tax"], values["tax_data"]) == ("3.80", '{"total":{"1":"3.8"}}')
    assert (values["pa_size"], values["refunded"]) == ("100 g", "5.00")


def test_a_line_without_sku_or_with_a_blank_one_is_a_line() -> None:
    assert "sku" not in unpack("name:Tea|product_id:12|quantity:2|total:20.00")
    assert unpack("name:Tea|product_id:12|sku:|quantity:2|total:20.00")["sku"] == ""


def test_a_note_of_several_lines_does_not_end_a_line() -> None:
    assert unpack(f"{LINE}|engraving:To\nAnn|gift:yes")["engraving"] == "To\nAnn"


@pytest.mark.parametrize("cell", ["Tea", "Tea|quantity:2", "2 x Tea: 20.00", "|", "Name"])
def test_another_text_is_no_line(cell: str) -> None:
    with pytest.raises(ValueError, match=r"^is no line such as name:Tea\|"):
        unpack(cell)


@pytest.mark.parametrize(
    ("cell", "amounts"),
    [
        ("amount:5.00|reason:Broken|date:2025-12-06 10:37:33", ["5.00"]),
        ("amount:5|reason:|date:2025-12-06 10:37:33;amount:-2.50|reason:|date:2025-12-07 10:00:00", ["5", "-2.50"]),
        ("amount:5.00|reason:too late; amount:all | refused|date:2025-12-06 10:37:33", ["5.00"]),
        ("amount:5.00", ["5.00"]),
    ],
)
def test_the_amount_of_each_refund_is_read_whatever_its_reason_says(cell: str, amounts: list[str]) -> None:
    assert refunds_of(cell) == amounts


@pytest.mark.parametrize("cell", ["5.00", "reason:Broken", "none"])
def test_another_text_is_no_list_of_refunds(cell: str) -> None:
    with pytest.raises(ValueError, match=r"^is no list of refunds such as amount:"):
        refunds_of(cell)
