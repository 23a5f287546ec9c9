"""Time zones as dates end with them: offsets, IANA names, and those abbreviations that have one meaning."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from ...facts.time import instant_ms, known_zone, rfc3339, zone_fault

# Minutes east of UTC of the abbreviations that mean one offset wherever the time zone database has used them since
# 2000, and of German's. Of several: CST, CDT, IST, KST, MSK, PST. Elsewhere in use for another: AST (Arabia), BST
# (Bangladesh), GST (the Gulf), SST (Singapore).
_OFFSETS = {
    "UTC": 0, "GMT": 0, "WET": 0, "WEST": 60, "CET": 60, "CEST": 120, "EET": 120, "EEST": 180,
    "MEZ": 60, "MESZ": 120, "SAST": 120, "CAT": 120, "EAT": 180, "WAT": 60, "IDT": 180, "PKT": 300,
    "WIB": 420, "WITA": 480, "WIT": 540, "HKT": 480, "JST": 540, "AWST": 480, "ACST": 570, "ACDT": 630,
    "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780, "NST": -210, "NDT": -150, "ADT": -180,
    "EST": -300, "EDT": -240, "MST": -420, "MDT": -360, "PDT": -420, "AKST": -540, "AKDT": -480, "HST": -600,
}  # fmt: skip
_SHARED = frozenset({"CST", "CDT", "IST", "KST", "MSK", "PST", "AST", "BST", "GST", "SST"})


def with_zone(local: str, zone: str) -> str:
    """A local time such as `2025-11-05T09:30:00` with the offset, abbreviation or name behind it, as orders take it.

    Raises ValueError with the end of a sentence, also where an offset and a name in brackets contradict each other.
    """
    zone, bracket, name = zone.rstrip("]").partition("[")
    zone = zone.strip()
    if zone and bracket:
        text = with_zone(local, zone)
        if not known_zone(name):
            raise ValueError(_unknown(name))
        there = datetime.fromisoformat(text).astimezone(ZoneInfo(name))
        if there.replace(tzinfo=None) != datetime.fromisoformat(local):
            raise ValueError(f"has the offset {zone}, which {name} does not have then")
        return text
    zone = zone or name
    offset = zone.removeprefix("UTC").removeprefix("GMT")
    if zone == "Z" or (zone and not offset):
        return f"{local}Z"
    if offset[0] in "+-":
        hours, minutes = _hours_and_minutes(offset[1:])
        return f"{local}{offset[0]}{hours}:{minutes}"
    minutes_east = _OFFSETS.get(zone.upper())
    if minutes_east is not None:
        sign = "-" if minutes_east < 0 else "+"
        return f"{local}{sign}{abs(minutes_east) // 60:02}:{abs(minutes_east) % 60:02}"
    if zone.upper() in _SHARED:
        raise ValueError(f"is in {zone}, which names several time zones: write the offset, such as -06:00")
    if not known_zone(zone):
        raise ValueError(_unknown(zone))
    return rfc3339(instant_ms(datetime.fromisoformat(local), zone))


def _hours_and_minutes(offset: str) -> tuple[str, str]:
    digits = offset.replace(":", "")
    hours, minutes = (digits, "00") if len(digits) < 3 else (digits[:-2], digits[-2:])
    if int(hours) > 23 or int(minutes) > 59:
        raise ValueError("is no date or time that exists")
    return hours.zfill(2), minutes


def _unknown(zone: str) -> str:
    return f"is in {zone}, which {zone_fault(zone)}"
