"""The page of money at courts, a bail on its way by its pages, and the letter that claims it."""

import re
from datetime import timedelta
from typing import Any, Final

import httpx
from msgspec.structs import replace

from ledger.bail import RecordReturnToDepositor, ReportBail, VerifyBail
from ledger.chart import Category
from ledger.events import BailKind, BailPosted, News, Urgency
from ledger.requests import ScreenRequest
from tests.api.client import hidden_fields
from tests.api.pages.recording.stage import Desk, text_of
from tests.funds import DAY

ON: Final[dict[str, Any]] = {"occurred_on": DAY}
USD: Final[dict[str, Any]] = {"currency": "USD", "exponent": 2}


async def page(desk: Desk, path: str) -> str:
    await desk.catch_up()
    answer = await desk.get(path)
    assert answer.status_code == 200
    return text_of(answer.text)


async def test_without_bail_the_page_says_so(desk: Desk) -> None:
    said = await page(desk, "courts")
    assert "No bail is out." in said
    assert "Nothing is overdue." in said


async def test_it_ages_what_is_out_and_says_what_is_overdue(desk: Desk) -> None:
    long_ago = DAY - timedelta(days=60)
    old = replace(desk.opened.bail(50_00), occurred_on=long_ago)
    case_id = (await desk.ask(old)).case_id
    await desk.ask(ReportBail(**ON, case_id=case_id, news=News.REFUND_DUE, due_on=long_ago))
    await desk.ask(RecordReturnToDepositor(**ON, **USD, case_id=case_id, amount=20_00))
    said = await page(desk, "courts")
    assert "County court" in said
    assert "refund overdue" in said
    assert "$50.00 is overdue" in said
    assert "What authorities hold, by days since it was posted" in said
    assert "depositors without a reference" in said
    assert "Expected back" in said
    assert "People freed" in said


async def test_bail_that_was_verified_waits_there_and_is_posted_in_its_case(desk: Desk) -> None:
    asked = VerifyBail(
        **ON,
        **USD,
        kind=BailKind.CASH_DEPOSIT,
        authority_id=desk.opened.court,
        amount=60_00,
        share=30_00,
    )
    case_id = (await desk.ask(asked)).case_id
    assert "Verified and not paid" in await page(desk, "courts")
    case = await page(desk, f"cases/{case_id}")
    assert "verified, not paid yet" in case
    assert "Post the bail" in case
    assert "Record the return" not in case
    answers = {"account_id": str(desk.opened.bank), "purpose_id": str(desk.opened.anything)}
    done = await desk.record(f"cases/{case_id}/post", **answers)
    assert "Bail was posted." in await desk.written(done)
    after = await page(desk, f"cases/{case_id}")
    assert "Record news of the court" in after
    assert "Verified and not paid" not in await page(desk, "courts")


async def test_news_that_do_not_go_with_the_state_are_not_offered(desk: Desk) -> None:
    case_id = (await desk.ask(desk.opened.bail(50_00))).case_id
    form = (await desk.get(f"cases/{case_id}/report")).text
    assert 'value="freed"' in form
    assert 'value="appearance_cured"' not in form


async def test_what_does_not_go_with_the_state_any_more_is_refused_and_nothing_is_lost(
    desk: Desk,
) -> None:
    case_id = (await desk.ask(desk.opened.bail(50_00))).case_id
    path = f"cases/{case_id}/report"
    checked = await desk.check(path, news="freed")
    kept = hidden_fields(checked.text)
    await desk.ask(ReportBail(**ON, case_id=case_id, news=News.FREED))
    refused = await desk.send(path, kept, "write")
    assert refused.status_code == 409
    assert "The case is in the state freed" in text_of(refused.text)
    assert 'value="freed" checked' in refused.text


async def test_a_claim_letter_has_amounts_and_days_and_lines_to_write_names_on(desk: Desk) -> None:
    case_id = (await desk.ask(desk.opened.bail(50_00))).case_id
    due_on = DAY + timedelta(days=1)
    await desk.ask(ReportBail(**ON, case_id=case_id, news=News.DISPOSED, due_on=due_on))
    letter = await page(desk, f"cases/{case_id}/claim")
    assert "County court" in letter
    assert "you still hold $50.00" in letter
    assert "______" in letter
    assert "The refund was due on" in letter


async def test_there_is_no_letter_where_there_is_nothing_to_claim(desk: Desk) -> None:
    case_id = (await desk.ask(desk.opened.donation())).case_id
    answer: httpx.Response = await desk.get(f"cases/{case_id}/claim")
    assert answer.status_code == 404


async def test_a_request_for_bail_is_met_in_its_own_case(desk: Desk) -> None:
    asked = ScreenRequest(**ON, category=Category.BAIL, urgency=Urgency.TONIGHT)
    case_id = (await desk.ask(asked)).case_id
    case = await page(desk, f"cases/{case_id}")
    assert "Post the bail" in case
    assert "Record what the court asks for" in case
    answers = {
        "amount": "40.00",
        "account_id": str(desk.opened.bank),
        "purpose_id": str(desk.opened.anything),
        "authority_id": str(desk.opened.court),
    }
    done = await desk.record(f"cases/{case_id}/post", **answers)
    assert "Bail was posted." in await desk.written(done)
    posted = (await desk.case(case_id)).events(BailPosted)[0]
    screened = (await desk.case(case_id)).lines[0].event
    assert posted.household == screened.household  # type: ignore[union-attr]


async def test_what_depositors_owe_is_told_from_what_authorities_hold(desk: Desk) -> None:
    case_id = (await desk.ask(desk.opened.bail(50_00))).case_id
    for path in ("", "statement"):
        assert "With depositors" not in await page(desk, path)
    await desk.ask(RecordReturnToDepositor(**ON, **USD, case_id=case_id, amount=20_00))
    for path in ("", "statement"):
        said = await page(desk, path)
        assert re.search(
            r"County court \w+ \$30\.00 With depositors, owed to the fund \$20\.00", said
        )
    # Where somebody chooses an authority, what it paid to a depositor is out, and not held there.
    assert "County court $50.00 still out" in await page(desk, "record/bail")
    whole = (await desk.client.get(f"{desk.prefix}/statement")).text
    assert "$50.00" in text_of(whole), "the whole fund still counts both"


async def test_where_all_of_it_is_with_depositors_no_authority_is_named(desk: Desk) -> None:
    case_id = (await desk.ask(desk.opened.bail(50_00))).case_id
    await desk.ask(RecordReturnToDepositor(**ON, **USD, case_id=case_id, amount=50_00))
    said = await page(desk, "statement")
    assert "With depositors, owed to the fund $50.00" in said
    assert "County court court" not in said
