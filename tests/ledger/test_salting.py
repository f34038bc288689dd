"""Who finds the receipt of a bail payment cannot find out more of its order than it says."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import product
from typing import Any, Final
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ledger.events import BailPosted, OrderChanged, OrderRequested
from ledger.orders import requesting
from ledger.orders.commands import ChangeOrder, RequestOrder
from ledger.orders.content import command_of, content_of, hash_of
from ledger.orders.salting import is_guessable, salted
from tests.ledger.asked import ORDER, POST, approved, asked, authorised, prepared, signs
from tests.ledger.book import CASE, TODAY, Given, fresh
from tests.ledger.people import ANA, BO, CY, FUNDED
from tests.ledger.test_signing import LET_GO, case_of
from tests.ledger.world import HOUSEHOLD, NOWHERE

DAYS: Final = 400
"""How far from the day of the payment whoever tries days goes, both ways."""

Days = st.integers(-DAYS, 0).map(lambda days: TODAY + timedelta(days=days))
Sent = st.sampled_from([None, ORDER, CASE, HOUSEHOLD, NOWHERE])


def paid(day: date, household: UUID | None, sent: UUID | None = None) -> BailPosted:
    """Return what a receipt opens of bail that two paid, by an order that opened its case."""
    asking = replace(POST, occurred_on=day, household=household, salt=sent)
    (said,) = Given(*FUNDED).when(RequestOrder(occurred_on=TODAY, order=asking), actor=ANA).facts
    assert isinstance(said, OrderRequested)
    order = command_of(said.content)
    signed = [step(who, order) for step, who in ((approved, CY), (prepared, BO), (authorised, CY))]
    way = case_of(*(replace(each, order=said.order) for each in (asked(order), *signed)))
    sends = replace(signs(LET_GO.acts[-1], command=order), order_id=said.order)
    posted = way.when(sends, actor=ANA).facts[-1]
    assert isinstance(posted, BailPosted)
    return posted


def candidates(posted: BailPosted) -> Iterator[str]:
    """Yield the digest of every order that whoever has the receipt can think of."""
    shared = {
        name: getattr(posted, name)
        for name in POST.__struct_fields__
        if hasattr(posted, name) and name not in {"decision", "content_hash"}
    }
    known = (None, posted.decision, posted.household, posted.account_id, posted.purpose_id)
    for days, household, salt in product(
        range(-DAYS, 1), (None, posted.household), (*known, UUID(int=0), HOUSEHOLD, CASE)
    ):
        day = posted.occurred_on + timedelta(days=days)
        guess = replace(POST, **shared | {"occurred_on": day, "household": household, "salt": salt})
        yield hash_of(content_of(guess))


def is_found(posted: BailPosted) -> bool:
    return posted.content_hash in set(candidates(posted))


@settings(deadline=None, max_examples=40)
@given(day=Days, household=st.sampled_from([None, HOUSEHOLD]), sent=Sent)
def test_nobody_finds_day_or_household_of_an_order_from_its_receipt(
    day: date, household: UUID | None, sent: UUID | None
) -> None:
    posted = paid(day, household, sent)
    assert posted.content_hash is not None
    assert not is_found(posted)


MUTANTS: Final[dict[str, Callable[..., Any]]] = {
    "no salt": lambda command, _new_id: command,
    "the same salt for all": lambda command, _new_id: replace(command, salt=UUID(int=0)),
    "the salt is the order's id": lambda command, _: replace(command, salt=fresh(1)),
    "the salt is the household": lambda command, _: replace(command, salt=command.household),
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_the_attack_would_find_it(mutant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requesting, "salted", MUTANTS[mutant])
    monkeypatch.setattr("ledger.orders.progress.is_guessable", lambda _command: False)
    assert is_found(paid(TODAY - timedelta(days=11), HOUSEHOLD))


@pytest.mark.parametrize("sent", [None, NOWHERE])
def test_a_change_gets_a_salt_of_its_own(sent: UUID | None) -> None:
    old = replace(POST, salt=fresh(77))
    asking = ChangeOrder(
        occurred_on=TODAY, case_id=CASE, order_id=ORDER, order=replace(old, amount=101, salt=sent)
    )
    (changed,) = case_of(asked(old)).when(asking, actor=CY).facts
    assert isinstance(changed, OrderChanged)
    order: Any = command_of(changed.content)
    assert (order.amount, order.salt) == (101, fresh(1))


def test_an_order_that_names_a_random_case_says_what_was_sent() -> None:
    in_case = replace(POST, case_id=CASE)
    assert salted(in_case, lambda: NOWHERE) == in_case
    assert not is_guessable(in_case)


def test_an_old_order_is_carried_out_and_its_receipt_holds_no_digest() -> None:
    facts = (asked(), approved(CY), prepared(BO))
    *signed, posted = case_of(*facts).when(signs(*LET_GO.acts), actor=ANA).facts
    assert isinstance(posted, BailPosted)
    assert (posted.decision, posted.content_hash) == (ORDER, None)
    assert {getattr(each, "content_hash", "") for each in signed} == {hash_of(content_of(POST))}
