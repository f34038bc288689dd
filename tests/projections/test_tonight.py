"""What is free for a kind of help: reachable, promised to nobody, allowed, and no reserve's."""

from itertools import count
from typing import Any, Final
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.chart import Category
from ledger.events import AccountKind, Reserve, Restriction
from projections.balances import (
    AccountBalance,
    Balances,
    PurposeBalance,
    PurposeMoney,
    Total,
)
from projections.tonight import KindTonight, Tonight, tonight

_IDS: Final = count(1)
BANK, TIN, FLOAT, OWN = (UUID(int=900 + number) for number in range(4))
BAIL, FOOD, RENT = Category.BAIL, Category.FOOD, Category.RENT


def account(
    account_id: UUID, balance: int, kind: AccountKind = AccountKind.BANK, currency: str = "EUR"
) -> AccountBalance:
    return AccountBalance(
        account_id=account_id,
        kind=kind,
        currency=currency,
        exponent=2,
        balance=balance,
        short=max(0, -balance),
    )


def purpose(cash: int, promised: int = 0, *categories: Category) -> PurposeBalance:
    money = PurposeMoney(
        currency="EUR",
        exponent=2,
        cash=cash,
        promised=promised,
        free=cash - promised,
        held=0,
        short=max(0, -cash),
    )
    return PurposeBalance(
        purpose_id=UUID(int=next(_IDS)),
        restriction=Restriction.DESIGNATED if categories else Restriction.UNRESTRICTED,
        categories=categories,
        money=(money,),
    )


def balances(
    accounts: tuple[AccountBalance, ...], purposes: tuple[PurposeBalance, ...]
) -> Balances:
    there = sum(each.balance for each in accounts if each.currency == "EUR")
    promised = sum(money.promised for each in purposes for money in each.money)
    return Balances(
        known_at=7,
        as_of=None,
        fund_id=UUID(int=1),
        currency="EUR",
        exponent=2,
        time_zone="UTC",
        single_signer=False,
        accounts=accounts,
        purposes=purposes,
        authorities=(),
        totals=(
            Total(
                currency="EUR",
                exponent=2,
                there=there,
                held=0,
                promised=promised,
                free=there - promised,
            ),
        ),
    )


def asked(
    accounts: tuple[AccountBalance, ...],
    purposes: tuple[PurposeBalance, ...],
    *reserves: Reserve,
    aside: dict[tuple[UUID | None, str], int] | None = None,
) -> Tonight:
    return tonight(
        balances(accounts, purposes),
        floats=(FLOAT,),
        aside=aside or {},
        reserves=reserves,
        currency="EUR",
    )


def of(found: Tonight, category: Category) -> KindTonight:
    return next(each for each in found.kinds if each.category is category)


def kept_for(amount: int, *categories: Category) -> Reserve:
    return Reserve(amount=amount, categories=categories)


def test_without_purposes_of_its_own_every_kind_has_the_same() -> None:
    found = asked((account(BANK, 900), account(TIN, 100)), (purpose(1000, 300),))
    assert {each.free for each in found.kinds} == {700}
    assert found.anything == 700
    assert of(found, BAIL).at_once == 700


def test_one_payment_is_never_more_than_one_account_has() -> None:
    found = asked((account(BANK, 500), account(TIN, 400)), (purpose(900),))
    assert (of(found, FOOD).free, of(found, FOOD).at_once) == (900, 500)


def test_money_for_a_kind_of_help_is_free_for_that_kind_only() -> None:
    found = asked((account(BANK, 1000),), (purpose(200), purpose(800, 0, RENT)))
    assert (of(found, RENT).free, of(found, BAIL).free, found.anything) == (1000, 200, 200)


def test_a_reserve_is_there_for_its_kinds_and_kept_from_all_others() -> None:
    found = asked((account(BANK, 1000),), (purpose(1000),), kept_for(300, BAIL))
    assert (of(found, BAIL).free, of(found, BAIL).kept) == (1000, 0)
    assert (of(found, FOOD).free, of(found, FOOD).kept) == (700, 300)


def test_a_reserve_stands_first_on_money_that_is_only_for_it() -> None:
    found = asked(
        (account(BANK, 1000),), (purpose(600), purpose(400, 0, BAIL)), kept_for(500, BAIL)
    )
    assert of(found, FOOD).kept == 100
    assert of(found, FOOD).free == 500


def test_a_reserve_takes_no_money_that_it_could_not_use() -> None:
    found = asked(
        (account(BANK, 1000),), (purpose(100), purpose(900, 0, RENT)), kept_for(300, BAIL)
    )
    assert (of(found, RENT).free, of(found, FOOD).free) == (900, 0)


def test_what_a_carrier_has_and_what_a_member_was_paid_beyond_is_not_reached() -> None:
    accounts = (
        account(BANK, 100),
        account(FLOAT, 50, AccountKind.CASH_HELD),
        account(OWN, 30, AccountKind.FRONTED),
    )
    found = asked(accounts, (purpose(180),))
    assert found.reachable == 100
    assert [each.why for each in found.accounts] == ["", "float", "fronted"]
    assert of(found, FOOD).free == 100


def test_frozen_money_is_not_reached_and_a_frozen_debt_is_still_owed() -> None:
    accounts = (account(BANK, 100), account(TIN, 70))
    there = balances(accounts, (purpose(170),))
    told: dict[str, Any] = {"floats": (), "aside": {}, "reserves": (), "currency": "EUR"}
    found = tonight(there, frozen=(TIN,), **told)
    assert [(each.why, each.reachable) for each in found.accounts] == [("", 100), ("frozen", 0)]
    assert of(found, FOOD).free == 100
    short = balances((account(BANK, 100), account(TIN, -30)), (purpose(70),))
    assert tonight(short, frozen=(TIN,), **told).reachable == 70


def test_a_debt_to_a_member_and_a_short_account_are_covered_first() -> None:
    accounts = (account(BANK, 500), account(TIN, -40), account(OWN, -60, AccountKind.FRONTED))
    assert of(asked(accounts, (purpose(400),)), FOOD).free == 400
    assert of(asked(accounts, (purpose(900),)), FOOD).free == 400


def test_approved_payments_are_gone_already() -> None:
    paid = purpose(1000)
    aside: dict[tuple[UUID | None, str], int] = {(paid.purpose_id, "EUR"): 250, (None, "EUR"): 50}
    found = asked((account(BANK, 1000),), (paid,), aside=aside)
    assert (found.aside, of(found, FOOD).free) == (300, 700)


def test_nothing_is_free_when_more_is_promised_than_there_is() -> None:
    found = asked((account(BANK, 100),), (purpose(100, 300),))
    assert {each.free for each in found.kinds} == {0}


@pytest.mark.parametrize("reserve", [0, 1])
def test_reserves_are_of_the_funds_own_currency(reserve: int) -> None:
    there = balances((account(BANK, 100),), (purpose(100),))
    other = Total(currency="USD", exponent=2, there=80, held=0, promised=0, free=80)
    both = Balances(
        **{name: getattr(there, name) for name in there.__struct_fields__}
        | {
            "accounts": (account(BANK, 100), account(TIN, 80, currency="USD")),
            "totals": (*there.totals, other),
        }
    )
    found = tonight(
        both, floats=(), aside={}, reserves=(kept_for(90, BAIL),) * reserve, currency="USD"
    )
    assert (found.reachable, found.reserves) == (80, ())


_PURPOSES: Final = st.lists(
    st.tuples(
        st.integers(-50, 200), st.integers(0, 80), st.sets(st.sampled_from([BAIL, FOOD, RENT]))
    ),
    min_size=1,
    max_size=5,
)


@given(st.lists(st.integers(-50, 300), min_size=1, max_size=3), _PURPOSES, st.integers(1, 300))
def test_what_is_free_can_be_paid_and_leaves_the_reserve_what_it_had(
    held: list[int], drawn: list[tuple[int, int, set[Category]]], amount: int
) -> None:
    accounts = tuple(account(UUID(int=950 + n), balance) for n, balance in enumerate(held))
    purposes = tuple(purpose(cash, promised, *sorted(kinds)) for cash, promised, kinds in drawn)
    found = asked(accounts, purposes, kept_for(amount, BAIL))
    free = of(found, FOOD).free
    usable = [each for each in found.purposes if each.free > 0]
    for_food = sum(each.free for each in usable if each.may_pay(FOOD))
    only_food = sum(each.free for each in usable if each.may_pay(FOOD) and not each.may_pay(BAIL))
    for_bail = sum(each.free for each in usable if each.may_pay(BAIL))
    assert 0 <= free <= max(0, min(found.reachable - found.promised, for_food))
    assert for_bail - max(0, free - only_food) >= min(amount, for_bail)
    assert of(found, BAIL).free == max(0, min(found.reachable - found.promised, for_bail))
    assert found.anything <= min(free, of(found, BAIL).free)
