"""Tables of the protocols by which people look for consent: consent, consensus, minus one."""

from typing import Final

from tests.ledger.deciding.results import (
    ADOPTED,
    BLOCKED,
    ENDS,
    EXTENDED,
    LATE,
    NO_QUORUM,
    TWICE,
    Rows,
)
from tests.ledger.deciding.room import (
    GUS,
    HAL,
    MEMBERS,
    at_the_end,
    changes,
    confirms,
    counts,
    is_stopped,
    leaves,
    meets,
    recuses,
    says,
    waits,
)
from tests.ledger.people import ANA, BO, CY, DEE, EVE

TALKED: Final[dict[str, Rows]] = {
    "consent": {  # a quarter of eight, no block, at least one who agrees, three more days once
        "nobody objects": ((says("agree", ANA, BO), *ENDS), ADOPTED),
        "a concern does not stop it": ((says("reservation", ANA, BO), *ENDS), ADOPTED),
        "nobody agrees": (
            (says("abstain", ANA, BO), *ENDS),
            "not_adopted, too_few_supporters",
        ),
        "one person is no quorum": ((says("agree", ANA), *ENDS), EXTENDED),
        "no quorum, and none in the time that was added": ((says("agree", ANA), *TWICE), NO_QUORUM),
        "the quorum comes in the time that was added": (
            (says("agree", ANA), *ENDS, says("agree", BO), *ENDS),
            ADOPTED,
        ),
        "the time that was added is three days": (
            (says("agree", ANA), *ENDS, waits(hours=72), says("agree", BO)),
            LATE,
        ),
        "a block stands, and there is time to talk": (
            (says("agree", ANA, BO), says("block", CY), *ENDS),
            "extended, blocked",
        ),
        "a block stands to the end": ((says("agree", ANA, BO), says("block", CY), *TWICE), BLOCKED),
        "a block is withdrawn": (
            (says("agree", ANA, BO), says("block", CY), says("reservation", CY), *ENDS),
            ADOPTED,
        ),
        "a block is withdrawn in the time that was added": (
            (says("agree", ANA, BO), says("block", CY), *ENDS, says("abstain", CY), *ENDS),
            ADOPTED,
        ),
        "whoever blocked left meanwhile": (
            (says("agree", ANA, BO), says("block", CY), leaves(CY), *ENDS),
            ADOPTED,
        ),
        "whoever blocked recused themselves": (
            (says("agree", ANA, BO), says("block", CY), recuses(CY), *ENDS),
            ADOPTED,
        ),
        "everybody has spoken": ((says("agree", *MEMBERS), counts()), ADOPTED),
        "all but one have spoken": ((says("agree", *MEMBERS[1:]), counts()), "not-due"),
        "the one who has not spoken left": (
            (says("agree", *MEMBERS[1:]), leaves(ANA), counts()),
            ADOPTED,
        ),
        "a moment before the end": (
            (says("agree", ANA), at_the_end(microseconds=1), says("agree", BO), *ENDS),
            ADOPTED,
        ),
        "at the very instant of the end": (
            (says("agree", ANA), at_the_end(), says("agree", BO)),
            LATE,
        ),
        "it is not counted a moment before": (
            (says("agree", ANA, BO), at_the_end(microseconds=1), counts()),
            "not-due",
        ),
        "it is counted late, and as it stood": (
            (says("agree", ANA, BO), at_the_end(hours=-50), says("block", CY), counts()),
            ADOPTED,
        ),
        "changed words void what was said": ((says("agree", *MEMBERS), changes(), *ENDS), EXTENDED),
        "changed words are agreed to anew": (
            (says("block", CY), changes(), says("agree", ANA, BO, CY), *ENDS),
            ADOPTED,
        ),
        "what was said before being stopped counts": (
            (says("agree", ANA, BO), is_stopped(BO, hours=300), *ENDS),
            ADOPTED,
        ),
        "a block of somebody who is stopped stands": (
            (says("block", BO), says("agree", ANA, CY), is_stopped(BO, hours=300), *ENDS),
            "extended, blocked",
        ),
        "who was stopped and did not speak is waited for": (
            (says("agree", ANA, BO), is_stopped(CY, hours=300), *ENDS),
            "extended, somebody_stopped",
        ),
        "who was stopped until the last day is waited for": (
            (says("agree", ANA, BO), is_stopped(CY, hours=7 * 24 - 1), *ENDS),
            "extended, somebody_stopped",
        ),
        "who could speak for a day is not waited for": (
            (says("agree", ANA, BO), is_stopped(CY, hours=72), *ENDS),
            ADOPTED,
        ),
        "who is stopped is not left out": (
            (says("agree", *MEMBERS[1:]), is_stopped(ANA), counts()),
            "not-due",
        ),
        "too many keep out": ((recuses(*MEMBERS[1:]), says("agree", ANA), *TWICE), NO_QUORUM),
        "everybody keeps out": ((recuses(*MEMBERS), *ENDS), "void, nobody_may_decide"),
        "who keeps out says nothing": ((recuses(BO), says("agree", BO)), "recused-already"),
        "a stance that it does not have": ((says("disagree", BO),), "stance-unusable"),
        "a meeting decides": ((meets(6, agree=5), confirms(CY), *ENDS), ADOPTED),
        "a block in a meeting counts": (
            (meets(6, agree=5, block=1), confirms(CY), *ENDS),
            "extended, blocked",
        ),
        "a meeting takes the place of what was said online": (
            (says("block", GUS), meets(6, agree=6), confirms(CY), *ENDS),
            ADOPTED,
        ),
        "a meeting of too few": ((meets(1, agree=1), confirms(CY), *ENDS), EXTENDED),
        "a meeting that nobody confirms": (
            (says("agree", ANA), meets(8, agree=8), *TWICE),
            NO_QUORUM,
        ),
        "a meeting that who wrote it down confirms": (
            (meets(8, agree=8), confirms(BO)),
            "own-request",
        ),
        "a meeting that is confirmed too late": (
            (meets(8, agree=8), at_the_end(), confirms(CY)),
            LATE,
        ),
        "what is written down last is confirmed": (
            (meets(8, block=8), meets(8, by=CY, agree=8), confirms(DEE), *ENDS),
            ADOPTED,
        ),
        "more people than there are": ((meets(8, recused=1, agree=8),), "meeting-unusable"),
    },
    "consensus": {  # half of eight, no block, at most three stand aside
        "half take part": ((says("agree", ANA, BO, CY, DEE), *ENDS), ADOPTED),
        "less than half": ((says("agree", ANA, BO, CY), *ENDS), EXTENDED),
        "abstaining takes part": (
            (says("agree", ANA), says("abstain", BO, CY, DEE), *ENDS),
            ADOPTED,
        ),
        "three stand aside": (
            (says("agree", ANA), says("stand_aside", BO, CY, DEE), *ENDS),
            ADOPTED,
        ),
        "four stand aside": (
            (says("agree", ANA), says("stand_aside", BO, CY, DEE, EVE), *ENDS),
            "not_adopted, too_many_stand_asides",
        ),
        "one block": ((says("agree", *MEMBERS[1:]), says("block", ANA), *TWICE), BLOCKED),
        "a quorum of those who are left": (
            (recuses(GUS, HAL), says("agree", ANA, BO, CY), *ENDS),
            ADOPTED,
        ),
        "who spoke and keeps out is missing": (
            (says("agree", ANA, BO, CY, DEE), recuses(DEE), *ENDS),
            EXTENDED,
        ),
    },
    "consensus_minus_one": {  # 54 percent of eight: five; a second block, and only in a meeting
        "one block does not stop it": (
            (says("agree", ANA, BO, CY, DEE), says("block", EVE), *ENDS),
            ADOPTED,
        ),
        "two blocks online gain time for a meeting": (
            (says("agree", ANA, BO, CY), says("block", DEE, EVE), *ENDS),
            "extended, blocked",
        ),
        "two blocks that nobody brought to a meeting": (
            (says("agree", ANA, BO, CY), says("block", DEE, EVE), *TWICE),
            ADOPTED,
        ),
        "one block in a meeting": (
            (waits(hours=48), meets(5, agree=4, block=1), confirms(CY), *ENDS),
            ADOPTED,
        ),
        "two blocks in a meeting": (
            (waits(hours=48), meets(5, agree=3, block=2), confirms(CY), *ENDS),
            "extended, blocked",
        ),
        "two blocks in a second meeting": (
            (
                waits(hours=48),
                meets(5, agree=3, block=2),
                confirms(CY),
                *ENDS,
                meets(5, agree=3, block=2),
                confirms(CY),
                *ENDS,
            ),
            BLOCKED,
        ),
        "a meeting on the first day ends nothing": ((meets(8, agree=8), confirms(CY)), "not-due"),
        "four are no quorum": ((says("agree", ANA, BO, CY, DEE), *ENDS), EXTENDED),
    },
}
