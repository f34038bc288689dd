"""What becomes of accounts: frozen, released, closed."""

from typing import Any, Final

import pytest

from ledger.accounts import CloseAccount, FreezeAccount, ReleaseAccount
from ledger.chart import CostCategory
from ledger.corrections import ReverseLine
from ledger.costs import PayCost
from ledger.donations import RecordDonation
from ledger.events import (
    AccountClosed,
    AccountFrozen,
    AccountReleased,
    AccountState,
    FloatHanded,
    FundEvent,
    LineReversed,
    Reason,
)
from ledger.fund import evolve, replay
from ledger.orders.commands import RequestOrder
from ledger.postings import opposite, postings
from ledger.rejections import (
    AccountIsClosed,
    AccountIsFrozen,
    AccountNotEmpty,
    AccountNotFrozen,
    AccountUnknown,
    NotReversible,
)
from tests.ledger.book import CASE, NOW, TODAY, TOMORROW, Given, Ladder, Rung, Step, fresh
from tests.ledger.people import ANA, BO, CY, FAY, FUNDED, TOGETHER
from tests.ledger.steps import account, dates
from tests.ledger.world import BANK, BOOK, NOWHERE, RIGHT, TIN, brought, received, usd

FROZEN: Final = AccountFrozen(occurred_on=TODAY, account_id=BANK)
RELEASED: Final = AccountReleased(occurred_on=TODAY, account_id=BANK)
CLOSED: Final = AccountClosed(occurred_on=TODAY, account_id=BANK)
OF_BANK: Final[dict[str, Any]] = {"occurred_on": TODAY, "account_id": BANK}
WRONG: Final[dict[str, Any]] = {"occurred_on": TOMORROW, "account_id": NOWHERE}
GIFT: Final = RecordDonation(**RIGHT, gross=5)
RENT: Final = PayCost(**RIGHT, category=CostCategory.ROOMS, amount=5)

LADDERS = (
    Ladder(
        FreezeAccount(**WRONG),
        Given(*BOOK, FROZEN),
        (*dates(), *account(), Step(AccountIsFrozen(BANK), given=Given(*BOOK))),
    ),
    Ladder(
        ReleaseAccount(**WRONG),
        Given(*BOOK),
        (*dates(), *account(), Step(AccountNotFrozen(BANK), given=Given(*BOOK, FROZEN))),
    ),
    Ladder(
        CloseAccount(**WRONG),
        Given(*BOOK, brought(1)),
        (*dates(), *account(), Step(AccountNotEmpty(BANK, usd(1)), given=Given(*BOOK))),
    ),
)


@pytest.mark.parametrize("rung", [rung for ladder in LADDERS for rung in ladder.rungs()], ids=str)
def test_refusals_come_in_their_order(rung: Rung) -> None:
    rung.check()


def test_a_frozen_account_pays_nothing_and_still_takes_what_happens() -> None:
    given = Given(*BOOK, brought(100), FROZEN)
    given.when(RENT).refused(AccountIsFrozen(BANK))
    assert given.when(GIFT).facts
    released = Given(*BOOK, brought(100), FROZEN, RELEASED)
    assert released.when(RENT).facts


def test_one_person_writes_that_an_account_is_blocked_and_that_it_is_free_again() -> None:
    Given(*TOGETHER).when(FreezeAccount(**OF_BANK), actor=CY).then(FROZEN)
    Given(*TOGETHER, FROZEN).when(ReleaseAccount(**OF_BANK), actor=CY).then(RELEASED)


def test_a_payment_from_a_frozen_account_can_be_asked_for_and_not_be_sent() -> None:
    given = Given(*FUNDED, FROZEN)
    assert given.when(RequestOrder(occurred_on=TODAY, order=RENT), actor=BO).facts
    given.carried_out(RENT, NOW, ANA).refused(AccountIsFrozen(BANK))


def test_a_closed_account_takes_nothing_any_more() -> None:
    given = Given(*BOOK, CLOSED)
    for command in (GIFT, RENT, FreezeAccount(**OF_BANK), CloseAccount(**OF_BANK)):
        given.when(command).refused(AccountIsClosed(BANK))


def test_an_account_in_which_a_correction_left_something_takes_what_brings_it_to_zero() -> None:
    gift = received(7)
    wrong = LineReversed(
        occurred_on=TODAY,
        reversed_position=len(BOOK) + 1,
        reversed_topic=gift.topic,
        reason=Reason.ENTERED_TWICE,
        postings=opposite(postings(gift)),
    )
    given = Given(*BOOK, gift, brought(-7), CLOSED, wrong)
    assert given.fund.accounts[BANK].state is AccountState.CLOSED
    assert given.when(GIFT).facts
    for command in (FreezeAccount(**OF_BANK), ReleaseAccount(**OF_BANK)):
        given.when(command).refused(AccountIsClosed(BANK))


def test_an_account_is_closed_by_two_when_there_is_nothing_in_it() -> None:
    closes = RequestOrder(occurred_on=TODAY, order=CloseAccount(**OF_BANK))
    Given(*FUNDED).when(closes, actor=BO).refused(AccountNotEmpty(BANK, usd(15_000)))
    assert Given(*TOGETHER).when(closes, actor=BO).facts
    Given(*TOGETHER).carried_out(CloseAccount(**OF_BANK), NOW, BO).then(CLOSED)


@pytest.mark.parametrize("line", [FROZEN, CLOSED], ids=lambda line: line.topic)
def test_what_became_of_an_account_is_not_taken_back_by_a_line(line: FundEvent) -> None:
    given = Given(*BOOK, case=(line,))
    at = given.position - 1
    reverse = ReverseLine(case_id=CASE, position=at, reason=Reason.DID_NOT_HAPPEN)
    given.when(reverse).refused(NotReversible(at, line.topic))


def test_each_fact_changes_the_state_of_its_account_and_of_no_other() -> None:
    fund = Given(*BOOK).fund
    for fact, state in (
        (FROZEN, AccountState.FROZEN),
        (RELEASED, AccountState.OPEN),
        (CLOSED, AccountState.CLOSED),
    ):
        fund = evolve(fund, fact)
        assert fund.accounts[BANK].state is state
        assert fund.accounts[TIN].state is AccountState.OPEN


def test_a_float_that_is_out_is_no_account_of_the_fund_and_a_counted_one_is_closed() -> None:
    handed = FloatHanded(**RIGHT, float_id=fresh(7), carrier=FAY, amount=10, until=TODAY)
    given = Given(*FUNDED, handed)
    assert given.fund.accounts[fresh(7)].keeper == FAY
    freeze = FreezeAccount(occurred_on=TODAY, account_id=fresh(7))
    given.when(freeze, actor=CY).refused(AccountUnknown("account_id", fresh(7)))


def test_a_history_folds_the_same_way_in_one_go() -> None:
    facts = (*BOOK, brought(5), FROZEN, brought(6), RELEASED)
    assert replay(Given().fund, facts) == Given(*facts).fund
