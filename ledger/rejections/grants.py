"""Refusals of grants: consent, caps, and plans that do not fit what was paid."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from ledger.money import Money
from ledger.rejections.base import Kind, Rejection


@dataclass(eq=True)
class ConsentMissing(Rejection):
    """Whoever is helped has not agreed, or not any more, to have this paid to somebody else."""

    code, kind = "consent-missing", Kind.CONFLICT
    title = "Consent is missing"
    message = "It is not agreed to in this case, or was withdrawn: {scope}."

    scope: StrEnum


@dataclass(eq=True)
class AboveCap(Rejection):
    """More would be promised in one case than the policy allows for this kind of help."""

    code, kind = "above-cap", Kind.CONFLICT
    title = "More than the policy allows for one case"
    message = "{needed} would be promised; the policy allows {available} for one case."

    needed: Money
    available: Money


@dataclass(eq=True)
class PaymentUnderWay(Rejection):
    """People are signing a payment of the case; it would go to somebody else than they signed."""

    code, kind = "payment-under-way", Kind.CONFLICT
    title = "A payment is being signed"
    message = "Order {order} pays an instalment of this case and is still open."

    order: UUID


@dataclass(eq=True)
class PlanBelowPaid(Rejection):
    """The new plan has less for an instalment than was paid of it."""

    code, kind = "plan-below-paid", Kind.CONFLICT
    title = "Less than was paid already"
    message = "{paid} of instalment {instalment} is paid; the new plan has {planned} for it."

    instalment: int
    paid: Money
    planned: Money


@dataclass(eq=True)
class NothingChanges(Rejection):
    """What was asked for is how it stands already."""

    code, kind = "nothing-changes", Kind.CONFLICT
    title = "That is how it stands already"
    message = "Nothing in case {case_id} would change."

    case_id: UUID
