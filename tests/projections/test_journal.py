"""The journal lists, filters and pages as a plain walk over the lines would."""

from collections.abc import Callable
from datetime import date
from typing import Final

import pytest

from ledger.events import EVENTS, BailKind, LineReversed
from ledger.postings import postings
from ledger.store.connection import Connection
from ledger.store.database import Database
from projections.check import check_fund
from projections.journal import (
    KINDS,
    JournalFilter,
    JournalLine,
    Moved,
    count_journal,
    days,
    get_line,
    list_journal,
    queries,
    tables,
    walk_journal,
)
from projections.runner import Runner
from tests.projections.histories import Teller, history
from tests.projections.told import History, Told

_FIRST, _LAST = date(2025, 11, 5), date(2026, 2, 20)


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make chunks so small that a short book has many of them."""
    monkeypatch.setattr(days, "CHUNK_LINES", 7)


async def written(database: Database, seed: int, count: int = 150) -> Teller:
    teller = Teller(seed)
    await teller.tell(count).write(database)
    await Runner(database, batch=40).catch_up(teller.history.fund_id)
    return teller


async def paged(
    connection: Connection, told: History, wanted: JournalFilter, known_at: int
) -> list[JournalLine]:
    """Go through all pages to the older end, then back to the top, and compare both."""
    page = await list_journal(connection, told.fund_id, wanted, known_at=known_at, limit=7)
    assert page.newer is None
    down = list(page.lines)
    while page.older is not None:
        page = await list_journal(
            connection, told.fund_id, wanted, known_at=known_at, before=page.older, limit=7
        )
        down += page.lines
    up = list(page.lines)
    while page.newer is not None:
        page = await list_journal(
            connection, told.fund_id, wanted, known_at=known_at, after=page.newer, limit=7
        )
        up = [*page.lines, *up]
    assert up == down
    return down


def touches(line: Told, thing: object) -> bool:
    named = {getattr(line.event, name, None) for name in line.event.__struct_fields__}
    entries = postings(line.event)
    return thing in named | {one.ref for one in entries} | {one.purpose_id for one in entries}


_Wanted = tuple[Callable[[Teller], JournalFilter], Callable[[Teller, Told], bool]]
_FILTERS: Final[dict[str, _Wanted]] = {
    "nothing": (lambda _: JournalFilter(), lambda _, __: True),
    "days": (
        lambda _: JournalFilter(from_day=_FIRST, to_day=_LAST),
        lambda _, line: _FIRST <= line.event.occurred_on <= _LAST,
    ),
    "account": (
        lambda teller: JournalFilter(account_id=teller.accounts[1].account_id),
        lambda teller, line: touches(line, teller.accounts[1].account_id),
    ),
    "purpose and account": (
        lambda teller: JournalFilter(
            account_id=teller.accounts[0].account_id, purpose_id=teller.purposes[1]
        ),
        lambda teller, line: (
            touches(line, teller.accounts[0].account_id) and touches(line, teller.purposes[1])
        ),
    ),
    "authority": (
        lambda teller: JournalFilter(authority_id=teller.courts[0]),
        lambda teller, line: touches(line, teller.courts[0]),
    ),
    "family": (
        lambda _: JournalFilter(kind="donation"),
        lambda _, line: line.event.topic.startswith("donation."),
    ),
    "kind from a day on": (
        lambda _: JournalFilter(kind="line.reversed", from_day=_FIRST),
        lambda _, line: isinstance(line.event, LineReversed) and line.event.occurred_on >= _FIRST,
    ),
    "no such kind": (lambda _: JournalFilter(kind="nonsense"), lambda _, __: False),
    "case and account": (
        lambda teller: JournalFilter(
            case_id=teller.history.fund_id, account_id=teller.accounts[0].account_id
        ),
        lambda teller, line: (
            line.case_id == teller.history.fund_id and touches(line, teller.accounts[0].account_id)
        ),
    ),
    "account on days": (
        lambda teller: JournalFilter(
            account_id=teller.accounts[0].account_id, from_day=_FIRST, to_day=_LAST
        ),
        lambda teller, line: (
            touches(line, teller.accounts[0].account_id)
            and _FIRST <= line.event.occurred_on <= _LAST
        ),
    ),
    "authority and kind up to a day": (
        lambda teller: JournalFilter(authority_id=teller.courts[0], kind="bail", to_day=_LAST),
        lambda teller, line: (
            touches(line, teller.courts[0])
            and line.event.topic.startswith("bail.")
            and line.event.occurred_on <= _LAST
        ),
    ),
    "case up to a day": (
        lambda teller: JournalFilter(case_id=teller.history.lines[-1].case_id, to_day=_LAST),
        lambda teller, line: (
            line.case_id == teller.history.lines[-1].case_id and line.event.occurred_on <= _LAST
        ),
    ),
    "a day without lines": (
        lambda _: JournalFilter(from_day=date(2031, 1, 1)),
        lambda _, __: False,
    ),
    "case": (
        lambda teller: JournalFilter(case_id=teller.history.lines[-1].case_id),
        lambda teller, line: line.case_id == teller.history.lines[-1].case_id,
    ),
}


@pytest.mark.parametrize("name", _FILTERS)
async def test_filters_and_pages_give_exactly_the_lines_wanted(
    database: Database, name: str
) -> None:
    teller = await written(database, 11)
    told = teller.history
    make, is_wanted = _FILTERS[name]
    wanted = make(teller)
    async with database.acquire() as connection:
        for known_at in (len(told.lines), len(told.lines) * 2 // 3):
            expected = [line for line in told.upto(known_at) if is_wanted(teller, line)]
            found = await paged(connection, told, wanted, known_at)
            assert [line.position for line in found] == [
                line.position for line in reversed(expected)
            ]
            count = await count_journal(connection, told.fund_id, wanted, known_at=known_at)
            assert count == len(expected)
            walked = walk_journal(connection, told.fund_id, wanted, known_at=known_at)
            assert [line async for line in walked] == found[::-1]
        assert (await check_fund(connection, told.fund_id)).verdict == "OK"


async def test_no_more_lines_are_counted_than_a_page_needs(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    teller = await written(database, 14)
    told = teller.history
    gifts = sum(1 for line in told.lines if line.event.topic == "donation.received.v1")
    async with database.acquire() as connection:
        for most, expected in ((gifts - 1, None), (gifts, gifts), (gifts + 1, gifts)):
            monkeypatch.setattr(queries, "COUNTED_LINES", most)
            wanted = JournalFilter(kind="donation.received")
            assert await count_journal(connection, told.fund_id, wanted) == expected
            assert await count_journal(connection, told.fund_id) == len(told.lines)


async def test_a_line_tells_what_it_reverses_replaces_and_is_caused_by(database: Database) -> None:
    told = (await written(database, 12, 250)).history
    by_id = {line.event_id: line for line in told.lines}
    seen = set()
    async with database.acquire() as connection:
        for known_at in (len(told.lines), len(told.lines) // 2):
            lines = told.upto(known_at)
            for line in lines:
                view = await get_line(connection, told.fund_id, line.position, known_at=known_at)
                assert view is not None
                entry = view.entry
                assert view.line.event == line.event
                assert (view.line.actor, view.line.cause) == (line.actor, line.cause)
                assert entry.postings == postings(line.event)
                cause = by_id[line.cause] if line.cause else None
                assert entry.cause_position == (cause.position if cause else None)
                links = links_of(lines, line, cause)
                assert (
                    entry.reverses,
                    entry.reversed_by,
                    entry.replaces,
                    entry.replaced_by,
                ) == links
                seen |= {number for number, link in enumerate(links) if link}
                assert entry.is_standing == (entry.reverses is entry.reversed_by is None)
            assert await get_line(connection, told.fund_id, known_at + 1, known_at=known_at) is None
    assert seen == {0, 1, 2, 3}


@pytest.mark.parametrize("near", [tables.NEAR_LINES, 0])
async def test_a_cause_is_found_in_lines_taken_in_before_however_far_back_it_is(
    database: Database, monkeypatch: pytest.MonkeyPatch, near: int
) -> None:
    monkeypatch.setattr(tables, "NEAR_LINES", near)
    told = history(12, 250)
    assert any(line.cause for line in told.lines)
    await told.write(database)
    await Runner(database, batch=1).catch_up(told.fund_id)
    async with database.acquire() as connection:
        assert (await check_fund(connection, told.fund_id)).verdict == "OK"


def links_of(lines: list[Told], line: Told, cause: Told | None) -> tuple[int | None, ...]:
    gone = next((each for each in lines if reversed_by(each) == line.position), None)
    instead = [each for each in lines if gone and each.cause == gone.event_id]
    return (
        reversed_by(line),
        gone.position if gone else None,
        reversed_by(cause) if cause else None,
        instead[0].position if instead else None,
    )


def reversed_by(line: Told) -> int | None:
    """Return the position that *line* takes back."""
    return line.event.reversed_position if isinstance(line.event, LineReversed) else None


async def test_what_a_line_moves_is_summed_up_per_currency(database: Database) -> None:
    told = (await written(database, 13, 400)).history
    kinds = set()
    async with database.acquire() as connection:
        async for line in walk_journal(connection, told.fund_id):
            for moved in line.moved:
                kinds.add(line.kind)
                cash = [
                    one.amount
                    for one in line.postings
                    if one.code == "cash" and one.currency == moved.currency
                ]
                gained = moved.money_in - moved.money_out
                assert gained == sum(cash)
                assert min(moved.money_in, moved.money_out) >= 0
            if line.kind == "bail.posted":
                event = told.lines[line.position - 1].event
                is_premium = getattr(event, "kind", None) is BailKind.COMMERCIAL_PREMIUM
                assert line.moved[0].held == (0 if is_premium else getattr(event, "amount", 0))
            if line.kind == "grant.committed":
                (moved,) = line.moved
                assert moved == Moved(moved.currency, 2, promised=moved.promised)
                assert moved.promised > 0
    assert {"exchange.made", "account_transfer.made", "bail.posted", "grant.paid"} <= kinds


def test_kinds_name_every_fact_and_every_family() -> None:
    assert KINDS["bail.posted"] == ("bail.posted.v1",)
    assert {"bail.posted.v1", "bail.returned.v1", "bail.forfeited.v1"} <= set(KINDS["bail"])
    assert set(KINDS["bail"]) == {topic for topic in EVENTS if topic.startswith("bail.")}
