"""What a fund with four grants a quarter and twelve givers shows on its first day in public.

And that its first figures are out when the forecast of that day said that they would be.
"""

import html
import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import httpx
import pytest
from msgspec import Struct

from api.demo.council import Council
from api.demo.diary import Diary
from api.demo.people import cast_of, make_people
from api.demo.publishing import DELAY, PERIOD, Press, forget_log
from api.demo.small import ALONE_FOR, Shed, day_one, open_small, plan_small
from api.giving.service import Typed
from ledger.donations import RecordDonation
from ledger.publishing.dates import report_dates
from ledger.store.database import Database
from projections.reports.facts import Side
from projections.reports.manifest import Manifest, decode
from tests.api.client import client_of, serving, site_of_client
from tests.api.lent_apps import KEYS
from tests.api.public.stage import CONSTANT, words_of

END = datetime(2026, 12, 20, 20, tzinfo=UTC)
OPENS = 12
"""The month of the story that is January then, so that quarters of the book are quarters."""

_LATER = timedelta(minutes=1)
"""Lines of one moment are written a little after each other."""

pytestmark = pytest.mark.slow


class Stranger(Struct, frozen=True):
    """Somebody without a sign-in who looks at the fund's public pages."""

    browser: httpx.AsyncClient
    fund_id: UUID

    async def reads(self, path: str = "") -> str:
        answer = await self.browser.get(f"/en/{self.fund_id}/public{path}")
        assert answer.status_code == 200, path
        return html.unescape(answer.text)

    async def asks(self, path: str, **typed: str) -> str:
        answer = await self.browser.post(f"/en/{self.fund_id}/public{path}", data=typed)
        assert answer.status_code == 200, path
        return html.unescape(answer.text)


class Told(Struct, frozen=True):
    """The small fund as its diary tells it, and a service whose clock stands there."""

    diary: Diary
    shed: Shed
    press: Press
    stranger: Stranger

    async def until(self, day: date) -> None:
        """Tell on through a day."""
        await self.diary.tell(day)
        site_of_client(self.stranger.browser).public_pages.forget(self.diary.fund_id)

    async def reports(self) -> list[Manifest]:
        """Return the manifests that are out."""
        published = await self.press.publishing.published(self.diary.fund_id, "America/New_York")
        return [decode(each.manifest) for each in published.now.reports]


@pytest.fixture
async def told(database: Database, service_url: str) -> AsyncIterator[Told]:
    people = await make_people(database, KEYS, END)
    diary = Diary(
        database, cast_of(people), today=END.date(), now=END, seed=7, alone=OPENS + ALONE_FOR
    )
    async with serving(service_url, now=lambda: diary.now + _LATER) as client:
        site = site_of_client(client)
        forget_log(site.settings.keys_dir, diary.fund_id)
        press = Press(database, site.publishing, site.giving, site.log)
        shed = await open_small(diary, OPENS)
        keys_dir = site.settings.keys_dir
        council = Council(diary, database, KEYS, keys_dir, site.publishing)
        plan_small(diary, shed, press, council, OPENS)
        browser = client_of(client.app)  # type: ignore[attr-defined]
        fund = Told(diary, shed, press, Stranger(browser, diary.fund_id))
        await fund.until(day_one(diary, OPENS))
        yield fund
    await diary.books.close()


async def test_day_one_shows_plan_caps_floor_rules_costs_and_where_statements_will_be(
    told: Told,
) -> None:
    front = words_of(await told.stranger.reads())
    how = words_of(await told.stranger.reads("/how"))
    assert CONSTANT in await told.stranger.reads()
    for planned in (
        "April to June 2026",
        "Food $260.00",
        "Medical costs $180.00",
        "Hosting $18.00",
        "Post $8.00",
        "Kept in reserve $200.00",
        "Together $816.00",
    ):
        assert planned in front
    assert "Two people stand behind every payment" in how
    assert re.search(r"Kept for [^$]*food[^$]*\$150\.00", how), "the floor"
    for cap in ("$150.00", "$250.00", "$200.00"):
        assert cap in how
    assert "We publish whole quarters, or several together." in how
    assert "We talk on the first Sunday." in how
    assert "Nothing has been stated yet." in await told.stranger.reads("/assurance")
    assert CONSTANT in await told.stranger.reads("/compare")


async def test_whoever_gives_on_day_one_sees_the_own_gift_by_its_code(told: Told) -> None:
    diary, stranger = told.diary, told.stranger
    made = re.findall(r"<strong>([0-9A-Z-]{9,24})</strong>", await stranger.asks("/give"))
    reference, code = made
    assert "Nothing under its reference is in the books yet." in await stranger.asks(
        "/give/code", code=code
    )
    giver = await told.press.giving.meet(diary.fund_id, Typed(reference), key="a gift")
    gift = RecordDonation(
        occurred_on=diary.day,
        account_id=told.shed.bank,
        purpose_id=told.shed.anything,
        gross=20_00,
        currency="USD",
        exponent=2,
        giver=giver.giver,
        donor_commitment=giver.donor_commitment,
        case_id=giver.case_id,
    )
    await diary.write(gift)
    assert "It is in the books." in await stranger.asks("/give/code", code=code)
    await told.until(date(2026, 8, 15))
    assert "It counts in report 2." in await stranger.asks("/give/code", code=code)


async def test_the_first_figures_are_out_when_the_forecast_of_day_one_said(told: Told) -> None:
    diary = told.diary
    outlook = await told.press.publishing.outlook(diary.fund_id, diary.day)
    (chosen,) = [each for each in outlook.periods if each.period_months == PERIOD]
    said = {each.side: each.on for each in chosen.sides}
    found: dict[Side, date] = {}
    assert await told.reports() == []
    for day in report_dates(PERIOD, DELAY, diary.day, END.date()):
        await told.until(day - timedelta(days=1))
        before = len(await told.reports())
        await told.until(day)
        after = await told.reports()
        assert len(after) == before + 1
        if after[-1].money_in:
            found.setdefault(Side.IN, day)
        if after[-1].paid_out:
            found.setdefault(Side.OUT, day)
    assert found == said == {Side.IN: date(2026, 5, 16), Side.OUT: date(2026, 11, 15)}
    page = words_of(await told.stranger.reads("/reports/3"))
    assert "January to September 2026" in page
    assert "= left" in page


async def test_costs_are_out_with_every_report_and_statements_on_days_known_beforehand(
    told: Told,
) -> None:
    await told.until(date(2026, 5, 16))
    report = words_of(await told.stranger.reads("/reports/1"))
    assert "January to March 2026 $25.20" in report
    assert CONSTANT.partition("</strong>")[0].removeprefix("<strong>") in report
    stated = words_of(await told.stranger.reads("/assurance"))
    assert "May 16, 2026" in stated
    assert "Two people counted the cash" in stated
    assert "No findings are open." in stated
