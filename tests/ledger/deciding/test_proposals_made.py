"""What a proposal says of itself when it is made, and who decides about it."""

from datetime import timedelta
from typing import Any, Final

import pytest
from msgspec.structs import replace

from ledger.chart import Category
from ledger.deciding.commands import Propose
from ledger.deciding.templates import TEMPLATES
from ledger.events import (
    ConsentScope,
    Electorate,
    ProposalKind,
    ProposalMade,
    Protocol,
    RequestScreened,
    Role,
    Urgency,
    Way,
)
from ledger.members import AdmitMember, EndMembership
from ledger.money import MAX_AMOUNT
from ledger.orders.content import Orderable
from ledger.orders.settling import RatifyOrder
from ledger.rejections import (
    CaseUnknown,
    KindClosed,
    NobodyElseDecides,
    NotCarriedOut,
    SingleSigner,
)
from tests.ledger.asked import ORDER, POST, asked, keeps_out, to_ratify
from tests.ledger.book import (
    NOW,
    OTHER_CASE,
    TODAY,
    TOMORROW,
    Given,
)
from tests.ledger.deciding.facts import (
    CONSENT,
    COST,
    EVERYTHING,
    UNTIL,
)
from tests.ledger.deciding.room import EIGHT, GUS, MEMBERS, deciding
from tests.ledger.people import ANA, BO, CY, DEE, EVE, FAY, PEOPLE, granted
from tests.ledger.world import DIGEST, HOUSEHOLD, NOWHERE, agreed

IN_CASE: Final = replace(POST, case_id=OTHER_CASE)
RATIFY: Final = RatifyOrder(occurred_on=TODAY, case_id=OTHER_CASE, order_id=ORDER)
CONSENTS: Final = agreed(ConsentScope.MEMBERS_DECIDE)
ASKED_FOR: Final = RequestScreened(
    occurred_on=TODAY, category=Category.BAIL, urgency=Urgency.TONIGHT, household=HOUSEHOLD
)


def proposes(kind: ProposalKind, order: Orderable | None = None, **fields: Any) -> Propose:
    usual: dict[str, Any] = {"occurred_on": TODAY, "text_hash": DIGEST}
    return Propose(kind=kind, order=order, **(usual | fields))


def proposed(command: Propose, given: Given, actor: Any = ANA) -> ProposalMade:
    (fact,) = given.when(command, NOW, actor).facts
    assert isinstance(fact, ProposalMade)
    return fact


def test_a_proposal_carries_its_protocol_and_who_may_decide() -> None:
    fact = proposed(proposes(ProposalKind.ANYTHING, review_on=TOMORROW), Given(*EVERYTHING), GUS)
    assert fact.protocol == CONSENT
    assert fact.electorate == MEMBERS
    assert fact.by == GUS
    assert fact.until == UNTIL


def test_while_one_person_signs_nobody_proposes() -> None:
    given = Given(*PEOPLE)
    given.when(proposes(ProposalKind.ANYTHING), NOW, ANA).refused(SingleSigner())


@pytest.mark.parametrize(
    "kind", [ProposalKind.RULES, ProposalKind.MONEY, ProposalKind.RATIFICATION]
)
def test_without_rules_only_three_kinds_are_open(kind: ProposalKind) -> None:
    Given(*EIGHT).when(proposes(kind), NOW, ANA).refused(KindClosed(kind.value))


@pytest.mark.parametrize("case_votes", [False, True])
def test_one_case_needs_the_rules_and_the_person(case_votes: bool) -> None:
    rules = deciding(case_votes=case_votes, one_case=TEMPLATES["majority"])
    given = Given(*EIGHT, rules, other=(CONSENTS, ASKED_FOR))
    answer = given.when(proposes(ProposalKind.ONE_CASE, IN_CASE), NOW, ANA)
    if case_votes:
        assert answer.facts
    else:
        answer.refused(KindClosed("one_case"))


@pytest.mark.parametrize(
    ("amount", "band"), [(99_99, 0), (100_00, 1), (499_99, 1), (500_00, 2), (10_000_00, 4)]
)
def test_of_one_case_its_kind_size_and_urgency_are_told(amount: int, band: int) -> None:
    rules = deciding(case_votes=True, one_case=TEMPLATES["majority"])
    given = Given(*EIGHT, rules, other=(CONSENTS, ASKED_FOR))
    fact = proposed(proposes(ProposalKind.ONE_CASE, replace(IN_CASE, amount=amount)), given)
    assert (fact.category, fact.band, fact.urgency) == (Category.BAIL, band, Urgency.TONIGHT)
    assert fact.electorate == MEMBERS


def test_who_keeps_out_of_the_case_keeps_out_of_the_decision() -> None:
    rules = deciding(case_votes=True, one_case=TEMPLATES["majority"])
    given = Given(*EIGHT, rules, other=(CONSENTS, asked(IN_CASE), keeps_out(GUS)))
    assert proposed(proposes(ProposalKind.ONE_CASE, IN_CASE), given).recused == (GUS,)


def test_what_to_ratify_is_for_others_with_a_mandate() -> None:
    waits = to_ratify(CY, DEE, until=NOW + timedelta(days=11))
    given = Given(*EVERYTHING, other=(asked(by=BO, way=Way.URGENT), waits))
    fact = proposed(proposes(ProposalKind.RATIFICATION, RATIFY), given)
    assert fact.electorate == (ANA, BO, CY, DEE, EVE)
    assert fact.recused == (BO, CY, DEE)


def test_what_waits_for_nobody_is_not_ratified() -> None:
    given = Given(*EVERYTHING, other=(asked(by=BO, way=Way.URGENT),))
    given.when(proposes(ProposalKind.RATIFICATION, RATIFY), NOW, ANA).refused(NotCarriedOut())


def test_an_order_of_an_unknown_case_is_refused_as_it_would_be() -> None:
    order = replace(RATIFY, case_id=NOWHERE)
    given = Given(*EVERYTHING)
    given.when(proposes(ProposalKind.RATIFICATION, order), NOW, ANA).refused(CaseUnknown(NOWHERE))


def test_what_it_becomes_must_be_possible_but_not_affordable() -> None:
    cost = proposes(ProposalKind.MONEY, replace(COST, amount=MAX_AMOUNT))
    assert proposed(cost, Given(*EVERYTHING)).amount == MAX_AMOUNT
    member = AdmitMember(occurred_on=TODAY, sign_in=GUS)
    review = {"review_on": TOMORROW}
    answer = Given(*EVERYTHING).when(proposes(ProposalKind.RULES, member, **review), NOW, FAY)
    assert answer.answer.code == "member-exists"  # type: ignore[union-attr]
    leaving = EndMembership(occurred_on=TODAY, sign_in=GUS)
    fact = proposed(proposes(ProposalKind.RULES, leaving, **review), Given(*EVERYTHING), FAY)
    assert fact.kind is ProposalKind.RULES


def test_every_stage_needs_two_who_could_decide() -> None:
    seats = replace(TEMPLATES["majority"].stages[0], electorate=Electorate.SEATS)
    two = Protocol(name="two", version=1, stages=(TEMPLATES["majority"].stages[0], seats))
    one = Given(*EIGHT, deciding(anything=two), granted(EVE, Role.SEAT))
    one.when(proposes(ProposalKind.ANYTHING), NOW, ANA).refused(NobodyElseDecides(1))
    both = Given(*EIGHT, deciding(anything=two), granted(EVE, Role.SEAT), granted(FAY, Role.SEAT))
    assert both.when(proposes(ProposalKind.ANYTHING), NOW, ANA).facts
