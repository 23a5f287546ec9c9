"""How often Python looks for objects that only refer to each other."""

from __future__ import annotations

import gc

# Python's own 700 make it look hundreds of times while 10 000 rows are read, which takes 40 % of that answer's time;
# they are a million objects, and none of them refers to itself. So many are about 10 MB.
_OBJECTS = 100_000


def look_for_cycles_rarely() -> None:
    """For a function that reads many rows. What exists by now stays, and is not looked at again: call it before the
    imports, which make a few 100 000 objects, and once more when all is imported."""
    gc.freeze()
    gc.set_threshold(_OBJECTS)
