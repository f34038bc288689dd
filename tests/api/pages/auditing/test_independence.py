"""An auditor who keeps the books, from before that was refused, is told so and states nothing."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from api.auditing.stating import Allowed, require_independence
from ledger.events import MandateEnded, MandateGranted, Role
from ledger.rejections import AuditorKeptBooks
from ledger.store.append import NewLine, append
from ledger.store.mapper import encode
from tests.api.pages.people.stage import Town
from tests.api.pages.recording.stage import filled_in, text_of
from tests.api.publishing.test_routes import _send
from tests.funds import DAY, position_of
from tests.ledger.book import TODAY, Given
from tests.ledger.people import EVE, granted
from tests.ledger.publishing.stage import PUBLIC

TOLD = "An auditor of books that they keep themselves."


async def write_down_as_before(town: Town, event: MandateGranted) -> None:
    """Append a line that an older program wrote, and that no rule gives any more."""
    site, fund_id = town.site, town.fund.fund_id
    at = await position_of(site.database, fund_id)
    topic, payload = encode(event)
    case = await site.books.get_case(fund_id, fund_id)
    line = NewLine(fund_id, case.version, topic, payload, uuid4(), "import")
    async with site.database.transaction() as connection:
        await append(connection, fund_id, [line], after=at, now=town.clock())
    await site.runner.wait_for(fund_id, at + 1)


async def test_whoever_had_both_before_is_told_and_states_nothing(town: Town) -> None:
    auk = await town.join("auk", Role.AUDITOR, by="heron")
    assert TOLD not in text_of(await auk.page("people"))
    before = MandateGranted(occurred_on=DAY, holder=auk.sign_in, role=Role.TREASURER)
    await write_down_as_before(town, before)
    assert TOLD in text_of(await auk.page("people"))
    page = await auk.page("reports/assurance")
    assert "you kept them through August 20, 2026: another auditor signs it" in text_of(page)
    said = {"sentences": "cash_counted", "for_day": "2026-11-15"}
    refused = await auk.send("reports/assurance", filled_in(page) | said, "check")
    assert refused.status_code == 409
    body = {"occurred_on": "2026-08-20", "for_day": "2026-11-15", "sentences": ["cash_counted"]}
    program = await _send(town, "POST", "/assurances", body, by="auk")
    assert (program.status_code, program.json()["code"]) == (409, "auditor-kept-books")
    address = f"/api/v1/funds/{town.fund.fund_id}/people"
    token = await town.site.sessions.start(auk.sign_in, "api")
    answer = await town.client.get(address, headers={"Authorization": f"Bearer {token}"})
    found = {each["sign_in"]: each["audits_own_books"] for each in answer.json()["members"]}
    assert found == {str(auk.sign_in): True, str(town.people["heron"].sign_in): False}


async def test_the_form_that_gives_a_mandate_says_what_does_not_go_together(town: Town) -> None:
    auk = await town.join("auk", Role.AUDITOR, by="heron")
    path = f"people/{auk.sign_in}/grant"
    refused = await town.people["heron"].check(path, role="treasurer")
    assert refused.status_code == 409
    assert "They are auditor, and nobody who is that becomes treasurer" in text_of(refused.text)


def test_a_statement_is_about_all_days_of_the_last_round() -> None:
    ended = MandateEnded(occurred_on=TODAY, holder=EVE, role=Role.TREASURER)
    fund = Given(*PUBLIC, granted(EVE, Role.TREASURER), ended).fund
    today = TODAY + timedelta(days=500)
    require_independence(Allowed(), fund, EVE, today)
    require_independence(Allowed(1, TODAY + timedelta(days=1)), fund, EVE, today)
    with pytest.raises(AuditorKeptBooks) as no:
        require_independence(Allowed(1, date(2026, 1, 1)), fund, EVE, today)
    assert no.value == AuditorKeptBooks(date(2026, 1, 1), TODAY)
