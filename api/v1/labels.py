"""Labels: names of the fund, its accounts, purposes and authorities. They stand beside the book."""

from enum import StrEnum
from uuid import UUID

from litestar import get, put
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from api.access import Power, needs
from api.naming import keep_what_orders_name
from api.problems import NAMED_IN_AN_ORDER, NOT_FOUND, TOO_LARGE
from api.site import site_of
from api.v1.bodies import reads
from api.v1.receipts import AnyRequest, FundId
from api.v1.refusals import ANY, responses_of
from ledger import guards
from ledger.rejections import FundUnknown, LabelUnusable
from ledger.store.append import Label
from ledger.store.labels import list_labels as read_labels
from ledger.store.labels import rename
from ledger.store.reading import get_head


class LabelKind(StrEnum):
    """What a name can be of."""

    FUND = "fund"
    ACCOUNT = "account"
    PURPOSE = "purpose"
    AUTHORITY = "authority"


class NewLabel(Struct, frozen=True, forbid_unknown_fields=True):
    """Another name."""

    text: str


class Labels(Struct, frozen=True):
    """The names of a fund."""

    labels: tuple[Label, ...]


@get(
    "/labels",
    operation_id="list_labels",
    summary="The names of accounts, purposes and authorities",
    responses=responses_of(ANY),
    opt={"refusals": (), **needs(Power.READ_BOOK)},
)
async def list_labels(request: AnyRequest, fund_id: FundId) -> Labels:
    """List every name of the fund by kind and id."""
    async with site_of(request).database.acquire() as connection:
        if await get_head(connection, fund_id) is None:
            raise FundUnknown
        return Labels(tuple(await read_labels(connection, fund_id)))


@put(
    "/labels/{kind:str}/{id:uuid}",
    operation_id="rename",
    summary="Give something another name",
    dto=reads(NewLabel),
    return_dto=None,
    responses=responses_of((*ANY, NOT_FOUND, TOO_LARGE, LabelUnusable, NAMED_IN_AN_ORDER)),
    opt={"refusals": (LabelUnusable,), **needs(Power.MANAGE_LABELS)},
)
async def put_label(
    request: AnyRequest,
    fund_id: FundId,
    kind: FromPath[str],
    id: FromPath[UUID],  # noqa: A002  the name in the address
    data: JSONBody[NewLabel],
) -> Label:
    """Rename the fund (its own id), an account, a purpose or an authority."""
    guards.label("text", data.text)
    label = Label(kind, id, data.text.strip())
    await keep_what_orders_name(site_of(request), fund_id, id)
    async with site_of(request).database.acquire() as connection:
        if await get_head(connection, fund_id) is None:
            raise FundUnknown
        known = kind in LabelKind.__members__.values()
        if not known or not await rename(connection, fund_id, label):
            raise NotFoundException
    return label


ROUTES = (list_labels, put_label)
