"""kill -9 after each step of counting: the outcome is the same, and nothing is left or lost."""

import asyncio
import signal
import sys
from pathlib import Path

import pytest

from api.deciding.key_files import KeyFiles
from ledger.rejections import DecidingOver, ProposalIsClosed
from ledger.store.database import Database
from tests.api.deciding.closing_victim import STEPS
from tests.api.deciding.stage import Members
from tests.instance import ROOT

VOTES = ("agree", "agree", "disagree", "abstain")
WRITTEN = ("written", "key destroyed", "rows removed", "seen removed")
"""After these steps the line is in the book."""


async def die(members: Members, url: str, keys_dir: Path, proposal_id: object, step: str) -> None:
    """Have another process count the proposal, and be killed after *step*."""
    victim = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.api.deciding.closing_victim",
        url,
        str(keys_dir),
        str(members.fund_id),
        str(proposal_id),
        members.clock.at.isoformat(),
        step,
        cwd=ROOT,
    )
    assert await victim.wait() == -signal.SIGKILL


async def count(database: Database, table: str) -> int:
    async with database.acquire() as connection:
        found: int = await connection.fetchval(f"select count(*) from {table}")
    return found


@pytest.mark.parametrize("step", STEPS)
async def test_it_is_taken_up_where_it_was(
    members: Members, database: Database, service_url: str, keys_dir: Path, step: str
) -> None:
    proposal_id = await members.propose()
    for who, choice in zip(members.people, VOTES, strict=False):
        await members.deciding.see(members.fund_id, proposal_id, who)
        await members.vote(proposal_id, who, choice)
    await members.pass_until(proposal_id)
    await die(members, service_url, keys_dir, proposal_id, step)
    with pytest.raises((DecidingOver, ProposalIsClosed)):  # whatever is left, nothing goes in
        await members.vote(proposal_id, members.people[5], "agree")
    half = await members.proposal(proposal_id)
    assert bool(half.closed) is (step in WRITTEN)

    await members.deciding.sweep()
    closed = await members.close(proposal_id)
    assert closed.ballots == tuple(sorted(VOTES))
    assert closed.voters == closed.seen == tuple(sorted(members.people[:4]))
    case = await members.site.books.get_case(members.fund_id, proposal_id)
    assert [line.event.topic for line in case.lines] == ["proposal.made.v1", "proposal.closed.v1"]
    assert not KeyFiles(keys_dir, members.fund_id).ballots(proposal_id, 1).exists()
    for table in ("ballots", "ballot_marks", "proposal_seen"):
        assert await count(database, table) == 0
    assert await members.deciding.sweep() == 0


async def test_a_key_lost_while_it_was_being_counted_makes_it_void(
    members: Members, service_url: str, keys_dir: Path
) -> None:
    proposal_id = await members.propose()
    for who in members.people:
        await members.vote(proposal_id, who, "agree")
    await members.pass_until(proposal_id)
    await die(members, service_url, keys_dir, proposal_id, "closing")
    KeyFiles(keys_dir, members.fund_id).ballots(proposal_id, 1).unlink()
    assert await members.deciding.sweep() == 1
    assert (await members.proposal(proposal_id)).outcome == "void"


async def test_early_counting_that_was_cut_short_and_is_not_due_opens_again(
    members: Members, database: Database
) -> None:
    proposal_id = await members.propose()
    await members.vote(proposal_id, members.people[1], "agree")
    async with database.acquire() as connection:
        await connection.execute("update ballot_boxes set state = 'closing'")
    with pytest.raises(DecidingOver):
        await members.vote(proposal_id, members.people[2], "agree")
    assert await members.deciding.sweep() == 0
    await members.vote(proposal_id, members.people[2], "agree")
    assert (await members.deciding.standing(members.fund_id, proposal_id)).ballots == 2
