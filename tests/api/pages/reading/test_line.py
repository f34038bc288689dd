"""One line, one case, and statements: what they say, and why something cannot be done."""

from datetime import date
from uuid import UUID

import pytest

from ledger.chart import Category
from ledger.corrections import ReverseLine
from ledger.events import Instalment, Reason
from ledger.grants import CommitGrant, PayGrant
from ledger.refunds import RefundDonation
from tests.api.pages.reading.parts import link, page_of, table, tiles
from tests.api.pages.recording.stage import Desk, text_of
from tests.funds import DAY


async def test_a_line_says_what_happened_and_how_it_is_posted(desk: Desk) -> None:
    page = await page_of(desk, "lines/7")
    said = text_of(page)
    assert "$5,688.29 was given, received in Bank, for Anything." in said
    assert table(page, "Double entry") == [
        ["Money in an account cash", "Bank", "", "$5,688.29", ""],
        ["Given: gift income:gift", "", "Anything", "", "$5,688.29"],
    ]
    fields = dict(row[:2] for row in table(page, "The line in words"))
    assert fields["Day it happened"] == "March 2, 2026"
    assert fields["Recorded by"] == "Treasurer"
    assert fields["Recorded at"].startswith("Mar 20, 2026, 11:00 AM")
    assert fields["Recorded at"].endswith("America/New_York")
    assert link(page, "Correct this line").endswith("/lines/7/correct")
    assert link(page, "Take it back").endswith("/lines/7/reverse")


async def test_a_line_says_why_it_cannot_be_taken_back(desk: Desk) -> None:
    assert "What opens a fund or adds to it stays as it is" in await page_of(desk, "lines/1")
    gift = await desk.ask(desk.opened.donation(30_00))
    refund = RefundDonation(
        occurred_on=DAY,
        case_id=gift.case_id,
        account_id=desk.opened.bank,
        amount=5_00,
        currency="USD",
        exponent=2,
    )
    back = await desk.ask(refund)
    page = await page_of(desk, f"lines/{gift.last}")
    assert f"rests on it: take line {back.last} back first." in text_of(page)
    assert "/correct" not in page
    asked = ReverseLine(case_id=gift.case_id, position=back.last, reason=Reason.WRONG_AMOUNT)
    reversal = await desk.ask(asked)
    struck = await page_of(desk, f"lines/{back.last}")
    assert f"taken back by line {reversal.last}" in text_of(struck)
    assert "That happens once." in struck
    assert "/reverse" not in struck
    of_reversal = await page_of(desk, f"lines/{reversal.last}")
    assert f"Line {back.last} was taken back: wrong amount." in text_of(of_reversal)
    assert "stays; record the right line anew instead" in of_reversal
    assert "/lines/8/correct" in await page_of(desk, f"lines/{gift.last}")


@pytest.mark.parametrize("path", ["lines/0", "lines/99", f"cases/{UUID(int=4)}", "lines/x"])
async def test_what_is_not_there_is_an_unknown_page(desk: Desk, path: str) -> None:
    await desk.catch_up()
    assert (await desk.get(path)).status_code == 404


async def test_a_grant_shows_its_plan_and_its_payments(desk: Desk) -> None:
    plan = ((date(2026, 3, 10), 100_00), (date(2026, 4, 10), 200_00))
    grant = CommitGrant(
        occurred_on=DAY,
        category=Category.RENT,
        purpose_id=desk.opened.anything,
        amount=300_00,
        instalments=tuple(Instalment(due_on=day, amount=amount) for day, amount in plan),
        currency="USD",
        exponent=2,
    )
    case_id = (await desk.ask(grant)).case_id
    pay = PayGrant(
        occurred_on=DAY,
        case_id=case_id,
        account_id=desk.opened.bank,
        instalment=1,
        amount=40_00,
        currency="USD",
        exponent=2,
    )
    await desk.ask(pay)
    page = await page_of(desk, f"cases/{case_id}")
    assert tiles(page) == {
        "Promised in all": "$300.00",
        "Paid": "$40.00",
        "Still promised": "$260.00",
    }
    assert table(page, "Instalment") == [
        ["1", "Mar 10, 2026 overdue", "$100.00", "$60.00"],
        ["2", "Apr 10, 2026 due", "$200.00", "$200.00"],
    ]
    said = text_of(page)
    assert "$300.00 was promised for rent, out of Anything." in said
    assert "$40.00 was paid for rent from Bank." in said
    assert link(page, "Pay an instalment").endswith(f"/cases/{case_id}/pay")
    assert "<title>Case · Parasol</title>" in page
    [row] = table(await page_of(desk, "cases"), "not paid whole")
    assert row[2] == "$60.00 Mar 10, 2026 $60.00 overdue"


async def test_a_case_leads_to_what_may_come_next(desk: Desk) -> None:
    bail = await desk.ask(desk.opened.bail(50_00))
    page = await page_of(desk, f"cases/{bail.case_id}")
    assert tiles(page)["Still at court"] == "$50.00"
    assert link(page, "Record the return").endswith(f"/cases/{bail.case_id}/return")
    assert link(page, "Record that it is lost").endswith("/forfeit")
    [row] = table(await page_of(desk, "cases?kind=bail"), "is held")
    assert row[1:] == ["County court", "Mar 2, 2026 18 days", "$50.00"]
    assert "No bail is held." not in await page_of(desk, "cases?kind=grant")
    gift = await desk.ask(desk.opened.donation(30_00))
    page = await page_of(desk, f"cases/{gift.case_id}")
    assert link(page, "Give it back").endswith("/refund")
    assert link(page, "Record a chargeback").endswith("/chargeback")
    fund = await page_of(desk, f"cases/{desk.opened.fund_id}")
    assert "The fund itself" in fund


async def test_a_statement_is_of_a_day_and_of_a_line(desk: Desk) -> None:
    await desk.ask(desk.opened.donation(11_71, occurred_on=date(2026, 3, 9)))
    whole = ["USD", "$5,700.00", "$0.00", "$0.00", "$5,700.00"]
    now = await page_of(desk, "statement")
    assert table(now, "All accounts together") == [whole]
    assert "Free is here what is there, less what was promised." in text_of(now)
    then = await page_of(desk, "statement?as_of-day=8&as_of-month=3&as_of-year=2026")
    assert table(then, "All accounts together")[0][1] == "$5,688.29"
    assert "What there was at the end of March 8, 2026" in text_of(then)
    assert table(await page_of(desk, "statement?as_of=2026-03-08"), "All accounts together") == (
        table(then, "All accounts together")
    )
    known = await page_of(desk, "statement?line=7")
    assert "Lines recorded later are left out." in await page_of(desk, "statement?known_at=7")
    assert table(known, "All accounts together")[0][1] == "$5,688.29"
    assert "Lines recorded later are left out." in known
    assert "Lines recorded later" not in now
    assert "/journal?known_at=7" in known


async def test_a_statement_says_why_something_is_below_zero(desk: Desk) -> None:
    await desk.ask(desk.opened.bail(700_00, occurred_on=date(2026, 1, 5)))
    page = await page_of(desk, "statement?as_of-day=6&as_of-month=1&as_of-year=2026")
    assert ["Bank bank", "-$700.00 short"] in table(page, "Where the money was")
    assert "Something is below zero." in page
    assert [row[-1] for row in table(page, "Bail that was held")] == ["$700.00"]
    assert "Something is below zero." not in await page_of(desk, "statement")


@pytest.mark.parametrize(
    "query", ["line=0", "line=8", "line=x", "as_of-day=40", "as_of=x", "known_at=8"]
)
async def test_a_statement_that_cannot_be_says_so(desk: Desk, query: str) -> None:
    await desk.catch_up()
    answer = await desk.get(f"statement?{query}")
    assert answer.status_code == 422
    assert "<title>Error: Statement" in answer.text
