"""Small files in the columns of our own names: one good row, and one that a test changes."""

from __future__ import annotations

NAMES = ("order_id", "customer_id", "ordered_at", "status", "product_id", "quantity", "unit_price")
HEADER = ",".join(NAMES) + "\n"
GOOD = "1,ann,2025-01-02,paid,tea,2,1.50\n"


def row(**changes: str) -> str:
    """Order 2 on line 3, behind the good one."""
    cells = dict(zip(NAMES, ("2", "bob", "2025-01-03", "paid", "cup", "1", "9"), strict=True))
    return ",".join((cells | changes).values()) + "\n"


def rows(*below: str) -> bytes:
    return (HEADER + GOOD + "".join(below)).encode()
