"""Money that stays within the fund: between accounts, between purposes, between currencies."""

import pytest

from ledger.events import AccountTransferMade, ExchangeMade, PurposeTransferMade
from ledger.rejections import (
    AccountUnknown,
    CurrencyUnknown,
    InsufficientPurpose,
    PurposeMissing,
    PurposeRestricted,
    PurposeShort,
    PurposeUnknown,
    SameAccount,
    SameCurrency,
    SamePurpose,
    WrongCurrency,
    WrongExponent,
)
from ledger.transfers import Exchange, TransferBetweenAccounts, TransferBetweenPurposes
from tests.ledger import steps
from tests.ledger.book import CASE, TODAY, TOMORROW, Given, Ladder, Rung, Step
from tests.ledger.world import (
    BAIL,
    BANK,
    BOOK,
    EUROS,
    GENERAL,
    HOUSING,
    NOWHERE,
    TIN,
    brought,
    promised,
    taken,
    usd,
)

SHORT = steps.short(GENERAL)
NEW = (*steps.case_exists(steps.book(*SHORT)), *steps.dates())

ACCOUNTS = Ladder(
    TransferBetweenAccounts(
        case_id=CASE,
        occurred_on=TOMORROW,
        from_account_id=NOWHERE,
        to_account_id=NOWHERE,
        amount=0,
        currency="JPY",
        exponent=3,
        fee=-1,
    ),
    steps.taken_case(*SHORT),
    (
        *NEW,
        *steps.positive("amount", then=5),
        *steps.not_negative("fee", then=7),
        *steps.account("from_account_id", then=BANK),
        *steps.account("to_account_id", then=BANK),
        Step(SameAccount(BANK), {"to_account_id": EUROS}),
        *steps.currency(),
        Step(WrongCurrency("the account", "USD", "EUR"), {"to_account_id": TIN}),
        Step(PurposeMissing(), {"purpose_id": NOWHERE}),
        *steps.purpose(GENERAL),
        *steps.account_money(steps.book, GENERAL, needed=12),
        *steps.purpose_money(steps.book, GENERAL, needed=7),
    ),
)
PURPOSES = Ladder(
    TransferBetweenPurposes(
        case_id=CASE,
        occurred_on=TOMORROW,
        from_purpose_id=NOWHERE,
        to_purpose_id=NOWHERE,
        amount=0,
        currency="JPY",
        exponent=3,
    ),
    steps.taken_case(*steps.short(HOUSING), *SHORT),
    (
        *steps.case_exists(steps.book(*steps.short(HOUSING), *SHORT)),
        *steps.dates(),
        *steps.positive("amount", then=7),
        *steps.purpose(HOUSING, "from_purpose_id"),
        *steps.purpose(HOUSING, "to_purpose_id"),
        Step(SamePurpose(HOUSING), {"to_purpose_id": BAIL}),
        Step(CurrencyUnknown("currency", "JPY"), {"currency": "USD"}),
        Step(WrongExponent("USD", 3, 2), {"exponent": 2}),
        Step(PurposeRestricted(HOUSING), {"from_purpose_id": GENERAL}),
        *steps.purpose_money(steps.book, GENERAL, needed=7),
    ),
)
EXCHANGE = Ladder(
    Exchange(
        case_id=CASE,
        occurred_on=TOMORROW,
        from_account_id=NOWHERE,
        to_account_id=NOWHERE,
        purpose_id=NOWHERE,
        sold_amount=0,
        sold_currency="JPY",
        sold_exponent=3,
        bought_amount=0,
        bought_currency="JPY",
        bought_exponent=3,
        fee=-1,
    ),
    steps.taken_case(*SHORT),
    (
        *NEW,
        *steps.positive("sold_amount", then=5),
        *steps.positive("bought_amount", then=4),
        *steps.not_negative("fee", then=2),
        *steps.account("from_account_id", then=BANK),
        *steps.account("to_account_id", then=BANK),
        *steps.purpose(GENERAL),
        Step(WrongCurrency("the account", "JPY", "USD"), {"sold_currency": "USD"}),
        Step(WrongExponent("USD", 3, 2), {"sold_exponent": 2}),
        Step(WrongCurrency("the account", "JPY", "USD"), {"bought_currency": "USD"}),
        Step(WrongExponent("USD", 3, 2), {"bought_exponent": 2}),
        Step(SameAccount(BANK), {"to_account_id": TIN}),
        Step(SameCurrency("USD"), {"to_account_id": EUROS, "bought_currency": "EUR"}),
        *steps.money(steps.book, GENERAL, needed=7),
    ),
)
LADDERS = (ACCOUNTS, PURPOSES, EXCHANGE)


@pytest.mark.parametrize("rung", [rung for ladder in LADDERS for rung in ladder.rungs()], ids=str)
def test_refusals_come_in_their_order(rung: Rung) -> None:
    rung.check()


def transfer(amount: int, fee: int = 0, to_account_id: object = TIN) -> TransferBetweenAccounts:
    assert to_account_id in {TIN, NOWHERE}
    return TransferBetweenAccounts(
        occurred_on=TODAY,
        from_account_id=BANK,
        to_account_id=TIN if to_account_id == TIN else NOWHERE,
        amount=amount,
        currency="USD",
        exponent=2,
        fee=fee,
        purpose_id=GENERAL,
    )


def test_the_whole_balance_may_be_moved_even_when_it_is_promised() -> None:
    Given(*BOOK, brought(500), promised(500, GENERAL)).when(transfer(500)).then(
        AccountTransferMade(
            occurred_on=TODAY,
            from_account_id=BANK,
            to_account_id=TIN,
            amount=500,
            currency="USD",
            exponent=2,
        )
    )


def test_the_fee_of_a_transfer_is_not_taken_from_what_is_promised() -> None:
    Given(*BOOK, brought(500), promised(500, GENERAL)).when(transfer(499, fee=1)).refused(
        InsufficientPurpose(GENERAL, usd(1), usd(0), usd(500))
    )


def test_a_transfer_without_a_fee_asks_nothing_of_a_short_purpose() -> None:
    assert Given(*BOOK, brought(500), taken(900, TIN)).when(transfer(500)).facts


def test_the_account_to_transfer_to_is_checked_too() -> None:
    Given(*BOOK, brought(500)).when(transfer(1, to_account_id=NOWHERE)).refused(
        AccountUnknown("to_account_id", NOWHERE)
    )


def between(amount: int, currency: str = "USD") -> TransferBetweenPurposes:
    return TransferBetweenPurposes(
        occurred_on=TODAY,
        from_purpose_id=GENERAL,
        to_purpose_id=HOUSING,
        amount=amount,
        currency=currency,
        exponent=2,
    )


def test_free_money_of_the_collective_may_be_given_to_a_restricted_purpose() -> None:
    Given(*BOOK, brought(500)).when(between(500)).then(
        PurposeTransferMade(
            occurred_on=TODAY,
            from_purpose_id=GENERAL,
            to_purpose_id=HOUSING,
            amount=500,
            currency="USD",
            exponent=2,
        )
    )


def test_each_currency_of_a_purpose_stands_for_itself() -> None:
    book = Given(*BOOK, brought(500, EUROS, GENERAL, "EUR"), taken(1))
    assert book.when(between(500, "EUR")).facts
    book.when(between(1)).refused(PurposeShort(GENERAL, usd(1), usd(-1)))


def test_the_purpose_to_give_to_is_checked_too() -> None:
    command = TransferBetweenPurposes(
        occurred_on=TODAY,
        from_purpose_id=GENERAL,
        to_purpose_id=NOWHERE,
        amount=1,
        currency="USD",
        exponent=2,
    )
    Given(*BOOK, brought(1)).when(command).refused(PurposeUnknown("to_purpose_id", NOWHERE))


def test_an_exchange_books_both_real_amounts_and_the_fee() -> None:
    command = Exchange(
        occurred_on=TODAY,
        from_account_id=BANK,
        to_account_id=EUROS,
        purpose_id=GENERAL,
        sold_amount=10_000,
        sold_currency="USD",
        sold_exponent=2,
        bought_amount=9_180,
        bought_currency="EUR",
        bought_exponent=2,
        fee=50,
    )
    Given(*BOOK, brought(10_050)).when(command).then(
        ExchangeMade(
            occurred_on=TODAY,
            from_account_id=BANK,
            to_account_id=EUROS,
            purpose_id=GENERAL,
            sold_amount=10_000,
            sold_currency="USD",
            sold_exponent=2,
            bought_amount=9_180,
            bought_currency="EUR",
            bought_exponent=2,
            fee=50,
        )
    )
