"""Whether what a stage comes to fits one line of the book, before anybody puts a ballot in."""

from typing import Final

import msgspec

from ledger.events.protocols import Method, Stage

LINE: Final = 64 * 1024
"""Bytes of a line's payload (`ledger.store.mapper`); what is larger could never be closed."""
_REST: Final = 6_000
"""Tally, protocol and names of fields, with room to spare."""
_ID: Final = len('"00000000-0000-0000-0000-000000000000",')
_CHOICE: Final = len('"disagree",')


def most_people(stage: Stage, content: str, items: int) -> int:
    """Return how many people may decide in *stage* so that every line of it can be written.

    The worst is reckoned with: everybody opened it, everybody put a ballot in and wants all of the
    *items*, and all are bought. *content* is the JSON that is decided.
    """
    each = _ID  # who opened it, or who may decide
    if stage.method is not Method.STANCES:
        each += _ID + _CHOICE
    if stage.method is Method.BUDGET_BALLOT:
        each += sum(len(str(number)) + 1 for number in range(1, items + 1))
    told = len(msgspec.json.encode(content)) + items * _ID
    return max(0, (LINE - _REST - told) // each)
