"""Donations: received, passed on, given back, taken back by a bank."""

from typing import Annotated, Final

from litestar import Response
from litestar.params import JSONBody
from msgspec import Meta
from msgspec.structs import asdict

from api.access import Power, access_of
from api.publishing.gift_warning import TypedGift, gifts_hold_back
from api.site import site_of
from api.v1.receipts import AnyRequest, FundId, Key, Recorded, record, writes
from api.v1.refusals import CURRENCY, DATES, MONEY, Refusal
from api.v1.vault.shapes import today_of
from ledger.brought_forward import BringForward
from ledger.donations import PassDonationOn, RecordDonation
from ledger.refunds import RecordChargeback, RefundDonation
from ledger.rejections import (
    AccountUnknown,
    AmountNegative,
    AmountNotPositive,
    AmountTooLarge,
    BeforeItsCase,
    CaseExists,
    CaseOfAnotherKind,
    CaseUnknown,
    FeesExceedAmount,
    MoreThanGiven,
    PurposeRestricted,
    PurposeUnknown,
    ReferenceUnusable,
    WitnessNeeded,
)

REFUSALS_OF_DONATIONS: Final[tuple[Refusal, ...]] = (
    *(CaseExists, *DATES, AmountNotPositive, AmountTooLarge, AmountNegative, FeesExceedAmount),
    *(ReferenceUnusable, AccountUnknown, PurposeUnknown, *CURRENCY),
)
"""What may be wrong with a donation, in this order."""


class RecordedGift(Recorded, frozen=True):
    """What is in the book now, and what it means for reports."""

    puts_reports_off: Annotated[
        bool,
        Meta(
            description="Whether the gift is so large a part of all that it puts the next figures "
            "of money in off, as far as that is known at once. Not said again under the same key."
        ),
    ]


async def puts_reports_off(request: AnyRequest, *typed: TypedGift) -> bool:
    """Say whether gifts that are not written yet put the next figures of money in off."""
    publishing, fund = site_of(request).publishing, access_of(request).fund
    return await gifts_hold_back(publishing, fund, today_of(request), typed)


def said_of_gift(answer: Response[Recorded], *, is_put_off: bool) -> Response[RecordedGift]:
    """Return *answer* with what it means for reports; a gift that was there before means nothing
    new.
    """  # noqa: D205  one sentence is longer than a line
    said = is_put_off and not answer.content.replayed
    recorded = RecordedGift(**asdict(answer.content), puts_reports_off=said)
    return Response(recorded, status_code=answer.status_code, headers=answer.headers)


@writes(
    "/donations",
    RecordDonation,
    *REFUSALS_OF_DONATIONS,
    power=Power.RECORD_FACT,
    name="record_donation",
    summary="Record a donation",
    answer=RecordedGift,
)
async def record_donation(
    request: AnyRequest, fund_id: FundId, data: JSONBody[RecordDonation], key: Key
) -> Response[RecordedGift]:
    """Record what was given, and what the processor and the host kept of it. Opens a case."""
    is_put_off = await puts_reports_off(request, TypedGift(data, data.giver))
    return said_of_gift(await record(request, fund_id, data, key), is_put_off=is_put_off)


@writes(
    "/donations/{case_id:uuid}/refunds",
    RefundDonation,
    *(CaseUnknown, CaseOfAnotherKind, *DATES, BeforeItsCase, AmountNotPositive, AmountTooLarge),
    *(AmountNegative, ReferenceUnusable, AccountUnknown, *CURRENCY, MoreThanGiven),
    *(FeesExceedAmount, *MONEY),
    power=Power.MOVE_MONEY,
    name="refund_donation",
    summary="Give a donation back",
)
async def refund_donation(
    request: AnyRequest, fund_id: FundId, data: JSONBody[RefundDonation], key: Key
) -> Response[Recorded]:
    """Give a donation back, in part or whole: an order, refused when the money is not there."""
    return await record(request, fund_id, data, key)


@writes(
    "/donations/{case_id:uuid}/chargebacks",
    RecordChargeback,
    *(CaseUnknown, CaseOfAnotherKind, *DATES, BeforeItsCase, AmountNotPositive, AmountTooLarge),
    *(AmountNegative, AccountUnknown, *CURRENCY, MoreThanGiven, WitnessNeeded),
    power=Power.RECORD_FACT,
    name="record_chargeback",
    summary="Record a chargeback",
)
async def record_chargeback(
    request: AnyRequest, fund_id: FundId, data: JSONBody[RecordChargeback], key: Key
) -> Response[Recorded]:
    """Record that the donor's bank took a donation back: a fact, booked even when it leaves the
    account short.
    """  # noqa: D205  one sentence
    return await record(request, fund_id, data, key)


@writes(
    "/donations-passed-on",
    PassDonationOn,
    *(CaseExists, *DATES, AmountNotPositive, AmountTooLarge, AmountNegative, ReferenceUnusable),
    *(AccountUnknown, PurposeUnknown, *CURRENCY, PurposeRestricted, *MONEY),
    power=Power.MOVE_MONEY,
    name="pass_donation_on",
    summary="Pass money on to another fund",
)
async def pass_donation_on(
    request: AnyRequest, fund_id: FundId, data: JSONBody[PassDonationOn], key: Key
) -> Response[Recorded]:
    """Give money of the fund to another fund: an order. Opens a case."""
    return await record(request, fund_id, data, key)


@writes(
    "/balances-brought-forward",
    BringForward,
    *(CaseExists, *DATES, AmountNotPositive, AmountTooLarge, AccountUnknown, PurposeUnknown),
    *CURRENCY,
    power=Power.RECORD_FACT,
    name="bring_forward",
    summary="Record money from before the book",
)
async def bring_forward(
    request: AnyRequest, fund_id: FundId, data: JSONBody[BringForward], key: Key
) -> Response[Recorded]:
    """Record money that an account held before the book began. Opens a case."""
    return await record(request, fund_id, data, key)


ROUTES = (record_donation, refund_donation, record_chargeback, pass_donation_on, bring_forward)
