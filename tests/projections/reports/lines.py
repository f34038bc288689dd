"""Lines about gifts, grants and bail, as few words as a test wants to say about them."""

from datetime import date
from typing import Any, Final

from ledger.chart import Category, DonationKind
from ledger.events import (
    BailKind,
    BailPosted,
    DonationReceived,
    FundEvent,
    GrantCommitted,
    GrantPaid,
    LineReversed,
    PayeeKind,
    Reason,
)
from ledger.postings import opposite, postings
from tests.projections.reports.given import who

DAY: Final = date(2026, 11, 21)
CASE, OTHER_CASE = who(900), who(901)
MONEY: Final[dict[str, Any]] = {
    "occurred_on": DAY,
    "account_id": who(1),
    "purpose_id": who(2),
    "currency": "USD",
    "exponent": 2,
}
UNPAID: Final = {key: value for key, value in MONEY.items() if key != "account_id"}


def gift(**fields: Any) -> DonationReceived:
    return DonationReceived(**MONEY, **{"kind": DonationKind.GIFT, "gross": 1_000, **fields})


def grant(**fields: Any) -> GrantCommitted:
    about: dict[str, Any] = {
        "category": Category.RENT,
        "household": who(5),
        "payee_kind": PayeeKind.LANDLORD,
        "incident": who(10),
        "payee": who(9),
        "instalments": (),
    }
    return GrantCommitted(**UNPAID, amount=500, **about, **fields)


def paid(**fields: Any) -> GrantPaid:
    about: dict[str, Any] = {
        "category": Category.RENT,
        "household": who(5),
        "payee_kind": PayeeKind.LANDLORD,
        "incident": who(10),
        "payee": who(9),
        "instalment": 1,
    }
    return GrantPaid(**MONEY, amount=500, **about, **fields)


def bail(**fields: Any) -> BailPosted:
    return BailPosted(
        **MONEY,
        authority_id=who(4),
        amount=1_000,
        **{"kind": BailKind.CASH_DEPOSIT, "household": who(5), **fields},
    )


def reversal(position: int, event: FundEvent) -> LineReversed:
    return LineReversed(
        occurred_on=event.occurred_on,
        reversed_position=position,
        reversed_topic=event.topic,
        reason=Reason.WRONG_AMOUNT,
        postings=opposite(postings(event)),
    )
