"""A fund with three months that can be told: enough givers, enough people helped."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, Final
from uuid import UUID

import httpx

from ledger.asking import Answer
from ledger.chart import Category, CostCategory
from ledger.costs import PayCost
from ledger.decider import AnyCommand
from ledger.events import Instalment, Role
from ledger.grants import CommitGrant, PayGrant
from ledger.publishing.commands import SetDisclosure
from tests.api.client import first_sign_in, sign_in, site_of_client
from tests.api.pages.people.stage import COOKIE, PASSPHRASE, Clock, Town
from tests.funds import DAY, OpenedFund, ask, open_fund

NOW: Final = datetime(2026, 8, 20, 15, tzinfo=UTC)
"""The quarter that ended in June has been over for longer than the rule asks for."""
PEOPLE: Final = 12
RULE: Final = SetDisclosure(occurred_on=DAY, is_public=True)


def ref(number: int) -> UUID:
    """Return a reference that is random enough here."""
    return UUID(int=number, version=4)


Give = Callable[[AnyCommand], Awaitable[Answer]]
"""Has a command written while one person signs."""


async def fill(
    give: Give, fund: OpenedFund, months: tuple[int, ...] = (3, 4, 5, 6), *, people: int = PEOPLE
) -> None:
    """Have *people* givers give and as many households be helped, spread over *months* of 2026."""
    for number in range(people):
        day = date(2026, months[number % len(months)], 10)
        await give(fund.donation(100_00, occurred_on=day, giver=ref(100 + number)))
        await _help(give, fund, day, ref(200 + number))
    for month in months:
        await give(cost(fund, date(2026, month, 12)))


async def _help(give: Give, fund: OpenedFund, day: date, household: UUID) -> None:
    plan = (Instalment(due_on=day, amount=60_00),)
    usd: dict[str, Any] = {"amount": 60_00, "currency": "USD", "exponent": 2}
    promised = CommitGrant(
        occurred_on=day,
        category=Category.RENT,
        purpose_id=fund.anything,
        instalments=plan,
        household=household,
        **usd,
    )
    case_id = (await give(promised)).case_id
    await give(
        PayGrant(occurred_on=day, case_id=case_id, account_id=fund.bank, instalment=1, **usd)
    )


def cost(fund: OpenedFund, day: date) -> PayCost:
    """Return what a month of hosting cost."""
    return PayCost(
        occurred_on=day,
        account_id=fund.bank,
        purpose_id=fund.anything,
        category=CostCategory.HOSTING,
        amount=5_00,
        currency="USD",
        exponent=2,
    )


async def settled(client: httpx.AsyncClient, clock: Clock) -> Town:
    """Open a fund of heron, who keeps it alone, and fill it."""
    clock.moment = NOW
    await sign_in(client)
    who, site = await first_sign_in(client), site_of_client(client)
    session = await site.sessions.find(client.cookies[COOKIE], "page")
    assert session is not None
    await site.people.claim(session, "heron", PASSPHRASE)
    fund = await open_fund(site.books, founder=who)
    town = Town(client, clock, fund)
    await town.come(who, "heron")
    await fill(partial(town.ask, by="heron"), fund)
    await ask(site.books, fund.fund_id, RULE, actor=who)
    return town


async def two_with_auditor(town: Town) -> None:
    """Have plover and an auditor come, all with apps, and end the first days."""
    await town.join("auk", Role.AUDITOR, by="heron")
    await town.set_up_app("auk")
    await town.two_sign()
