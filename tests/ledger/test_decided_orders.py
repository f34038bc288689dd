"""Orders that rest on a decision of the members: exactly what they decided, once, by two people."""

from typing import Any, Final
from uuid import UUID

import pytest
from msgspec.structs import replace

from ledger.accounts import CloseAccount
from ledger.chart import Category
from ledger.events import (
    BailPosted,
    DecisionOutcome,
    FundEvent,
    GrantCommitted,
    Instalment,
    MandateEnded,
    OrderCarriedOut,
    OrderChanged,
    OrderDecided,
    OrderRequested,
    OrderWithdrawn,
    PolicySet,
    ProposalKind,
    Role,
    Rung,
    Way,
)
from ledger.grants import CommitGrant, PayGrant
from ledger.orders.commands import Act, ChangeOrder, RequestOrder, WithdrawOrder
from ledger.orders.content import (
    ABOUT_NO_MONEY,
    ORDERABLE,
    Orderable,
    content_of,
    hash_of,
)
from ledger.orders.settling import RatifyOrder
from ledger.orders.state import orders_of
from ledger.rejections import (
    ActsUnusable,
    DecisionDiffers,
    DecisionUnknown,
    DecisionUsed,
    InConflict,
    MandateMissing,
    NotPrepared,
    OwnRequest,
    SamePerson,
    SingleSigner,
)
from tests.ledger.asked import (
    ORDER,
    POST,
    approved,
    asked,
    authorised,
    carried_out,
    declined,
    keeps_out,
    prepared,
    signs,
)
from tests.ledger.book import CASE, TODAY, Given
from tests.ledger.changed_fields import changed_once
from tests.ledger.decided import DECISION, adopted, asked_as_decided
from tests.ledger.people import ALONE, ANA, BO, CY, DEE, FAY, FUNDED, POLICY
from tests.ledger.test_refusal_order import TABLES
from tests.ledger.world import HOUSING, NOWHERE, WITHOUT_ACCOUNT, WITHOUT_PURPOSE, promised

DEAR: Final = replace(POST, amount=700)
"""Two would approve of it, by the rules."""
COMMIT: Final = CommitGrant(
    **WITHOUT_ACCOUNT | {"purpose_id": HOUSING},
    category=Category.HOTEL,
    amount=600,
    instalments=(Instalment(due_on=TODAY, amount=600),),
)
OTHER: Final = UUID(int=0xD2)
MONEY: Final = sorted(
    (kind for kind in ORDERABLE - ABOUT_NO_MONEY if kind is not RatifyOrder), key=str
)


def request(order: Orderable = POST, **more: Any) -> RequestOrder:
    return RequestOrder(occurred_on=TODAY, order=order, **{"decision": DECISION} | more)


def decided(order: Orderable = POST, *facts: FundEvent) -> Given:
    return Given(*FUNDED, *adopted(order), *facts)


def under_way(*facts: FundEvent, order: Orderable = POST, by: UUID = ANA) -> Given:
    """Return the book in which what members decided was asked for."""
    return Given(*FUNDED, *adopted(order), case=(*asked_as_decided(order, by), *facts))


def test_what_members_decided_takes_no_approval_besides() -> None:
    asked_for, says_so = decided(DEAR).when(request(DEAR), actor=ANA).facts
    assert isinstance(asked_for, OrderRequested)
    assert isinstance(says_so, OrderDecided)
    assert asked_for.approvals == 0
    assert says_so == OrderDecided(
        occurred_on=TODAY,
        order=asked_for.order,
        decision=DECISION,
        content_hash=hash_of(content_of(DEAR)),
    )


def test_two_people_still_send_it() -> None:
    given = under_way(order=DEAR)
    given.when(signs(Act.AUTHORISE, command=DEAR), actor=CY).refused(NotPrepared())
    given.when(signs(Act.PREPARE, Act.AUTHORISE, command=DEAR), actor=BO).refused(SamePerson())
    ready = under_way(prepared(BO, DEAR), order=DEAR)
    facts = ready.when(signs(Act.AUTHORISE, Act.CARRY_OUT, command=DEAR), actor=CY).facts
    assert [type(fact) for fact in facts[1:]] == [OrderCarriedOut, BailPosted]


@pytest.mark.parametrize(
    ("who", "refusal"),
    [(DEE, MandateMissing(("treasurer",))), (FAY, None)],
    ids=["no treasurer", "a plain member"],
)
def test_a_decision_gives_nobody_a_mandate(who: UUID, refusal: MandateMissing | None) -> None:
    answer = under_way().when(signs(Act.PREPARE), actor=who)
    if refusal is None:
        assert isinstance(answer.answer, MandateMissing)
    else:
        answer.refused(refusal)


def test_what_was_signed_under_a_mandate_that_ended_counts_no_more() -> None:
    ended = MandateEnded(occurred_on=TODAY, holder=CY, role=Role.TREASURER)
    given = Given(*FUNDED, *adopted(POST), ended, case=(*asked_as_decided(), prepared(CY)))
    given.when(signs(Act.AUTHORISE), actor=BO).refused(NotPrepared())


def test_whoever_keeps_out_keeps_out_of_what_members_decided() -> None:
    given = under_way(keeps_out(BO))
    given.when(signs(Act.PREPARE), actor=BO).refused(InConflict())
    given = under_way(prepared(BO), keeps_out(BO))
    given.when(signs(Act.AUTHORISE), actor=CY).refused(NotPrepared())


def test_where_nothing_is_sent_somebody_else_than_who_asked_signs() -> None:
    given = Given(*FUNDED, *adopted(COMMIT))
    asked_for, _ = given.when(request(COMMIT), actor=ANA).facts
    assert isinstance(asked_for, OrderRequested)
    assert asked_for.approvals == 1  # the rules would ask for two
    case = asked_as_decided(COMMIT, approvals=1)
    given = Given(*FUNDED, *adopted(COMMIT), case=case)
    given.when(signs(Act.APPROVE, command=COMMIT), actor=ANA).refused(OwnRequest())
    facts = given.when(signs(Act.APPROVE, command=COMMIT), actor=BO).facts
    assert [type(fact) for fact in facts[1:]] == [OrderCarriedOut, GrantCommitted]


def test_where_whoever_asked_does_not_count_one_more_signs() -> None:
    case = (*asked_as_decided(COMMIT, approvals=1), keeps_out(ANA))
    given = Given(*FUNDED, *adopted(COMMIT), case=case)
    facts = given.when(signs(Act.APPROVE, command=COMMIT), actor=BO).facts
    assert len(facts) == 1
    signed = Given(*FUNDED, *adopted(COMMIT), case=(*case, approved(BO, COMMIT)))
    facts = signed.when(signs(Act.APPROVE, command=COMMIT), actor=CY).facts
    assert [type(fact) for fact in facts[1:]] == [OrderCarriedOut, GrantCommitted]


def test_rules_of_now_add_no_approval_to_what_members_decided() -> None:
    stricter = PolicySet(
        **{
            name: getattr(POLICY, name)
            for name in POLICY.__struct_fields__
            if name not in {"ladder", "decision", "content_hash"}
        },
        ladder=(Rung(amount=0, approvals=3),),
    )
    given = Given(*FUNDED, *adopted(POST), stricter, case=(*asked_as_decided(), prepared(BO)))
    assert given.when(signs(Act.AUTHORISE), actor=CY).facts


def test_an_instalment_of_what_members_decided_takes_no_approval() -> None:
    digest = hash_of(content_of(COMMIT))
    made = replace(promised(600, HOUSING), decision=ORDER, content_hash=digest)
    lines = (*asked_as_decided(COMMIT, approvals=1), approved(BO, COMMIT), carried_out(BO, COMMIT))
    given = Given(*FUNDED, *adopted(COMMIT), case=(*lines, made))
    pay = PayGrant(**WITHOUT_PURPOSE, case_id=CASE, instalment=1, amount=600)
    (asked_for,) = given.when(request(pay, decision=None), actor=ANA).facts
    assert isinstance(asked_for, OrderRequested)
    assert asked_for.approvals == 0


# Once, and exactly that.


@pytest.mark.parametrize("kind", MONEY, ids=lambda kind: kind.__name__)
def test_an_order_that_differs_in_one_field_is_no_decided_order(kind: type[Orderable]) -> None:
    command: Any = TABLES[kind.__name__].rungs()[-1].command
    given = decided(command)
    refusal = DecisionDiffers(hash_of(content_of(command)))
    changed = list(changed_once(command))
    assert {where.split(".")[0].split("[")[0] for where, _ in changed} == set(
        command.__struct_fields__
    )
    for _, other in changed:
        given.when(request(other), actor=ANA).refused(refusal)


def test_a_decision_is_used_by_one_order_at_a_time() -> None:
    under_way().when(request(), actor=BO).refused(DecisionUsed())


@pytest.mark.parametrize(
    "ending",
    [OrderWithdrawn(occurred_on=TODAY, order=ORDER, by=ANA), declined(BO)],
    ids=["taken back", "declined"],
)
def test_an_order_that_ends_without_a_payment_frees_the_decision(ending: FundEvent) -> None:
    given = Given(*FUNDED, *adopted(POST), *asked_as_decided(), ending)
    assert len(given.when(request(), actor=BO).facts) == 2


def test_what_was_paid_is_not_paid_again() -> None:
    sent = (prepared(BO), authorised(CY), carried_out(CY))
    given = Given(*FUNDED, *adopted(POST), *asked_as_decided(), *sent)
    given.when(request(), actor=BO).refused(DecisionUnknown())


def test_an_order_beside_it_frees_and_ends_nothing() -> None:
    other = replace(asked(), order=OTHER)
    gone = OrderWithdrawn(occurred_on=TODAY, order=OTHER, by=ANA)
    given = Given(*FUNDED, *adopted(POST), *asked_as_decided(), other, gone)
    given.when(request(), actor=BO).refused(DecisionUsed())


def test_two_decisions_of_the_same_content_are_two_payments() -> None:
    again = UUID(int=0xDEC2)
    given = Given(*FUNDED, *adopted(POST), *adopted(POST, proposal=again), *asked_as_decided())
    assert given.when(request(decision=again), actor=ANA).facts


@pytest.mark.parametrize(
    "outcome", [DecisionOutcome.NOT_ADOPTED, DecisionOutcome.VOID], ids=lambda each: each.value
)
def test_what_was_not_adopted_binds_nothing(outcome: DecisionOutcome) -> None:
    given = Given(*FUNDED, *adopted(POST, outcome=outcome))
    given.when(request(), actor=ANA).refused(DecisionUnknown())


def test_a_decision_about_rules_is_no_order() -> None:
    policy: Any = TABLES["SetPolicy"].rungs()[-1].command
    given = Given(*FUNDED, *adopted(policy, ProposalKind.RULES))
    given.when(request(policy), actor=ANA).refused(DecisionUnknown())


@pytest.mark.parametrize("way", [Way.URGENT, Way.ALREADY_PAID])
def test_what_members_decided_goes_the_usual_way(way: Way) -> None:
    decided().when(request(way=way), actor=CY).refused(ActsUnusable(("usual",)))


def test_a_change_that_says_the_same_leaves_it_decided() -> None:
    change = ChangeOrder(occurred_on=TODAY, case_id=CASE, order_id=ORDER, order=POST)
    (fact,) = under_way(prepared(CY)).when(change, actor=BO).facts
    assert isinstance(fact, OrderChanged)
    assert fact.approvals == 0
    other = replace(change, order=replace(POST, amount=101))
    refusal = DecisionDiffers(hash_of(content_of(POST)))
    under_way().when(other, actor=BO).refused(refusal)
    (order,) = orders_of(under_way(fact).case).values()
    assert order.decision == DECISION


def test_whoever_prepared_it_says_so_when_asking() -> None:
    facts = decided().when(request(prepared=True), actor=ANA).facts
    assert len(facts) == 3


def test_while_one_person_signs_nothing_is_asked_for() -> None:
    given = Given(*ALONE, *adopted(POST))
    given.when(request(), actor=ANA).refused(SingleSigner())


def test_a_decided_order_is_taken_back_like_any_other() -> None:
    withdraw = WithdrawOrder(occurred_on=TODAY, case_id=CASE, order_id=ORDER)
    assert under_way().when(withdraw, actor=ANA).facts


def test_an_account_that_members_close_is_closed_by_two() -> None:
    close: Any = TABLES["CloseAccount"].rungs()[-1].command
    assert isinstance(close, CloseAccount)
    given = Given(*FUNDED, *adopted(close))
    refusal = DecisionDiffers(hash_of(content_of(close)))
    other = replace(close, account_id=NOWHERE)
    given.when(request(other), actor=ANA).refused(refusal)
