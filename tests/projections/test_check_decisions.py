"""The check counts again what members decided, and names what comes out otherwise."""

from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from ledger.events import (
    DecisionOutcome,
    FundEvent,
    MeetingConfirmed,
    MeetingContested,
    MeetingRecorded,
    OrderDecided,
    OutcomeReason,
    ProposalAdvanced,
    ProposalClosed,
    ProposalExtended,
    ProposalMade,
    Protocol,
    StanceTaken,
)
from ledger.line import Line
from ledger.orders.content import hash_of
from ledger.store.append import NewLine, append
from ledger.store.database import Database
from ledger.store.mapper import encode
from projections.check import check_fund
from projections.check.decisions import DecisionsCheck
from projections.check.report import Findings
from projections.projection import Batch
from tests.ledger.book import CASE, FUND, NOW, TODAY
from tests.ledger.deciding.facts import BUDGET
from tests.ledger.deciding.room import (
    MEMBERS,
    Room,
)
from tests.ledger.people import ANA, BO, CY
from tests.projections.rooms import Told, sound


def line(position: int, told: Told) -> Line:
    case_id, at, event = told
    return Line(
        fund_id=FUND,
        position=position,
        case_id=case_id,
        version=position,
        event_id=UUID(int=position),
        recorded_at=at,
        actor="somebody",
        cause=None,
        event=event,
    )


async def found(told: list[Told]) -> list[str]:
    findings = Findings()
    check = DecisionsCheck(FUND, findings)
    await check.take_in(Batch.of([line(number, each) for number, each in enumerate(told, 1)]))
    await check.finish()
    return [each.what for each in findings.kept] + findings.skipped


def planted(room: Room, kind: type[FundEvent], **changes: Any) -> list[Told]:
    """Return the lines of *room* with a difference in the last one of a *kind*."""
    told = list(room.told)
    at = max(number for number, each in enumerate(told) if isinstance(each[2], kind))
    case_id, now, event = told[at]
    told[at] = case_id, now, replace(event, **changes)
    return told


def without(room: Room, kind: type[FundEvent]) -> list[Told]:
    """Return the lines of *room* but those of a *kind*."""
    return [each for each in room.told if not isinstance(each[2], kind)]


def tally(room: Room, kind: type[Any], **changes: int) -> dict[str, Any]:
    last = [each[2] for each in room.told if isinstance(each[2], kind)][-1]
    return {"tally": replace(last.tally, **changes)}


@pytest.mark.parametrize("name", sorted(sound()))
async def test_what_the_rules_wrote_is_sound(name: str) -> None:
    assert await found(sound()[name].told) == []


DECIDED: Final = OrderDecided(
    occurred_on=TODAY, order=UUID(int=8), decision=CASE, content_hash="0" * 64
)


def _decided(room: Room) -> OrderDecided:
    last = room.told[-1][2]
    assert isinstance(last, ProposalClosed)
    return replace(DECIDED, content_hash=last.content_hash)


TALLY: Final = "its tally is not what was said"
CONSENTED: Final = sound()["consent"]
LONGER: Final = sound()["extended"]
STAGES: Final = sound()["stages"]
SEALED: Final = sound()["sealed"]
BOUGHT: Final = sound()["budget"]
MET: Final = sound()["meeting"]
CONTESTED: Final = sound()["contested"]
NO_MEETING: Final = "it is about no meeting that waits for it"
NOBODY_ELSE: Final = "it is not of somebody else who could decide"
PLANTED: Final[dict[str, tuple[list[Told], str]]] = {
    "another outcome": (
        planted(CONSENTED, ProposalClosed, outcome=DecisionOutcome.NOT_ADOPTED),
        "its outcome is not what was said",
    ),
    "another reason": (
        planted(CONSENTED, ProposalClosed, reason=OutcomeReason.TIE),
        "its reason is not what was said",
    ),
    "another base": (
        planted(CONSENTED, ProposalClosed, **tally(CONSENTED, ProposalClosed, may_decide=7)),
        TALLY,
    ),
    "nobody left": (
        planted(CONSENTED, ProposalClosed, **tally(CONSENTED, ProposalClosed, left=0)),
        TALLY,
    ),
    "one more who agreed": (
        planted(CONSENTED, ProposalClosed, **tally(CONSENTED, ProposalClosed, agree=3)),
        TALLY,
    ),
    "what nobody proposed": (
        planted(CONSENTED, ProposalClosed, content_hash="0" * 64),
        "its digest is not of what was decided",
    ),
    "a meeting that was none": (
        planted(CONSENTED, ProposalClosed, in_meeting=True),
        "no meeting decided it, or one did",
    ),
    "a meeting that nobody wrote down": (without(MET, MeetingRecorded), NO_MEETING),
    "a meeting that who wrote it down confirmed": (
        planted(MET, MeetingConfirmed, by=BO),
        NOBODY_ELSE,
    ),
    "a meeting that nobody confirmed": (
        without(MET, MeetingConfirmed),
        "its reason is not what was said",
    ),
    "a meeting that a stranger contested": (
        planted(CONTESTED, MeetingContested, by=UUID(int=0x99)),
        NOBODY_ELSE,
    ),
    "a meeting that who confirmed it contested": (
        planted(CONTESTED, MeetingContested, by=CY),
        NOBODY_ELSE,
    ),
    "a contested meeting that nobody contested": (
        without(CONTESTED, MeetingContested),
        "no meeting decided it, or one did",
    ),
    "nothing to contest": (without(CONTESTED, MeetingConfirmed), NO_MEETING),
    "somebody who could not decide": (
        planted(CONSENTED, StanceTaken, by=UUID(int=0x99)),
        "somebody spoke who could not decide",
    ),
    "somebody who had read something else": (
        planted(CONSENTED, StanceTaken, text_hash="0" * 64),
        "somebody spoke about something else",
    ),
    "an order that rests on nothing": (
        [*CONSENTED.told, (CASE, NOW, DECIDED)],
        "it rests on no decision, or on another one",
    ),
    "an order with other content": (
        [*BOUGHT.told, (CASE, NOW, DECIDED)],
        "it rests on no decision, or on another one",
    ),
    "two orders": (
        [*BOUGHT.told, *((CASE, NOW, _decided(BOUGHT)),) * 2],
        "two orders rest on one decision",
    ),
    "a protocol without a stage": (
        planted(CONSENTED, ProposalMade, protocol=Protocol(name="none", version=1, stages=())),
        "its protocol has no stage",
    ),
    "content that no program wrote": (
        planted(BOUGHT, ProposalMade, content="{}", content_hash=hash_of("{}")),
        "its ballots cannot be counted",
    ),
    "an electorate without somebody": (
        planted(CONSENTED, ProposalMade, electorate=MEMBERS[1:]),
        "its electorate is not who could decide",
    ),
    "rules of another program": (
        planted(CONSENTED, ProposalClosed, rules=2),
        "A stage was counted by rules that this program does not know.",
    ),
    "closed twice": (
        [*CONSENTED.told, CONSENTED.told[-1]],
        "it is about no open proposal of its case",
    ),
    "in another case": (
        planted(CONSENTED, ProposalMade, proposal=UUID(int=9)),
        "it is outside the case of its proposal",
    ),
    "extended twice at once": (
        planted(LONGER, ProposalExtended, extension=2),
        "its extension does not follow the one before",
    ),
    "extended without a reason": (
        planted(LONGER, ProposalExtended, reason=OutcomeReason.BLOCKED),
        "its reason is not what was said",
    ),
    "not extended": (without(LONGER, ProposalExtended), "it is not what became of it"),
    "a stage left out": (
        planted(STAGES, ProposalAdvanced, stage=3),
        "its stage is not the one that was open",
    ),
    "a board without somebody": (
        planted(STAGES, ProposalAdvanced, electorate=(ANA, BO)),
        "its electorate is not who could decide",
    ),
    "a voter of no electorate": (
        planted(SEALED, ProposalClosed, voters=(*MEMBERS[:-1], UUID(int=0x99))),
        "its voters are not among who may decide",
    ),
    "a voter twice": (
        planted(SEALED, ProposalClosed, voters=(ANA, *MEMBERS[:-1])),
        "its voters are not in order, or not each once",
    ),
    "voters as they came": (
        planted(SEALED, ProposalClosed, voters=MEMBERS[::-1]),
        "its voters are not in order, or not each once",
    ),
    "a ballot too many": (
        planted(SEALED, ProposalClosed, ballots=("agree",) * 9),
        "it has not as many ballots as voters",
    ),
    "another ballot": (
        planted(SEALED, ProposalClosed, ballots=(*("agree",) * 7, "disagree")),
        TALLY,
    ),
    "ballots as they came": (
        planted(BOUGHT, ProposalClosed, ballots=("3", "1", "1 2", "1 2")),
        "its ballots are not sorted",
    ),
    "a ballot for nothing offered": (
        planted(BOUGHT, ProposalClosed, ballots=("1", "1 2", "1 2", "4")),
        "a ballot says what was not offered",
    ),
    "something else was bought": (
        planted(BOUGHT, ProposalClosed, chosen=(BUDGET.items[2].item_id,)),
        "what it bought is not what its ballots buy",
    ),
    "something else was decided": (
        planted(BOUGHT, ProposalClosed, content="{}"),
        "what it decided is not what its ballots buy",
    ),
    "figures while it goes on": (
        planted(BOUGHT, ProposalExtended, **tally(BOUGHT, ProposalExtended, agree=1)),
        TALLY,
    ),
    "a digest of something else": (
        planted(BOUGHT, ProposalMade, content_hash="0" * 64),
        "its digest is not of its content",
    ),
}


@pytest.mark.parametrize(
    ("told", "finding"), [pytest.param(*row, id=name) for name, row in PLANTED.items()]
)
async def test_a_planted_difference_is_named(told: list[Told], finding: str) -> None:
    assert finding in await found(told)


async def written(database: Database, told: list[Told]) -> UUID:
    """Write the lines into a book of their own; return its fund."""
    fund_id, versions, ids = uuid4(), dict[UUID, int](), dict[UUID, UUID]()
    async with database.acquire() as connection:
        for after, (case, now, event) in enumerate(told):
            ids.setdefault(case, fund_id if case == FUND else case)
            version = versions[case] = versions.get(case, -1) + 1
            topic, payload = encode(event)
            new = NewLine(ids[case], version, topic, payload, uuid4(), "somebody", None)
            await append(connection, fund_id, [new], after=after, now=now)
    return fund_id


async def test_a_real_book_is_counted_again(database: Database) -> None:
    room = sound()["budget"]
    good = await written(database, room.told)
    bad = await written(database, planted(room, ProposalClosed, chosen=(BUDGET.items[2].item_id,)))
    async with database.acquire() as connection:
        assert (await check_fund(connection, good)).findings == ()
        findings = (await check_fund(connection, bad)).findings
    assert [each.what for each in findings] == ["what it bought is not what its ballots buy"]
    assert findings[0].position == len(room.told)
    assert CASE != FUND
