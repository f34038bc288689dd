"""Retention by clock: whoever's day is over goes, unless a hold or money that is out keeps them."""

from datetime import timedelta

import httpx

from api.vault.clock import VaultClock
from api.vault.settled import is_settled
from ledger.bail import RecordBailReturn
from tests.api.client import serving, site_of_client
from tests.funds import DAY, ask, open_fund, today_at
from tests.ledger.bail_facts import VOUCHED, VOUCHED_NO_MORE
from tests.ledger.book import Given
from tests.ledger.vault.vault_stage import WORDS
from tests.ledger.world import BOOK


async def test_the_clock_waits_until_the_money_of_a_case_is_back(service_url: str) -> None:
    async with serving(service_url) as client:
        await _waits(client)


async def _waits(client: httpx.AsyncClient) -> None:
    site = site_of_client(client)
    fund = await open_fund(site.books, money=1_000_00)
    bail = (await ask(site.books, fund.fund_id, fund.bail(500_00))).case_id
    today = today_at(site.now())
    over = today - timedelta(days=3)
    helped, other = [
        await site.vault.create_person(fund.fund_id, [WORDS], keep_until=over, today=over)
        for _ in range(2)
    ]
    await site.vault.link(fund.fund_id, bail, helped, today=today)
    async with site.database.acquire() as connection:
        await connection.execute("update vault_people set keep_until = $1", over)
    clock = VaultClock(site)
    assert await clock.keep() == 1
    assert (await site.vault.get_person(fund.fund_id, other)).erased_on is not None
    assert (await site.vault.get_person(fund.fund_id, helped)).erased_on is None
    assert not is_settled(await site.books.get_case(fund.fund_id, bail))
    back = RecordBailReturn(
        occurred_on=DAY,
        case_id=bail,
        account_id=fund.bank,
        amount=500_00,
        currency="USD",
        exponent=2,
    )
    await ask(site.books, fund.fund_id, back)
    assert is_settled(await site.books.get_case(fund.fund_id, bail))
    assert await clock.keep() == 1
    assert await clock.keep() == 0


def test_whoever_the_fund_vouches_for_is_kept_until_it_does_not_any_more() -> None:
    assert not is_settled(Given(*BOOK, case=(VOUCHED,)).case)
    assert is_settled(Given(*BOOK, case=(VOUCHED, VOUCHED_NO_MORE)).case)
