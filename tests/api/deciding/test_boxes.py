"""Ballot boxes: counted once, at the end, and whatever happens no accepted ballot is lost."""

import asyncio
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from api.deciding import ballot_rows
from api.deciding.ballot_rows import Place
from api.deciding.box import Standing
from api.deciding.key_files import KeyFiles
from api.deciding.slips import new_slip
from api.well import gather
from ledger.deciding.commands import WithdrawProposal
from ledger.events.deciding import DecisionOutcome, OutcomeReason
from ledger.rejections import (
    BallotsUnreadable,
    DecidingOver,
    ProposalIsClosed,
)
from ledger.store.database import Database
from tests.api.deciding.stage import Members, site_on
from tests.funds import DAY


async def rows(database: Database, table: str) -> int:
    async with database.acquire() as connection:
        count: int = await connection.fetchval(f"select count(*) from {table}")
    return count


async def test_once_everybody_voted_it_is_counted(members: Members) -> None:
    proposal_id = await members.propose()
    members.clock.on(hours=25)  # not before least_hours
    for who in members.people:
        await members.vote(proposal_id, who, "agree")
    assert (await members.proposal(proposal_id)).outcome is DecisionOutcome.ADOPTED


async def test_too_few_go_on_and_nothing_is_opened(members: Members) -> None:
    proposal_id = await members.propose()
    await members.vote(proposal_id, members.people[1], "agree")
    first = await members.until(proposal_id)
    await members.pass_until(proposal_id)
    assert not await members.deciding.close_if_due(members.fund_id, proposal_id)
    extended = await members.proposal(proposal_id)
    assert extended.until > first
    assert extended.extensions == 1
    standing = await members.deciding.standing(members.fund_id, proposal_id, members.people[1])
    assert standing == Standing(0, 1, True)
    await members.vote(proposal_id, members.people[2], "agree")
    await members.vote(proposal_id, members.people[1], "disagree")
    await members.vote(proposal_id, members.people[3], "disagree")
    await members.pass_until(proposal_id)
    assert (await members.close(proposal_id)).ballots == ("agree", "disagree", "disagree")


async def test_where_too_few_voted_to_the_end_nothing_is_ever_opened(
    members: Members, database: Database
) -> None:
    proposal_id = await members.propose()
    await members.vote(proposal_id, members.people[1], "agree")
    for is_over in (False, True):
        await members.pass_until(proposal_id)
        is_closed = await members.deciding.close_if_due(members.fund_id, proposal_id)
        assert is_closed is is_over
    closed = await members.proposal(proposal_id)
    assert closed.outcome is DecisionOutcome.NOT_ADOPTED
    assert closed.reason is OutcomeReason.NO_QUORUM
    assert closed.ballots == ()
    assert closed.voters == (members.people[1],)
    assert await rows(database, "ballots") == 0


async def test_a_lost_key_makes_it_void(
    members: Members, database: Database, keys_dir: Path
) -> None:
    proposal_id = await members.propose()
    for who in members.people[:4]:
        await members.vote(proposal_id, who, "agree")
    files = KeyFiles(keys_dir, members.fund_id)
    files.ballots(proposal_id, 1).unlink()
    with pytest.raises(BallotsUnreadable):
        await members.vote(proposal_id, members.people[5], "agree")
    await members.pass_until(proposal_id)
    closed = await members.close(proposal_id)
    assert closed.outcome is DecisionOutcome.VOID
    assert closed.reason is OutcomeReason.BALLOTS_UNREADABLE
    assert closed.ballots == ()
    assert await rows(database, "ballots") == await rows(database, "ballot_marks") == 0


async def test_a_damaged_key_makes_it_void(members: Members, keys_dir: Path) -> None:
    proposal_id = await members.propose()
    for who in members.people[:4]:
        await members.vote(proposal_id, who, "agree")
    KeyFiles(keys_dir, members.fund_id).ballots(proposal_id, 1).write_text("not a key")
    await members.pass_until(proposal_id)
    assert (await members.close(proposal_id)).outcome is DecisionOutcome.VOID


async def test_a_box_of_a_withdrawn_proposal_is_emptied_and_never_opened(
    members: Members, database: Database, keys_dir: Path
) -> None:
    proposal_id = await members.propose()
    await members.vote(proposal_id, members.people[1], "agree")
    await members.ask(members.people[0], WithdrawProposal(occurred_on=DAY, case_id=proposal_id))
    assert await members.deciding.sweep() == 1
    assert await rows(database, "ballots") == await rows(database, "ballot_marks") == 0
    assert not KeyFiles(keys_dir, members.fund_id).ballots(proposal_id, 1).exists()
    assert (await members.proposal(proposal_id)).ballots == ()
    assert await members.deciding.sweep() == 0


async def test_nobody_is_lost_at_the_deadline(members: Members) -> None:
    """Fifty casts around the instant of closing: each is counted, or was refused."""
    proposal_id = await members.propose()
    await members.pass_until(proposal_id)
    members.clock.at -= timedelta(microseconds=1)
    accepted: dict[UUID, str] = {}
    enough = asyncio.Event()
    choices = ("agree", "disagree", "abstain")

    async def cast(number: int) -> None:
        await asyncio.sleep(number % 7 / 1000)
        who, choice = members.people[number % 6], choices[number % 3]
        try:
            await members.vote(proposal_id, who, choice)
        except (DecidingOver, ProposalIsClosed):
            return
        accepted[who] = choice
        if len(accepted) == 4:
            enough.set()

    async def close() -> None:
        await enough.wait()
        members.clock.on(microseconds=1)
        await members.deciding.close_if_due(members.fund_id, proposal_id)

    await asyncio.gather(*(cast(number) for number in range(50)), close())
    closed = await members.proposal(proposal_id)
    assert closed.voters == tuple(sorted(accepted))
    assert closed.ballots == tuple(sorted(accepted.values()))
    assert len(accepted) >= 4


async def test_a_box_is_counted_once_by_two_processes(members: Members) -> None:
    proposal_id = await members.propose()
    for who in members.people[:4]:
        await members.vote(proposal_id, who, "agree")
    await members.pass_until(proposal_id)
    answers = await asyncio.gather(
        *(members.deciding.close_if_due(members.fund_id, proposal_id) for _ in range(4))
    )
    assert answers == [True] * 4
    case = await members.site.books.get_case(members.fund_id, proposal_id)
    assert [line.event.topic for line in case.lines] == ["proposal.made.v1", "proposal.closed.v1"]


async def test_a_closed_box_takes_nothing_in_again(members: Members, database: Database) -> None:
    proposal_id = await members.propose()
    await members.vote(proposal_id, members.people[1], "agree")
    await members.vote(proposal_id, members.people[2], "agree")
    await members.vote(proposal_id, members.people[3], "agree")
    await members.pass_until(proposal_id)
    await members.close(proposal_id)
    with pytest.raises(ProposalIsClosed):
        await members.vote(proposal_id, members.people[4], "agree")
    async with database.acquire() as connection:
        box = await ballot_rows.get_box(connection, Place(members.fund_id, proposal_id, 1))
    assert box == ballot_rows.BoxRow(ballot_rows.State.CLOSED, None)


async def test_a_key_that_is_missing_is_told_while_there_is_time(
    members: Members, database: Database, keys_dir: Path
) -> None:
    proposal_id = await members.propose()
    await members.vote(proposal_id, members.people[1], "agree")
    settings, now = members.site.settings, members.clock.at
    seen = await gather(database, settings, now)
    assert (seen.ballot_keys_missing, seen.boxes_in_doubt) == (0, 0)
    KeyFiles(keys_dir, members.fund_id).ballots(proposal_id, 1).unlink()
    async with database.acquire() as connection:
        place = Place(members.fund_id, proposal_id, 1)
        await ballot_rows.move_box(connection, place, ballot_rows.State.CLOSING)
    seen = await gather(database, settings, now)
    assert (seen.ballot_keys_missing, seen.boxes_in_doubt) == (1, 1)


async def test_two_processes_take_one_ballot_of_somebody(
    members: Members, database: Database, keys_dir: Path
) -> None:
    other = site_on(database, keys_dir, members.clock)
    proposal_id = await members.propose()
    who = members.people[2]
    answers = await asyncio.gather(
        *(
            service.cast(members.fund_id, proposal_id, who, new_slip(), "agree")
            for service in (members.deciding, other.deciding) * 4
        ),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in answers) == ["BallotCast"] * 7 + ["Standing"]
    assert await rows(database, "ballots") == await rows(database, "ballot_marks") == 1
    await other.books.close()
