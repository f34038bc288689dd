"""Tables of the protocols that count who is for and against, or who supports it."""

from typing import Final

from ledger.events import Role
from tests.ledger.deciding.results import (
    ADOPTED,
    BLOCKED,
    ENDS,
    EXTENDED,
    NO_MAJORITY,
    NO_QUORUM,
    SECOND,
    TIE,
    TWICE,
    Rows,
)
from tests.ledger.deciding.room import (
    GUS,
    MEMBERS,
    at_the_end,
    changes,
    confirms,
    counts,
    leaves,
    loses,
    meets,
    recuses,
    says,
    votes,
    waits,
)
from tests.ledger.people import ANA, BO, CY, DEE, EVE, FAY

COUNTED: Final[dict[str, Rows]] = {
    "majority": {  # 34 percent of eight: three; more than half of those for and against
        "two to one": ((says("agree", ANA, BO), says("disagree", CY), *ENDS), ADOPTED),
        "a tie": ((says("agree", ANA, BO), says("disagree", CY, DEE), *ENDS), TIE),
        "one to two": ((says("agree", ANA), says("disagree", CY, DEE), *ENDS), NO_MAJORITY),
        "a reservation is for it": (
            (says("reservation", ANA, BO), says("disagree", CY), *ENDS),
            ADOPTED,
        ),
        "nobody for and nobody against": ((says("abstain", ANA, BO, CY), *ENDS), TIE),
        "who abstains makes the quorum": (
            (says("agree", ANA), says("abstain", BO, CY), *ENDS),
            ADOPTED,
        ),
        "two are no quorum": ((says("agree", ANA, BO), *ENDS), EXTENDED),
        "everybody at once, in the first hour": ((says("agree", *MEMBERS), counts()), "not-due"),
        "everybody, after the first day": (
            (says("agree", *MEMBERS), waits(hours=24), counts()),
            ADOPTED,
        ),
        "who changed their mind counts once": (
            (says("agree", ANA, BO, CY), says("disagree", BO, CY, DEE), *ENDS),
            NO_MAJORITY,
        ),
        "the quorum is lost by who keeps out": (
            (says("agree", ANA, BO, CY), recuses(CY), *ENDS),
            EXTENDED,
        ),
        "who left is missing": ((says("agree", ANA, BO, CY), leaves(CY), *ENDS), EXTENDED),
        "it cannot be blocked": ((says("block", ANA),), "stance-unusable"),
    },
    "two_thirds_with_veto": {  # three of eight; at least two thirds, one block stops it
        "two thirds exactly": (
            (says("agree", ANA, BO, CY, DEE), says("disagree", EVE, FAY), *ENDS),
            ADOPTED,
        ),
        "one less than two thirds": (
            (says("agree", ANA, BO, CY), says("disagree", EVE, FAY), *ENDS),
            NO_MAJORITY,
        ),
        "who abstains or stands aside is on neither side": (
            (
                says("agree", ANA, BO),
                says("disagree", CY),
                says("abstain", DEE, EVE),
                says("stand_aside", FAY, GUS),
                *ENDS,
            ),
            ADOPTED,
        ),
        "a tie": ((says("agree", ANA, BO), says("disagree", CY, DEE), *ENDS), TIE),
        "one veto": ((says("agree", *MEMBERS[1:]), says("block", ANA), *TWICE), BLOCKED),
        "a veto is withdrawn": (
            (says("agree", *MEMBERS[1:]), says("block", ANA), says("disagree", ANA), *ENDS),
            ADOPTED,
        ),
        "everybody within the first day": (
            (says("agree", *MEMBERS), waits(hours=23, minutes=59), counts()),
            "not-due",
        ),
        "a meeting within the first day": ((meets(8, agree=8), confirms(CY)), "not-due"),
    },
    "lazy_consensus": {  # three agree, nobody blocks, three of eight opened it or spoke
        "three agree": ((says("agree", ANA, BO, CY), *ENDS), ADOPTED),
        "two agree and others have only read it": (
            (says("agree", ANA, BO), at_the_end(), counts(seen=MEMBERS)),
            "not_adopted, too_few_supporters",
        ),
        "silence that nobody has seen is no quorum": ((says("agree", ANA, BO), *ENDS), EXTENDED),
        "it goes on once": ((says("agree", ANA, BO), *TWICE), NO_QUORUM),
        "a third one agrees in the time that was added": (
            (says("agree", ANA, BO), *ENDS, says("agree", CY), *ENDS),
            ADOPTED,
        ),
        "one objects": ((says("agree", ANA, BO, CY), says("block", DEE), *TWICE), BLOCKED),
        "everybody agrees, and it still takes its week": (
            (says("agree", *MEMBERS), waits(days=6, hours=23), counts(seen=MEMBERS)),
            "not-due",
        ),
        "who opened it and left is not counted": (
            (
                says("agree", ANA),
                leaves(BO, CY),
                at_the_end(),
                counts(seen=(BO, CY)),
            ),
            EXTENDED,
        ),
    },
    "amount_ladder": {  # Ana, Bo, Cy and Dee approve; who has no such mandate does not decide
        "no sum takes as many as the last step": (
            (says("agree", ANA, BO, CY), *ENDS),
            "not_adopted, too_few_supporters",
        ),
        "all four": ((says("agree", ANA, BO, CY, DEE), counts()), ADOPTED),
        "who is no approver": ((says("agree", EVE),), "may-not-decide"),
        "an approver no longer": (
            (loses(DEE, Role.APPROVER), says("agree", DEE)),
            "may-not-decide",
        ),
        "an approver no longer, who had agreed": (
            (says("agree", ANA, BO, CY, DEE), loses(DEE, Role.APPROVER), *ENDS),
            "not_adopted, too_few_supporters",
        ),
    },
    "panel_then_board": {  # five with a mandate, then three stewards
        "the panel says no": (
            (says("disagree", ANA, BO, CY), *ENDS),
            NO_MAJORITY,
        ),
        "the panel says yes": ((says("agree", CY, EVE, BO), *ENDS), SECOND),
        "both say yes": (
            (says("agree", CY, EVE, BO), *ENDS, says("agree", ANA, DEE), *ENDS),
            ADOPTED,
        ),
        "the board says no": (
            (says("agree", CY, EVE, BO), *ENDS, says("disagree", ANA, DEE), *ENDS),
            NO_MAJORITY,
        ),
        "what was said in the panel does not count in the board": (
            (says("agree", ANA, BO, CY, DEE, EVE), counts(), *TWICE),
            NO_QUORUM,
        ),
        "a member without a mandate is in neither": ((says("agree", FAY),), "may-not-decide"),
        "of the panel, and not of the board": (
            (says("agree", CY, EVE, BO), *ENDS, says("agree", CY)),
            "may-not-decide",
        ),
        "who kept out of the panel keeps out of the board": (
            (recuses(BO), says("agree", CY, EVE, DEE), *ENDS, says("agree", BO)),
            "recused-already",
        ),
        "all but one of the board keep out": (
            (
                says("agree", CY, EVE, BO),
                *ENDS,
                recuses(BO, DEE),
                says("agree", ANA),
                *TWICE,
            ),
            NO_QUORUM,
        ),
        "the board extends, and then decides": (
            (
                says("agree", CY, EVE, BO),
                *ENDS,
                says("agree", ANA),
                *ENDS,
                says("agree", BO),
                *ENDS,
            ),
            ADOPTED,
        ),
        "what the panel decided is not changed in the board": (
            (says("agree", CY, EVE, BO), *ENDS, changes()),
            "proposal-unusable",
        ),
        "a meeting of the panel": (
            (meets(4, agree=3, disagree=1), confirms(CY), *ENDS),
            SECOND,
        ),
    },
    "sealed_majority": {  # three of eight; more than half of the ballots for and against
        "two to one": (
            (at_the_end(), votes({ANA: "agree", BO: "agree", CY: "disagree"})),
            ADOPTED,
        ),
        "a tie": (
            (
                at_the_end(),
                votes({ANA: "agree", BO: "agree", CY: "disagree", DEE: "disagree"}),
            ),
            TIE,
        ),
        "who abstains makes the quorum": (
            (at_the_end(), votes({ANA: "agree", BO: "abstain", CY: "abstain"})),
            ADOPTED,
        ),
        "too few": ((at_the_end(), counts(voters=(ANA, BO))), EXTENDED),
        "too few, twice": (
            (at_the_end(), counts(), at_the_end(), counts(voters=(ANA,))),
            NO_QUORUM,
        ),
        "nothing is said openly": ((says("agree", ANA),), "sealed-ballot"),
        "no meeting decides": ((meets(8, agree=8),), "sealed-ballot"),
        "what it says stays": ((changes(),), "sealed-ballot"),
        "everybody in the first hour": ((votes(dict.fromkeys(MEMBERS, "agree")),), "not-due"),
        "everybody after the first day": (
            (waits(hours=24), votes(dict.fromkeys(MEMBERS, "agree"))),
            ADOPTED,
        ),
        "a ballot stays, whoever keeps out afterwards": (
            (
                recuses(CY),
                leaves(BO),
                at_the_end(),
                votes({ANA: "agree", BO: "agree", CY: "disagree"}),
            ),
            ADOPTED,
        ),
        "their key is lost": (
            (at_the_end(), counts(voters=MEMBERS, unreadable=True)),
            "void, ballots_unreadable",
        ),
        "fewer ballots than voters": (
            (at_the_end(), counts(voters=(ANA, BO, CY), ballots=("agree", "agree"))),
            "ballots-unusable",
        ),
        "a ballot that says something else": (
            (at_the_end(), votes({ANA: "agree", BO: "agree", CY: "maybe"})),
            "ballots-unusable",
        ),
    },
}
