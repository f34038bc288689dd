"""A receipt of a payment, for the person helped, if they ask for it."""

from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

from litestar import Response
from litestar.params import FromPath
from msgspec import Meta, Struct

from api.access import Power
from api.governed import stepped_up
from api.site import Site, site_of
from api.transparency.payments import payments_of
from api.transparency.receipts import FILE_NAMES, ProofKind, proof_of
from api.v1.lines import LARGEST_POSITION
from api.v1.receipts import AnyRequest, FundId
from api.v1.vault.shapes import acts, sent_once
from ledger.rejections import LineUnknown
from ledger.store.reading import list_lines_after


class Made(StrEnum):
    """What was made."""

    RECEIPT = "receipt"
    PROMISE = "promise"
    NOTHING = "nothing"


class LineReceipt(Struct, frozen=True, kw_only=True):
    """What proves a payment. It is the private file of whoever was helped."""

    made: Annotated[
        Made,
        Meta(
            description="A receipt; a promise while the line waits for the next head of the log; "
            "nothing where the fund keeps no log, or its signer has stopped."
        ),
    ]
    file_name: Annotated[str, Meta(description="What its file is called, always the same.")] = ""
    content: Annotated[str, Meta(description="The text of the file (docs/proofs.md).")] = ""


@acts(
    "/lines/{position:int}/receipt",
    LineUnknown,
    power=Power.MOVE_MONEY,
    name="make_receipt",
    summary="Make a receipt for the person helped, if they ask",
)
async def make_receipt(
    request: AnyRequest, fund_id: FundId, position: FromPath[int]
) -> Response[LineReceipt]:
    """Make a receipt of a line that paid somebody who was helped and stands.

    It holds the amount, the day and random references, never position, case or time. Nothing of it
    is kept, not even that it was made.
    """
    await stepped_up(request)
    site = site_of(request)
    await _check_payment(site, fund_id, position)
    proof = await proof_of(site.log, fund_id, position)
    if proof is None:
        return sent_once(LineReceipt(made=Made.NOTHING))
    return sent_once(
        LineReceipt(
            made=Made.RECEIPT if proof.kind is ProofKind.RECEIPT else Made.PROMISE,
            file_name=FILE_NAMES[proof.kind],
            content=proof.text,
        )
    )


async def _check_payment(site: Site, fund_id: UUID, position: int) -> None:
    """Refuse a line that paid nobody who was helped: line-unknown, as for one that is not there."""
    if not 1 <= position <= LARGEST_POSITION:
        raise LineUnknown(position)
    async with site.database.acquire() as connection:
        lines = await list_lines_after(connection, fund_id, position - 1, upto=position, limit=1)
    if lines:
        case = await site.books.get_case(fund_id, lines[0].case_id)
        if any(line.position == position for line in payments_of(case)):
            return
    raise LineUnknown(position)


ROUTES: Final = (make_receipt,)
