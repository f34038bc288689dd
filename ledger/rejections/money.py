"""Refusals of orders for which money is missing or not meant."""

from dataclasses import dataclass
from uuid import UUID

from ledger.chart import Category, CostCategory, Group
from ledger.money import Money
from ledger.rejections.base import Kind, Rejection


@dataclass(eq=True)
class AccountShort(Rejection):
    """The account is below zero; nothing more is paid from it until it is covered."""

    code, kind = "account-short", Kind.CONFLICT
    title = "The account is short"
    message = "Account {account_id} stands at {available}; cover it before paying from it."

    account_id: UUID
    needed: Money
    available: Money


@dataclass(eq=True)
class InsufficientFunds(Rejection):
    """The account holds less than the order needs."""

    code, kind = "insufficient-funds", Kind.CONFLICT
    title = "There is not enough money in the account"
    message = "{needed} is needed; account {account_id} has {available}."

    account_id: UUID
    needed: Money
    available: Money


@dataclass(eq=True)
class PurposeShort(Rejection):
    """The purpose is below zero; nothing more is paid from it until it is covered."""

    code, kind = "purpose-short", Kind.CONFLICT
    title = "The purpose is short"
    message = "Purpose {purpose_id} stands at {available}; cover it before paying from it."

    purpose_id: UUID
    needed: Money
    available: Money


@dataclass(eq=True)
class InsufficientPurpose(Rejection):
    """The purpose has less free money than the order needs: the rest is promised or gone."""

    code, kind = "insufficient-purpose", Kind.CONFLICT
    title = "There is not enough free money for this purpose"
    message = (
        "{needed} is needed; purpose {purpose_id} has {available} free, {promised} is promised."
    )

    purpose_id: UUID
    needed: Money
    available: Money
    promised: Money


@dataclass(eq=True)
class PurposeRestricted(Rejection):
    """Donors restricted this money; it may only be paid out for what they meant."""

    code, kind = "purpose-restricted", Kind.CONFLICT
    title = "Donors restricted this money"
    message = "Purpose {purpose_id} was restricted by its donors; pay from it, do not move it."

    purpose_id: UUID


@dataclass(eq=True)
class OutsidePurpose(Rejection):
    """The payment is for something that the purpose may not be used for."""

    code, kind = "outside-purpose", Kind.CONFLICT
    title = "The purpose is not meant for this"
    message = "Purpose {purpose_id} may not pay for {category}."

    purpose_id: UUID
    category: Category | CostCategory | Group
