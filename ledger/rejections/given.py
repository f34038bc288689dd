"""Refusals of what was given: amounts, dates, references that do not fit."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from ledger.rejections.base import Kind, Rejection

_CODE: Final = re.compile(r"[A-Z]{3}")


def _code(typed: str) -> str:
    return typed if _CODE.fullmatch(typed) else "???"


@dataclass(eq=True)
class AmountNotPositive(Rejection):
    """An amount is zero or negative; money in and money out have lines of their own."""

    code, kind = "amount-not-positive", Kind.INVALID
    title = "The amount must be more than zero"
    message = "{field} is {amount}; it must be more than zero."

    field: str
    amount: int


@dataclass(eq=True)
class AmountNegative(Rejection):
    """A fee or deduction is negative."""

    code, kind = "amount-negative", Kind.INVALID
    title = "The amount must not be negative"
    message = "{field} is {amount}; it must be zero or more."

    field: str
    amount: int


@dataclass(eq=True)
class AmountTooLarge(Rejection):
    """An amount is larger than one line may carry."""

    code, kind = "amount-too-large", Kind.INVALID
    title = "The amount is too large"
    message = "{field} is {amount}; one line carries at most {maximum} minor units."

    field: str
    amount: int
    maximum: int


@dataclass(eq=True)
class FeesExceedAmount(Rejection):
    """The fees of a donation are more than the donation."""

    code, kind = "fees-exceed-amount", Kind.INVALID
    title = "The fees are more than the donation"
    message = "The fees are {fees} and the donation {amount}, in minor units."

    fees: int
    amount: int


@dataclass(eq=True)
class DateInFuture(Rejection):
    """The day lies after today in the fund's time zone."""

    code, kind = "date-in-future", Kind.INVALID
    title = "The date is in the future"
    message = "{given} is still to come; in the fund's time zone today is {today}."

    field: str
    given: date
    today: date


@dataclass(eq=True)
class DateTooEarly(Rejection):
    """The day lies before 1900, so it is a typing slip."""

    code, kind = "date-too-early", Kind.INVALID
    title = "The date is too long ago"
    message = "{given} is too long ago; the earliest day is {earliest}."

    field: str
    given: date
    earliest: date


@dataclass(eq=True)
class CurrencyUnknown(Rejection):
    """The currency code is not in ISO 4217."""

    code, kind = "currency-unknown", Kind.INVALID
    title = "There is no such currency"
    message = "{field} is {currency}; use a three-letter code of ISO 4217, like USD."

    field: str
    currency: str

    def __post_init__(self) -> None:
        """Repeat only what looks like a code: anything else may be a name."""
        self.currency = _code(self.currency)


@dataclass(eq=True)
class TimeZoneUnknown(Rejection):
    """The time zone is not in the IANA data base."""

    code, kind = "time-zone-unknown", Kind.INVALID
    title = "There is no such time zone"
    message = "This is not a time zone; use a name like America/Sao_Paulo."


@dataclass(eq=True)
class LabelUnusable(Rejection):
    """A name is empty, too long, or holds characters that cannot be printed."""

    code, kind = "label-unusable", Kind.INVALID
    title = "The name cannot be used"
    message = "{field} must have 1 to {maximum} printable characters."

    field: str
    maximum: int


@dataclass(eq=True)
class ReferenceUnusable(Rejection):
    """A commitment or content hash is not 64 lower-case hexadecimal digits."""

    code, kind = "reference-unusable", Kind.INVALID
    title = "The reference cannot be used"
    message = "{field} must be a SHA-256 digest: 64 lower-case hexadecimal digits."

    field: str


@dataclass(eq=True)
class AccountUnknown(Rejection):
    """No account of the fund has this id."""

    code, kind = "account-unknown", Kind.INVALID
    title = "The fund has no such account"
    message = "{field} names account {account_id}, which this fund does not have."

    field: str
    account_id: UUID


@dataclass(eq=True)
class PurposeUnknown(Rejection):
    """No purpose of the fund has this id."""

    code, kind = "purpose-unknown", Kind.INVALID
    title = "The fund has no such purpose"
    message = "{field} names purpose {purpose_id}, which this fund does not have."

    field: str
    purpose_id: UUID


@dataclass(eq=True)
class PurposeMissing(Rejection):
    """A transfer with a fee does not say which purpose bears the fee."""

    code, kind = "purpose-missing", Kind.INVALID
    title = "The fee needs a purpose"
    message = "A fee was given: say in purpose_id which purpose bears it."


@dataclass(eq=True)
class AuthorityUnknown(Rejection):
    """No authority of the fund has this id."""

    code, kind = "authority-unknown", Kind.INVALID
    title = "The fund has no such authority"
    message = "Authority {authority_id} is not one of this fund."

    authority_id: UUID


@dataclass(eq=True)
class WrongCurrency(Rejection):
    """The amount's currency is not the one of the account or case."""

    code, kind = "wrong-currency", Kind.INVALID
    title = "The currency is another one"
    message = "The amount is in {given}; {field} is kept in {expected}."

    field: str
    given: str
    expected: str

    def __post_init__(self) -> None:
        """Repeat only what looks like a code: anything else may be a name."""
        self.given = _code(self.given)


@dataclass(eq=True)
class WrongExponent(Rejection):
    """The amount counts other minor units than the fund does for this currency."""

    code, kind = "wrong-exponent", Kind.INVALID
    title = "The amount counts other minor units"
    message = "The amount has exponent {given}; this fund counts {currency} with {expected}."

    currency: str
    given: int
    expected: int


@dataclass(eq=True)
class SameAccount(Rejection):
    """A transfer or exchange names one account twice."""

    code, kind = "same-account", Kind.INVALID
    title = "Both accounts are the same"
    message = "Money cannot move from account {account_id} to itself."

    account_id: UUID


@dataclass(eq=True)
class SamePurpose(Rejection):
    """A transfer between purposes names one purpose twice."""

    code, kind = "same-purpose", Kind.INVALID
    title = "Both purposes are the same"
    message = "Money cannot move from purpose {purpose_id} to itself."

    purpose_id: UUID


@dataclass(eq=True)
class SameCurrency(Rejection):
    """An exchange is between two accounts of one currency; that is a transfer."""

    code, kind = "same-currency", Kind.INVALID
    title = "Both accounts have the same currency"
    message = "Both accounts are kept in {currency}; record a transfer instead."

    currency: str


@dataclass(eq=True)
class InstalmentsDoNotAddUp(Rejection):
    """The instalments of a grant are not its amount."""

    code, kind = "instalments-do-not-add-up", Kind.INVALID
    title = "The instalments do not add up to the grant"
    message = "The instalments add up to {total}, the grant is {amount}, in minor units."

    total: int
    amount: int


@dataclass(eq=True)
class TooManyInstalments(Rejection):
    """A grant has no instalment, or more than a plan may have."""

    code, kind = "too-many-instalments", Kind.INVALID
    title = "A grant has one to sixty instalments"
    message = "The plan has {count} instalments; it may have 1 to {maximum}."

    count: int
    maximum: int


@dataclass(eq=True)
class TooManyDeductions(Rejection):
    """A return of bail names more deductions than one line may carry."""

    code, kind = "too-many-deductions", Kind.INVALID
    title = "There are too many deductions"
    message = "The return names {count} deductions; it may name {maximum}."

    count: int
    maximum: int


@dataclass(eq=True)
class CategoryIsBail(Rejection):
    """A grant was given the category bail; bail has lines of its own."""

    code, kind = "category-is-bail", Kind.INVALID
    title = "Bail is not recorded as a grant"
    message = "Record a bail payment as bail: it is a deposit that comes back, not a grant."
