"""Table of what two people write down about a meeting, and of who says that it was not so."""

from typing import Final
from uuid import UUID

from ledger.deciding.commands import ContestMeeting
from tests.ledger.book import CASE
from tests.ledger.deciding.results import (
    ADOPTED,
    ENDS,
    EXTENDED,
    LATE,
    NO_QUORUM,
    OPEN,
    TWICE,
    Rows,
)
from tests.ledger.deciding.room import (
    GUS,
    HAL,
    MEMBERS,
    Move,
    Room,
    at_the_end,
    changes,
    confirms,
    counts,
    leaves,
    meets,
    recuses,
    says,
    waits,
)
from tests.ledger.people import ANA, BO, CY, DEE, EVE


def contests(who: UUID) -> Move:
    """Let somebody say that the meeting was not so."""

    def move(room: Room) -> None:
        room.ask(ContestMeeting(occurred_on=room.today, case_id=CASE), who)

    return move


MET: Final = (meets(6, agree=6), confirms(CY))

MEETINGS: Final[Rows] = {  # decided by consent: seven days, a quarter of eight
    "it decides nothing at once": (MET, OPEN),
    "before a day has passed it is not counted": (
        (*MET, waits(hours=23, minutes=59), counts()),
        "not-due",
    ),
    "after a day it is counted": ((*MET, waits(hours=24), counts()), ADOPTED),
    "confirmed at the last moment it has its day all the same": (
        (meets(6, agree=6), at_the_end(minutes=1), confirms(CY), waits(hours=23), counts()),
        "not-due",
    ),
    "confirmed at the last moment it is counted a day later": (
        (meets(6, agree=6), at_the_end(minutes=1), confirms(CY), waits(hours=24), counts()),
        ADOPTED,
    ),
    "everybody who speaks meanwhile ends nothing": (
        (*MET, says("agree", *MEMBERS), counts()),
        "not-due",
    ),
    "what is said meanwhile does not count": (
        (*MET, says("block", *MEMBERS), *ENDS),
        ADOPTED,
    ),
    "what is said meanwhile counts once it is contested": (
        (*MET, says("block", EVE), contests(DEE), says("agree", ANA, BO), *ENDS),
        "extended, blocked",
    ),
    "contested, it counts for nothing": ((*MET, contests(DEE), *ENDS), EXTENDED),
    "contested, what was said before it counts": (
        (says("agree", ANA, BO), *MET, contests(DEE), *ENDS),
        ADOPTED,
    ),
    "contested, it goes on until when it would have": (
        (*MET, contests(DEE), waits(days=6, hours=23), counts()),
        "not-due",
    ),
    "contested at the end there is a day to speak": (
        (
            meets(6, agree=6),
            at_the_end(minutes=1),
            confirms(CY),
            at_the_end(minutes=1),
            contests(DEE),
            waits(hours=23, minutes=59),
            says("agree", ANA, BO),
            waits(minutes=1),
            counts(),
        ),
        ADOPTED,
    ),
    "it is contested at the very instant": ((*MET, at_the_end(), contests(DEE)), LATE),
    "who wrote it down does not contest it": ((*MET, contests(BO)), "own-request"),
    "who confirmed it does not contest it": ((*MET, contests(CY)), "own-request"),
    "who keeps out does not contest it": ((recuses(DEE), *MET, contests(DEE)), "recused-already"),
    "what nobody confirmed is not contested": (
        (meets(6, agree=6), contests(DEE)),
        "meeting-missing",
    ),
    "it is contested once": ((*MET, contests(DEE), contests(EVE)), "meeting-missing"),
    "contested, it is not confirmed again": (
        (*MET, contests(DEE), confirms(EVE)),
        "meeting-missing",
    ),
    "no other one takes the place of one that waits": (
        (*MET, meets(6, by=DEE, block=6)),
        "meeting-waits",
    ),
    "contested, another one can be held": (
        (*MET, contests(DEE), meets(6, by=DEE, agree=6), confirms(EVE), *ENDS),
        ADOPTED,
    ),
    "what a meeting did not decide goes on after its time": (
        (
            meets(1, agree=1),
            confirms(CY),
            *ENDS,
            waits(days=8),
            says("agree", ANA, BO),
            *ENDS,
        ),
        ADOPTED,
    ),
    "it is counted once": (
        (meets(1, agree=1), confirms(CY), *TWICE),
        NO_QUORUM,
    ),
    "what it says is changed, and it is void": ((*MET, changes(), *ENDS), EXTENDED),
    "changed meanwhile it has its whole time": (
        (*MET, changes(), waits(days=6, hours=23), counts()),
        "not-due",
    ),
    "who was there and keeps out since still was there": (
        (meets(8, agree=8), confirms(CY), leaves(GUS, HAL), recuses(*MEMBERS[:6]), *ENDS),
        ADOPTED,
    ),
}
