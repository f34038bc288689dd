"""The check names what was counted before its protocol lets it be, meetings above all."""

from datetime import timedelta
from typing import Final

import pytest
from msgspec.structs import replace

from ledger.events import MeetingConfirmed, ProposalClosed
from ledger.store.database import Database
from ledger.store.mapper import encode
from projections.check import check_fund
from tests.ledger.deciding.room import Room, at_the_end, confirms, counts, meets, says, waits
from tests.ledger.people import ANA, BO, CY, DEE
from tests.projections.rooms import Told, talked
from tests.projections.test_check import tampering
from tests.projections.test_check_decisions import found, written

EARLY: Final = "the meeting counts earlier than a day later"
NOT_OPEN: Final = "its stage was not open for as long as it has to be"
COUNTED: Final = "it was counted before its time was over"


def met(name: str = "consent", **wait: float) -> Room:
    """Return a proposal that a meeting decided, counted a day after it was confirmed."""
    return talked(name, waits(**wait), meets(6, agree=6), confirms(CY), waits(hours=24), counts())


def kinds(told: list[Told], kind: type) -> int:
    """Return where the last line of a *kind* stands."""
    return max(number for number, each in enumerate(told) if isinstance(each[2], kind))


def confirmed_for(room: Room, hours: float) -> list[Told]:
    """Return the lines of *room* with the meeting counted so many hours after it was confirmed."""
    told = list(room.told)
    at = kinds(told, MeetingConfirmed)
    case_id, now, event = told[at]
    assert isinstance(event, MeetingConfirmed)
    told[at] = case_id, now, replace(event, until=now + timedelta(hours=hours))
    return told


def earlier(told: list[Told], kind: type, hours: float) -> list[Told]:
    """Return *told* with the last line of a *kind* and those after it so many hours earlier."""
    at = kinds(told, kind)
    back = timedelta(hours=hours)
    return [
        (case_id, now - back if number >= at else now, event)
        for number, (case_id, now, event) in enumerate(told)
    ]


DAY_OPEN: Final = met("majority", hours=24)
"""A stage that is open for a day at least."""


@pytest.mark.parametrize(
    ("told", "findings"),
    [
        (met().told, []),
        (confirmed_for(met(), 24), []),
        (confirmed_for(met(), 23.5), []),
        (confirmed_for(met(), 2), [EARLY]),
        (confirmed_for(met(), 25), [COUNTED]),
        (earlier(met().told, ProposalClosed, 1), [COUNTED]),
        (earlier(confirmed_for(met(), 2), ProposalClosed, 20), [EARLY]),
        (DAY_OPEN.told, []),
    ],
    ids=[
        "as it was", "a day", "a clock that was set right", "two hours", "counted before its day",
        "counted an hour early", "two hours, and counted then", "a stage of a day at least",
    ],
)  # fmt: skip
async def test_a_meeting_counts_a_day_later_and_not_earlier(
    told: list[Told], findings: list[str]
) -> None:
    assert await found(told) == findings


async def test_a_meeting_is_not_confirmed_before_its_stage_was_open_long_enough() -> None:
    said = await found(earlier(DAY_OPEN.told, MeetingConfirmed, 1))
    assert NOT_OPEN in said


@pytest.mark.parametrize(
    ("room", "findings"),
    [
        (talked("consent", says("agree", ANA, BO), at_the_end(), counts()), [COUNTED]),
        (talked("majority", says("agree", ANA, BO, CY, DEE), at_the_end(), counts()), [COUNTED]),
    ],
    ids=["some had not spoken", "it was open for its hours"],
)
async def test_what_is_said_online_is_counted_at_its_end(room: Room, findings: list[str]) -> None:
    assert await found(room.told) == []
    assert await found(earlier(room.told, ProposalClosed, 1)) == findings


async def test_a_line_that_a_superuser_changed_is_found(
    database: Database, superuser_url: str
) -> None:
    """Whoever controls the database lets a meeting of two people count at once."""
    room = met()
    fund_id = await written(database, room.told)
    async with database.acquire() as connection:
        assert (await check_fund(connection, fund_id)).findings == ()
    at = kinds(room.told, MeetingConfirmed)
    _, now, event = room.told[at]
    assert isinstance(event, MeetingConfirmed)
    _, payload = encode(replace(event, until=now + timedelta(minutes=1)))
    async with tampering(superuser_url) as admin:
        await admin.execute(
            "update events set payload = $1 where fund_id = $2 and position = $3",
            payload,
            fund_id,
            at + 1,
        )
    async with database.acquire() as connection:
        findings = (await check_fund(connection, fund_id)).findings
    assert [(each.what, each.position) for each in findings] == [(EARLY, at + 1)]
