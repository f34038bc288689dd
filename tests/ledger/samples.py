"""One full and one minimal fact of every topic, for the golden files.

A golden file is never written again, so a sample never changes once its file is there: a new shape
of a fact is a new topic with samples of its own.
"""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, Final
from uuid import UUID

from ledger.chart import Category, CostCategory, DeductionKind, DonationKind, Fee
from ledger.events import (
    AccountKind,
    AccountOpened,
    AccountTransferMade,
    AuthorityKind,
    AuthorityOpened,
    BailForfeited,
    BailKind,
    BailPosted,
    BailReturned,
    BalanceBroughtForward,
    CostPaid,
    CostRefunded,
    Deduction,
    DonationChargedBack,
    DonationPassedOn,
    DonationReceived,
    DonationRefunded,
    ExchangeMade,
    FeeReturned,
    FeeTaken,
    FundEvent,
    FundOpened,
    GrantCommitted,
    GrantPaid,
    GrantRestReleased,
    Instalment,
    LineReversed,
    PayeeKind,
    Posting,
    PurposeOpened,
    PurposeTransferMade,
    Reason,
    Restriction,
)
from ledger.line import Line
from tests.ledger import (
    samples_of_bail,
    samples_of_budgets,
    samples_of_cash,
    samples_of_deciding,
    samples_of_help,
    samples_of_log,
    samples_of_people,
    samples_of_publishing,
)


def _id(number: int) -> UUID:
    return UUID(f"7d444840-9dc0-41d1-b245-{number:012x}")


_DAY: Final = date(2026, 11, 21)
_DIGEST: Final = "0123456789abcdef" * 4
_BARE: Final[dict[str, Any]] = {
    "occurred_on": _DAY,
    "amount": 12_345,
    "currency": "USD",
    "exponent": 2,
}
_MONEY: Final[dict[str, Any]] = {**_BARE, "account_id": _id(1), "purpose_id": _id(2)}
_NO_ACCOUNT: Final[dict[str, Any]] = {**_BARE, "purpose_id": _id(2)}
_DECIDED: Final[dict[str, Any]] = {"decision": _id(3), "content_hash": _DIGEST}
_BAIL: Final[dict[str, Any]] = {"authority_id": _id(4)}
_PARTS: Final = (
    Instalment(due_on=date(2026, 12, 1), amount=12_000),
    Instalment(due_on=date(2027, 1, 1), amount=345),
)
_HELP: Final[dict[str, Any]] = {
    "category": Category.RENT_ARREARS,
    "household": _id(5),
    "payee_kind": PayeeKind.PERSON,
}
_GIFT: Final[dict[str, Any]] = {
    "occurred_on": _DAY,
    "account_id": _id(1),
    "purpose_id": _id(2),
    "gross": 10**15 - 1,
    "currency": "BRL",
    "exponent": 2,
}
_OPENED: Final[dict[str, Any]] = {
    "occurred_on": _DAY,
    "currency": "KWD",
    "exponent": 3,
    "time_zone": "America/Argentina/Buenos_Aires",
}
_ACCOUNT: Final[dict[str, Any]] = {"account_id": _id(1), "currency": "JPY", "exponent": 0}
_TRANSFER: Final[dict[str, Any]] = {
    **_BARE,
    "from_account_id": _id(1),
    "to_account_id": _id(6),
}
_PURPOSES: Final[dict[str, Any]] = {
    **_BARE,
    "from_purpose_id": _id(2),
    "to_purpose_id": _id(7),
}
_EXCHANGE: Final[dict[str, Any]] = {
    "occurred_on": _DAY,
    "from_account_id": _id(1),
    "to_account_id": _id(6),
    "purpose_id": _id(2),
    "sold_amount": 10_000,
    "sold_currency": "USD",
    "sold_exponent": 2,
    "bought_amount": 1_548_300,
    "bought_currency": "JPY",
    "bought_exponent": 0,
}
_REVERSAL: Final[dict[str, Any]] = {"occurred_on": _DAY, "reversed_position": 41}
_TAKEN_BACK: Final = (
    Posting(code="cash", amount=-12_345, currency="USD", exponent=2, ref=_id(1)),
    Posting(code="income:gift", amount=12_345, currency="USD", exponent=2, purpose_id=_id(2)),
)

FULL: Final[tuple[FundEvent, ...]] = (
    FundOpened(**_OPENED, single_signer=True, founder=_id(22)),
    AccountOpened(**_ACCOUNT, occurred_on=_DAY, kind=AccountKind.MOBILE_MONEY),
    PurposeOpened(
        occurred_on=_DAY,
        purpose_id=_id(2),
        restriction=Restriction.RESTRICTED,
        categories=(Category.RENT, Category.HOTEL),
    ),
    AuthorityOpened(occurred_on=_DAY, authority_id=_id(4), kind=AuthorityKind.IMMIGRATION),
    BalanceBroughtForward(**_MONEY),
    DonationReceived(
        **_GIFT,
        kind=DonationKind.GIFT,
        processor_fee=59,
        host_fee=500,
        anonymous=True,
        giver=_id(8),
        donor_commitment=_DIGEST,
    ),
    DonationRefunded(**_MONEY, **_DECIDED, processor_fee_returned=59, host_fee_returned=500),
    DonationChargedBack(**_MONEY, dispute_fee=1_500),
    DonationPassedOn(**_MONEY, **_DECIDED, fee=30, payee=_id(9)),
    AccountTransferMade(**_TRANSFER, fee=30, purpose_id=_id(2)),
    PurposeTransferMade(**_PURPOSES, decision=_id(3)),
    ExchangeMade(**_EXCHANGE, fee=75),
    BailPosted(
        **_MONEY,
        **_BAIL,
        **_DECIDED,
        kind=BailKind.PERCENTAGE_DEPOSIT,
        household=_id(5),
        fee=30,
        incident=_id(10),
        depositor=_id(11),
    ),
    BailReturned(
        **_MONEY,
        **_BAIL,
        deductions=tuple(Deduction(kind=kind, amount=7) for kind in DeductionKind),
    ),
    BailForfeited(**_NO_ACCOUNT, **_BAIL),
    GrantCommitted(
        **_NO_ACCOUNT,
        **_HELP,
        **_DECIDED,
        instalments=_PARTS,
        incident=_id(10),
        payee=_id(9),
    ),
    GrantPaid(**_MONEY, **_HELP, **_DECIDED, instalment=2, fee=30, incident=_id(10), payee=_id(9)),
    GrantRestReleased(**_NO_ACCOUNT, category=Category.MEDICAL),
    CostPaid(**_MONEY, **_DECIDED, category=CostCategory.PROFESSIONAL_FEES, fee=30, payee=_id(9)),
    CostRefunded(**_MONEY, category=CostCategory.ROOMS),
    FeeTaken(**_MONEY, kind=Fee.PROCESSOR, of_case=_id(9)),
    FeeReturned(**_MONEY, kind=Fee.HOST, of_case=_id(9)),
    LineReversed(
        **_REVERSAL,
        reversed_topic="donation.received.v1",
        reason=Reason.DID_NOT_HAPPEN,
        postings=_TAKEN_BACK,
    ),
    *samples_of_help.FULL,
    *samples_of_bail.FULL,
    *samples_of_cash.FULL,
    *samples_of_deciding.FULL,
    *samples_of_budgets.FULL,
    *samples_of_people.FULL,
    *samples_of_publishing.FULL,
    *samples_of_log.FULL,
)
"""Every field of every fact has a value."""

MINIMAL: Final[tuple[FundEvent, ...]] = (
    FundOpened(**_OPENED, single_signer=False),
    AccountOpened(**_ACCOUNT, occurred_on=date(1900, 1, 1), kind=AccountKind.CASH_HELD),
    PurposeOpened(occurred_on=_DAY, purpose_id=_id(2), restriction=Restriction.UNRESTRICTED),
    AuthorityOpened(occurred_on=_DAY, authority_id=_id(4), kind=AuthorityKind.COURT),
    BalanceBroughtForward(**(_MONEY | {"amount": 1})),
    DonationReceived(**_GIFT, kind=DonationKind.COLLECTION),
    DonationRefunded(**_MONEY),
    DonationChargedBack(**_MONEY),
    DonationPassedOn(**_MONEY),
    AccountTransferMade(**_TRANSFER),
    PurposeTransferMade(**_PURPOSES),
    ExchangeMade(**_EXCHANGE),
    BailPosted(**_MONEY, **_BAIL, kind=BailKind.CASH_DEPOSIT, household=_id(5)),
    BailReturned(**_MONEY, **_BAIL),
    BailForfeited(**(_NO_ACCOUNT | {"amount": 1}), **_BAIL),
    GrantCommitted(**_NO_ACCOUNT, **_HELP, instalments=(Instalment(due_on=_DAY, amount=12_345),)),
    GrantPaid(**_MONEY, **_HELP, instalment=1),
    GrantRestReleased(**(_NO_ACCOUNT | {"amount": 1}), category=Category.FOOD),
    CostPaid(**_MONEY, category=CostCategory.OTHER),
    CostRefunded(**(_MONEY | {"amount": 1}), category=CostCategory.OTHER),
    FeeTaken(**(_MONEY | {"amount": 1}), kind=Fee.BANK),
    FeeReturned(**(_MONEY | {"amount": 1}), kind=Fee.BANK),
    LineReversed(**_REVERSAL, reversed_topic="fee.taken.v1", reason=Reason.WRONG_DATE, postings=()),
    *samples_of_help.MINIMAL,
    *samples_of_bail.MINIMAL,
    *samples_of_cash.MINIMAL,
    *samples_of_deciding.MINIMAL,
    *samples_of_budgets.MINIMAL,
    *samples_of_people.MINIMAL,
    *samples_of_publishing.MINIMAL,
    *samples_of_log.MINIMAL,
)
"""Every fact with as few fields as it may have."""


def _line(**fields: Any) -> Line:
    usual: dict[str, Any] = {
        "fund_id": _id(12),
        "position": 1,
        "case_id": _id(13),
        "version": 0,
        "event_id": _id(14),
        "recorded_at": datetime(2026, 11, 21, 2, 55, tzinfo=UTC),
        "actor": "operator",
        "cause": None,
        "event": FULL[0],
    }
    return Line(**(usual | fields))


ENVELOPES: Final[dict[str, Line]] = {
    "first": _line(),
    "later": _line(
        position=1_916,
        version=7,
        recorded_at=datetime(
            2026, 3, 1, 0, 30, 0, 1, tzinfo=timezone(timedelta(hours=-5, minutes=-30))
        ),
        actor="3f1f8a0e9d7b4c55",
        cause=_id(15),
    ),
}
"""Lines whose envelopes have golden bytes."""
