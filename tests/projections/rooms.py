"""Proposals of many sorts, as the rules wrote them, for the check that counts them again."""

from datetime import datetime
from typing import Final
from uuid import UUID

from ledger.deciding.templates import TEMPLATES
from ledger.events import (
    FundEvent,
    ProposalKind,
)
from tests.ledger.deciding.facts import BUDGET
from tests.ledger.deciding.room import (
    GUS,
    MEMBERS,
    Move,
    Room,
    at_the_end,
    confirms,
    counts,
    is_stopped,
    leaves,
    meets,
    played,
    recuses,
    says,
    votes,
)
from tests.ledger.deciding.tables_of_meetings import MET, contests
from tests.ledger.people import ANA, BO, CY, DEE, EVE, FAY

Told = tuple[UUID, datetime, FundEvent]
ENDS: Final = (at_the_end(), counts())
BALLOTS: Final = {ANA: "1 2", BO: "1", CY: "1 2", DEE: "3"}


def budget() -> Room:
    room = Room(TEMPLATES["budget_ballot"], ProposalKind.BUDGET, BUDGET, limit=500)
    return played(
        room, at_the_end(), counts(voters=(ANA,)), leaves(FAY), at_the_end(), votes(BALLOTS)
    )


def talked(name: str, *moves: Move) -> Room:
    return played(Room(TEMPLATES[name]), *moves)


def sound() -> dict[str, Room]:
    """Return proposals of many sorts, as the rules wrote them."""
    panel = (says("agree", CY, EVE, BO), recuses(DEE), *ENDS, says("agree", ANA, BO), *ENDS)
    return {
        "consent": talked("consent", says("agree", ANA, BO), recuses(CY), leaves(GUS), *ENDS),
        "extended": talked("consent", says("agree", ANA), *ENDS, leaves(BO), *ENDS),
        "stopped": talked("consent", says("agree", ANA, CY), is_stopped(BO, 900), *ENDS, *ENDS),
        "stopped with a meeting": talked("consent", *MET, is_stopped(GUS, 72), *ENDS, *ENDS),
        "silent": talked(
            "lazy_consensus",
            says("agree", ANA),
            at_the_end(),
            counts(seen=(BO,)),
            says("agree", CY, DEE),
            at_the_end(),
            counts(seen=(BO, EVE)),
        ),
        "stages": talked("panel_then_board", *panel),
        "meeting": talked(
            "consent", says("agree", ANA), meets(5, agree=4, block=1), confirms(CY), *ENDS
        ),
        "contested": talked("consent", *MET, contests(DEE), says("agree", ANA, BO), *ENDS),
        "gone since": talked("consent", *MET, leaves(GUS), recuses(*MEMBERS[:3]), *ENDS),
        "sealed": talked("sealed_majority", at_the_end(), votes(dict.fromkeys(MEMBERS, "agree"))),
        "unreadable": talked(
            "sealed_majority", at_the_end(), counts(voters=(ANA, BO), unreadable=True)
        ),
        "budget": budget(),
    }
