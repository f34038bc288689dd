"""Where the desk's pages about reports are, and who looks at each."""

from collections.abc import Mapping
from typing import Final
from zoneinfo import ZoneInfo

from ledger.events import Role
from ledger.members import GrantMandate
from ledger.orders.commands import Act
from ledger.publishing.cases import publications_case
from tests.api.client import site_of_client
from tests.api.publishing.stage import RULE, fill
from tests.api.two_people import Two
from tests.browser.of_two import Looked
from tests.funds import DAY

_REPORTS: Final = "/{fund_id:uuid}/reports"

READERS_OF_REPORTS: Final[Mapping[str, str]] = {
    _REPORTS: "ida",
    _REPORTS + "/next": "ida",
    _REPORTS + "/{number:int}": "lou",
    **{
        f"{_REPORTS}/{form}": "ida"
        for form in ("rule", "plan", "wording", "givers", "agreements", "dockets")
    },
    _REPORTS + "/assurance": "lou",
}
"""Every page of the desk about reports, and whose phone looks at it."""


async def before_two(two: Two) -> None:
    """Let there be something to report, while one person signs."""
    await fill(two.give, two.opened)
    await two.give(RULE)


async def pages_of_reports(two: Two) -> list[Looked]:
    """Have the next report asked for; return where it is seen before it is out."""
    mandate = GrantMandate(occurred_on=DAY, holder=two["lou"].who, role=Role.AUDITOR)
    await two.sign(await two.ask_for(mandate), "noor", Act.APPROVE)
    site, fund_id = site_of_client(two["ida"].browser), two.opened.fund_id
    today = site.now().astimezone(ZoneInfo("America/New_York")).date()
    draft = await site.publishing.draft(fund_id, today)
    order = await two.ask_for(await site.publishing.command(fund_id, draft, today))
    return [Looked("ida", "reports/next"), Looked("noor", f"orders/{order.order}")]


async def pages_afterwards(two: Two) -> list[Looked]:
    """Let the report that was asked for come out; return where all pages are."""
    order = await two.order(publications_case(two.opened.fund_id))
    await two.sign(order, "noor", Act.APPROVE)
    return [
        Looked(handle, route.removeprefix("/{fund_id:uuid}/").replace("{number:int}", "1"))
        for route, handle in READERS_OF_REPORTS.items()
    ]
