"""The overview: the figures are those of the book, and what waits comes first."""

from datetime import date
from uuid import uuid4

import httpx

from ledger.bail import RecordBailForfeiture, RecordBailReturn
from ledger.chart import Category, CostCategory, DeductionKind, Fee
from ledger.costs import PayCost, RecordFee
from ledger.events import Deduction, Instalment
from ledger.grants import CommitGrant, PayGrant
from tests.api.client import first_sign_in, site_of_client
from tests.api.pages.reading.parts import link, page_of, table, tiles
from tests.api.pages.recording.stage import Desk, text_of
from tests.funds import DAY, open_fund

USD = {"currency": "USD", "exponent": 2}


def grant(desk: Desk, *due: tuple[date, int], category: Category = Category.RENT) -> CommitGrant:
    """Return the promise of a grant from the purpose that may pay for anything."""
    return CommitGrant(
        occurred_on=DAY,
        category=category,
        purpose_id=desk.opened.anything,
        amount=sum(amount for _, amount in due),
        instalments=tuple(Instalment(due_on=day, amount=amount) for day, amount in due),
        currency="USD",
        exponent=2,
    )


async def test_posted_bail_is_there_at_the_court_and_not_spent(desk: Desk) -> None:
    assert "You can promise $5,688.29 tonight." in text_of(await page_of(desk, ""))
    posted = await desk.ask(desk.opened.bail(500_00))
    page = await page_of(desk, "")
    assert "<h1>You can promise <bdi class=money>$5,188.29</bdi> tonight.</h1>" in page
    assert tiles(page) == {
        "There": "$5,188.29",
        "Promised": "$0.00",
        "At courts": "$500.00",
        "Free to promise": "$5,188.29",
    }
    assert table(page, "Where the money is")[0] == ["Bank bank", "$5,188.29"]
    assert table(page, "hold and owe back") == [["County court court", "$500.00"]]
    assert "Nothing has been spent in these months." in page
    back = RecordBailReturn(
        occurred_on=DAY,
        case_id=posted.case_id,
        account_id=desk.opened.bank,
        amount=470_00,
        deductions=(Deduction(kind=DeductionKind.FEE, amount=30_00),),
        currency="USD",
        exponent=2,
    )
    await desk.ask(back)
    page = await page_of(desk, "")
    assert tiles(page)["There"] == "$5,658.29"
    assert table(page, "What for") == [["Bail that did not come back", "", "$30.00"]]
    assert "$30.00 in twelve months" in text_of(page)


async def test_the_months_and_what_was_paid_for_are_the_budget(desk: Desk) -> None:
    await desk.ask(desk.opened.donation(40_00, occurred_on=date(2026, 1, 31), processor_fee=1_00))
    for cost, amount in ((CostCategory.HOSTING, 12_00), (CostCategory.PHONE, 3_00)):
        command = PayCost(
            occurred_on=DAY,
            category=cost,
            account_id=desk.opened.bank,
            purpose_id=desk.opened.anything,
            amount=amount,
            currency="USD",
            exponent=2,
        )
        await desk.ask(command)
    for category, amount in ((Category.RENT, 100_00), (Category.HOTEL, 60_00)):
        promised = await desk.ask(grant(desk, (DAY, amount), category=category))
        pay = PayGrant(
            occurred_on=DAY,
            case_id=promised.case_id,
            account_id=desk.opened.bank,
            instalment=1,
            amount=amount,
            currency="USD",
            exponent=2,
        )
        await desk.ask(pay)
    page = await page_of(desk, "")
    months = table(page, "Month In Out")
    assert len(months) == 12
    assert months[0][0] == "April 2025"
    assert ["January 2026", "$40.00", "$1.00"] in months
    assert months[-1] == ["March 2026", "$5,688.29", "$175.00"]
    assert table(page, "What for") == [
        ["Housing", "", "$160.00"],
        ["Rent", "", "$100.00"],
        ["Hotel", "", "$60.00"],
        ["Running costs", "", "$15.00"],
        ["Fees", "", "$1.00"],
    ]
    assert "More came in than went out in 2 of 2 months with money moving." in page


async def test_where_nothing_has_moved_no_months_are_drawn(desk: Desk) -> None:
    founder = await first_sign_in(desk.client)
    other = await open_fund(site_of_client(desk.client).books, founder=founder)
    page = (await desk.client.get(f"/en/{other.fund_id}/")).text
    assert "No money has moved in these months." in text_of(page)
    assert "More came in" not in page
    assert 'class="plot"' not in page


async def test_what_waits_comes_first(desk: Desk) -> None:
    fee = RecordFee(
        occurred_on=DAY,
        kind=Fee.BANK,
        account_id=desk.opened.cash_box,
        purpose_id=desk.opened.bail_only,
        amount=36_75,
        currency="USD",
        exponent=2,
    )
    await desk.ask(fee)
    due = ((date(2026, 3, 13), 10_00), (date(2026, 3, 20), 20_00), (date(2026, 3, 27), 30_00))
    await desk.ask(grant(desk, *due, (date(2026, 3, 28), 40_00)))
    await desk.ask(desk.opened.bail(70_00, occurred_on=date(2025, 12, 20)))
    await desk.ask(desk.opened.bail(80_00, occurred_on=date(2025, 12, 21)))
    page = await page_of(desk, "")
    said = text_of(page)
    assert "6 things need attention" in said
    assert "short Box is short by $36.75. Nothing can be paid from it until it is covered." in said
    assert "short Bail lacks $36.75 for what is promised out of it." in said
    assert "overdue $10.00 for rent was due on March 13, 2026" in said
    assert "due today $20.00 for rent is due on March 20, 2026" in said
    assert "due soon $30.00 for rent is due on March 27, 2026" in said
    assert "held for long County court has held $70.00 since December 20, 2025" in said
    assert "$80.00 since" not in said
    assert ["Box cash box", "-$36.75 short"] in table(page, "Where the money is")


async def test_a_promise_binds_money_that_is_still_there(desk: Desk) -> None:
    await desk.ask(grant(desk, (date(2026, 4, 1), 688_29), (date(2026, 5, 1), 1_000_00)))
    page = await page_of(desk, "")
    assert tiles(page)["Free to promise"] == "$4,000.00"
    [rest] = [row for row in table(page, "not paid whole") if row[0].endswith("rent")]
    assert rest[1:] == ["Anything", "$688.29 Apr 1, 2026", "$1,688.29 of $1,688.29"]
    anything = table(page, "What the money is for")[0]
    assert anything[1:] == ["$5,688.29", "$1,688.29", "$4,000.00", "$0.00"]


async def test_money_meant_for_one_thing_is_not_promised_for_another(desk: Desk) -> None:
    particular = "for particular kinds of help"
    assert particular not in text_of(await page_of(desk, ""))
    await desk.ask(desk.opened.donation(300_00, purpose_id=desk.opened.bail_only))
    said = text_of(await page_of(desk, ""))
    assert "You can promise $5,988.29 tonight." in said
    assert f"$5,688.29 of it may go to anything; the rest is meant or kept {particular}." in said
    await desk.ask(grant(desk, (date(2026, 4, 1), 5_688_29)))
    assert f"All of it is meant {particular}." in text_of(await page_of(desk, ""))


async def test_lost_bail_fills_the_gauge(desk: Desk) -> None:
    posted = await desk.ask(desk.opened.bail(90_00))
    lost = RecordBailForfeiture(
        occurred_on=DAY, case_id=posted.case_id, amount=40_00, currency="USD", exponent=2
    )
    await desk.ask(lost)
    said = text_of(await page_of(desk, ""))
    assert "At courts now $50.00 Came back in twelve months $0.00" in said
    assert "Lost in twelve months $40.00" in said


async def test_the_tab_names_nothing_and_one_person_signs_alone(desk: Desk) -> None:
    page = await page_of(desk, "")
    assert "<title>Overview · Parasol</title>" in page
    assert "One person signs alone in this fund" in page
    assert link(page, "From one person to two").endswith("/people")


async def test_an_unknown_fund_is_an_unknown_page(desk: Desk) -> None:
    nowhere = await desk.get("lines/1000000")
    assert nowhere.status_code == 404
    for path in ("", "journal", "journal.csv", "cases", "accounts", "statement", "lines/1"):
        answer = await desk.client.get(f"/en/{uuid4()}/{path}")
        assert (answer.status_code, answer.text) == (404, nowhere.text), path


async def test_strangers_learn_nothing_of_a_fund(visitor: httpx.AsyncClient) -> None:
    opened = await open_fund(site_of_client(visitor).books)
    for path in ("", "journal", "journal.csv", "cases", "accounts", "statement", "lines/1"):
        answers = [await visitor.get(f"/en/{fund}/{path}") for fund in (opened.fund_id, uuid4())]
        assert [answer.status_code for answer in answers] == [303, 303]
        assert all(a.headers["location"].startswith("/en/sign-in") for a in answers)
        assert all("set-cookie" not in answer.headers for answer in answers)


async def test_pages_of_one_fund_know_nothing_of_another(desk: Desk) -> None:
    founder = await first_sign_in(desk.client)
    other = await open_fund(site_of_client(desk.client).books, money=1, founder=founder)
    gift = await desk.ask(desk.opened.donation(7_00))
    await desk.catch_up()
    answer = await desk.client.get(f"/en/{other.fund_id}/cases/{gift.case_id}")
    assert answer.status_code == 404
