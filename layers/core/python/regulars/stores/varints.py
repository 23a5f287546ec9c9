"""Whole numbers of 0 and more in as few bytes as they need: seven bits a byte, the lowest first."""

from __future__ import annotations


def put_varint(out: bytearray, number: int) -> None:
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)


def varints(stored: bytes) -> list[int]:
    """All numbers, one after the other. A last one without its end is left out."""
    numbers: list[int] = []
    found, left = numbers.append, iter(stored)
    for number in left:
        if number < 128:
            found(number)
            continue
        number &= 127
        shift = 7
        for byte in left:
            if byte < 128:
                found(number | byte << shift)
                break
            number |= (byte & 127) << shift
            shift += 7
    return numbers
