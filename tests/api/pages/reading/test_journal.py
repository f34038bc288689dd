"""The journal: filters, pages that do not shift, and a file of exactly the same rows."""

import csv
import io
from datetime import date

import pytest

from api.pages.reading.journal import PAGE_LINES
from ledger.corrections import ReverseLine
from ledger.events import AccountKind, AuthorityKind, Reason
from ledger.opening import NewAccount, OpenAccount, OpenAuthority
from ledger.opening import NewAuthority as Office
from ledger.recordings import CorrectLine
from ledger.transfers import TransferBetweenAccounts
from projections.journal import queries
from tests.api.pages.reading.parts import link, page_of, positions, table
from tests.api.pages.recording.stage import Desk, text_of
from tests.funds import DAY

OPENING_LINES = 7


async def rows_of(desk: Desk, page: str) -> list[dict[str, str]]:
    """Download the file that a page leads to."""
    answer = await desk.client.get(link(page, "Download th"))
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="lines.csv"'
    return list(csv.DictReader(io.StringIO(answer.text)))


async def test_each_filter_narrows_the_page_and_its_file(desk: Desk) -> None:
    opened = desk.opened
    transfer = TransferBetweenAccounts(
        occurred_on=DAY,
        from_account_id=opened.bank,
        to_account_id=opened.cash_box,
        amount=50_00,
        currency="USD",
        exponent=2,
    )
    await desk.ask(transfer)
    bail = await desk.ask(opened.bail(20_00, purpose_id=opened.anything))
    late = await desk.ask(opened.donation(9_00, occurred_on=date(2026, 3, 9)))
    for query, expected in {
        "kind=donation": [late.last, OPENING_LINES],
        "kind=bail.posted": [bail.last],
        f"account_id={opened.cash_box}": [OPENING_LINES + 1, 3],
        f"authority_id={opened.court}": [bail.last, 6],
        f"case_id={bail.case_id}": [bail.last],
        "from_day-day=3&from_day-month=3&from_day-year=2026": [late.last],
        "to_day-day=2&to_day-month=3&to_day-year=2026&kind=bail": [bail.last],
        f"kind=donation&purpose_id={opened.anything}&case_id=": [late.last, OPENING_LINES],
    }.items():
        page = await page_of(desk, f"journal?{query}")
        assert positions(page) == expected, query
        found = await rows_of(desk, page)
        assert [int(row["position"]) for row in found] == expected[::-1], query
    assert "Only: Bail posted." in text_of(await page_of(desk, "journal?kind=bail.posted"))


async def test_direction_is_said_in_a_word(desk: Desk) -> None:
    opened = desk.opened
    transfer = TransferBetweenAccounts(
        occurred_on=DAY,
        from_account_id=opened.bank,
        to_account_id=opened.cash_box,
        amount=50_00,
        fee=1_00,
        purpose_id=opened.anything,
        currency="USD",
        exponent=2,
    )
    await desk.ask(transfer)
    await desk.ask(opened.bail(20_00))
    amounts = {row[0]: row[-1] for row in table(await page_of(desk, "journal"), "Line Day")}
    assert amounts["Line 9"] == "$20.00 out"
    assert amounts["Line 8"] == "$50.00 moved $1.00 out"
    assert amounts["Line 7"] == "$5,688.29 in"
    assert amounts["Line 1"] == "no money"
    of_box = await page_of(desk, f"journal?account_id={opened.cash_box}")
    assert table(of_box, "Line Day")[0][-1] == "$50.00 in"
    of_bank = await page_of(desk, f"journal?account_id={opened.bank}")
    assert [row[-1] for row in table(of_bank, "Line Day")][1] == "$51.00 out"


async def test_pages_do_not_shift_while_lines_are_added(desk: Desk) -> None:
    for gross in range(1, PAGE_LINES + 11):
        await desk.ask(desk.opened.donation(gross))
    head = await desk.position()
    first = await page_of(desk, "journal?kind=donation")
    assert positions(first) == list(range(head, head - PAGE_LINES, -1))
    await desk.ask(desk.opened.donation(1))
    await desk.catch_up()
    answer = await desk.client.get(link(first, "Older"))
    assert positions(answer.text) == list(range(head - PAGE_LINES, OPENING_LINES - 1, -1))
    assert f"of {PAGE_LINES + 11} that fit" in text_of(answer.text)
    again = await desk.client.get(link(answer.text, "Newer"))
    assert positions(again.text) == positions(first)
    assert len(await rows_of(desk, first)) == PAGE_LINES + 11
    assert positions(await page_of(desk, "journal"))[0] == head + 1


async def test_a_list_that_is_long_says_so_instead_of_counting_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "COUNTED_LINES", 2)
    for gross in range(1, 4):
        await desk.ask(desk.opened.donation(gross))
    page = await page_of(desk, "journal?kind=donation")
    head = await desk.position()
    assert f"Lines {head} to {head - 3}, of more than 2 that fit." in text_of(page)
    answer = await desk.client.get(link(page, "Download all lines that fit"))
    assert len(answer.text.splitlines()) == 1 + 4


async def test_a_line_taken_back_is_struck_and_linked(desk: Desk) -> None:
    gift = await desk.ask(desk.opened.donation(30_00))
    asked = ReverseLine(case_id=gift.case_id, position=gift.last, reason=Reason.ENTERED_TWICE)
    back = await desk.ask(asked)
    page = await page_of(desk, "journal")
    assert '<tr id="line-8" class="struck">' in page
    rows = {row[0]: row for row in table(page, "Line Day")}
    assert rows["Line 8"][2] == "Donation taken back by line 9"
    assert rows["Line 9"][2] == "Line taken back takes back line 8"
    assert link(page, "line 9").endswith(f"/lines/{back.last}")
    before = await page_of(desk, f"journal?known_at={gift.last}")
    assert 'class="struck"' not in before


async def test_names_are_text_in_pages_and_in_spreadsheets(desk: Desk) -> None:
    new = NewAccount(kind=AccountKind.BANK, label='=cmd|"/C calc"!<b>', currency="USD")
    [account] = (await desk.ask(OpenAccount(occurred_on=DAY, account=new))).opened
    await desk.ask(desk.opened.donation(5_00, account_id=account))
    page = await page_of(desk, f"journal?account_id={account}")
    assert "<b>" not in page.split("<main", 1)[1]
    assert "&lt;b&gt;" in page
    found = await rows_of(desk, page)
    assert found[-1]["accounts"] == '\'=cmd|"/C calc"!<b>'


async def test_a_correction_leads_from_the_wrong_line_to_the_right_one(desk: Desk) -> None:
    gift = await desk.ask(desk.opened.donation(30_00))
    command = CorrectLine(
        case_id=gift.case_id,
        position=gift.last,
        reason=Reason.WRONG_AMOUNT,
        replacement=desk.opened.donation(33_00, case_id=gift.case_id),
    )
    await desk.ask(command)
    rows = {row[0]: row for row in table(await page_of(desk, "journal"), "Line Day")}
    assert rows["Line 8"][2] == "Donation taken back by line 9 replaced by line 10"
    assert rows["Line 10"][2] == "Donation in place of line 8"


@pytest.mark.parametrize(
    "query",
    [
        "kind=nonsense",
        "account_id=1",
        "from_day-day=31&from_day-month=2&from_day-year=2026",
        "to_day-day=1",
    ],
)
async def test_a_filter_that_makes_no_sense_says_so(desk: Desk, query: str) -> None:
    await desk.catch_up()
    for path in ("journal", "journal.csv"):
        answer = await desk.get(f"{path}?{query}")
        assert answer.status_code == 422
        assert "There is a problem" in answer.text
        assert positions(answer.text) == []


async def test_an_empty_list_says_what_to_do(desk: Desk) -> None:
    page = await page_of(desk, "journal?kind=exchange")
    assert "No line fits." in page
    assert link(page, "Show everything again").endswith("/journal")


@pytest.mark.parametrize("known_at", ["0", "1000000", "9" * 40])
async def test_a_line_that_is_not_there_yet_is_no_page(desk: Desk, known_at: str) -> None:
    await desk.catch_up()
    answer = await desk.get(f"journal?known_at={known_at}")
    assert answer.status_code == (200 if len(known_at) > 19 else 404)


async def test_what_was_added_later_can_be_chosen(desk: Desk) -> None:
    office = Office(kind=AuthorityKind.POLICE, label="Harbour police")
    await desk.ask(OpenAuthority(occurred_on=DAY, authority=office))
    assert "Harbour police</option>" in await page_of(desk, "journal")
