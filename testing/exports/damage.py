"""What spreadsheets do to a cell when a file is opened, looked at and saved: each a change for `Table.changed`."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

_DAY_ZERO = datetime(1899, 12, 30)


def spreadsheet_day(cell: str) -> str:
    """`2025-12-06 10:37:33 -0500` as the number of its day, the time behind the point."""
    gone = _local(cell) - _DAY_ZERO
    return f"{gone.days + Decimal(gone.seconds) / 86_400:.10f}"


def american_date(cell: str) -> str:
    """`12/6/2025 10:37`."""
    at = _local(cell)
    return f"{at.month}/{at.day}/{at.year} {at.hour}:{at:%M}"


def european_date(cell: str) -> str:
    """`6/12/2025 10:37`."""
    at = _local(cell)
    return f"{at.day}/{at.month}/{at.year} {at.hour}:{at:%M}"


def rounded_id(cell: str) -> str:
    """`5230000001001` as `5.23E+12`."""
    return f"{Decimal(cell):.2E}" if cell.isdigit() and len(cell) > 11 else cell


def float_id(cell: str) -> str:
    """`17850` as `17850.0`."""
    return f"{cell}.0" if cell.isdigit() else cell


def decimal_comma(cell: str) -> str:
    """`1234.50` as `1234,50`."""
    return cell.replace(".", ",")


def european_number(cell: str) -> str:
    """`1234.50` as `1.234,50`."""
    return f"{Decimal(cell):,}".translate(str.maketrans(",.", ".,"))


def american_number(cell: str) -> str:
    """`1234.50` as `$1,234.50`."""
    return f"${Decimal(cell):,}"


def _local(cell: str) -> datetime:
    return datetime.fromisoformat(cell[:19])
