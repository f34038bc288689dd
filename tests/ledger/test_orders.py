"""Orders: asked for, changed, declined, taken back, and who keeps out of them."""

from typing import Any, Final

import pytest
from msgspec.structs import replace

from ledger.chart import Category
from ledger.events import (
    ConsentScope,
    FundEvent,
    Instalment,
    OrderChanged,
    OrderDeclined,
    OrderPrepared,
    OrderRequested,
    OrderWithdrawn,
    ProposalKind,
    Subject,
    Way,
)
from ledger.grants import CommitGrant
from ledger.members import AdmitMember
from ledger.orders.commands import (
    ChangeOrder,
    DeclareConflict,
    DeclineOrder,
    RequestOrder,
    WithdrawOrder,
)
from ledger.orders.content import PAYMENTS, Orderable, content_of, hash_of
from ledger.rejections import (
    ActsUnusable,
    CaseUnknown,
    ConsentMissing,
    DecisionDiffers,
    DecisionNeeded,
    DecisionUnknown,
    DecisionUsed,
    InConflict,
    InsufficientFunds,
    MandateMissing,
    MemberExists,
    MemberUnknown,
    OrderClosed,
    OrderUnknown,
    OtherOrder,
    OutsidePurpose,
    OwnRequest,
    UrgentPathClosed,
)
from ledger.transfers import TransferBetweenPurposes
from tests.ledger.asked import (
    ORDER,
    POST,
    approved,
    asked,
    declined,
    keeps_out,
    prepared,
    to_ratify,
)
from tests.ledger.book import CASE, NOW, TODAY, TOMORROW, Actor, Given, Ladder, Rung, Step, fresh
from tests.ledger.decided import DECISION, LATE, adopted, asked_as_decided, lapsed, left_to_members
from tests.ledger.people import ANA, BO, CY, DEE, FAY, FUNDED, STRANGER, TOGETHER
from tests.ledger.steps import dates
from tests.ledger.world import (
    BAIL,
    GENERAL,
    HOUSING,
    NOWHERE,
    WITHOUT_ACCOUNT,
    usd,
)

ADMIT: Final = AdmitMember(occurred_on=TODAY, sign_in=STRANGER)
COMMIT: Final = CommitGrant(
    **WITHOUT_ACCOUNT | {"purpose_id": HOUSING},
    category=Category.HOTEL,
    amount=600,
    instalments=(Instalment(due_on=TODAY, amount=600),),
)
RENT: Final = replace(COMMIT, category=Category.RENT)
SHIFT: Final = TransferBetweenPurposes(
    occurred_on=TODAY,
    from_purpose_id=GENERAL,
    to_purpose_id=BAIL,
    amount=1,
    currency="USD",
    exponent=2,
)
PAYING: Final = tuple(sorted(str(one.__struct_config__.tag) for one in PAYMENTS))
EMPTY: Final = Given(*FUNDED)


def case_of(*facts: Any) -> Given:
    """Return the book with a case of these facts."""
    return Given(*FUNDED, case=facts)


ABOUT: Final[dict[str, Any]] = {"occurred_on": TOMORROW, "case_id": CASE, "order_id": NOWHERE}


def found(closed: Given, then: Given) -> tuple[Step, ...]:
    """The case is unknown, then the order, then the order is closed; then the book is *then*."""
    return (
        *dates(),
        Step(CaseUnknown(CASE), given=closed),
        Step(OrderUnknown(NOWHERE), {"order_id": ORDER}),
        Step(OrderClosed("declined"), given=then),
    )


CLOSED: Final = case_of(asked(ADMIT), declined(BO))
LEFT: Final = left_to_members(Subject.MEMBERS)
URGENT_AND_DECIDED: Final = (asked(COMMIT, way=Way.URGENT), asked_as_decided(COMMIT)[1])
"""No rule lets that be asked for; a change of it meets its refusals one by one."""


def decided_for(order: Orderable, *facts: FundEvent) -> Given:
    """Return the book in which members decided *order*, with a case that BO keeps out of."""
    return Given(*FUNDED, *adopted(order), *facts, case=(asked(), keeps_out(BO)))


NO_CONSENT = ConsentMissing(ConsentScope.MEMBERS_DECIDE)
ABOUT_ONE = Given(*FUNDED, *adopted(RENT, ProposalKind.ONE_CASE), case=(asked(), keeps_out(BO)))

LADDERS = (
    Ladder(
        RequestOrder(
            occurred_on=TOMORROW, order=ADMIT, way=Way.URGENT, prepared=True, decision=NOWHERE
        ),
        Given(*FUNDED, LEFT, case=(asked(), keeps_out(BO))),
        (
            *dates(),
            Step(DecisionNeeded("members"), given=decided_for(POST)),
            Step(MandateMissing(("steward",)), {"order": RENT}, actor=ANA),
            Step(DecisionUnknown(), {"decision": DECISION}),
            Step(
                DecisionDiffers(hash_of(content_of(POST))),
                given=decided_for(RENT, *asked_as_decided(RENT, order=NOWHERE)),
            ),
            Step(DecisionUsed(), given=lapsed(RENT, asked(), keeps_out(BO))),
            Step(LATE, given=decided_for(RENT)),
            Step(ActsUnusable(("usual",)), {"way": Way.USUAL}, given=ABOUT_ONE),
            Step(NO_CONSENT, {"way": Way.URGENT, "decision": None}, given=decided_for(RENT)),
            Step(UrgentPathClosed(), {"way": Way.ALREADY_PAID}),
            Step(ActsUnusable(PAYING), {"way": Way.USUAL}),
            Step(ActsUnusable(()), {"order": POST}, actor=DEE),
            Step(MandateMissing(("treasurer",)), actor=BO),
            Step(InConflict(), given=case_of(asked())),
        ),
        actor=CY,
    ),
    Ladder(
        ChangeOrder(**ABOUT, order=SHIFT),
        EMPTY,
        (
            *found(CLOSED, Given(*FUNDED, LEFT, case=(asked(ADMIT), keeps_out(CY)))),
            Step(OtherOrder(), {"order": replace(ADMIT, sign_in=NOWHERE)}),
            Step(DecisionNeeded("members"), given=case_of(asked(ADMIT), keeps_out(CY))),
            Step(
                MandateMissing(("steward",)),
                {"order": RENT},
                given=case_of(*URGENT_AND_DECIDED, keeps_out(CY)),
            ),
            Step(InConflict(), actor=BO),
            Step(
                DecisionDiffers(hash_of(content_of(COMMIT))),
                given=case_of(asked(COMMIT, way=Way.URGENT)),
            ),
            Step(UrgentPathClosed(), {"order": replace(COMMIT, payee=NOWHERE)}),
        ),
        actor=CY,
    ),
    Ladder(
        DeclineOrder(**ABOUT),
        EMPTY,
        (
            *found(CLOSED, case_of(asked(ADMIT), keeps_out(DEE))),
            Step(MandateMissing(("steward",)), actor=DEE),
            Step(InConflict(), actor=BO),
        ),
        actor=CY,
    ),
    Ladder(
        WithdrawOrder(**ABOUT),
        EMPTY,
        (
            *found(CLOSED, case_of(asked(ADMIT))),
            Step(MandateMissing(("steward",)), given=case_of(asked())),
        ),
        actor=CY,
    ),
    Ladder(
        DeclareConflict(**ABOUT, sign_in=STRANGER),
        EMPTY,
        (
            *found(CLOSED, case_of(asked(ADMIT), keeps_out(FAY), to_ratify(DEE, until=NOW))),
            Step(MandateMissing(("steward",)), actor=DEE),
            Step(OwnRequest(), actor=BO),
            Step(MemberUnknown("sign_in"), {"sign_in": FAY}),
            Step(InConflict(), {"sign_in": CY}),
        ),
        actor=CY,
    ),
)


@pytest.mark.parametrize("rung", [rung for ladder in LADDERS for rung in ladder.rungs()], ids=str)
def test_refusals_come_in_their_order(rung: Rung) -> None:
    rung.check()


def request(order: Orderable, **more: Any) -> RequestOrder:
    return RequestOrder(occurred_on=TODAY, order=order, **more)


def test_an_order_says_what_it_becomes_and_how_many_approve() -> None:
    content = content_of(replace(POST, salt=fresh(2)))
    for amount, approvals in ((100, 1), (499, 1), (500, 2)):
        command = replace(POST, amount=amount)
        (requested,) = EMPTY.when(request(command), actor=ANA).facts
        assert isinstance(requested, OrderRequested)
        assert (requested.by, requested.approvals) == (ANA, approvals)
        assert requested.content == content.replace('"amount":100', f'"amount":{amount}')
        assert requested.content_hash == hash_of(requested.content)


def test_a_fee_counts_towards_what_an_order_takes() -> None:
    (requested,) = EMPTY.when(request(replace(POST, fee=400)), actor=ANA).facts
    assert isinstance(requested, OrderRequested)
    assert requested.approvals == 2


def test_whoever_has_prepared_the_payment_says_so_when_asking() -> None:
    requested, made_ready = EMPTY.when(request(POST, prepared=True), actor=ANA).facts
    assert isinstance(requested, OrderRequested)
    assert made_ready == OrderPrepared(
        occurred_on=TODAY, order=requested.order, by=ANA, content_hash=requested.content_hash
    )


def test_an_order_may_be_asked_for_before_the_money_is_there_and_not_against_other_rules() -> None:
    poor = Given(*TOGETHER)
    assert poor.when(request(POST), actor=ANA).facts
    poor.carried_out(POST, NOW, ANA).refused(InsufficientFunds(POST.account_id, usd(100), usd(0)))
    elsewhere = replace(POST, purpose_id=HOUSING)
    poor.when(request(elsewhere), actor=ANA).refused(OutsidePurpose(HOUSING, Category.BAIL))


def test_nobody_is_asked_to_admit_a_member_a_second_time() -> None:
    admit = AdmitMember(occurred_on=TODAY, sign_in=FAY)
    EMPTY.when(request(admit), actor=ANA).refused(MemberExists())


@pytest.mark.parametrize("order", [RENT, replace(POST, currency="EUR"), SHIFT, ADMIT])
def test_only_what_the_policy_names_goes_tonight(order: Orderable) -> None:
    EMPTY.when(request(order, way=Way.URGENT), actor=ANA).refused(UrgentPathClosed())


@pytest.mark.parametrize("order", [COMMIT, POST])
def test_what_the_policy_names_goes_tonight(order: Orderable) -> None:
    (requested,) = EMPTY.when(request(order, way=Way.URGENT), actor=ANA).facts
    assert isinstance(requested, OrderRequested)
    assert (requested.way, requested.approvals) == (Way.URGENT, 1)


def test_a_change_is_another_content_and_voids_every_signature() -> None:
    given = case_of(asked(), approved(BO), prepared(CY))
    dearer = replace(POST, amount=101)
    change = ChangeOrder(occurred_on=TODAY, case_id=CASE, order_id=ORDER, order=dearer)
    content = content_of(replace(dearer, salt=fresh(1)))
    given.when(change, actor=DEE).then(
        OrderChanged(
            occurred_on=TODAY,
            order=ORDER,
            by=DEE,
            content=content,
            content_hash=hash_of(content),
            approvals=1,
        )
    )


@pytest.mark.parametrize("actor", [ANA, BO], ids=["who asked", "a treasurer"])
def test_an_order_is_taken_back_by_who_asked_or_a_treasurer(actor: Actor) -> None:
    withdraw = WithdrawOrder(occurred_on=TODAY, case_id=CASE, order_id=ORDER)
    case_of(asked()).when(withdraw, actor=actor).then(
        OrderWithdrawn(occurred_on=TODAY, order=ORDER, by=actor)  # type: ignore[arg-type]
    )


def test_an_order_is_declined_by_somebody_who_could_have_approved_it() -> None:
    decline = DeclineOrder(occurred_on=TODAY, case_id=CASE, order_id=ORDER)
    no = OrderDeclined(occurred_on=TODAY, order=ORDER, by=CY)
    case_of(asked()).when(decline, actor=CY).then(no)
