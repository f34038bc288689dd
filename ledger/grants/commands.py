"""What can be asked of a grant."""

from typing import Final
from uuid import UUID

from ledger.chart import Category
from ledger.command import Command
from ledger.events import BackReason, Instalment, PayeeKind

MAX_INSTALMENTS: Final = 60
"""Five years of months: a longer plan is a typing slip."""


class CommitGrant(Command, frozen=True, kw_only=True):
    """Promise a grant with its plan of instalments: an order. Opens a case, or meets a request.

    Without *household* that of the request is taken, or a fresh random reference is made.
    Instalments may be due in the future. *consent*: whoever is helped agrees that the landlord (or
    hotel) is paid; that is recorded first.

    Refusals in order: case-exists, not-in-this-state, category-is-bail, date-in-future,
    date-too-early, amount-not-positive, amount-too-large (amount), amount-not-positive,
    amount-too-large (an instalment), too-many-instalments, instalments-do-not-add-up,
    reference-unusable (content_hash), purpose-unknown, currency-unknown, wrong-exponent,
    outside-purpose, consent-missing, above-cap, purpose-short, insufficient-purpose.
    """

    category: Category
    purpose_id: UUID
    amount: int
    currency: str
    exponent: int
    instalments: tuple[Instalment, ...]
    payee_kind: PayeeKind = PayeeKind.PERSON
    household: UUID | None = None
    incident: UUID | None = None
    payee: UUID | None = None
    decision: UUID | None = None
    content_hash: str | None = None
    case_id: UUID | None = None
    consent: bool = False


class ChangeGrantPlan(Command, frozen=True, kw_only=True):
    """Replace the plan of a grant, to extend or reduce it: an order.

    *instalments* are the whole new plan, those that are paid included, in their order.

    Refusals in order: case-unknown, case-of-another-kind, not-in-this-state, date-in-future,
    date-too-early, before-its-case, amount-not-positive, amount-too-large (an instalment),
    too-many-instalments, amount-too-large (all of them), reference-unusable (content_hash),
    wrong-currency, wrong-exponent, plan-below-paid, nothing-changes, above-cap, purpose-short,
    insufficient-purpose (the last three only when more is promised than before).
    """

    case_id: UUID
    instalments: tuple[Instalment, ...]
    currency: str
    exponent: int
    decision: UUID | None = None
    content_hash: str | None = None


class ChangeGrantPayee(Command, frozen=True, kw_only=True):
    """Pay what is left of a grant to somebody else: an order. *consent* as in `CommitGrant`.

    Refusals in order: case-unknown, case-of-another-kind, not-in-this-state, date-in-future,
    date-too-early, before-its-case, reference-unusable (content_hash), nothing-changes,
    consent-missing, payment-under-way.
    """

    case_id: UUID
    payee_kind: PayeeKind
    payee: UUID | None = None
    consent: bool = False
    decision: UUID | None = None
    content_hash: str | None = None


class PayGrant(Command, frozen=True, kw_only=True):
    """Pay an instalment of a promised grant, or a part of it: an order.

    Refusals in order: case-unknown, case-of-another-kind, date-in-future, date-too-early,
    before-its-case, amount-not-positive, amount-too-large (amount), amount-negative,
    amount-too-large (fee), reference-unusable (content_hash), instalment-unknown, account-unknown,
    wrong-currency, wrong-exponent (the account), wrong-currency (the grant), more-than-promised,
    account-short, insufficient-funds, purpose-short, insufficient-purpose, consent-missing
    (withdrawn since; not where it was paid already).
    """

    case_id: UUID
    account_id: UUID
    instalment: int
    amount: int
    currency: str
    exponent: int
    fee: int = 0
    decision: UUID | None = None
    content_hash: str | None = None


class ReleaseGrantRest(Command, frozen=True, kw_only=True):
    """Release what was promised and not paid; the grant is closed: an order.

    Refusals in order: case-unknown, case-of-another-kind, date-in-future, date-too-early,
    before-its-case, nothing-promised.
    """

    case_id: UUID


class RecordReturnedPayment(Command, frozen=True, kw_only=True):
    """Record that a payment did not arrive and is back in an account: a fact.

    It is promised again: pay it anew, or release the rest. So once two keep the fund, a second
    person confirms it.

    Refusals in order: case-unknown, case-of-another-kind, date-in-future, date-too-early,
    before-its-case, amount-not-positive, amount-too-large, instalment-unknown, account-unknown,
    wrong-currency, wrong-exponent (the account), wrong-currency (the grant), more-than-paid,
    witness-needed (given directly, once two are needed).
    """

    case_id: UUID
    account_id: UUID
    instalment: int
    amount: int
    currency: str
    exponent: int


class RecordMoneyBack(Command, frozen=True, kw_only=True):
    """Record that money which had arrived came back, such as a tenancy deposit: a fact.

    It goes back to its purpose and is not promised again.

    Refusals in order: case-unknown, case-of-another-kind, date-in-future, date-too-early,
    before-its-case, amount-not-positive, amount-too-large, account-unknown, wrong-currency,
    wrong-exponent (the account), wrong-currency (the grant), more-than-paid.
    """

    case_id: UUID
    account_id: UUID
    why: BackReason
    amount: int
    currency: str
    exponent: int


GrantCommand = (
    CommitGrant
    | ChangeGrantPlan
    | ChangeGrantPayee
    | PayGrant
    | ReleaseGrantRest
    | RecordReturnedPayment
    | RecordMoneyBack
)
