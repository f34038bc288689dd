"""What becomes of a proposal, in words; and what happens when its time is over."""

from typing import Final

from tests.ledger.deciding.room import Move, at_the_end, counts

ADOPTED: Final = "adopted, carried"
OPEN: Final = "open"
LATE: Final = "deciding-over"
SECOND: Final = "stage 2"
EXTENDED: Final = "extended, no_quorum"
NO_QUORUM: Final = "not_adopted, no_quorum"
BLOCKED: Final = "not_adopted, blocked"
TIE: Final = "not_adopted, tie"
NO_MAJORITY: Final = "not_adopted, no_majority"
ENDS: Final = (at_the_end(), counts())
TWICE: Final = (*ENDS, *ENDS)
"""It ends without a quorum, goes on, and ends again."""

Rows = dict[str, tuple[tuple[Move, ...], str]]
