"""Where the desk's pages about reports are, and who looks at each."""

from collections.abc import Mapping
from typing import Final

from ledger.events import Role
from ledger.members import GrantMandate
from ledger.orders.commands import Act
from ledger.publishing.cases import publications_case
from ledger.publishing.commands import SetLog
from tests.api.client import site_of_client
from tests.api.publishing.stage import RULE, fill
from tests.api.two_people import Two
from tests.browser.of_two import Looked
from tests.funds import DAY, today_at
from tests.ledger.publishing.logs import witness

_REPORTS: Final = "/{fund_id:uuid}/reports"
_LOG: Final = "/{fund_id:uuid}/log"

READERS_OF_REPORTS: Final[Mapping[str, str]] = {
    _REPORTS: "ida",
    _REPORTS + "/next": "ida",
    _REPORTS + "/{number:int}": "lou",
    **{
        f"{_REPORTS}/{form}": "ida"
        for form in ("rule", "plan", "wording", "givers", "agreements", "dockets")
    },
    _REPORTS + "/assurance": "lou",
    **{f"{_LOG}{path}": "ida" for path in ("", "/card", "/set")},
}
"""Every page of the desk about reports and the log, and whose phone looks at it."""

WATCHED: Final = SetLog(
    occurred_on=DAY, witnesses=(witness(), witness("other.example.org", 8)), quorum=1
)


async def before_two(two: Two) -> None:
    """Let there be something to report, and a log, while one person signs."""
    await fill(two.give, two.opened)
    await two.give(RULE)
    await two.give(WATCHED)
    site = site_of_client(two["ida"].browser)
    await site.log.keep(two.opened.fund_id, wait_seconds=20)


async def pages_of_reports(two: Two) -> list[Looked]:
    """Have the next report asked for; return where it is seen before it is out."""
    mandate = GrantMandate(occurred_on=DAY, holder=two["lou"].who, role=Role.AUDITOR)
    await two.sign(await two.ask_for(mandate), "noor", Act.APPROVE)
    site, fund_id = site_of_client(two["ida"].browser), two.opened.fund_id
    today = today_at(site.now())
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
