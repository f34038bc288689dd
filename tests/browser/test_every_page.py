"""Every page there is: three widths, light and dark, with scripts and without, as two people.

The pages come from the router, so a new one without an address here fails. Signed in, a page has
to fit, to be silent, to ask nobody else for anything and to give axe nothing to find. A stranger
is led to sign in, gets no cookie, and reads nothing of the fund.
"""

from typing import Final

import httpx
import pytest
from litestar.handlers import HTTPRouteHandler

from api.pages.routes import PAGES
from tests.browser.looks import SCHEMES, Site
from tests.browser.of_audits import READERS_OF_AUDITS
from tests.browser.of_budgets import READERS_OF_BUDGETS
from tests.browser.of_cases import READERS_OF_CASES
from tests.browser.of_decisions import BALLOTS_FILE, READERS_OF_DECISIONS
from tests.browser.of_reports import READERS_OF_REPORTS
from tests.browser.of_two import READERS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OPEN_TO_STRANGERS: Final = (
    "/en/sign-in",
    "/en/join",
    "/en/recover",
    "/docs/refusals",
    "/docs/events",
    "/api",
)
DOWNLOADS: Final = {"/{fund_id:uuid}/journal.csv", "/me/totp/qr.png", BALLOTS_FILE}
FOR_STRANGERS: Final = {"/sign-in", "/join", "/recover"}
_OF_CASH: Final = ("count", "hand-over")

_CASES: Final = {
    "return": "bail",
    "forfeit": "bail",
    "pay": "grant",
    "release": "grant",
    "refund": "donation",
    "chargeback": "donation",
    **dict.fromkeys(("plan", "payee", "returned", "money-back"), "grant"),
    **dict.fromkeys(("consent", "consent-withdrawal"), "grant"),
}
"""Which sort of case each page within a case is about."""

_OF_THE_VAULT: Final = (
    *("{request_id:uuid}", "{person_id:uuid}", "{record_id:uuid}", "{asking_id:uuid}"),
)
"""Names in addresses that only mean something where `READERS_OF_CASES` are looked at."""
_OF_BUDGETS: Final = ("{item_id:uuid}", "{budget_id:uuid}", "{proposal_id:uuid}")
"""The same of `READERS_OF_BUDGETS` and `READERS_OF_DECISIONS`."""


def routes() -> list[str]:
    """Return the address of every page, as the router has it."""
    pages = [page for page in PAGES if isinstance(page, HTTPRouteHandler)]
    assert len(pages) == len(PAGES)
    return sorted(path for page in pages for path in page.paths if "GET" in page.http_methods)


def address(route: str, site: Site) -> str:
    """Return an address of *route* that has something to show."""
    keeper = site.keeper
    case = cases_of(site)[_CASES.get(route.rpartition("/")[2], "bail")]
    is_cash = route.endswith(_OF_CASH)
    names = {
        "{account_id:uuid}": keeper.box if is_cash else keeper.bank,
        "{fund_id:uuid}": keeper.fund,
        "{case_id:uuid}": case,
        "{position:int}": "12",
        "{number:int}": "1",
        "{step:str}": "cash",
        "{kind:str}": "account",
        "{thing:uuid}": keeper.bank,
        "{member:uuid}": keeper.founder,
        "{order_id:uuid}": case,
        "{role:str}": "treasurer",
        "{help_kind:str}": "bail",
        **dict.fromkeys(_OF_THE_VAULT + _OF_BUDGETS, case),
    }
    for name, value in names.items():
        route = route.replace(name, value)
    assert "{" not in route, f"{route}: say in this test where such a page is"
    return f"/en{route.rstrip('/') or '/'}"


def cases_of(site: Site) -> dict[str, str]:
    """Return one open case of each sort."""
    client, fund = site.keeper.client, site.keeper.fund
    found: dict[str, str] = {}
    for kind in ("bail", "grant"):
        answer = client.get(f"/funds/{fund}/cases", params={"kind": kind}).json()
        found[kind] = answer["cases"][0]["case_id"]
    lines = client.get(f"/funds/{fund}/lines", params={"kind": "donation.received"}).json()
    found["donation"] = lines["lines"][0]["case_id"]
    return found


PUBLIC_ROUTES: Final = [route for route in routes() if "/public" in route]
"""Pages for strangers; they are looked at in a fund that publishes."""
PAGES_TO_SEE: Final = [
    # Pages that only a fund of two people has, or a request or a person, are looked at elsewhere.
    route
    for route in routes()
    if route not in DOWNLOADS
    and route not in READERS
    and route not in READERS_OF_CASES
    and route not in READERS_OF_REPORTS
    and route not in READERS_OF_AUDITS
    and route not in READERS_OF_BUDGETS
    and route not in READERS_OF_DECISIONS
    and route not in PUBLIC_ROUTES
]


@pytest.mark.parametrize("script", [False, True], ids=["script-off", "script-on"])
@pytest.mark.parametrize("route", PAGES_TO_SEE)
async def test_a_page_fits_everywhere_and_axe_finds_nothing(
    site: Site, route: str, *, script: bool
) -> None:
    path, signed_in = address(route, site), route not in FOR_STRANGERS
    await site.check(path, script=script, schemes=SCHEMES, signed_in=signed_in)


@pytest.mark.parametrize("script", [False, True], ids=["script-off", "script-on"])
@pytest.mark.parametrize("path", [*OPEN_TO_STRANGERS, "/es/sign-in"])
async def test_what_strangers_may_read_fits_as_well_and_sets_no_cookie(
    site: Site, path: str, *, script: bool
) -> None:
    await site.check(path, script=script, schemes=SCHEMES, signed_in=False)


@pytest.mark.parametrize("route", routes())
def test_a_stranger_is_led_to_sign_in_and_learns_nothing(site: Site, route: str) -> None:
    if route in FOR_STRANGERS or "/help" in route or route in PUBLIC_ROUTES:
        return
    known = httpx.get(site.origin + address(route, site), verify=False)  # noqa: S501 - plain HTTP

    assert known.status_code == httpx.codes.SEE_OTHER
    assert known.headers["location"].startswith("/en/sign-in")
    assert "set-cookie" not in known.headers
    assert known.content == b""
