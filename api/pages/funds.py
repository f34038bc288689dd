"""The start page for people who are signed in: the funds that they belong to."""

from collections.abc import Sequence
from typing import Any

from litestar import Response, get

from api.access import Access, Power, needs
from api.i18n import N_
from api.pages.frame import language_of, render, see_other
from api.pages.reading.reader import AnyRequest
from api.sessions import session_of
from api.site import Site, site_of
from ledger.store.labels import list_labels


@get("/", opt=needs(Power.LIST_FUNDS))
async def home(request: AnyRequest) -> Response[Any]:
    """Lead to the fund; show the list when there are several, and how to begin when none."""
    site, session = site_of(request), session_of(request)
    assert session is not None, "the gate sends strangers to sign in"
    found = await site.admissions.funds_of(session)
    prefix = f"/{language_of(request).code}"
    names = await names_of(site, found)
    funds = [
        (name, f"{prefix}/{_first_page(access)}") for name, access in zip(names, found, strict=True)
    ]
    # With "?all" the list is shown even when it has one entry.
    if len(funds) == 1 and "all" not in request.query_params:
        return see_other(funds[0][1])
    return render(
        request,
        "funds.html",
        title=N_("Start"),
        funds=sorted(funds),
        may_open=await site.admissions.may_somewhere(session, Power.OPEN_FUND, found),
        may_look=await site.admissions.may_somewhere(session, Power.INSTANCE_WELL, found),
    )


async def names_of(site: Site, funds: Sequence[Access]) -> list[str]:
    """Return what each of *funds* is called; nothing where nobody has named it."""
    names = []
    async with site.database.acquire() as connection:
        for access in funds:
            found = await list_labels(connection, access.fund.fund_id, kind="fund")
            names.append(found[0].text if found else "")
    return names


def _first_page(access: Access) -> str:
    """Return where somebody begins in a fund: the plan is what every member may read."""
    return f"{access.fund.fund_id}/{'desk' if access.may(Power.READ_BOOK) else 'plan'}"
