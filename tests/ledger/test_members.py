"""Members and mandates: who belongs to a fund and who may do what in it."""

from datetime import timedelta
from typing import Final

import pytest

from ledger.events import (
    FounderNamed,
    MandateEnded,
    MandateGranted,
    MemberAdmitted,
    MemberLeft,
    PolicySet,
    Role,
    Rung,
    SingleSignerEnded,
)
from ledger.members import (
    AdmitMember,
    EndMandate,
    EndMembership,
    EndSingleSigner,
    GrantMandate,
    NameFounder,
)
from ledger.rejections import (
    AuditorKeepsBooks,
    DateTooEarly,
    FounderKnown,
    MandateHeld,
    MandateNotHeld,
    MemberExists,
    MemberUnknown,
    SecondPersonNeeded,
    TooFewPeople,
)
from tests.ledger.book import NOW, TODAY, TOMORROW, Given, Ladder, Step
from tests.ledger.book import Rung as Row
from tests.ledger.people import (
    ALONE,
    ANA,
    BO,
    CY,
    DEE,
    FAY,
    PEOPLE,
    STRANGER,
    TOGETHER,
    admitted,
    granted,
)
from tests.ledger.steps import YESTERDAY, dates
from tests.ledger.world import BOOK

WITH_BO: Final = (*ALONE, admitted(BO), granted(BO, Role.STEWARD))
NO_TREASURER: Final = (
    *WITH_BO,
    granted(BO, Role.APPROVER),
    MandateEnded(occurred_on=TODAY, holder=ANA, role=Role.TREASURER),
)
TWO_STEWARDS: Final = (*TOGETHER, MandateEnded(occurred_on=TODAY, holder=DEE, role=Role.STEWARD))

LADDERS = (
    Ladder(
        NameFounder(occurred_on=TOMORROW, founder=BO),
        Given(*ALONE),
        (*dates(), Step(FounderKnown(), given=Given(*BOOK))),
        actor="operator",
    ),
    Ladder(
        AdmitMember(occurred_on=TOMORROW, sign_in=BO),
        Given(*PEOPLE),
        (*dates(), Step(MemberExists(), {"sign_in": STRANGER})),
        actor=ANA,
    ),
    Ladder(
        EndMembership(occurred_on=TOMORROW, sign_in=STRANGER),
        Given(*TWO_STEWARDS),
        (
            *dates(),
            Step(MemberUnknown("sign_in"), {"sign_in": ANA}),
            Step(TooFewPeople("steward", 2, 1), given=Given(*TOGETHER)),
        ),
        actor=BO,
        by_order=True,
    ),
    Ladder(
        GrantMandate(occurred_on=TOMORROW, holder=STRANGER, role=Role.TREASURER, ends_on=YESTERDAY),
        Given(*ALONE),
        (
            *dates(),
            Step(MemberUnknown("holder"), {"holder": ANA}),
            Step(DateTooEarly("ends_on", YESTERDAY, TODAY), {"ends_on": None}),
            Step(MandateHeld("treasurer"), {"role": Role.AUDITOR}),
            Step(
                AuditorKeepsBooks(Role.AUDITOR, ("treasurer", "approver", "steward")),
                {"role": Role.ON_CALL},
            ),
        ),
        actor=ANA,
    ),
    Ladder(
        EndMandate(occurred_on=TOMORROW, holder=STRANGER, role=Role.ON_CALL),
        Given(*TWO_STEWARDS),
        (
            *dates(),
            Step(MemberUnknown("holder"), {"holder": BO}),
            Step(MandateNotHeld("on_call"), {"role": Role.STEWARD}),
            Step(TooFewPeople("steward", 2, 1), given=Given(*TOGETHER)),
        ),
        actor=ANA,
        by_order=True,
    ),
    Ladder(
        EndSingleSigner(occurred_on=TOMORROW),
        Given(*ALONE),
        (
            *dates(),
            Step(TooFewPeople("steward", 2, 1), given=Given(*WITH_BO)),
            Step(TooFewPeople("approver", 2, 1), given=Given(*NO_TREASURER)),
            Step(
                TooFewPeople("treasurer", 1, 0),
                given=Given(*NO_TREASURER, granted(BO, Role.TREASURER)),
            ),
        ),
        actor=ANA,
    ),
)


@pytest.mark.parametrize("row", [row for ladder in LADDERS for row in ladder.rungs()], ids=str)
def test_refusals_come_in_their_order(row: Row) -> None:
    row.check()


def test_what_one_steward_does_while_one_person_signs_is_written_down_as_it_was_asked() -> None:
    book, term = Given(*PEOPLE), TODAY + timedelta(days=90)
    grant = GrantMandate(occurred_on=TODAY, holder=FAY, role=Role.SEAT, ends_on=term)
    book.when(grant, actor=ANA).then(
        MandateGranted(occurred_on=TODAY, holder=FAY, role=Role.SEAT, ends_on=term)
    )
    book.when(AdmitMember(occurred_on=TODAY, sign_in=STRANGER), actor=ANA).then(admitted(STRANGER))
    book.when(EndMembership(occurred_on=TODAY, sign_in=FAY), actor=ANA).then(
        MemberLeft(occurred_on=TODAY, sign_in=FAY)
    )
    book.when(EndSingleSigner(occurred_on=TODAY), actor=ANA).then(
        SingleSignerEnded(occurred_on=TODAY)
    )
    Given(*BOOK).when(NameFounder(occurred_on=TODAY, founder=BO), actor="clock").then(
        FounderNamed(occurred_on=TODAY, founder=BO)
    )


def test_single_signer_mode_ends_only_once_and_never_comes_back() -> None:
    book = Given(*TOGETHER)
    assert not book.fund.single_signer
    book.when(EndSingleSigner(occurred_on=TODAY), actor=ANA).refused(SecondPersonNeeded())


def test_a_policy_that_nobody_could_follow_keeps_single_signer_mode() -> None:
    strict = PolicySet(
        occurred_on=TODAY,
        ladder=(Rung(amount=0, approvals=4),),
        ratify_hours=1,
        ratify_approvals=1,
    )
    Given(*PEOPLE, strict).when(EndSingleSigner(occurred_on=TODAY), actor=ANA).refused(
        TooFewPeople("approver", 5, 4)
    )


def test_the_last_steward_stays_while_one_person_signs() -> None:
    book = Given(*ALONE)
    end = EndMandate(occurred_on=TODAY, holder=ANA, role=Role.STEWARD)
    book.when(end, actor=ANA).refused(TooFewPeople("steward", 1, 0))
    book.when(EndMembership(occurred_on=TODAY, sign_in=ANA), actor=ANA).refused(
        TooFewPeople("steward", 1, 0)
    )


def test_a_mandate_counts_through_the_last_day_of_its_term() -> None:
    fund = Given(*TOGETHER, granted(CY, Role.STEWARD, ends_on=TODAY)).fund
    assert Role.STEWARD in fund.governance.roles(CY, NOW, TODAY)
    assert Role.STEWARD not in fund.governance.roles(CY, NOW, TOMORROW)
    assert CY in fund.governance.holders(Role.STEWARD, NOW, TODAY)
    assert CY not in fund.governance.holders(Role.STEWARD, NOW, TOMORROW)


def test_a_new_term_takes_the_place_of_the_old_one() -> None:
    book = Given(*TOGETHER, granted(CY, Role.SEAT, ends_on=TODAY), granted(CY, Role.SEAT))
    assert [one.ends_on for one in book.fund.governance.mandates if one.role is Role.SEAT] == [None]


def test_whoever_leaves_loses_every_mandate() -> None:
    fund = Given(*TOGETHER, MemberLeft(occurred_on=TODAY, sign_in=CY)).fund
    assert not fund.governance.is_member(CY)
    assert fund.governance.roles(CY, NOW, TODAY) == frozenset()
    assert fund.governance.roles(BO, NOW, TODAY)


def test_a_member_who_comes_back_has_no_mandate() -> None:
    facts = (
        MemberLeft(occurred_on=TODAY, sign_in=CY),
        MemberAdmitted(occurred_on=TODAY, sign_in=CY),
    )
    fund = Given(*TOGETHER, *facts).fund
    assert fund.governance.is_member(CY)
    assert fund.governance.roles(CY, NOW, TODAY) == frozenset()
