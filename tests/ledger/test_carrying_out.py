"""Carrying out what members decided without an order; and ratifying by decision."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import pytest
from msgspec.structs import replace

from ledger.budgets.commands import AdoptBudget
from ledger.decider import written_in
from ledger.deciding.commands import CarryOutDecision
from ledger.deciding.setting import SetDeciding
from ledger.deciding.templates import TEMPLATES
from ledger.events import (
    BudgetAdopted,
    BudgetItem,
    DecidingSet,
    DecisionCarriedOut,
    DisclosureSet,
    FundEvent,
    KindProtocol,
    MandateGranted,
    MemberAdmitted,
    PolicySet,
    ProposalKind,
    RatificationClosed,
    Role,
    Rung,
    Subject,
    Unbudgeted,
)
from ledger.members import AdmitMember, EndMandate, GrantMandate
from ledger.orders.content import Orderable, content_of, hash_of
from ledger.orders.settling import RatifyOrder
from ledger.policy import SetPolicy
from ledger.powers import CLOCK
from ledger.publishing.cases import publications_case
from ledger.publishing.commands import SetDisclosure
from ledger.rejections import (
    CaseUnknown,
    DecisionDiffers,
    DecisionUnknown,
    MandateMissing,
    MemberExists,
    NotCarriedOut,
    OperatorMayNot,
    OrderUnknown,
    RatificationOver,
    TooFewPeople,
)
from tests.ledger.asked import ORDER, POST, approved, asked, authorised, carried_out, to_ratify
from tests.ledger.book import CASE, FUND, NOW, TODAY, TOMORROW, Given, Ladder, Step
from tests.ledger.book import Rung as Row
from tests.ledger.changed_fields import changed_once
from tests.ledger.decided import DECISION, adopted, left_to_members
from tests.ledger.people import ANA, BO, CY, DEE, FAY, FUNDED, STRANGER
from tests.ledger.steps import YESTERDAY, dates
from tests.ledger.world import NOWHERE

ADMIT: Final = AdmitMember(occurred_on=YESTERDAY, sign_in=STRANGER)
POLICY: Final = SetPolicy(occurred_on=YESTERDAY, ladder=(Rung(amount=0, approvals=2),))
BUDGET: Final = AdoptBudget(
    occurred_on=YESTERDAY,
    from_month="2026-12",
    until_month="2027-11",
    items=(
        BudgetItem(item_id=UUID(int=0xB1), kind="hotel", amount=100, currency="USD", exponent=2),
    ),
)
HOW: Final = SetDeciding(
    occurred_on=YESTERDAY,
    protocols=(KindProtocol(kind=ProposalKind.RULES, protocol=TEMPLATES["consent"]),),
    unbudgeted=Unbudgeted.REFUSED,
    by_decision=(Subject.MEMBERS,),
)
RATIFY: Final = RatifyOrder(occurred_on=TODAY, case_id=CASE, order_id=ORDER)
LATER: Final = NOW + timedelta(hours=48)
SENT: Final = (asked(), approved(BO), authorised(DEE), carried_out(DEE))


def decided(order: Orderable, kind: ProposalKind = ProposalKind.RULES, *facts: FundEvent) -> Given:
    return Given(*FUNDED, left_to_members(*Subject), *adopted(order, kind), *facts)


def carries_out(order: Orderable, **more: Any) -> CarryOutDecision:
    return CarryOutDecision(occurred_on=TODAY, order=order, **{"decision": DECISION} | more)


def case_of(*facts: FundEvent) -> Given:
    return Given(*FUNDED, case=facts)


LADDERS = (
    Ladder(
        CarryOutDecision(occurred_on=TOMORROW, decision=NOWHERE, order=replace(ADMIT, sign_in=FAY)),
        decided(POST, ProposalKind.MONEY),
        (
            *dates(),
            Step(DecisionUnknown(), {"decision": DECISION}),
            Step(DecisionUnknown(), given=decided(ADMIT)),
            Step(DecisionDiffers(hash_of(content_of(ADMIT))), {"order": ADMIT}),
        ),
        actor=CLOCK,
    ),
    Ladder(
        RatifyOrder(occurred_on=TOMORROW, case_id=CASE, order_id=NOWHERE),
        Given(*FUNDED),
        (
            *dates(),
            Step(CaseUnknown(CASE), given=case_of(*SENT)),
            Step(OrderUnknown(NOWHERE), {"order_id": ORDER}),
            Step(NotCarriedOut(), given=case_of(*SENT, to_ratify(BO, DEE, until=NOW))),
            Step(RatificationOver(NOW), given=case_of(*SENT, to_ratify(BO, DEE, until=LATER))),
        ),
        actor=ANA,
        by_order=True,
    ),
)


@pytest.mark.parametrize("row", [row for ladder in LADDERS for row in ladder.rungs()], ids=str)
def test_refusals_come_in_their_order(row: Row) -> None:
    row.check()


@pytest.mark.parametrize(
    ("order", "kind", "fact"),
    [
        (POLICY, ProposalKind.RULES, PolicySet),
        (ADMIT, ProposalKind.RULES, MemberAdmitted),
        (
            GrantMandate(occurred_on=YESTERDAY, holder=FAY, role=Role.SEAT),
            ProposalKind.RULES,
            MandateGranted,
        ),
        (SetDisclosure(occurred_on=YESTERDAY, is_public=False), ProposalKind.RULES, DisclosureSet),
        (HOW, ProposalKind.RULES, DecidingSet),
        (BUDGET, ProposalKind.BUDGET, BudgetAdopted),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_what_members_decided_is_written_as_of_today(
    order: Orderable, kind: ProposalKind, fact: type[FundEvent]
) -> None:
    digest = hash_of(content_of(order))
    said, done = decided(order, kind).when(carries_out(order), actor=CLOCK).facts
    assert isinstance(said, fact)
    assert done == DecisionCarriedOut(occurred_on=TODAY, decision=DECISION, content_hash=digest)
    fields = {name: getattr(said, name) for name in said.__struct_fields__}
    assert fields["occurred_on"] == TODAY
    assert (fields.get("decision", DECISION), fields.get("content_hash", digest)) == (
        DECISION,
        digest,
    )


@pytest.mark.parametrize(
    "order", [POLICY, ADMIT, BUDGET, HOW, RATIFY], ids=lambda each: type(each).__name__
)
def test_what_differs_in_one_field_is_not_carried_out(order: Orderable) -> None:
    refusal = DecisionDiffers(hash_of(content_of(order)))
    given = decided(order)
    changed = list(changed_once(order))
    assert changed
    for _, other in changed:
        given.when(carries_out(other), actor=CLOCK).refused(refusal)


def test_it_is_carried_out_once() -> None:
    given = decided(ADMIT)
    facts = given.when(carries_out(ADMIT), actor=CLOCK).facts
    again = decided(ADMIT, ProposalKind.RULES, *facts)
    again.when(carries_out(ADMIT), actor=CLOCK).refused(DecisionUnknown())


def test_what_is_refused_now_stays_decided_and_is_tried_again() -> None:
    end = EndMandate(occurred_on=YESTERDAY, holder=DEE, role=Role.STEWARD)
    fewer = replace(end, holder=BO)
    ended = decided(end).when(carries_out(end), actor=CLOCK).facts
    both = (*adopted(end), *ended, *adopted(fewer, ProposalKind.RULES, UUID(int=0xDEC2)))
    given = Given(*FUNDED, *both)
    command = carries_out(fewer, decision=UUID(int=0xDEC2))
    given.when(command, actor=CLOCK).refused(TooFewPeople("steward", 2, 1))
    new = MandateGranted(occurred_on=TODAY, holder=FAY, role=Role.STEWARD)
    assert Given(*FUNDED, *both, new).when(command, actor=CLOCK).facts


def test_somebody_who_came_meanwhile_is_not_admitted_twice() -> None:
    came = MemberAdmitted(occurred_on=TODAY, sign_in=STRANGER)
    given = decided(ADMIT, ProposalKind.RULES, came)
    given.when(carries_out(ADMIT), actor=CLOCK).refused(MemberExists())


def test_money_is_never_carried_out_without_two_people() -> None:
    given = decided(POST, ProposalKind.MONEY)
    given.when(carries_out(POST), actor=CLOCK).refused(DecisionUnknown())
    given.when(carries_out(POST), actor=ANA).refused(DecisionUnknown())


def test_the_clock_or_a_steward_carries_out() -> None:
    given = decided(ADMIT)
    assert given.when(carries_out(ADMIT), actor=BO).facts
    assert isinstance(given.when(carries_out(ADMIT), actor=CY).answer, MandateMissing)
    given.when(carries_out(ADMIT), actor="operator").refused(OperatorMayNot())


def test_members_ratify_what_went_tonight() -> None:
    given = Given(
        *FUNDED,
        *adopted(RATIFY, ProposalKind.RATIFICATION),
        case=(*SENT, to_ratify(BO, DEE, until=LATER)),
    )
    assert given.fund.governance.ratifications
    closed, _ = given.when(carries_out(RATIFY), actor=CLOCK).facts
    assert closed == RatificationClosed(occurred_on=TODAY, order=ORDER)


def test_nobody_ratifies_directly() -> None:
    given = case_of(*SENT, to_ratify(BO, DEE, until=LATER))
    for who in (ANA, CY, CLOCK):
        assert not isinstance(given.when(RATIFY, actor=who).answer, tuple)


def test_it_is_written_where_it_would_be_without_the_members() -> None:
    places: dict[Orderable, UUID] = {
        ADMIT: FUND,
        POLICY: FUND,
        HOW: FUND,
        BUDGET: publications_case(FUND),
        RATIFY: CASE,
    }
    for order, place in places.items():
        assert written_in(carries_out(order), FUND) == place
