"""What becomes of a ballot box when an older backup is restored."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest_asyncio

from ledger.events.deciding import DecisionOutcome, OutcomeReason
from ledger.store.database import Database
from projections.migrations import projection_migrations
from tests.api.deciding.stage import Members, Turned, site_on
from tests.database import Urls
from tests.ledger.store.backup_stage import back_up, restore


@asynccontextmanager
async def opened(urls: Urls) -> AsyncIterator[Database]:
    async with Database.open(urls.service, migrations=projection_migrations()) as database:
        yield database


@pytest_asyncio.fixture(loop_scope="session")
async def before(fresh_database: Urls, keys_dir: Path) -> AsyncIterator[Members]:
    """A fund on a database of its own."""
    clock = Turned()
    async with opened(fresh_database) as database:
        site = site_on(database, keys_dir, clock)
        yield await Members.open(site, clock)
        await site.books.close()


@asynccontextmanager
async def again(before: Members, urls: Urls, keys_dir: Path) -> AsyncIterator[Members]:
    """The same fund and the same people, on the database that was restored."""
    async with opened(urls) as database:
        site = site_on(database, keys_dir, before.clock)
        after = Members(site, before.clock, before.opened, before.people)
        after.slips = before.slips
        yield after
        await site.books.close()


async def test_a_box_that_was_counted_since_is_void(
    before: Members,
    fresh_database: Urls,
    unmigrated_database: Urls,
    keys_dir: Path,
    tmp_path: Path,
) -> None:
    proposal_id = await before.propose()
    for who in before.people[:4]:
        await before.vote(proposal_id, who, "agree")
    await back_up(fresh_database, tmp_path / "open.backup")
    await before.pass_until(proposal_id)
    assert (await before.close(proposal_id)).outcome is DecisionOutcome.ADOPTED
    await restore(unmigrated_database, tmp_path / "open.backup")
    async with again(before, unmigrated_database, keys_dir) as after:
        closed = await after.close(proposal_id)
        assert closed.outcome is DecisionOutcome.VOID
        assert closed.reason is OutcomeReason.BALLOTS_UNREADABLE


async def test_a_box_whose_key_is_there_goes_on(
    before: Members,
    fresh_database: Urls,
    unmigrated_database: Urls,
    keys_dir: Path,
    tmp_path: Path,
) -> None:
    proposal_id = await before.propose()
    for who in before.people[:3]:
        await before.vote(proposal_id, who, "agree")
    await back_up(fresh_database, tmp_path / "open.backup")
    await before.vote(proposal_id, before.people[3], "disagree")
    await restore(unmigrated_database, tmp_path / "open.backup")
    async with again(before, unmigrated_database, keys_dir) as after:
        await after.vote(proposal_id, before.people[0], "disagree")
        await after.vote(proposal_id, before.people[3], "abstain")
        await after.pass_until(proposal_id)
        closed = await after.close(proposal_id)
        assert closed.ballots == ("abstain", "agree", "agree", "disagree")
