"""Commands with everything that they can hold, and the ids that they name."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from ledger.bail import PostBail, RecordBailReturn
from ledger.chart import Category, CostCategory, DeductionKind, DonationKind
from ledger.costs import PayCost
from ledger.decider import AnyCommand
from ledger.donations import RecordDonation
from ledger.events import BailKind, Deduction, Instalment, PayeeKind
from ledger.grants import ChangeGrantPlan, CommitGrant, PayGrant
from ledger.refunds import RefundDonation
from ledger.transfers import Exchange
from tests.api.pages.recording.stage import day
from tests.funds import DAY, OpenedFund

HASH: Final = "5" * 64
NEXT: Final = date(2026, 3, 9)
USD: Final[dict[str, Any]] = {"currency": "USD", "exponent": 2, "occurred_on": NEXT}
REFERENCES: Final[dict[str, Any]] = {
    "payee": UUID(int=11, version=4),
    "decision": UUID(int=12, version=4),
    "content_hash": HASH,
}
PEOPLE: Final[dict[str, Any]] = {
    "household": UUID(int=13, version=4),
    "incident": UUID(int=14, version=4),
}


class Ids(Struct):
    """The ids that a scene may name."""

    fund: OpenedFund
    case_id: UUID
    euro: UUID

    def answers(self, **more: str) -> dict[str, str]:
        """Return what nearly every form asks for."""
        return {
            "account_id": str(self.fund.bank),
            "purpose_id": str(self.fund.anything),
            "amount": "10.00",
            **day("occurred_on", NEXT),
            **more,
        }

    def money(self) -> dict[str, Any]:
        """Return the same for a command."""
        return {"account_id": self.fund.bank, "purpose_id": self.fund.anything, **USD}


def grant(fund: OpenedFund, **changes: Any) -> CommitGrant:
    """Return a promise of three instalments."""
    fields: dict[str, Any] = {
        "occurred_on": DAY,
        "category": Category.RENT,
        "purpose_id": fund.anything,
        "amount": 300_00,
        "currency": "USD",
        "exponent": 2,
        "instalments": tuple(
            Instalment(due_on=date(2026, month, 1), amount=100_00) for month in (4, 5, 6)
        ),
    }
    return CommitGrant(**(fields | changes))


def cost(fund: OpenedFund) -> PayCost:
    """Return a running cost."""
    return PayCost(
        category=CostCategory.PRINTING,
        account_id=fund.bank,
        purpose_id=fund.anything,
        amount=40_00,
        **(USD | {"occurred_on": DAY}),
    )


def full_donation(ids: Ids) -> AnyCommand:
    """Return the whole command."""
    return RecordDonation(
        kind=DonationKind.GIFT,
        gross=25_00,
        processor_fee=1_03,
        host_fee=50,
        anonymous=True,
        giver=UUID(int=9, version=4),
        donor_commitment=HASH,
        **ids.money(),
    )


def full_exchange(ids: Ids) -> AnyCommand:
    """Return the whole command."""
    return Exchange(
        occurred_on=NEXT,
        from_account_id=ids.fund.bank,
        to_account_id=ids.euro,
        purpose_id=ids.fund.anything,
        sold_amount=110_00,
        sold_currency="USD",
        sold_exponent=2,
        bought_amount=100_00,
        bought_currency="EUR",
        bought_exponent=2,
        fee=1_50,
    )


def full_exchange_answers(ids: Ids) -> dict[str, str]:
    return ids.answers(
        from_account_id=str(ids.fund.bank),
        to_account_id=str(ids.euro),
        sold_amount="10.00",
        bought_amount="9.00",
    )


def full_bail(ids: Ids) -> AnyCommand:
    """Return the whole command."""
    return PostBail(
        kind=BailKind.IMMIGRATION_BOND,
        authority_id=ids.fund.court,
        amount=50_00,
        fee=2_00,
        depositor=UUID(int=15, version=4),
        decision=UUID(int=12, version=4),
        content_hash=HASH,
        **PEOPLE,
        **ids.money(),
    )


def full_return(ids: Ids) -> AnyCommand:
    """Return the whole command."""
    kept = (
        Deduction(kind=DeductionKind.FINE, amount=1_00),
        Deduction(kind=DeductionKind.FEE, amount=2_00),
        Deduction(kind=DeductionKind.FINE, amount=3_00),
    )
    return RecordBailReturn(
        case_id=ids.case_id, account_id=ids.fund.cash_box, amount=20_00, deductions=kept, **USD
    )


def full_grant(ids: Ids) -> AnyCommand:
    """Return the whole command."""
    dues = tuple(Instalment(due_on=date(2027, 1, n), amount=n * 100) for n in range(1, 16))
    total = sum(each.amount for each in dues)
    kind = PayeeKind.HOTEL
    more = {**REFERENCES, **PEOPLE, "occurred_on": NEXT}
    return grant(ids.fund, amount=total, instalments=dues, payee_kind=kind, **more)


def full_plan(ids: Ids) -> AnyCommand:
    """Return the whole command."""
    return ChangeGrantPlan(
        case_id=ids.case_id,
        instalments=tuple(Instalment(due_on=date(2027, 2, n), amount=n * 100) for n in range(1, 4)),
        decision=REFERENCES["decision"],
        content_hash=HASH,
        **USD,
    )


def full_payment(ids: Ids) -> AnyCommand:
    """Return the whole command."""
    more = {name: REFERENCES[name] for name in ("decision", "content_hash")}
    return PayGrant(
        case_id=ids.case_id,
        account_id=ids.fund.bank,
        instalment=2,
        amount=60_00,
        fee=1_00,
        **more,
        **USD,
    )


def full_refund(ids: Ids) -> AnyCommand:
    """Return the whole command."""
    more = {name: REFERENCES[name] for name in ("decision", "content_hash")}
    return RefundDonation(
        case_id=ids.case_id,
        account_id=ids.fund.bank,
        amount=5_00,
        processor_fee_returned=10,
        host_fee_returned=20,
        **more,
        **USD,
    )
