"""Suspension: one stops another at once; two make it last; nobody is kept out by one for ever."""

from datetime import timedelta
from typing import Final
from uuid import UUID

import pytest

from ledger.events import ColleagueSuspended, Role, SuspensionConfirmed
from ledger.rejections import (
    FundUnknown,
    MandateMissing,
    MemberUnknown,
    NotSuspended,
    SuspensionOwn,
    SuspensionSpent,
)
from ledger.suspension import ConfirmSuspension, SuspendColleague
from tests.ledger.book import LONG_AGO, NOW, TODAY, TOMORROW, Given, Ladder, Rung, Step
from tests.ledger.people import ANA, BO, CY, DEE, FAY, STRANGER, TOGETHER
from tests.ledger.steps import dates

HOURS: Final = timedelta(hours=72)
LATER: Final = NOW + timedelta(days=30)


def stopped(holder: UUID, by: UUID, ago: timedelta = timedelta(0)) -> ColleagueSuspended:
    return ColleagueSuspended(occurred_on=TODAY, holder=holder, by=by, until=NOW - ago + HOURS)


LADDERS = (
    Ladder(
        SuspendColleague(occurred_on=TOMORROW, holder=BO),
        Given(*TOGETHER, stopped(CY, BO, timedelta(days=3))),
        (
            *dates(),
            Step(SuspensionOwn(), {"holder": STRANGER}),
            Step(MemberUnknown("holder"), {"holder": CY}),
            Step(SuspensionSpent(NOW + timedelta(days=27)), actor=DEE),
        ),
        actor=BO,
    ),
    Ladder(
        ConfirmSuspension(occurred_on=TOMORROW, holder=STRANGER),
        Given(*TOGETHER, stopped(CY, BO, HOURS)),
        (
            *dates(),
            Step(MemberUnknown("holder"), {"holder": CY}),
            Step(NotSuspended(), given=Given(*TOGETHER, stopped(CY, BO))),
        ),
        actor=ANA,
        by_order=True,
    ),
)


@pytest.mark.parametrize("rung", [rung for ladder in LADDERS for rung in ladder.rungs()], ids=str)
def test_refusals_come_in_their_order(rung: Rung) -> None:
    rung.check()


def suspend(holder: UUID) -> SuspendColleague:
    return SuspendColleague(occurred_on=TODAY, holder=holder)


def test_a_suspension_lasts_for_three_days() -> None:
    Given(*TOGETHER).when(suspend(CY), actor=BO).then(stopped(CY, BO))
    governance = Given(*TOGETHER, stopped(CY, BO)).fund.governance
    last = NOW + HOURS - timedelta(microseconds=1)
    assert governance.roles(CY, last, TODAY) == frozenset()
    assert governance.roles(CY, NOW + HOURS, TODAY) >= {Role.TREASURER}


def test_whoever_is_stopped_finds_no_fund() -> None:
    book = Given(*TOGETHER, stopped(CY, BO))
    book.when(suspend(BO), actor=CY).refused(FundUnknown())


def test_a_member_without_a_mandate_stops_nobody() -> None:
    answer = Given(*TOGETHER).when(suspend(BO), actor=FAY).answer
    assert isinstance(answer, MandateMissing)


def test_the_thirty_days_run_from_when_it_was_written_and_not_from_the_day_that_was_typed() -> None:
    typed = ColleagueSuspended(occurred_on=LONG_AGO, holder=CY, by=BO, until=NOW + HOURS)
    book = Given(*TOGETHER, typed)
    book.when(suspend(CY), actor=BO).refused(SuspensionSpent(LATER))
    book.when(suspend(CY), now=LATER - timedelta(microseconds=1), actor=BO).refused(
        SuspensionSpent(LATER)
    )
    assert book.when(suspend(CY), now=LATER, actor=BO).facts


def test_another_persons_suspension_in_between_gives_nobody_a_second_one() -> None:
    book = Given(*TOGETHER, stopped(CY, BO, timedelta(days=5)), stopped(CY, DEE))
    again = NOW + timedelta(days=25)
    book.when(suspend(CY), actor=BO).refused(SuspensionSpent(again))
    assert book.when(suspend(CY), actor=ANA).facts


def test_what_two_confirmed_ends_membership_and_mandates() -> None:
    confirmed = SuspensionConfirmed(occurred_on=TODAY, holder=CY)
    governance = Given(*TOGETHER, stopped(CY, BO), confirmed).fund.governance
    assert not governance.is_member(CY)
    assert CY not in governance.suspensions
    assert not governance.holders(Role.TREASURER, NOW, TODAY) & {CY}
