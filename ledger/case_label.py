"""The name people use for a case: two plain words, such as "amber heron".

Cases have no names of people, so a treasurer would otherwise have to speak of them by a long id.
"""

from typing import Final
from uuid import UUID

from ledger.case_words import ADJECTIVES, NOUNS

_BITS: Final = 9
"""How many random bits choose one word: each list has two to this many."""


def case_label(case_id: UUID) -> str:
    """Return the two words of *case_id*, always the same two.

    They are drawn from the last bits of the id, which are random in every version of UUID that we
    make, so they say nothing about the case, its age or its neighbours. There are 262,144 labels:
    two cases of a large fund may share one, so a label helps people and never identifies a case.
    """
    bits = case_id.int
    adjective = ADJECTIVES[(bits >> _BITS) % len(ADJECTIVES)]
    return f"{adjective} {NOUNS[bits % len(NOUNS)]}"
