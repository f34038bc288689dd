"""The start page for people who are signed in: the funds that are kept here."""

from typing import Any

from litestar import Response, get

from api.i18n import N_
from api.pages.frame import language_of, render, see_other
from api.pages.reading.reader import AnyRequest
from api.site import site_of
from ledger.store.labels import list_labels
from ledger.store.reading import list_funds


@get("/")
async def home(request: AnyRequest) -> Response[Any]:
    """Lead to the fund; show the list when there are several, and how to begin when none."""
    prefix, funds = f"/{language_of(request).code}", []
    async with site_of(request).database.acquire() as connection:
        for fund_id in await list_funds(connection):
            names = await list_labels(connection, fund_id, kind="fund")
            funds.append((names[0].text if names else "", f"{prefix}/{fund_id}/"))
    # With "?all" the list is shown even when it has one entry.
    if len(funds) == 1 and "all" not in request.query_params:
        return see_other(funds[0][1])
    return render(request, "funds.html", title=N_("Start"), funds=sorted(funds))
