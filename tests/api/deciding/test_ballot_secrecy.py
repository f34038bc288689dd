"""The attacker: with everything in hand after a ballot, nobody learns who cast what, or when.

And the attacker of the tests is tried as well: planted faults are each found.
"""

import ast
from collections.abc import AsyncIterator, Callable
from itertools import combinations
from pathlib import Path
from typing import Any, Final

import asyncpg
import msgspec
import pytest
import pytest_asyncio
import structlog
from structlog.testing import capture_logs

from api.deciding import ballot_rows, closing
from api.deciding.ballot_rows import Place
from api.deciding.closing import Closing
from api.deciding.gate import Gate
from api.deciding.key_files import KeyFiles
from api.deciding.slips import new_slip
from ledger.events.deciding import ProposalClosed
from ledger.rejections import BallotsUnusable, NotDue
from ledger.store.connection import Connection
from ledger.store.database import Database
from projections.migrations import projection_migrations
from tests.api.deciding.evidence import (
    Truth,
    after_the_end,
    before_the_end,
    gather,
    lies_in_order,
    placed,
)
from tests.api.deciding.stage import Members, Turned, site_on
from tests.database import Urls
from tests.house.tree import ROOT, list_code, parse

PEOPLE: Final = 12
CHOICES: Final = [
    " ".join(map(str, wanted)) for size in (5, 4) for wanted in combinations(range(1, 7), size)
]
"""Every one is another, and long enough not to stand anywhere by chance."""


class Taken:
    """A ballot of twelve people with twelve different choices, on a database of its own."""

    def __init__(self, urls: Urls, members: Members, keys_dir: Path, tmp_path: Path) -> None:
        self.urls, self.members, self.keys_dir, self.tmp_path = urls, members, keys_dir, tmp_path
        self.log = ""

    async def vote(self, order: int = 1) -> Truth:
        """Have everybody vote, in an order that is neither that of ids nor of choices."""
        members = self.members
        self.proposal_id = await members.propose_budget(items=6, limit=100_00)
        numbers = [(5 * step + order) % PEOPLE for step in range(PEOPLE)]
        cast = []
        for step, number in enumerate(numbers):
            who, choice = members.people[number], CHOICES[(7 * step + order) % PEOPLE]
            slip = members.slips.setdefault(who, new_slip())
            await members.vote(self.proposal_id, who, choice)
            cast.append((who, slip, choice))
        files = KeyFiles(self.keys_dir, members.fund_id)
        private = files.read(files.ballots(self.proposal_id, 1))
        assert private is not None
        return Truth(members.fund_id, tuple(cast), (private,))

    async def close(self) -> None:
        await self.members.pass_until(self.proposal_id)
        with capture_logs() as told:
            structlog.get_logger("secrecy").debug("begins")
            assert await self.members.deciding.close_if_due(self.members.fund_id, self.proposal_id)
        self.log += "\n".join(map(str, told))

    async def faults(self, truth: Truth) -> list[str]:
        return after_the_end(await self.evidence(), truth)

    async def evidence(self) -> Any:
        return await gather(self.urls, self.members.fund_id, self.keys_dir, self.tmp_path, self.log)


@pytest_asyncio.fixture(loop_scope="session")
async def taken(fresh_database: Urls, keys_dir: Path, tmp_path: Path) -> AsyncIterator[Taken]:
    clock = Turned()
    async with Database.open(
        fresh_database.service, migrations=projection_migrations()
    ) as database:
        site = site_on(database, keys_dir, clock)
        members = await Members.open(site, clock, people=PEOPLE)
        yield Taken(fresh_database, members, keys_dir, tmp_path)
        await site.books.close()


async def test_nothing_that_is_left_links_anybody_to_a_ballot(taken: Taken) -> None:
    truth = await taken.vote()
    assert before_the_end(await taken.evidence(), truth) == []
    assert lies_in_order(await placed(taken.urls)) == []
    await taken.close()
    assert await taken.faults(truth) == []
    closed = await taken.members.proposal(taken.proposal_id)
    assert list(closed.ballots) == sorted(truth.choices), "every ballot was counted"


async def test_two_ballots_that_differ_in_who_cast_what_leave_the_same_line(taken: Taken) -> None:
    """The line is a function of who voted and of what was cast, whoever cast it and whenever."""
    lines = []
    for order in (1, 4):
        truth = await taken.vote(order)
        await taken.close()
        case = await taken.members.site.books.get_case(taken.members.fund_id, taken.proposal_id)
        event = case.lines[-1].event
        assert isinstance(event, ProposalClosed)
        lines.append(msgspec.to_builtins((event.voters, event.ballots, event.tally)))
        assert list(event.ballots) == sorted(truth.choices)
    assert lines[0] == lines[1]


# --- planted faults ------------------------------------------------------------------------


async def _only_shut(connection: Connection, place: Place) -> None:
    await ballot_rows.move_box(connection, place, ballot_rows.State.CLOSED)


async def test_rows_that_are_kept_are_found(taken: Taken, monkeypatch: pytest.MonkeyPatch) -> None:
    truth = await taken.vote()
    monkeypatch.setattr(ballot_rows, "empty_box", _only_shut)
    await taken.close()
    assert {"rows are left in ballots", "rows are left in ballot_marks"} <= set(
        await taken.faults(truth)
    )


async def test_a_key_that_is_kept_is_found(taken: Taken, monkeypatch: pytest.MonkeyPatch) -> None:
    truth = await taken.vote()
    monkeypatch.setattr(KeyFiles, "destroy", lambda _self, _path: None)
    await taken.close()
    assert any("holds the key of the box" in each for each in await taken.faults(truth))


@pytest.mark.parametrize(
    "statement",
    [
        "alter table ballots add put_at timestamptz default now()",
        "alter table ballots add number bigint default 1",
        "alter table ballot_marks add put_at timestamptz",
        "alter table proposal_seen add place integer",
    ],
)
async def test_a_column_of_time_or_order_is_found(taken: Taken, statement: str) -> None:
    connection = await asyncpg.connect(taken.urls.owner)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
    truth = await taken.vote()
    await taken.close()
    assert any(" is a " in each for each in await taken.faults(truth))


async def _add_one(
    connection: Connection, place: Place, ballots: dict[bytes, bytes], marks: set[Any]
) -> None:
    """Put in only what is new, as rows come."""
    ids = place.fund_id, place.proposal_id, place.stage
    there = await ballot_rows.list_ballots(connection, place)
    voted = await ballot_rows.list_marks(connection, place)
    for code_hash in ballots.keys() - there.keys():
        await connection.execute(
            "insert into ballots values ($1, $2, $3, $4, $5)", *ids, code_hash, ballots[code_hash]
        )
    for who in marks - set(voted):
        await connection.execute("insert into ballot_marks values ($1, $2, $3, $4)", *ids, who)


async def test_rows_in_the_order_of_casting_are_found(
    taken: Taken, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ballot_rows, "put_in", _add_one)
    await taken.vote()
    assert lies_in_order(await placed(taken.urls)) == [
        "rows say which transaction wrote them",
        "ballots lie in the order in which they came",
        "marks lie in the order in which they came",
    ]


async def test_a_ballot_that_is_not_sealed_is_found(
    taken: Taken, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "api.deciding.box.seal_ballot",
        # Not filled up as choices are: what is written ahead is that of every test of the run.
        lambda choice, _public, _place: choice.encode().ljust(572, b"\1"),
    )
    truth = await taken.vote()
    assert any("holds a choice" in each for each in before_the_end(await taken.evidence(), truth))


async def test_a_code_in_the_log_is_found(taken: Taken) -> None:
    truth = await taken.vote()
    await taken.close()
    taken.log += truth.cast[3][1]
    assert "log holds the code of a slip" in await taken.faults(truth)


async def test_a_line_in_the_order_of_casting_is_refused_by_the_rules(
    taken: Taken, monkeypatch: pytest.MonkeyPatch
) -> None:
    truth = await taken.vote()
    opened = closing._Opened(tuple(truth.choices))

    async def in_order(_self: Closing, _place: Place) -> Any:
        return opened

    monkeypatch.setattr(Closing, "_open", in_order)
    with pytest.raises(BallotsUnusable):
        await taken.close()


# --- nothing opens a ballot before the end -------------------------------------------------


def _names(path: Path) -> set[str]:
    return {
        node.attr if isinstance(node, ast.Attribute) else node.id
        for node in ast.walk(parse(path))
        if isinstance(node, ast.Attribute | ast.Name)
    } | {
        alias.name
        for node in ast.walk(parse(path))
        if isinstance(node, ast.ImportFrom | ast.Import)
        for alias in node.names
    }


def test_only_closing_can_open_a_ballot() -> None:
    """No page, route or command has the opener, or the key that opens, in its hands."""
    users = {
        path.relative_to(ROOT).as_posix()
        for package in ("api", "ledger", "projections")
        for path in list_code(package)
        if "unseal_ballot" in _names(path)
    }
    assert users == {"api/deciding/closing.py"}
    tree = parse(ROOT / "api/deciding/closing.py")
    callers = {
        function.name
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and "unseal_ballot" in ast.unparse(node.func)
    }
    assert callers == {"_open"}
    opening = {
        function.name
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "self._open"
    }
    assert opening == {"_count"}


async def test_the_opener_refuses_before_the_end(members: Members) -> None:
    proposal_id = await members.propose()
    await members.vote(proposal_id, members.people[1], "agree")
    opener = Closing(members.site, Gate(members.site.database))
    with pytest.raises(NotDue):
        await opener._open(Place(members.fund_id, proposal_id, 1))
    assert not await opener.close_if_due(members.fund_id, proposal_id)
    with pytest.raises(NotDue):
        await opener._open(Place(members.fund_id, proposal_id, 1))


def test_nothing_secret_is_shown_by_its_repr() -> None:
    shown: list[Callable[[], str]] = [lambda: repr(closing._Opened(("agree",)))]
    assert all("agree" not in show() for show in shown)
