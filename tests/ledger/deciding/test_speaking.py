"""What can be said about a proposal, written down about a meeting, and counted: and when not."""

from datetime import timedelta
from typing import Any, Final

import pytest

from ledger.deciding.commands import (
    CloseProposal,
    ConfirmMeeting,
    ContestMeeting,
    RecordMeeting,
    Recuse,
    TakeStance,
)
from ledger.deciding.templates import TEMPLATES
from ledger.events import MemberLeft, Stance, StanceCount
from ledger.orders.content import content_of, hash_of
from ledger.powers import CLOCK
from ledger.rejections import (
    BallotsUnusable,
    ContentChanged,
    MayNotDecide,
    MeetingMissing,
    MeetingUnusable,
    MeetingWaits,
    NotDue,
    OwnRequest,
    RecusedAlready,
    SealedBallot,
    StanceUnusable,
)
from tests.ledger.book import CASE, NOW, TODAY, TOMORROW, Given, Ladder, Rung, Step
from tests.ledger.deciding.facts import (
    BUDGET,
    CONFIRMED,
    CONTESTED,
    COUNTED_AT,
    EVERYTHING,
    SEALED,
    UNTIL,
    case_of,
    keeps_out,
    made,
    met,
)
from tests.ledger.deciding.room import GUS, HAL, MEMBERS
from tests.ledger.people import ANA, BO, CY, FAY
from tests.ledger.steps import YESTERDAY, dates
from tests.ledger.world import DIGEST

OTHER: Final = DIGEST[::-1]
CONTENT_HASH: Final = hash_of(content_of(BUDGET))
FEW: Final = (*MEMBERS[:5], HAL)
STANCES: Final = tuple(each.value for each in TEMPLATES["consent"].stages[0].stances)
A_DAY: Final = TEMPLATES["two_thirds_with_veto"]
PEOPLE: Final = "people who may decide, each once, by id"


def room(*lines: Any) -> Given:
    return Given(*EVERYTHING, case=(made(), *lines))


def others_decide(*lines: Any, **fields: Any) -> tuple[Step, ...]:
    """It is said openly, then by somebody who keeps out, then by somebody who does not decide."""
    few = Given(*EVERYTHING, case=(made(electorate=FEW, **fields), *lines, keeps_out(BO)))
    return (
        Step(SealedBallot(), given=few),
        Step(RecusedAlready(), actor=FAY),
        Step(MayNotDecide(), actor=ANA),
    )


def wrong(field: str, expected: str, **mend: Any) -> Step:
    return Step(MeetingUnusable(field, expected), mend)


def counted(**people: int) -> tuple[StanceCount, ...]:
    return tuple(StanceCount(stance=Stance(name), people=each) for name, each in people.items())


def ballots(field: str, expected: str, given: Given | None = None, **mend: Any) -> Step:
    return Step(BallotsUnusable(field, expected), mend, given=given)


SEALED_ONE: Final = Given(*EVERYTHING, case=(made(SEALED),))
BUDGET_BOX: Final = Given(
    *EVERYTHING, case=(made(TEMPLATES["budget_ballot"], order=BUDGET, limit=500),)
)

LADDERS: Final = (
    Ladder(
        TakeStance(
            occurred_on=TOMORROW,
            case_id=CASE,
            stance=Stance.DISAGREE,
            text_hash=OTHER,
            content_hash=OTHER,
        ),
        Given(*EVERYTHING),
        (
            *dates(),
            *case_of(SEALED_ONE),
            *others_decide(order=BUDGET),
            Step(ContentChanged(CONTENT_HASH), {"content_hash": CONTENT_HASH}),
            Step(ContentChanged(CONTENT_HASH), {"text_hash": DIGEST}),
            Step(StanceUnusable(STANCES), {"stance": Stance.BLOCK}),
        ),
        actor=BO,
    ),
    Ladder(
        Recuse(occurred_on=TOMORROW, case_id=CASE),
        Given(*EVERYTHING),
        (
            *dates(),
            *case_of(Given(*EVERYTHING, case=(made(electorate=FEW), keeps_out(BO)))),
            *others_decide()[1:],
        ),
        actor=BO,
    ),
    Ladder(
        RecordMeeting(
            occurred_on=TOMORROW,
            case_id=CASE,
            held_on=YESTERDAY,
            present=0,
            recused=-1,
            counts=counted(disagree=1),
        ),
        Given(*EVERYTHING),
        (
            *dates(),
            *case_of(SEALED_ONE),
            *others_decide(met(), CONFIRMED),
            Step(
                MeetingWaits(COUNTED_AT),
                given=Given(
                    *EVERYTHING,
                    case=(made(electorate=FEW), met(), CONFIRMED, CONTESTED, keeps_out(BO)),
                ),
            ),
            wrong("held_on", f"a day from {TODAY} to today", held_on=TOMORROW),
            wrong("held_on", f"a day from {TODAY} to today", held_on=TODAY),
            wrong("present", "1 or more", present=6),
            wrong("recused", "0 or more", recused=1),
            wrong(
                "counts",
                "some of agree, reservation, block, abstain, each once",
                counts=(*counted(agree=-1), *counted(agree=8)),
            ),
            wrong(
                "counts",
                "some of agree, reservation, block, abstain, each once",
                counts=counted(agree=-1, block=8),
            ),
            wrong(
                "counts",
                "0 or more people each, and no more than were there",
                counts=counted(agree=4, block=3),
            ),
            wrong(
                "counts",
                "0 or more people each, and no more than were there",
                counts=counted(agree=3, block=3),
            ),
            wrong("present", "no more than the 5 who may decide", recused=0, present=5, counts=()),
        ),
        actor=BO,
    ),
    Ladder(
        ConfirmMeeting(occurred_on=TOMORROW, case_id=CASE),
        Given(*EVERYTHING),
        (
            *dates(),
            *case_of(SEALED_ONE),
            *others_decide(),
            Step(MeetingMissing(), given=room(met(), CONFIRMED)),
            Step(MeetingMissing(), given=Given(*EVERYTHING, case=(made(A_DAY), met())), actor=BO),
            Step(OwnRequest(), actor=CY),
            Step(
                NotDue(),
                given=Given(
                    *EVERYTHING,
                    case=(
                        made(A_DAY),
                        met(present=8),
                        MemberLeft(occurred_on=TODAY, sign_in=GUS),
                    ),
                ),
                now=NOW + timedelta(hours=24),
            ),
            Step(
                MeetingUnusable("present", "no more than the 7 who may decide"),
                given=Given(*EVERYTHING, case=(made(A_DAY), met(present=8))),
            ),
        ),
        actor=BO,
    ),
    Ladder(
        ContestMeeting(occurred_on=TOMORROW, case_id=CASE),
        Given(*EVERYTHING),
        (
            *dates(),
            *case_of(Given(*EVERYTHING, case=(made(electorate=FEW), keeps_out(BO)))),
            *others_decide()[1:],
            Step(MeetingMissing(), given=room(met())),
            Step(MeetingMissing(), given=room(met(), CONFIRMED, CONTESTED)),
            Step(MeetingMissing(), given=room(met(), CONFIRMED), actor=BO),
            Step(OwnRequest(), actor=CY),
            Step(OwnRequest(), actor=ANA),
        ),
        actor=BO,
    ),
    Ladder(
        CloseProposal(
            occurred_on=TOMORROW,
            case_id=CASE,
            seen=(BO, ANA),
            voters=(ANA, ANA),
            ballots=("agree", "1 2"),
        ),
        Given(*EVERYTHING),
        (
            *dates(),
            *case_of(room())[:2],
            Step(case_of(room())[2].refusal, given=room(), now=NOW),
            Step(NotDue(), now=UNTIL),
            ballots("seen", PEOPLE, seen=(ANA, FAY, GUS)),
            ballots("voters", PEOPLE, voters=(ANA,)),
            ballots("ballots", "none where people speak openly", given=BUDGET_BOX),
            ballots("ballots", "sorted", ballots=("1 2", "agree")),
            ballots("ballots", "what this ballot offers", ballots=("", "0")),
            ballots("ballots", "what this ballot offers", ballots=("", "4")),
            ballots("ballots", "what this ballot offers", ballots=("", "2 1")),
            ballots("ballots", "what this ballot offers", ballots=("", "1 1")),
            ballots("ballots", "what this ballot offers", ballots=("", "01")),
            ballots("ballots", "what this ballot offers", ballots=("", "1  2")),
            ballots(
                "ballots", "what this ballot offers", ballots=("", "1", "1 3"), voters=(ANA, BO)
            ),
            ballots("ballots", "as many as voters", voters=(ANA, BO, CY)),
        ),
        actor=CLOCK,
    ),
)


@pytest.mark.parametrize("row", [row for ladder in LADDERS for row in ladder.rungs()], ids=str)
def test_refusals_come_in_their_order(row: Rung) -> None:
    row.check()
