"""Names of months, which spreadsheets put in the place of amounts: of `12.05` a German one makes `12. Mai`.

It happens where dates are written with full stops and amounts come with a decimal point. The names are those that
Windows abbreviates months by, and so Excel, with the long ones of English and German; Czech has Roman numerals.
"""

from __future__ import annotations

_NAMES = """
    jan feb mar apr may jun jul aug sep sept oct nov dec
    january february march april june july august september october november december
    jän mär mrz mai okt dez januar jänner februar märz juni juli oktober dezember
    maj des mei mrt mars janv févr avr juin juil août déc ene abr ago dic gen mag giu lug ott fev
    sty lut kwi cze lip sie wrz paź lis gru oca şub nis haz tem ağu eyl eki kas ara ian iun iul noi
    янв фев мар апр май июн июл авг сен окт ноя дек січ лют бер кві тра чер лип сер вер жов лис гру
    tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu
"""
_FOLDED = frozenset(_NAMES.split())
_ROMAN = frozenset(["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"])


def is_month(word: str) -> bool:
    """Whether a word beside a number is a month's, in any case, with or without a full stop."""
    word = word.rstrip(".")
    return word in _ROMAN or word.casefold() in _FOLDED
