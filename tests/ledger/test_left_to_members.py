"""What the rules leave to the members: no order of two does it, nor signs what was asked before."""

from datetime import timedelta
from typing import Final

import pytest

from ledger.budgets.commands import AdoptBudget
from ledger.command import Instruction
from ledger.deciding.setting import SetDeciding
from ledger.events import (
    ColleagueSuspended,
    Role,
    Subject,
    Unbudgeted,
)
from ledger.members import AdmitMember, EndMandate, EndMembership, GrantMandate
from ledger.orders.by_decision import SUBJECTS
from ledger.orders.commands import Act, ChangeOrder, RequestOrder
from ledger.orders.content import (
    GOVERNING,
    Orderable,
)
from ledger.orders.settling import RatifyOrder
from ledger.policy import SetPolicy
from ledger.publishing.commands import SetDisclosure
from ledger.rejections import (
    DecisionNeeded,
)
from ledger.suspension import ConfirmSuspension
from tests.ledger.asked import (
    ORDER,
    asked,
    signs,
)
from tests.ledger.book import CASE, NOW, TODAY, Given
from tests.ledger.decided import left_to_members
from tests.ledger.people import ANA, BO, CY, DEE, FAY, FUNDED
from tests.ledger.test_refusal_order import TABLES
from tests.ledger.world import NOWHERE

LEFT: Final[dict[type[Instruction], Orderable]] = {
    SetPolicy: TABLES["SetPolicy"].rungs()[-1].command,  # type: ignore[dict-item]
    SetDeciding: SetDeciding(
        occurred_on=TODAY, protocols=(), unbudgeted=Unbudgeted.SHOWN, by_decision=()
    ),
    GrantMandate: GrantMandate(occurred_on=TODAY, holder=FAY, role=Role.SEAT),
    EndMandate: EndMandate(occurred_on=TODAY, holder=CY, role=Role.ON_CALL),
    AdmitMember: AdmitMember(occurred_on=TODAY, sign_in=NOWHERE),
    EndMembership: EndMembership(occurred_on=TODAY, sign_in=FAY),
    SetDisclosure: SetDisclosure(occurred_on=TODAY, is_public=False),
}
"""Of `SUBJECTS`; making a suspension last has a test of its own, and budgets have theirs."""


@pytest.mark.parametrize("kind", sorted(LEFT, key=str), ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("subject", list(Subject), ids=lambda each: each.value)
def test_what_is_left_to_the_members_is_no_order_of_two(
    kind: type[Instruction], subject: Subject
) -> None:
    order = LEFT[kind]
    plain = RequestOrder(occurred_on=TODAY, order=order)
    change = ChangeOrder(occurred_on=TODAY, case_id=CASE, order_id=ORDER, order=order)
    given = Given(*FUNDED, left_to_members(subject), case=(asked(order),))
    if kind is not SetDeciding and SUBJECTS[kind] is not subject:
        assert given.when(plain, actor=ANA).facts
        assert given.when(change, actor=DEE).facts
        assert given.when(signs(Act.APPROVE, command=order), actor=BO).facts
        return
    refusal = DecisionNeeded(SUBJECTS[kind].value)
    given.when(plain, actor=ANA).refused(refusal)
    given.when(change, actor=DEE).refused(refusal)
    given.when(signs(Act.APPROVE, command=order), actor=BO).refused(refusal)


def test_every_subject_has_its_commands_and_what_stays_with_two_is_in_none() -> None:
    assert set(SUBJECTS.values()) == set(Subject)
    assert set(SUBJECTS) <= GOVERNING
    names = {kind.__name__ for kind in GOVERNING - set(SUBJECTS)}
    assert {"SealSheets", "ApproveWording", "TellDecision"} == names
    assert AdoptBudget in SUBJECTS


def test_an_order_of_two_never_ratifies_at_once() -> None:
    order = RatifyOrder(occurred_on=TODAY, case_id=CASE, order_id=ORDER)
    plain = RequestOrder(occurred_on=TODAY, order=order)
    Given(*FUNDED).when(plain, actor=ANA).refused(DecisionNeeded("ratifying"))


def test_who_belongs_is_left_to_the_members_also_where_somebody_was_stopped() -> None:
    """Or two stewards would stop everybody else, make it last, and be the members."""
    order = ConfirmSuspension(occurred_on=TODAY, holder=FAY)
    stopped = ColleagueSuspended(
        occurred_on=TODAY, holder=FAY, by=ANA, until=NOW + timedelta(hours=72)
    )
    plain = RequestOrder(occurred_on=TODAY, order=order)
    assert Given(*FUNDED, stopped).when(plain, actor=ANA).facts
    given = Given(*FUNDED, left_to_members(Subject.MEMBERS), stopped, case=(asked(order),))
    given.when(plain, actor=ANA).refused(DecisionNeeded("members"))
    given.when(signs(Act.APPROVE, command=order), actor=BO).refused(DecisionNeeded("members"))
