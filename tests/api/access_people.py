"""Who asks, in the tables of who gets in where: mandates by their names, and sets of them."""

from typing import Final

MEMBER: Final = "member"
TREASURER: Final = "treasurer"
APPROVER: Final = "approver"
STEWARD: Final = "steward"
AUDITOR: Final = "auditor"
ON_CALL: Final = "on_call"
SEAT: Final = "seat"
FOUNDER: Final = "founder"
SUSPENDED: Final = "suspended"
SIGNED_OUT: Final = "signed out"

LABELLERS: Final = frozenset({TREASURER, STEWARD, FOUNDER})
STEWARDS: Final = frozenset({STEWARD, FOUNDER})
RECORDERS: Final = frozenset({TREASURER, APPROVER, ON_CALL, FOUNDER})
DESK: Final = RECORDERS | {STEWARD}
READERS: Final = DESK | {AUDITOR}
MANDATED: Final = READERS | {SEAT}
MEMBERS: Final = MANDATED | {MEMBER}
SIGNED_IN: Final = MEMBERS | {SUSPENDED}
EVERYBODY: Final = SIGNED_IN | {SIGNED_OUT}
