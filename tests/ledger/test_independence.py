"""Nobody audits books that they keep, or kept in the time that they state something about."""

from datetime import date, datetime, timedelta
from typing import Any, Final

import pytest
from msgspec.structs import replace

from ledger.chart import Category
from ledger.events import (
    AssuranceSentence,
    FloatClosed,
    FloatHanded,
    FundEvent,
    MandateEnded,
    MemberLeft,
    Role,
    SuspensionConfirmed,
)
from ledger.fund import evolve
from ledger.governance import KEEPS_BOOKS
from ledger.members import EndMandate, GrantMandate
from ledger.publishing.commands import SignAssurance
from ledger.publishing.dates import next_report_date
from ledger.rejections import AuditorKeepsBooks, AuditorKeptBooks
from tests.ledger.book import NOW, TODAY, Given, fresh
from tests.ledger.people import BO, EVE, FAY, admitted, granted
from tests.ledger.publishing.stage import PUBLIC
from tests.ledger.world import BANK, GENERAL

YEAR: Final = timedelta(days=365)
LONG_AGO: Final = TODAY - 3 * YEAR
SUM: Final[dict[str, Any]] = {
    "float_id": fresh(1),
    "account_id": BANK,
    "purpose_id": GENERAL,
    "amount": 1_00,
    "currency": "USD",
    "exponent": 2,
}
HANDED: Final = FloatHanded(
    **SUM, occurred_on=TODAY, carrier=EVE, until=TODAY, categories=(Category.HOTEL,)
)
COUNTED: Final = FloatClosed(**SUM, occurred_on=LONG_AGO, missing=0)


def ended(role: Role, on: date = TODAY) -> MandateEnded:
    return MandateEnded(occurred_on=on, holder=EVE, role=role)


def statement(now: datetime) -> SignAssurance:
    day = (now - (NOW - datetime.combine(TODAY, NOW.time(), NOW.tzinfo))).date()
    return SignAssurance(
        occurred_on=day,
        for_day=next_report_date(3, 45, day),
        sentences=(AssuranceSentence.CASH_COUNTED,),
    )


@pytest.mark.parametrize("role", sorted(Role))
def test_whoever_keeps_the_books_gets_no_mandate_of_an_auditor_and_the_other_way_round(
    role: Role,
) -> None:
    book = Given(*PUBLIC, granted(FAY, role))
    audit = GrantMandate(occurred_on=TODAY, holder=FAY, role=Role.AUDITOR, ends_on=TODAY)
    keep = GrantMandate(occurred_on=TODAY, holder=EVE, role=role, ends_on=TODAY)
    if role in KEEPS_BOOKS:
        book.carried_out(audit, NOW, BO).refused(AuditorKeepsBooks(Role.AUDITOR, (role.value,)))
        book.carried_out(keep, NOW, BO).refused(AuditorKeepsBooks(role, ("auditor",)))
    else:
        assert book.carried_out(audit, NOW, BO).facts
        assert book.carried_out(keep, NOW, BO).facts


def test_once_the_one_mandate_is_over_the_other_can_be_given() -> None:
    over = granted(FAY, Role.TREASURER, TODAY - timedelta(days=1))
    audit = GrantMandate(occurred_on=TODAY, holder=FAY, role=Role.AUDITOR)
    assert Given(*PUBLIC, over).carried_out(audit, NOW, BO).facts
    last = granted(FAY, Role.TREASURER, TODAY)
    assert not isinstance(Given(*PUBLIC, last).carried_out(audit, NOW, BO).answer, tuple)
    stopped = replace(ended(Role.TREASURER), holder=FAY)
    assert Given(*PUBLIC, last, stopped).carried_out(audit, NOW, BO).facts


def test_whoever_had_both_before_keeps_both_until_one_is_ended() -> None:
    book = Given(*PUBLIC, granted(EVE, Role.TREASURER))
    people = book.fund.governance
    assert people.terms(EVE, TODAY) == {Role.AUDITOR, Role.TREASURER}
    assert people.audits_own_books(EVE, TODAY)
    book.when(statement(NOW), actor=EVE).refused(AuditorKeptBooks(TODAY - YEAR, TODAY))
    end = EndMandate(occurred_on=TODAY, holder=EVE, role=Role.TREASURER)
    (fact,) = book.carried_out(end, NOW, BO).facts
    after = evolve(book.fund, fact).governance
    assert not after.audits_own_books(EVE, TODAY)
    assert not after.audits_own_books(BO, TODAY)


@pytest.mark.parametrize(
    "kept",
    [
        (granted(EVE, Role.TREASURER), ended(Role.TREASURER)),
        (granted(EVE, Role.STEWARD, TODAY),),
        (granted(EVE, Role.ON_CALL, TODAY), granted(EVE, Role.ON_CALL), ended(Role.ON_CALL)),
        (granted(EVE, Role.APPROVER), ended(Role.APPROVER, LONG_AGO)),
        (HANDED, COUNTED),
        *(
            (granted(EVE, Role.APPROVER), gone, admitted(EVE), granted(EVE, Role.AUDITOR))
            for gone in (
                MemberLeft(occurred_on=TODAY, sign_in=EVE),
                SuspensionConfirmed(occurred_on=LONG_AGO, holder=EVE),
            )
        ),
    ],
    ids=[
        "ended",
        "term-over",
        "another-term",
        "typed-as-long-ago",
        "float",
        "left",
        "suspended",
    ],
)
def test_whoever_kept_the_books_states_nothing_for_a_year(kept: tuple[FundEvent, ...]) -> None:
    book = Given(*PUBLIC, *kept)
    within, after = NOW + YEAR, NOW + YEAR + timedelta(days=1)
    book.when(statement(within), within, EVE).refused(AuditorKeptBooks(TODAY, TODAY))
    assert book.when(statement(after), after, EVE).facts


@pytest.mark.parametrize(
    "kept",
    [(HANDED,), (granted(EVE, Role.TREASURER),)],
    ids=["float", "mandate"],
)
def test_whoever_keeps_the_books_still_states_nothing(kept: tuple[FundEvent, ...]) -> None:
    later = NOW + 2 * YEAR
    book = Given(*PUBLIC, *kept)
    book.when(statement(later), later, EVE).refused(
        AuditorKeptBooks(TODAY + YEAR, TODAY + 2 * YEAR)
    )


def test_a_mandate_that_keeps_no_books_keeps_nobody_from_stating() -> None:
    book = Given(*PUBLIC, granted(EVE, Role.SEAT), ended(Role.SEAT))
    assert book.when(statement(NOW), NOW, EVE).facts
