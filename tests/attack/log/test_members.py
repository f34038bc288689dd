"""T1 for a plain member whose fund has a log: heads that come over much money show a size alone."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from api.clock import utc_now
from ledger.orders.commands import Act
from ledger.publishing.commands import SetDisclosure, SetLog
from tests.api.client import client_of, serving, site_of_client
from tests.api.pages.desk.test_member_bytes import much_happens, seen
from tests.api.two_people import Two, set_up
from tests.funds import DAY

STEP = timedelta(minutes=20)
"""Less than a session lives without being used."""
START = datetime(2031, 3, 12, 15, 50, tzinfo=UTC)
"""Ten minutes before a head, on no day on which anything else is due."""


class Later:
    """The time of day, put on."""

    by = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.by


async def move(two: Two, clock: Later) -> None:
    """Go on at another time, the same whenever the test runs; everybody signs in again."""
    clock.by = START - utc_now()
    site = site_of_client(two["ida"].browser)
    for person in two.people.values():
        person.browser.cookies.set("parasol", await site.sessions.start(person.who, "page"))
        person.token = await site.sessions.start(person.who, "api")


async def next_head(two: Two, clock: Later) -> None:
    """Let an hour go by, in which everybody looks at something now and then."""
    site = site_of_client(two["ida"].browser)
    for _ in range(3):
        clock.by += STEP
        for person in two.people.values():
            await person.get("")
            headers = {"Authorization": f"Bearer {person.token}"}
            answer = await person.browser.get("/api/v1/funds", headers=headers)
            assert answer.status_code == 200
    assert (await site.log.keep(two.opened.fund_id, wait_seconds=20)).stopped is None


@pytest.mark.slow
async def test_a_head_over_much_money_changes_the_head_that_members_read_and_nothing_else(
    service_url: str,
) -> None:
    clock = Later()
    async with serving(service_url, now=clock) as client:
        stranger: httpx.AsyncClient = client_of(client.app)  # type: ignore[attr-defined]
        two = await set_up(stranger)
        await move(two, clock)
        fund, lou = two.opened.fund_id, two["lou"]
        for rule in (
            SetDisclosure(occurred_on=DAY, is_public=True, bands_weekly=True),
            SetLog(occurred_on=DAY, every_hours=1),
        ):
            await two.sign(await two.ask_for(rule), "noor", Act.APPROVE)
        await next_head(two, clock)
        before = await seen(lou)
        for _ in range(4):
            await much_happens(two)
        assert await seen(lou) == before
        assert [status for status, _, _ in before.values()].count(200) >= 12
        log = site_of_client(stranger).log
        first = await log.head(fund)
        await next_head(two, clock)
        second = await log.head(fund)
        assert first is not None
        assert second is not None
        assert second.size == first.size + 64
        after = await seen(lou)
        moved = {address for address in before if before[address] != after[address]}
        told = {f"/en/{fund}/log", f"/en/{fund}/public/check", f"/api/v1/funds/{fund}/log"}
        assert moved <= told
        assert f"/api/v1/funds/{fund}/log" in moved
        answer = await lou.browser.get(
            f"/api/v1/funds/{fund}/log", headers={"Authorization": f"Bearer {lou.token}"}
        )
        said = answer.json()
        assert said["waiting"] is None
        assert said["head"]["size"] == second.size
        assert second.size % 64 == 0
