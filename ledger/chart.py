"""The chart of accounts: every code that a posting may name, and which side it stands on.

`docs/chart.md` explains each code to a bookkeeper. A code is ``family`` or ``family:leaf``. Debits
are positive, credits negative: money in an account is positive, income is negative.
"""

from enum import StrEnum
from typing import Final

from msgspec import Struct


class Category(StrEnum):
    """What money went on for people: the leaves of the tree *paid out for people*."""

    RENT_ARREARS = "rent_arrears"
    RENT = "rent"
    HOTEL = "hotel"
    TENANCY_DEPOSIT = "tenancy_deposit"
    MOVING = "moving"
    UTILITIES = "utilities"
    MEDICAL = "medical"
    FOOD = "food"
    TRANSPORT = "transport"
    CARE = "care"
    INTERPRETATION = "interpretation"
    LEGAL = "legal"
    BAIL = "bail"


class Group(StrEnum):
    """The groups of the tree *paid out for people*."""

    HOUSING = "housing"
    LIVING_AND_CARE = "living_and_care"
    LEGAL_AND_BAIL = "legal_and_bail"


GROUP_OF: Final[dict[Category, Group]] = {
    Category.RENT_ARREARS: Group.HOUSING,
    Category.RENT: Group.HOUSING,
    Category.HOTEL: Group.HOUSING,
    Category.TENANCY_DEPOSIT: Group.HOUSING,
    Category.MOVING: Group.HOUSING,
    Category.UTILITIES: Group.HOUSING,
    Category.MEDICAL: Group.LIVING_AND_CARE,
    Category.FOOD: Group.LIVING_AND_CARE,
    Category.TRANSPORT: Group.LIVING_AND_CARE,
    Category.CARE: Group.LIVING_AND_CARE,
    Category.INTERPRETATION: Group.LIVING_AND_CARE,
    Category.LEGAL: Group.LEGAL_AND_BAIL,
    Category.BAIL: Group.LEGAL_AND_BAIL,
}


class CostCategory(StrEnum):
    """What running the fund costs, when no single gift or payout causes it."""

    PAID_WORK = "paid_work"
    HOSTING = "hosting"
    PHONE = "phone"
    POST = "post"
    PRINTING = "printing"
    ROOMS = "rooms"
    MATERIALS = "materials"
    INSURANCE = "insurance"
    PROFESSIONAL_FEES = "professional_fees"
    TRAVEL = "travel"
    OTHER = "other"


class Fee(StrEnum):
    """Fees taken by whoever moves the money."""

    PROCESSOR = "processor"
    HOST = "host"
    PAYOUT = "payout"
    TRANSFER = "transfer"
    EXCHANGE = "exchange"
    DISPUTE = "dispute"
    BANK = "bank"


class Loss(StrEnum):
    """How money went that nobody was paid with."""

    LOST = "lost"
    STOLEN = "stolen"
    SEIZED = "seized"


class DonationKind(StrEnum):
    """Where a donation comes from: one giver, an institution's grant, or a counted collection."""

    GIFT = "gift"
    GRANT = "grant"
    COLLECTION = "collection"


class DeductionKind(StrEnum):
    """Why a court kept a part of a deposit that it returned."""

    FEE = "fee"
    FINE = "fine"
    COSTS = "costs"
    RESTITUTION = "restitution"
    LIEN = "lien"


class Side(StrEnum):
    """Where a code stands in a statement."""

    THERE = "there"
    HELD = "held"
    IN = "in"
    OUT = "out"
    WITHIN = "within"
    PROMISED = "promised"
    CONTINGENT = "contingent"


class Code(Struct, frozen=True):
    """One code of the chart: its *side*, and whether a posting names a *ref* and a *purpose*."""

    side: Side
    ref: str | None
    purpose: bool


CASH: Final = "cash"
COURTS: Final = "courts"
BROUGHT_FORWARD: Final = "brought_forward"
REFUNDED: Final = "given_back:refunded"
CHARGED_BACK: Final = "given_back:charged_back"
PASSED_ON: Final = "given_back:passed_on"
DEPOSITORS: Final = "depositors"
FORFEITED: Final = "bail:forfeited"
WRITTEN_OFF: Final = "bail:written_off"
RECOVERED: Final = "bail:recovered"
PREMIUM: Final = "bail:premium"
SURETIES: Final = "contingent:sureties"
SURETIES_AGAINST: Final = "contingent:against"
BETWEEN_PURPOSES: Final = "between_purposes"
EXCHANGED: Final = "exchanged"
PROMISED_AGAINST: Final = "promised_against"
MISSING: Final = "lost:missing"
DIFFERENCE: Final = "lost:difference"


def income(kind: DonationKind) -> str:
    """Return the code that a donation of *kind* is credited to."""
    return "income:" + kind


def fee(kind: Fee) -> str:
    """Return the code that a fee of *kind* is charged to."""
    return "fees:" + kind


def paid_for(category: Category) -> str:
    """Return the code that a grant of *category* is charged to when it is paid."""
    return "help:" + category


def promised_for(category: Category) -> str:
    """Return the code that holds what is promised for *category* and not paid."""
    return "promised:" + category


def cost(category: CostCategory) -> str:
    """Return the code that a running cost of *category* is charged to."""
    return "costs:" + category


def deduction(kind: DeductionKind) -> str:
    """Return the code that a court's deduction of *kind* is charged to."""
    return "bail:" + kind


def lost(how: Loss) -> str:
    """Return the code that money is charged to that went *how*."""
    return "lost:" + how


def _chart() -> dict[str, Code]:
    within = Code(Side.WITHIN, ref=None, purpose=True)
    given, out = Code(Side.IN, ref=None, purpose=True), Code(Side.OUT, ref=None, purpose=True)
    promised = Code(Side.PROMISED, ref=None, purpose=True)
    held = Code(Side.HELD, ref="authority_id", purpose=True)
    grants = [category for category in Category if category is not Category.BAIL]
    return {
        CASH: Code(Side.THERE, ref="account_id", purpose=False),
        COURTS: held,
        DEPOSITORS: held,
        BROUGHT_FORWARD: given,
        **{income(kind): given for kind in DonationKind},
        REFUNDED: given,
        CHARGED_BACK: given,
        PASSED_ON: given,
        **{fee(kind): out for kind in Fee},
        **{paid_for(category): out for category in grants},
        **{deduction(kind): out for kind in DeductionKind},
        **dict.fromkeys((FORFEITED, WRITTEN_OFF, RECOVERED, PREMIUM), out),
        **{cost(category): out for category in CostCategory},
        MISSING: out,
        DIFFERENCE: out,
        **{lost(how): out for how in Loss},
        BETWEEN_PURPOSES: within,
        EXCHANGED: within,
        **{promised_for(category): promised for category in grants},
        PROMISED_AGAINST: promised,
        SURETIES: Code(Side.CONTINGENT, ref="authority_id", purpose=False),
        SURETIES_AGAINST: Code(Side.CONTINGENT, ref=None, purpose=False),
    }


CHART: Final[dict[str, Code]] = _chart()
"""Every code there is. A posting to any other code is a bug."""


def family(code: str) -> str:
    """Return the family of *code*: ``help`` for ``help:rent``."""
    return code.partition(":")[0]


def is_spending(code: str) -> bool:
    """Say whether *code* is money spent: help, costs, bail that was kept, and what was lost."""
    return family(code) in {"help", "bail", "costs", "lost"}
