"""A donation whose giver is recognised: by the reference of the transfer, or told apart by a name.

What is sent to tell a giver apart becomes a keyed fingerprint and is in no line, answer or log.
"""

from datetime import date
from typing import Annotated, Final
from uuid import UUID

from litestar import Response, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import JSONBody
from msgspec import Meta, Struct
from msgspec.structs import asdict

from api.access import Power, needs
from api.giving.codes import read_reference
from api.giving.names import name_compared
from api.giving.service import Typed
from api.problems import MALFORMED, WebRefused, Wrong
from api.publishing.gift_warning import TypedGift
from api.site import site_of
from api.v1.donations import REFUSALS_OF_DONATIONS, RecordedGift, puts_reports_off, said_of_gift
from api.v1.plain_bodies import reads_plain
from api.v1.receipts import AnyRequest, FundId, Key, key_given, record
from api.v1.refusals import ANY_WRITE, responses_of
from ledger.chart import DonationKind
from ledger.donations import RecordDonation

_LONGEST: Final = 80
_REFERENCE: Final = "a reference that this fund gave out, eight signs, of a gift or a grant"
_APART: Final = "up to 80 letters and digits, of a gift or a grant"


class Gift(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A donation, and what is known of who gave it."""

    occurred_on: Annotated[date, Meta(description="The day it arrived.")]
    kind: DonationKind = DonationKind.GIFT
    account_id: Annotated[UUID, Meta(description="Where it arrived.")]
    purpose_id: Annotated[UUID, Meta(description="What it is for.")]
    gross: Annotated[int, Meta(description="What was given, in minor units.")]
    currency: Annotated[str, Meta(description="Its code, like USD.", examples=["USD"])]
    exponent: Annotated[int, Meta(description="How many digits are behind its point.")]
    processor_fee: Annotated[int, Meta(description="What the processor kept.")] = 0
    host_fee: Annotated[int, Meta(description="What the fiscal host kept.")] = 0
    anonymous: Annotated[bool, Meta(description="Whether the giver stays unknown here, too.")] = (
        False
    )
    reference: Annotated[str, Meta(description="The reference in the transfer, or empty.")] = ""
    told_apart_by: Annotated[
        str,
        Meta(
            description="What tells this giver apart, such as the name on the transfer, or empty. "
            "Only a keyed fingerprint of it is kept."
        ),
    ] = ""

    def __repr__(self) -> str:
        """Show nothing of who gave."""
        return "Gift(…)"


@post(
    "/gifts",
    operation_id="record_gift",
    summary="Record a donation of a giver who is recognised",
    dto=reads_plain(Gift),
    return_dto=None,
    status_code=201,
    response_description="Recorded; `Location` leads to the line.",
    responses={
        200: ResponseSpec(
            RecordedGift,
            description="Recorded before, under the same key.",
            generate_examples=False,
        ),
        **responses_of((*ANY_WRITE, *REFUSALS_OF_DONATIONS)),
    },
    guards=[key_given],
    opt={"refusals": REFUSALS_OF_DONATIONS, **needs(Power.RECORD_FACT)},
)
async def record_gift(
    request: AnyRequest, fund_id: FundId, data: JSONBody[Gift], key: Key
) -> Response[RecordedGift]:
    """Record what was given, as `record_donation` does, so that one giver counts once.

    While the vault is locked nobody is told apart by a name, and the gift has a giver of its own.
    """
    site, typed = site_of(request), _typed(data)
    giving = site.giving
    (known,) = await giving.look(fund_id, [typed])
    if typed.reference and not known.is_reference_known:
        raise WebRefused(MALFORMED, errors=(Wrong("reference", _REFERENCE, "/reference"),))
    giver = await giving.meet(fund_id, typed, key=key)
    given = asdict(data)
    command = RecordDonation(
        **{name: given[name] for name in given if name not in {"reference", "told_apart_by"}},
        giver=giver.giver,
        donor_commitment=giver.donor_commitment,
        case_id=giver.case_id,
    )
    is_put_off = await puts_reports_off(request, TypedGift(command, known.giver))
    return said_of_gift(await record(request, fund_id, command, key), is_put_off=is_put_off)


def _typed(data: Gift) -> Typed:
    """Return what is said of who gave; refuse what cannot be that."""
    is_collection, wrong = data.kind is DonationKind.COLLECTION, list[Wrong]()
    if data.reference and (is_collection or read_reference(data.reference) is None):
        wrong.append(Wrong("reference", _REFERENCE, "/reference"))
    apart = data.told_apart_by
    if apart and (is_collection or len(apart) > _LONGEST or not name_compared(apart)):
        wrong.append(Wrong("told_apart_by", _APART, "/told_apart_by"))
    if wrong:
        raise WebRefused(MALFORMED, errors=tuple(wrong))
    return Typed(data.reference, apart)


ROUTES: Final = (record_gift,)
