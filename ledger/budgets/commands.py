"""What can be asked of a budget."""

from uuid import UUID

from ledger.command import Command
from ledger.events.budgets import BudgetItem


class AdoptBudget(Command, frozen=True, kw_only=True):
    """Say what the money is meant for in some months: an order of two stewards, or a decision.

    Whoever writes it gives each item an id of its own, by which it is called for ever. Both
    *decision* and *content_hash* are written by the rules when it is carried out.

    Refusals in order: date-in-future, date-too-early, reference-unusable (content_hash),
    budget-unusable (from_month, until_month, items), then one item after the other budget-unusable
    (items), amount-not-positive, amount-too-large, currency-unknown, wrong-exponent,
    purpose-unknown, outside-purpose, then budget-unusable (items: a group beside one of its kinds),
    budget-overlaps.
    """

    from_month: str
    until_month: str
    items: tuple[BudgetItem, ...]
    decision: UUID | None = None
    content_hash: str | None = None


class AmendBudget(Command, frozen=True, kw_only=True):
    """Change items of a budget: an order of two stewards, or a decision.

    An item that is there keeps its kind, currency and purpose; an amount of zero takes it out. It
    may be less than what is used of it: what is left is below zero then, and shown so.

    *stands* is the digest of the items as they stood when this was written (`digest_of`): whoever
    agrees to a change agrees to that one. Without it nothing is compared.

    Refusals in order: date-in-future, date-too-early, reference-unusable (content_hash),
    budget-unknown, budget-changed, budget-unusable (items), then one item after the other
    budget-unusable (items), amount-not-positive (a new item, or below zero), amount-too-large,
    currency-unknown, wrong-exponent, purpose-unknown, outside-purpose, then nothing-changes,
    budget-unusable (items: none or too many left, or a group beside one of its kinds).
    """

    budget: UUID
    items: tuple[BudgetItem, ...]
    stands: str | None = None
    decision: UUID | None = None
    content_hash: str | None = None


BudgetCommand = AdoptBudget | AmendBudget
