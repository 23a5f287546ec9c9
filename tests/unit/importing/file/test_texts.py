"""What a report shows of a file's texts is bounded, to the character."""

from __future__ import annotations

import pytest
from regulars.importing.file.texts import LONGEST_NAME, LONGEST_SENTENCE, clipped, listed


@pytest.mark.parametrize("longest", [LONGEST_NAME, LONGEST_SENTENCE])
def test_a_text_of_the_longest_length_stays_and_a_longer_one_ends_in_an_ellipsis(longest: int) -> None:
    assert clipped("x" * longest, longest) == "x" * longest
    assert clipped("x" * (longest + 1), longest) == "x" * (longest - 1) + "…"
    assert (LONGEST_NAME, LONGEST_SENTENCE) == (100, 1_000)


def test_a_hundred_names_are_listed_and_the_others_counted() -> None:
    names = [str(number) for number in range(1_101)]

    assert listed(names[:100]) == names[:100]
    assert listed(names[:101]) == [*names[:100], "and 1 more"]
    assert listed(names) == [*names[:100], "and 1,001 more"]
