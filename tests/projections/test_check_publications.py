"""The check of a book follows its reports, and names what does not follow."""

from datetime import date
from typing import Any, Final
from uuid import UUID

import pytest
from msgspec.structs import replace

from ledger.books import Books
from ledger.events import FundEvent, ReportPublished
from ledger.line import Line
from ledger.publishing.cases import publications_case
from ledger.publishing.commands import SetDisclosure
from ledger.publishing.summary import hash_of
from ledger.store.database import Database
from projections.check import check_fund
from projections.check.publications import PublicationsCheck
from projections.check.report import Findings
from projections.projection import Batch
from tests.funds import ask, open_fund
from tests.ledger.book import FUND, NOW
from tests.ledger.people import ANA
from tests.ledger.publishing.stage import (
    FIRST,
    FIRST_HASH,
    RULE,
    SECOND,
    THIRD,
    manifest,
    published,
    publishing,
    row,
)

NEXT: Final = published(publishing(manifest(2, previous=FIRST_HASH, costs=(THIRD,)), 2, cut=20))
HERE: Final = publications_case(FUND)


def said(**changes: Any) -> ReportPublished:
    """Return the second report with another manifest."""
    usual: dict[str, Any] = {"previous": FIRST_HASH, "costs": (THIRD,)}
    return replace(NEXT, manifest=manifest(2, **(usual | changes)))


def line(position: int, event: FundEvent, case_id: UUID = HERE) -> Line:
    return Line(
        fund_id=FUND,
        position=position,
        case_id=case_id,
        version=position,
        event_id=UUID(int=position),
        recorded_at=NOW,
        actor="operator",
        cause=None,
        event=event,
    )


async def found(*lines: Line) -> list[str]:
    findings = Findings()
    check = PublicationsCheck(FUND, findings)
    await check.take_in(Batch.of(list(lines)))
    await check.finish()
    return [each.what for each in findings.kept]


OUT: Final = (line(5, RULE), line(15, FIRST))


async def test_reports_that_follow_each_other_are_sound() -> None:
    assert await found(*OUT, line(25, NEXT)) == []


@pytest.mark.parametrize(
    "event, finding",
    [
        (replace(NEXT, number=3), "its number does not follow the report before"),
        (replace(NEXT, cut=9), "it ends before the last report, or after itself"),
        (replace(NEXT, cut=25), "it ends before the last report, or after itself"),
        (replace(NEXT, manifest="{}"), "its report cannot be read"),
        (replace(NEXT, manifest="[" * 5_000), "its report cannot be read"),
        (replace(NEXT, manifest=NEXT.manifest + " "), "its report is not canonical"),
        (said(fund=UUID(int=7)), "its report is of another fund or number"),
        (said(previous=None), "its report names another one before it"),
        (said(costs=(SECOND,)), "a stretch of it leaves months out, or says some again"),
        (
            said(costs=(row("2026-08", "2026-09"),)),
            "a stretch of it leaves months out, or says some again",
        ),
    ],
)
async def test_one_that_does_not_follow_is_named(event: ReportPublished, finding: str) -> None:
    assert finding in await found(*OUT, line(25, event))


async def test_what_stands_outside_the_publications_is_named() -> None:
    elsewhere = line(5, RULE, UUID(int=9))
    assert await found(elsewhere) == ["it is outside the fund's publications"]


async def test_a_book_with_a_report_is_ok(database: Database) -> None:
    books = Books(database)
    fund = await open_fund(books, founder=ANA)
    day = date(2026, 3, 2)
    rule = SetDisclosure(occurred_on=day, is_public=True)
    text = manifest(fund=fund.fund_id, today=day, costs=(row("2025-10", "2025-12"),))
    report = publishing(text, occurred_on=day, cut=6)
    for command in (rule, report):
        await ask(books, fund.fund_id, command, actor=ANA)
    assert hash_of(text) == (await books.get_fund(fund.fund_id))[0].publishing.manifest_hash
    async with database.acquire() as connection:
        checked = await check_fund(connection, fund.fund_id)
    assert checked.findings == ()
