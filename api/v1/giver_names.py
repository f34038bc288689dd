"""Names of givers who agreed to be named: beside the book, and gone at once when they ask."""

from typing import Annotated
from uuid import UUID

from litestar import Response, delete, put
from litestar.params import JSONBody, PathParameter

from api.access import Power, needs
from api.naming import keep_what_orders_name
from api.problems import NAMED_IN_AN_ORDER, NOT_FOUND, TOO_LARGE, WebRefused
from api.site import Site, site_of
from api.v1.bodies import reads
from api.v1.labels import NewLabel
from api.v1.receipts import AnyRequest, FundId
from api.v1.refusals import ANY, responses_of
from ledger import guards
from ledger.events import GiverStandingSet
from ledger.rejections import LabelUnusable
from ledger.store.append import Label
from ledger.store.labels import GIVER, add, list_labels, remove
from projections.reports.published import read_publications

LabelId = Annotated[UUID, PathParameter(description="The label: a random id of yours.")]


@put(
    "/names/{label_id:uuid}",
    operation_id="name_giver",
    summary="Keep the name of a giver who agreed to be named",
    dto=reads(NewLabel),
    return_dto=None,
    responses=responses_of((*ANY, TOO_LARGE, LabelUnusable, NAMED_IN_AN_ORDER)),
    opt={"refusals": (LabelUnusable,), **needs(Power.PUBLISH)},
)
async def name_giver(
    request: AnyRequest, fund_id: FundId, label_id: LabelId, data: JSONBody[NewLabel]
) -> Label:
    """Keep a name under a fresh id, before asking for a standing with it. It is never changed: what
    people sign names the id alone.
    """  # noqa: D205  one sentence is longer than a line
    guards.label("text", data.text)
    label = Label(GIVER, label_id, data.text.strip())
    site = site_of(request)
    async with site.database.acquire() as connection:
        known = {each.id: each for each in await list_labels(connection, fund_id, kind=GIVER)}
    if known.get(label_id) == label:
        return label
    if label_id in known or await _was_signed(site, fund_id, label_id):
        raise WebRefused(NAMED_IN_AN_ORDER)
    await keep_what_orders_name(site, fund_id, label_id)
    async with site.database.acquire() as connection:
        await add(connection, fund_id, label)
    return label


async def _was_signed(site: Site, fund_id: UUID, label_id: UUID) -> bool:
    """Say whether people have signed that a giver has this label: then no name comes to it anew."""
    async with site.database.acquire() as connection:
        publications = await read_publications(connection, fund_id)
    return any(
        isinstance(each.event, GiverStandingSet) and each.event.label_id == label_id
        for each in publications
    )


@delete(
    "/names/{label_id:uuid}",
    operation_id="unname_giver",
    summary="Take the name of a giver away",
    status_code=204,
    responses=responses_of((*ANY, NOT_FOUND)),
    opt={"refusals": (), **needs(Power.PUBLISH)},
)
async def unname_giver(request: AnyRequest, fund_id: FundId, label_id: LabelId) -> Response[None]:
    """Take a name away at once; then ask that the giver be protected from now on."""
    site = site_of(request)
    async with site.database.acquire() as connection:
        is_gone = await remove(connection, fund_id, GIVER, label_id)
    if not is_gone:
        raise WebRefused(NOT_FOUND)
    site.public_pages.forget(fund_id)
    return Response(None, status_code=204)


ROUTES = (name_giver, unname_giver)
