"""Signing orders: who may do which act, in which turn, and whose signature counts."""

from datetime import timedelta
from typing import Any, Final

import pytest
from msgspec.structs import replace

from ledger.events import (
    ConsentScope,
    ConsentWithdrawn,
    MandateEnded,
    PayeeKind,
    PolicySet,
    Role,
    Subject,
    Way,
)
from ledger.grants import PayGrant
from ledger.members import AdmitMember
from ledger.orders.commands import Act, ExpireRatification, SignOrder
from ledger.orders.content import content_of, hash_of
from ledger.rejections import (
    ActsUnusable,
    AlreadySigned,
    ApprovalsMissing,
    CaseUnknown,
    ConsentMissing,
    ContentChanged,
    DecisionNeeded,
    InConflict,
    MandateMissing,
    NotAuthorised,
    NotCarriedOut,
    NotDue,
    NotPrepared,
    OrderClosed,
    OrderUnknown,
    OwnRequest,
    RatificationOver,
    SamePerson,
    UrgentCapReached,
    UrgentPathClosed,
)
from tests.ledger.asked import (
    ORDER,
    POST,
    approved,
    asked,
    authorised,
    carried_out,
    confirmed,
    declined,
    keeps_out,
    prepared,
    ratified,
    signs,
    to_ratify,
)
from tests.ledger.book import CASE, NOW, TODAY, TOMORROW, Given, Ladder, Rung, Step
from tests.ledger.decided import LATE, about_one, asked_as_decided, lapsed, left_to_members
from tests.ledger.people import ANA, BO, CY, DEE, EVE, FUNDED, POLICY, STRANGER, granted
from tests.ledger.steps import dates
from tests.ledger.world import HOUSING, NOWHERE, WITHOUT_PURPOSE, promised, usd

DIGEST: Final = hash_of(content_of(POST))
LATER: Final = NOW + timedelta(hours=48)
TONIGHT: Final = asked(way=Way.URGENT)
ON_CALL: Final = (granted(EVE, Role.ON_CALL), granted(BO, Role.ON_CALL))
NO_BAIL: Final = PolicySet(
    occurred_on=TODAY,
    ladder=POLICY.ladder,
    urgent_case_cap=50,
    urgent_week_cap=400,
    ratify_hours=48,
    ratify_approvals=1,
)
SMALL: Final = replace(NO_BAIL, urgent_categories=POLICY.urgent_categories)


def case_of(*facts: Any, more: tuple[Any, ...] = ()) -> Given:
    """Return the book, with *more* lines elsewhere, and a case of these facts."""
    return Given(*FUNDED, *more, case=facts)


PREPARED: Final = (TONIGHT, approved(CY), prepared(CY))
READY: Final = (*PREPARED, authorised(DEE))
SENT: Final = (*READY, carried_out(DEE))

ADMIT: Final = AdmitMember(occurred_on=TODAY, sign_in=STRANGER)
RENT: Final = PayGrant(**WITHOUT_PURPOSE, case_id=CASE, instalment=1, amount=100)
UNAGREED: Final = (
    replace(promised(900, HOUSING), payee_kind=PayeeKind.LANDLORD),
    ConsentWithdrawn(occurred_on=TODAY, scope=ConsentScope.PAY_LANDLORD),
    asked(RENT),
    approved(CY, RENT),
    prepared(CY, RENT),
)
"""Rent that is about to be sent to a landlord; whoever is helped does not agree any more."""

SIGN: Final = Ladder(
    SignOrder(occurred_on=TOMORROW, case_id=CASE, order_id=NOWHERE, content_hash="0" * 64, acts=()),
    Given(*FUNDED),
    (
        *dates(),
        Step(CaseUnknown(CASE), given=case_of(asked())),
        Step(OrderUnknown(NOWHERE), {"order_id": ORDER}),
        Step(ContentChanged(DIGEST), {"content_hash": DIGEST}),
        Step(
            ActsUnusable(tuple(each.value for each in Act)),
            {"acts": (Act.CONFIRM,), "content_hash": hash_of(content_of(ADMIT))},
            given=case_of(asked(ADMIT), more=(left_to_members(Subject.MEMBERS),)),
        ),
        Step(DecisionNeeded("members"), {"content_hash": DIGEST}, given=about_one()),
        Step(ConsentMissing(ConsentScope.MEMBERS_DECIDE), given=lapsed(POST, *asked_as_decided())),
        Step(LATE, given=case_of(asked())),
        Step(NotCarriedOut(), {"acts": (Act.PREPARE,)}, given=case_of(asked(), declined(CY))),
        Step(OrderClosed("declined"), given=case_of(asked(way=Way.ALREADY_PAID), keeps_out(BO))),
        Step(
            ActsUnusable(("approve",)),
            {"acts": (Act.APPROVE,)},
            given=case_of(TONIGHT, keeps_out(BO)),
        ),
        Step(InConflict(), given=case_of(TONIGHT)),
        Step(
            MandateMissing(("on_call",)),
            given=case_of(asked(by=CY, way=Way.URGENT), approved(CY)),
            actor=CY,
        ),
        Step(OwnRequest(), given=case_of(TONIGHT, approved(CY))),
        Step(
            AlreadySigned("approve"), {"acts": (Act.AUTHORISE,)}, given=case_of(TONIGHT), actor=DEE
        ),
        Step(ApprovalsMissing(1, 0), given=case_of(TONIGHT, approved(CY))),
        Step(NotPrepared(), given=case_of(TONIGHT, approved(CY), prepared(DEE))),
        Step(
            SamePerson(),
            given=case_of(TONIGHT, approved(CY), prepared(CY), authorised(EVE), more=ON_CALL),
        ),
        Step(AlreadySigned("authorise"), given=case_of(*PREPARED, more=(NO_BAIL,))),
        Step(UrgentPathClosed(), given=case_of(*PREPARED, more=(SMALL,))),
        Step(
            UrgentCapReached(usd(100), usd(50)),
            {"acts": (Act.CARRY_OUT,)},
            given=case_of(*PREPARED),
        ),
        Step(NotAuthorised(), given=case_of(*READY, more=(NO_BAIL,))),
        Step(UrgentPathClosed(), given=case_of(*READY, more=(SMALL,))),
        Step(
            UrgentCapReached(usd(100), usd(50)),
            {"content_hash": hash_of(content_of(RENT))},
            given=case_of(*UNAGREED, authorised(DEE, RENT)),
            actor=BO,
        ),
        Step(
            ConsentMissing(ConsentScope.PAY_LANDLORD),
            {"acts": (Act.CONFIRM,), "content_hash": DIGEST},
            given=case_of(*SENT, confirmed(DEE)),
        ),
        Step(AlreadySigned("confirm"), {"acts": (Act.RATIFY,)}),
        Step(
            NotCarriedOut(),
            given=case_of(*SENT, to_ratify(BO, DEE, until=NOW, approvals=2), ratified(BO)),
        ),
        Step(
            OwnRequest(),
            given=case_of(*SENT, to_ratify(CY, DEE, until=NOW, approvals=2), ratified(BO)),
        ),
        Step(AlreadySigned("ratify"), given=case_of(*SENT, to_ratify(CY, DEE, until=NOW))),
        Step(RatificationOver(NOW), given=case_of(*SENT, to_ratify(CY, DEE, until=LATER))),
    ),
    actor=BO,
)
EXPIRE: Final = Ladder(
    ExpireRatification(occurred_on=TOMORROW, case_id=CASE, order_id=NOWHERE),
    Given(*FUNDED),
    (
        *dates(),
        Step(CaseUnknown(CASE), given=case_of(*SENT, to_ratify(CY, DEE, until=LATER))),
        Step(OrderUnknown(NOWHERE), {"order_id": ORDER}),
        Step(NotDue(), now=LATER),
    ),
    actor="clock",
)
LADDERS = (SIGN, EXPIRE)


@pytest.mark.parametrize("rung", [rung for ladder in LADDERS for rung in ladder.rungs()], ids=str)
def test_refusals_come_in_their_order(rung: Rung) -> None:
    rung.check()


APPROVED: Final = (asked(), approved(CY), prepared(BO))
LET_GO: Final = signs(Act.AUTHORISE, Act.CARRY_OUT)


def topics(given: Given, command: SignOrder, actor: Any) -> list[str]:
    return [fact.topic for fact in given.when(command, actor=actor).facts]


def test_two_people_are_enough_for_a_fund_of_two() -> None:
    given = case_of(asked(), prepared(ANA))
    everything = signs(Act.APPROVE, Act.AUTHORISE, Act.CARRY_OUT)
    steps = [f"order.{act}.v1" for act in ("approved", "authorised", "carried_out")]
    assert topics(given, everything, BO) == [*steps, "bail.posted.v1"]
    given.when(everything, actor=ANA).refused(OwnRequest())


def test_the_line_that_an_order_becomes_names_the_order_and_what_was_signed() -> None:
    typed = replace(POST, decision=NOWHERE, content_hash="f" * 64, salt=NOWHERE)
    facts = (asked(typed), approved(CY, typed), prepared(BO, typed))
    posted = case_of(*facts).when(signs(*LET_GO.acts, command=typed), actor=ANA).facts[-1]
    said = hash_of(content_of(typed))
    assert (getattr(posted, "decision", 0), getattr(posted, "content_hash", 0)) == (ORDER, said)


@pytest.mark.parametrize("who, left", [(CY, 0), (BO, 1)], ids=["approved", "prepared"])
def test_a_signature_of_somebody_who_keeps_out_does_not_count(who: Any, left: int) -> None:
    answer = case_of(*APPROVED, keeps_out(who)).when(LET_GO, actor=ANA)
    answer.refused(NotPrepared() if left else ApprovalsMissing(1, 0))


def test_a_signature_ends_with_the_mandate() -> None:
    ended = MandateEnded(occurred_on=TODAY, holder=CY, role=Role.APPROVER)
    case_of(*APPROVED, ended).when(LET_GO, actor=ANA).refused(ApprovalsMissing(1, 0))
    no_treasurer = MandateEnded(occurred_on=TODAY, holder=BO, role=Role.TREASURER)
    given = case_of(*APPROVED, no_treasurer)
    given.when(LET_GO, actor=ANA).refused(NotPrepared())
    assert topics(given, signs(Act.PREPARE), CY) == ["order.prepared.v1"], "another may anew"


def test_a_ladder_that_was_raised_since_holds_for_what_was_asked_before() -> None:
    raised = replace(POLICY, ladder=(POLICY.ladder[0], replace(POLICY.ladder[1], amount=100)))
    case_of(*APPROVED, raised).when(LET_GO, actor=ANA).refused(ApprovalsMissing(2, 1))


def test_a_ladder_that_was_lowered_since_does_not() -> None:
    dear = replace(POST, amount=600)
    facts = (asked(dear, approvals=2), approved(CY, dear), prepared(BO, dear))
    lowered = replace(POLICY, ladder=POLICY.ladder[:1])
    case_of(*facts, lowered).when(signs(*LET_GO.acts, command=dear), actor=ANA).refused(
        ApprovalsMissing(2, 1)
    )


def test_tonight_the_pair_on_call_pays_within_the_caps_and_opens_ratification() -> None:
    given = case_of(TONIGHT, approved(CY), prepared(CY))
    assert topics(given, LET_GO, DEE)[-2:] == ["bail.posted.v1", "ratification.opened.v1"]
    opened = given.when(LET_GO, actor=DEE).facts[-1]
    assert opened == to_ratify(CY, DEE, until=LATER)


def test_what_was_paid_already_is_booked_by_two_although_the_money_is_not_there() -> None:
    dear = replace(POST, amount=90_000)
    paid = asked(dear, way=Way.ALREADY_PAID)
    witness = signs(Act.APPROVE, command=dear)
    facts = case_of(paid).when(witness, actor=CY).facts
    assert [fact.topic for fact in facts] == [
        "order.approved.v1",
        "order.carried_out.v1",
        "bail.posted.v1",
        "ratification.opened.v1",
    ]
    assert getattr(facts[-1], "pair", ()) == (ANA, CY)
    case_of(paid).when(witness, actor=ANA).refused(OwnRequest())


def test_a_third_person_is_needed_where_whoever_wrote_an_order_keeps_out() -> None:
    admit = AdmitMember(occurred_on=TODAY, sign_in=STRANGER)
    yes = signs(Act.APPROVE, command=admit)
    assert topics(case_of(asked(admit)), yes, BO)[-1] == "member.admitted.v1"
    kept = (asked(admit), keeps_out(ANA))
    assert topics(case_of(*kept), yes, BO) == ["order.approved.v1"]
    assert topics(case_of(*kept, approved(BO, admit)), yes, DEE)[-1] == "member.admitted.v1"


def test_ratifying_takes_as_many_as_the_policy_says_and_they_must_still_count() -> None:
    two = to_ratify(CY, DEE, until=LATER, approvals=2)
    yes = signs(Act.RATIFY)
    done = ["order.ratified.v1", "ratification.closed.v1"]
    sent = (asked(by=EVE, way=Way.URGENT), *SENT[1:], two)
    assert topics(case_of(*sent), yes, ANA) == done[:1]
    assert topics(case_of(*sent, ratified(BO)), yes, ANA) == done
    assert topics(case_of(*sent, ratified(BO), keeps_out(BO)), yes, ANA) == done[:1]


def test_a_pair_that_was_not_ratified_is_off_call_before_the_line_says_so() -> None:
    given = case_of(*SENT, to_ratify(CY, DEE, until=NOW))
    governance = given.fund.governance
    assert Role.ON_CALL in governance.roles(CY, NOW - timedelta(seconds=1), TODAY)
    assert Role.ON_CALL not in governance.roles(CY, NOW, TODAY)
    assert Role.TREASURER in governance.roles(CY, NOW, TODAY)


def test_what_only_changes_the_books_cannot_be_confirmed() -> None:
    admit = AdmitMember(occurred_on=TODAY, sign_in=STRANGER)
    given = case_of(asked(admit), approved(BO, admit), carried_out(BO, admit))
    given.when(signs(Act.CONFIRM, command=admit), actor=CY).refused(ActsUnusable(("ratify",)))
