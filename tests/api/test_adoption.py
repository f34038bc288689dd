"""Books of one signer that an older program wrote open under the rules about people."""

import asyncio
import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import msgspec
import pytest
import pytest_asyncio

from api.adoption import Adoption
from api.clock import utc_now
from ledger.books import Books
from ledger.events import FounderNamed, FundOpened
from ledger.governance import FOUNDING
from ledger.grants import PayGrant
from ledger.members import NameFounder
from ledger.rejections import FundUnknown
from ledger.store.append import NewLine, append
from ledger.store.database import Database
from ledger.store.mapper import decode
from ledger.transport.exporting import export_book
from ledger.transport.loading import load_book
from projections.cases import list_open_cases
from projections.check import check_fund
from projections.runner import Runner
from tests.api.client import serving, sign_in, site_of_client
from tests.funds import DAY, ask, lines_of, open_fund, opening, position_of

DATA: Final = Path(__file__).parents[1] / "data"
BOOK: Final = gzip.decompress((DATA / "book-of-one-signer.jsonl.gz").read_bytes())
"""The example fund, written and exported by the program before there were mandates."""
CASES: Final[list[dict[str, Any]]] = json.loads(
    (DATA / "book-of-one-signer-open-cases.json").read_text("utf-8")
)
"""Its open cases, as that program listed them."""
OPENED_BEFORE: Final = (
    b'{"currency":"USD","exponent":2,"occurred_on":"2026-03-02","single_signer":true,'
    b'"time_zone":"America/New_York"}'
)


@pytest_asyncio.fixture(loop_scope="session")
async def books(database: Database) -> Books:
    return Books(database)


def adoption(database: Database, books: Books) -> Adoption:
    return Adoption(database, books, utc_now)


async def signed_up(database: Database, *, first: bool = True) -> UUID:
    """Make a sign-in; a later one than any other unless it is the *first*."""
    who = uuid4()
    async with database.acquire() as connection:
        await connection.execute(
            "insert into sign_ins (sign_in_id, made_at)"
            " values ($1, now() + make_interval(days => $2))",
            who,
            0 if first else 1,
        )
    return who


async def opened_before(database: Database, actor: str) -> UUID:
    """Append the first line of a fund as the older program wrote it."""
    fund_id = uuid4()
    line = NewLine(fund_id, 0, "fund.opened.v1", OPENED_BEFORE, uuid4(), actor)
    async with database.transaction() as connection:
        await append(connection, fund_id, [line], after=0, now=utc_now())
    return fund_id


async def founder_of(books: Books, fund_id: UUID) -> UUID | None:
    fund, _ = await books.get_fund(fund_id)
    return fund.governance.founder


async def open_cases(database: Database, fund_id: UUID) -> list[dict[str, Any]]:
    """List the open cases as `CASES` does, less what later programs say of them besides."""
    await Runner(database).catch_up(fund_id)
    async with database.acquire() as connection:
        cases = (await list_open_cases(connection, fund_id)).cases
    listed: list[dict[str, Any]] = msgspec.json.decode(msgspec.json.encode(cases))
    told = [{name: case[name] for name in CASES[0]} for case in listed]
    return sorted(told, key=lambda case: str(case["case_id"]))


async def test_the_book_of_one_signer_opens_and_its_open_cases_keep_their_state(
    database: Database, service_url: str
) -> None:
    first = await signed_up(database)
    loaded = await load_book(database, BOOK.splitlines(keepends=True))
    assert await open_cases(database, loaded.fund_id) == CASES
    async with serving(service_url) as client:
        assert await sign_in(client) == first
        page = await client.get(f"/en/{loaded.fund_id}")
        assert page.status_code == 200
        fund, position = await site_of_client(client).books.get_fund(loaded.fund_id)
    assert fund.single_signer
    assert (fund.governance.founder, fund.governance.members) == (first, (first,))
    assert {mandate.role for mandate in fund.governance.mandates} == set(FOUNDING)
    assert position == loaded.lines + 1
    assert await open_cases(database, loaded.fund_id) == CASES
    async with database.acquire() as connection:
        report = await check_fund(connection, loaded.fund_id)
    assert (report.verdict, report.findings) == ("OK", ())


async def test_the_treasurer_of_a_book_of_one_signer_goes_on(
    database: Database, books: Books
) -> None:
    first = await signed_up(database)
    loaded = await load_book(database, BOOK.splitlines(keepends=True))
    assert await adoption(database, books).adopt() == 1
    grant = next(case for case in CASES if case["kind"] == "grant" and case["category"] == "rent")
    opened = next(
        line
        for line in await lines_of(database, loaded.fund_id)
        if line.topic == "account.opened.v1"
    )
    payment = PayGrant(
        occurred_on=date(2026, 11, 20),
        case_id=UUID(grant["case_id"]),
        account_id=UUID(msgspec.json.decode(opened.payload)["account_id"]),
        instalment=grant["due"][0]["instalment"],
        amount=grant["due"][0]["amount"],
        currency="USD",
        exponent=2,
    )
    with pytest.raises(FundUnknown):
        await ask(books, loaded.fund_id, payment, actor=uuid4())
    await ask(books, loaded.fund_id, payment, actor=first)
    (after,) = [
        case
        for case in await open_cases(database, loaded.fund_id)
        if case["case_id"] == grant["case_id"]
    ]
    assert after["rest"] == grant["rest"] - payment.amount


async def test_an_adopted_book_is_exported_with_the_bytes_that_it_had(
    database: Database, books: Books
) -> None:
    await signed_up(database)
    loaded = await load_book(database, BOOK.splitlines(keepends=True))
    await adoption(database, books).adopt()
    again = b"".join([piece async for piece in export_book(database, loaded.fund_id)])
    before = [line for line in BOOK.splitlines() if b'"record":"line"' in line]
    after = [line for line in again.splitlines() if b'"record":"line"' in line]
    assert after[:-1] == before
    assert b'"founder.named.v1"' in after[-1]


async def test_whoever_opened_an_older_fund_keeps_it(database: Database, books: Books) -> None:
    first = await signed_up(database)
    second = await signed_up(database, first=False)
    theirs = await opened_before(database, str(second))
    strangers = await opened_before(database, str(uuid4()))
    operators = await opened_before(database, "operator")
    assert await adoption(database, books).adopt() == 3
    assert await founder_of(books, theirs) == second
    assert await founder_of(books, strangers) == first
    assert await founder_of(books, operators) == first


async def test_a_fund_that_the_operator_opens_waits_for_the_first_sign_in(
    database: Database, books: Books
) -> None:
    fund_id = uuid4()
    await ask(books, fund_id, opening(), actor="operator")
    keeping = adoption(database, books)
    assert await keeping.adopt() == 0
    first = await signed_up(database)
    assert await keeping.adopt() == 1
    assert await founder_of(books, fund_id) == first
    (*_, line) = await lines_of(database, fund_id)
    named = decode(line.topic, line.payload)
    assert isinstance(named, FounderNamed)
    assert line.actor == "clock"


async def test_a_fund_that_has_a_founder_is_left_alone(database: Database, books: Books) -> None:
    await signed_up(database)
    founder = uuid4()
    kept = await open_fund(books, founder=founder)
    named = uuid4()
    await ask(books, named, opening(), actor="operator")
    await ask(books, named, NameFounder(occurred_on=DAY, founder=founder), actor="operator")
    before = [await position_of(database, each) for each in (kept.fund_id, named)]
    keeping = adoption(database, books)
    assert [await keeping.adopt(), await keeping.adopt()] == [0, 0]
    assert before == [await position_of(database, each) for each in (kept.fund_id, named)]
    assert await founder_of(books, named) == founder


async def test_several_processes_name_one_founder(database: Database) -> None:
    await signed_up(database)
    fund_id = await opened_before(database, "operator")
    processes = [Books(database) for _ in range(4)]
    named = await asyncio.gather(*(adoption(database, each).adopt() for each in processes))
    for each in processes:
        await each.close()
    assert sum(named) == 1
    assert await position_of(database, fund_id) == 2


async def test_a_book_that_cannot_be_read_is_left_alone_and_the_others_are_not(
    database: Database, books: Books
) -> None:
    first = await signed_up(database)
    newer, damaged = uuid4(), uuid4()
    async with database.transaction() as connection:
        for fund_id, topic in ((newer, "fund.opened.v9"), (damaged, "fund.opened.v1")):
            line = NewLine(fund_id, 0, topic, b"{}", uuid4(), "operator")
            await append(connection, fund_id, [line], after=0, now=utc_now())
    half = await opened_before(database, "operator")
    async with database.transaction() as connection:
        line = NewLine(half, 1, "account.opened.v1", b"{}", uuid4(), "operator")
        await append(connection, half, [line], after=1, now=utc_now())
    older = await opened_before(database, "operator")
    assert await adoption(database, books).adopt() == 1
    assert await founder_of(books, older) == first
    assert await position_of(database, newer) == 1


async def test_the_first_line_of_an_older_fund_says_nothing_of_a_founder() -> None:
    event = decode("fund.opened.v1", OPENED_BEFORE)
    assert isinstance(event, FundOpened)
    assert event.founder is None
