"""Runs of refusals that many commands share, to put together a `Ladder`."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from msgspec.structs import replace

from ledger.events import FundEvent
from ledger.guards import EARLIEST
from ledger.money import MAX_AMOUNT
from ledger.rejections import (
    AccountShort,
    AccountUnknown,
    AmountNegative,
    AmountNotPositive,
    AmountTooLarge,
    BeforeItsCase,
    CaseExists,
    CaseOfAnotherKind,
    CaseUnknown,
    DateInFuture,
    DateTooEarly,
    InsufficientFunds,
    InsufficientPurpose,
    PurposeShort,
    PurposeUnknown,
    ReferenceUnusable,
    WitnessNeeded,
    WrongCurrency,
    WrongExponent,
)
from tests.ledger.book import CASE, LONG_AGO, TODAY, TOMORROW, Given, Step
from tests.ledger.world import (
    BANK,
    BOOK,
    DIGEST,
    GENERAL,
    HOUSING,
    NOWHERE,
    TIN,
    TOO_MUCH,
    brought,
    promised,
    taken,
    usd,
)

YESTERDAY: Final = TODAY - timedelta(days=1)

Make = Callable[..., Given]
"""Makes a book of some facts; tells what a command's own case holds."""


def book(*facts: FundEvent) -> Given:
    """Return the shared fund with *facts*, for a command that opens a case."""
    return Given(*BOOK, *facts)


def case_exists(given: Given) -> tuple[Step, ...]:
    """The case has a line already; then it is new, in the book *given*."""
    return (Step(CaseExists(CASE), given=given),)


def taken_case(*facts: FundEvent) -> Given:
    """Return the book with *facts* in which the case has a line of another kind."""
    return Given(*BOOK, *facts, case=(brought(1, TIN, GENERAL),))


def case_of(topic: str, another: Given, right: Given) -> tuple[Step, ...]:
    """The case is unknown, then of another kind, then the right one."""
    return (
        Step(CaseUnknown(CASE), given=another),
        Step(CaseOfAnotherKind(CASE, "balance.brought_forward.v1", topic), given=right),
    )


def dates(then: date = TODAY) -> tuple[Step, ...]:
    """The day is in the future, then before 1900, then *then*."""
    return (
        Step(DateInFuture("occurred_on", TOMORROW, TODAY), {"occurred_on": LONG_AGO}),
        Step(DateTooEarly("occurred_on", LONG_AGO, EARLIEST), {"occurred_on": then}),
    )


def dates_of_case() -> tuple[Step, ...]:
    """As `dates`, and then the day before the case began."""
    before = Step(BeforeItsCase(YESTERDAY, TODAY), {"occurred_on": TODAY})
    return (*dates(then=YESTERDAY), before)


def positive(field: str, then: int) -> tuple[Step, ...]:
    """The amount is zero, then too large, then *then*."""
    return (
        Step(AmountNotPositive(field, 0), {field: TOO_MUCH}),
        Step(AmountTooLarge(field, TOO_MUCH, MAX_AMOUNT), {field: then}),
    )


def not_negative(field: str, then: int) -> tuple[Step, ...]:
    """The amount is negative, then too large, then *then*."""
    return (
        Step(AmountNegative(field, -1), {field: TOO_MUCH}),
        Step(AmountTooLarge(field, TOO_MUCH, MAX_AMOUNT), {field: then}),
    )


def digest(field: str = "content_hash") -> tuple[Step, ...]:
    """The hash is none, then one."""
    return (Step(ReferenceUnusable(field), {field: DIGEST}),)


def account(field: str = "account_id", then: UUID = BANK) -> tuple[Step, ...]:
    """The account is not of this fund, then *then*."""
    return (Step(AccountUnknown(field, NOWHERE), {field: then}),)


def purpose(then: UUID, field: str = "purpose_id") -> tuple[Step, ...]:
    """The purpose is not of this fund, then *then*."""
    return (Step(PurposeUnknown(field, NOWHERE), {field: then}),)


def currency(kept: str = "the account") -> tuple[Step, ...]:
    """The amount is in yen, then in cents of a thousand, then in USD with two digits."""
    return (
        Step(WrongCurrency(kept, "JPY", "USD"), {"currency": "USD"}),
        Step(WrongExponent("USD", 3, 2), {"exponent": 2}),
    )


def witness(before: tuple[Step, ...], two: Given, allowed: Given, needed: int) -> tuple[Step, ...]:
    """*before* leads to the book *two*, where one writes nothing of it; then one may: *allowed*."""
    *first, last = before
    return (
        *first,
        replace(last, given=two),
        Step(WitnessNeeded(usd(needed), usd(0)), given=allowed),
    )


def short(purpose_id: UUID) -> tuple[FundEvent, ...]:
    """Facts after which the bank account and the purpose are ten cents short."""
    return (taken(10, BANK, purpose_id),)


def money(make: Make, purpose_id: UUID, needed: int) -> tuple[Step, ...]:
    """The account is short, has too little; the purpose is short, has too little free."""
    return (
        *account_money(make, purpose_id, needed),
        *purpose_money(make, purpose_id, needed),
    )


def account_money(make: Make, purpose_id: UUID, needed: int) -> tuple[Step, ...]:
    """The account is short, then has three cents, then plenty; the purpose stays short."""
    short_purpose = taken(10, TIN, purpose_id)
    little, plenty = brought(3, BANK, aside(purpose_id)), brought(1_000, BANK, aside(purpose_id))
    return (
        Step(AccountShort(BANK, usd(needed), usd(-10)), given=make(little, short_purpose)),
        Step(InsufficientFunds(BANK, usd(needed), usd(3)), given=make(plenty, short_purpose)),
    )


def purpose_money(make: Make, purpose_id: UUID, needed: int) -> tuple[Step, ...]:
    """The purpose is short, then has three cents that are not promised, then plenty."""
    plenty = brought(1_000, BANK, aside(purpose_id))
    little = (brought(100, TIN, purpose_id), promised(97, purpose_id))
    return (
        Step(PurposeShort(purpose_id, usd(needed), usd(-10)), given=make(plenty, *little)),
        Step(
            InsufficientPurpose(purpose_id, usd(needed), usd(3), usd(97)),
            given=make(brought(1_000, BANK, purpose_id)),
        ),
    )


def aside(purpose_id: UUID) -> UUID:
    """Return a purpose that is not *purpose_id*."""
    return HOUSING if purpose_id == GENERAL else GENERAL
