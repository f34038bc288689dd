"""Guards that many commands share. Each raises its refusal or returns what it found.

Precedence in every command: the case, then what was given (dates, amounts, references, currency),
then the money. A command's docstring lists its refusals in order; the tests hold it to that.
"""

import re
import unicodedata
from datetime import date
from typing import Final, Protocol
from uuid import UUID

from ledger.case import Case, E
from ledger.chart import Category, CostCategory
from ledger.command import MAX_LABEL, Context
from ledger.events import Restriction, Step
from ledger.fund import Account, Authority, Fund, Purpose
from ledger.money import MAX_AMOUNT, Money
from ledger.rejections import (
    AccountShort,
    AccountUnknown,
    AmountNegative,
    AmountNotPositive,
    AmountTooLarge,
    AuthorityUnknown,
    BeforeItsCase,
    CaseExists,
    CaseOfAnotherKind,
    CaseUnknown,
    CurrencyUnknown,
    DateInFuture,
    DateTooEarly,
    InsufficientFunds,
    InsufficientPurpose,
    LabelUnusable,
    OutsidePurpose,
    PurposeRestricted,
    PurposeShort,
    PurposeUnknown,
    ReferenceUnusable,
    WrongCurrency,
    WrongExponent,
)

EARLIEST: Final = date(1900, 1, 1)
"""No line happened before this day; an earlier date is a typing slip."""

_JOINERS: Final = {0x200C: None, 0x200D: None}
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


def new_case(case: Case) -> None:
    """Refuse to open a case that has lines standing."""
    if case.lines and case.standing:
        raise CaseExists(case.case_id)


def opened_by(case: Case, kind: type[E]) -> E:
    """Return the fact that opened the case; refuse a case that is unknown or of another kind."""
    if not case.lines:
        raise CaseUnknown(case.case_id)
    opening = case.opening
    if not isinstance(opening, kind):
        actual = _without_opening(case) if opening is None else opening.topic
        raise CaseOfAnotherKind(case.case_id, actual, kind.topic)
    return opening


def _without_opening(case: Case) -> str:
    """Say what a case is that no line opened: everything was taken back, or only asked for."""
    is_asked = all(isinstance(line.event, Step) for line in case.lines)
    return "only asked for" if is_asked else "taken back"


def day(given: date, context: Context, time_zone: str, field: str = "occurred_on") -> None:
    """Refuse a day after today in *time_zone*, or before 1900."""
    today = context.today(time_zone)
    if given > today:
        raise DateInFuture(field, given, today)
    if given < EARLIEST:
        raise DateTooEarly(field, given, EARLIEST)


def not_before(given: date, case: Case) -> None:
    """Refuse a day before the one on which the case began."""
    opening = case.opening
    if opening is not None and given < opening.occurred_on:
        raise BeforeItsCase(given, opening.occurred_on)


def positive(field: str, amount: int) -> None:
    """Refuse an amount that is not between 1 and the largest one."""
    if amount <= 0:
        raise AmountNotPositive(field, amount)
    not_too_large(field, amount)


def not_negative(field: str, amount: int) -> None:
    """Refuse a fee or deduction below zero or beyond the largest amount."""
    if amount < 0:
        raise AmountNegative(field, amount)
    not_too_large(field, amount)


def not_too_large(field: str, amount: int) -> None:
    """Refuse an amount beyond what one line may carry."""
    if amount > MAX_AMOUNT:
        raise AmountTooLarge(field, amount, MAX_AMOUNT)


def digest(field: str, value: str | None) -> None:
    """Refuse a hash that is not 64 lower-case hexadecimal digits."""
    if value is not None and not _DIGEST.fullmatch(value):
        raise ReferenceUnusable(field)


def tidied(text: str) -> str:
    """Return a name as it is kept: composed (NFC), with single plain spaces between its words.

    What people paste holds spaces of other widths, and the same letters in two spellings.
    """
    spaced = "".join(" " if unicodedata.category(each) == "Zs" else each for each in text)
    words = (word for word in spaced.split(" ") if word)
    return unicodedata.normalize("NFC", " ".join(words))


def label(field: str, text: str) -> None:
    """Refuse a name that is empty, too long or cannot be printed.

    Joiners cannot be seen, but names in Persian, Hindi and other scripts are misspelt without.
    """
    name = tidied(text)
    seen = name.translate(_JOINERS)
    if not seen or len(name) > MAX_LABEL or not seen.isprintable():
        raise LabelUnusable(field, MAX_LABEL)


def known_account(fund: Fund, account_id: UUID, field: str = "account_id") -> Account:
    """Return the account, or refuse."""
    account = fund.accounts.get(account_id)
    if account is None:
        raise AccountUnknown(field, account_id)
    return account


def known_purpose(fund: Fund, purpose_id: UUID, field: str = "purpose_id") -> Purpose:
    """Return the purpose, or refuse."""
    purpose = fund.purposes.get(purpose_id)
    if purpose is None:
        raise PurposeUnknown(field, purpose_id)
    return purpose


def known_authority(fund: Fund, authority_id: UUID) -> Authority:
    """Return the authority, or refuse."""
    authority = fund.authorities.get(authority_id)
    if authority is None:
        raise AuthorityUnknown(authority_id)
    return authority


class Kept(Protocol):
    """Whatever is kept in one currency: an account, or the fact that opened a case."""

    @property
    def currency(self) -> str:
        """The currency, as a code of ISO 4217."""

    @property
    def exponent(self) -> int:
        """How many decimal digits its minor units stand for."""


def same_currency(kept: Kept, currency: str, exponent: int, field: str = "the account") -> None:
    """Refuse an amount in another currency, or in other minor units, than it is kept in."""
    if currency != kept.currency:
        raise WrongCurrency(field, currency, kept.currency)
    if exponent != kept.exponent:
        raise WrongExponent(currency, exponent, kept.exponent)


def fund_currency(fund: Fund, currency: str, exponent: int) -> None:
    """Refuse a currency that no account of the fund has, or other minor units than it counts."""
    expected = fund.exponents.get(currency)
    if expected is None:
        raise CurrencyUnknown("currency", currency)
    if exponent != expected:
        raise WrongExponent(currency, exponent, expected)


def may_pay_for(purpose: Purpose, category: Category | CostCategory) -> None:
    """Refuse to pay from a purpose for something that it is not meant for."""
    if purpose.categories and category not in purpose.categories:
        raise OutsidePurpose(purpose.purpose_id, category)


def movable(purpose: Purpose) -> None:
    """Refuse to take money out of a purpose that donors restricted, except by paying from it."""
    if purpose.restriction is Restriction.RESTRICTED:
        raise PurposeRestricted(purpose.purpose_id)


def account_covers(account: Account, amount: int) -> None:
    """Refuse an order of *amount* from an account that is short or holds less."""
    needed = Money(amount, account.currency, account.exponent)
    available = Money(account.balance, account.currency, account.exponent)
    if account.balance < 0:
        raise AccountShort(account.account_id, needed, available)
    if account.balance < amount:
        raise InsufficientFunds(account.account_id, needed, available)


def purpose_covers(purpose: Purpose, amount: int, currency: str, exponent: int) -> None:
    """Refuse an order of *amount* from a purpose that is short or has less free money."""
    _purpose_has(purpose, purpose.free(currency), Money(amount, currency, exponent))


def purpose_keeps_promise(purpose: Purpose, amount: int, currency: str, exponent: int) -> None:
    """Refuse to pay what was promised when the purpose is short or has less money than that.

    A promise may use all the money there is: what is promised to others does not block it, so
    that after a chargeback the first promises that fall due can still be kept.
    """
    cash = purpose.cash.get(currency, 0)
    _purpose_has(purpose, cash, Money(amount, currency, exponent))


def _purpose_has(purpose: Purpose, available: int, needed: Money) -> None:
    currency, exponent = needed.currency, needed.exponent
    cash = purpose.cash.get(currency, 0)
    if cash < 0:
        raise PurposeShort(purpose.purpose_id, needed, Money(cash, currency, exponent))
    if available < needed.amount:
        raise InsufficientPurpose(
            purpose.purpose_id,
            needed,
            Money(available, currency, exponent),
            Money(purpose.promised.get(currency, 0), currency, exponent),
        )
