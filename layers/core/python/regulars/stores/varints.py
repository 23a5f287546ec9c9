"""Whole numbers of 0 and more in as few bytes as they need: seven bits a byte, the lowest first."""

from __future__ import annotations


def put_varint(out: bytearray, number: int) -> None:
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)


def varints(stored: bytes) -> list[int]:
    """All numbers, one after the other."""
    numbers = []
    number = shift = 0
    for byte in stored:
        if byte < 128 and not shift:
            numbers.append(byte)
            continue
        number |= (byte & 127) << shift
        if byte < 128:
            numbers.append(number)
            number = shift = 0
        else:
            shift += 7
    return numbers
