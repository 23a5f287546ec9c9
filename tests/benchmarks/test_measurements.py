"""Each measurement of `make bench` runs to its end on a little of everything; what it prints are tables of figures."""

from __future__ import annotations

import gzip
import random
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from benchmarks.__main__ import MEASUREMENTS, NEEDS_A_STACK, main
from benchmarks.data import CDNOW, ONLINE_RETAIL, VARIABLE
from benchmarks.order_file import write_order_file

_BYTES = 200_000
_FIGURES = re.compile(r"^-{5,}\n.*\d", re.MULTILINE)


@pytest.fixture(scope="module", autouse=True)
def _little_data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A generated file in the shape of Online Retail, and one in that of CDNOW, where the real ones are looked for."""
    folder = tmp_path_factory.mktemp("data")
    plain = folder / "orders.csv"
    write_order_file(plain, _BYTES)
    with gzip.open(folder / ONLINE_RETAIL, "wb") as packed:
        packed.write(plain.read_bytes())
    with gzip.open(folder / CDNOW, "wt") as packed:
        packed.write(cdnow_like())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(folder))
        patch.setenv("REGULARS_STACK", "")
        yield


def cdnow_like() -> str:
    """As BG/NBD and Gamma-Gamma have it, so that the peer's fit converges too: 1 000 customers of early 1997."""
    chance = random.Random(1997)
    rows: list[str] = []
    for customer in range(1_000):
        rate, leaves = chance.gammavariate(0.5, 1 / 60), chance.betavariate(0.8, 2.5)
        scale = chance.gammavariate(4, 1 / 15)
        day: float = chance.randrange(80)
        while day < 365:
            paid = max(0.01, chance.gammavariate(6, 1 / scale))
            at = date(1997, 1, 1) + timedelta(days=int(day))
            rows.append(f"S{len(rows)},{customer:05d},{at}T00:00:00Z,paid,CD,order,1,{paid:.2f},1")
            if chance.random() < leaves:
                break
            day += chance.expovariate(rate)
    header = "order_id,customer_id,ordered_at,status,product_id,product_name,quantity,unit_price,cds"
    return "\n".join([header, *rows]) + "\n"


def printed(name: str, capfd: pytest.CaptureFixture[str]) -> str:
    """What the measurement prints. It must not be skipped."""
    assert main(["--small", name]) == 0
    shown = capfd.readouterr().out
    assert "Skipped" not in shown
    return shown


@pytest.mark.parametrize("name", [name for name in MEASUREMENTS if name not in NEEDS_A_STACK])
def test_a_measurement_prints_a_table_of_figures(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert _FIGURES.search(printed(name, capfd))


def test_a_name_that_is_none_is_refused_with_those_there_are(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["nothing"]) == 2
    shown = capfd.readouterr().err
    assert "nothing" in shown
    assert all(name in shown for name in MEASUREMENTS)


def test_a_measurement_whose_file_is_missing_says_which(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))

    assert main(["--small", "affinity"]) == 0

    assert f"Skipped: {ONLINE_RETAIL} is not in {tmp_path}" in capfd.readouterr().out
