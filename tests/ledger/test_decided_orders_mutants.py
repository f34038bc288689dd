"""The rules about what members decided, broken one at a time: something here notices each."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

import pytest
from msgspec.structs import replace

from ledger.events import MandateEnded, OrderRequested, ProposalKind, Role
from ledger.orders import by_decision, ladder, requesting, signing
from ledger.orders.commands import Act, ChangeOrder
from ledger.orders.content import Orderable
from ledger.rejections import (
    ApprovalsMissing,
    ConsentMissing,
    DecisionDiffers,
    DecisionLapsed,
    DecisionUnknown,
    DecisionUsed,
    NotPrepared,
    OwnRequest,
    Rejection,
    SamePerson,
)
from tests.ledger.asked import ORDER, POST, asked, authorised, carried_out, prepared, signs
from tests.ledger.book import CASE, TODAY, Given
from tests.ledger.decided import adopted, asked_as_decided
from tests.ledger.people import ANA, BO, CY, FUNDED
from tests.ledger.test_decided_orders import COMMIT, DEAR, decided, request, under_way

DEARER: Final = replace(DEAR, amount=DEAR.amount + 1)


def _approvals(given: Given, command: Orderable) -> int:
    first = given.when(request(command, decision=None), actor=ANA).facts[0]
    assert isinstance(first, OrderRequested)
    return first.approvals


def noticed() -> Iterator[str]:
    """Yield what is wrong with the rules as they are now."""
    for what, answer, refusal in _refused():
        if type(answer) is not refusal:
            yield what
    if _approvals(Given(*FUNDED), DEAR) != 2:
        yield "too few approve of what nobody decided"
    first = decided(COMMIT).when(request(COMMIT), actor=ANA).facts[0]
    if not isinstance(first, OrderRequested) or first.approvals != 1:
        yield "nobody but who asked says that it be done"


def _refused() -> Iterator[tuple[str, Any, type[Rejection]]]:
    """Yield what is refused: what it is, the answer, and the refusal that it has to be."""

    def answer(given: Given, command: Any, who: Any) -> Any:
        return given.when(command, actor=who).answer

    undecided = Given(*FUNDED, case=(asked(DEAR, approvals=0), prepared(BO, DEAR)))
    sending = signs(Act.AUTHORISE, command=DEAR)
    yield "sent without approval", answer(undecided, sending, CY), ApprovalsMissing
    yield "other content", answer(decided(DEAR), request(DEARER), ANA), DecisionDiffers
    yield "used twice", answer(under_way(), request(), BO), DecisionUsed
    sent = (prepared(BO), authorised(CY), carried_out(CY))
    paid = Given(*FUNDED, *adopted(POST), *asked_as_decided(), *sent)
    yield "paid twice", answer(paid, request(), BO), DecisionUnknown
    changed = ChangeOrder(occurred_on=TODAY, case_id=CASE, order_id=ORDER, order=DEARER)
    yield "changed", answer(under_way(order=DEAR), changed, ANA), DecisionDiffers
    both = signs(Act.PREPARE, Act.AUTHORISE, command=DEAR)
    yield "sent by one", answer(under_way(order=DEAR), both, BO), SamePerson
    yield "not prepared", answer(under_way(), signs(Act.AUTHORISE), CY), NotPrepared
    ended = MandateEnded(occurred_on=TODAY, holder=CY, role=Role.TREASURER)
    gone = Given(*FUNDED, *adopted(POST), ended, case=(*asked_as_decided(), prepared(CY)))
    yield "by whom no mandate counts", answer(gone, signs(Act.AUTHORISE), BO), NotPrepared
    promised = Given(*FUNDED, *adopted(COMMIT), case=asked_as_decided(COMMIT, approvals=1))
    own = signs(Act.APPROVE, command=COMMIT)
    yield "promised by who asked", answer(promised, own, ANA), OwnRequest
    rules = Given(*FUNDED, *adopted(POST, ProposalKind.ANYTHING))
    yield "of another kind", answer(rules, request(), ANA), DecisionUnknown
    unasked = Given(*FUNDED, *adopted(POST, ProposalKind.ONE_CASE))
    yield "without consent", answer(unasked, request(), ANA), ConsentMissing
    waiting = Given(*FUNDED, *adopted(POST, ProposalKind.ONE_CASE), case=asked_as_decided())
    old = adopted(POST, on=TODAY - timedelta(days=91))
    yield "lapsed", answer(Given(*FUNDED, *old), request(), ANA), DecisionLapsed
    asked_in_time = Given(*FUNDED, *old, case=asked_as_decided())
    yield "lapsed meanwhile", answer(asked_in_time, signs(Act.PREPARE), BO), DecisionLapsed
    yield "consent gone", answer(waiting, signs(Act.PREPARE), BO), ConsentMissing


def test_the_rules_as_they_are_show_nothing() -> None:
    assert list(noticed()) == []


def _as_typed(order: Any, found: Any, **_: object) -> Any:
    """Take a decision for whatever is asked for."""
    if found is None:
        raise DecisionUnknown
    return found


def _without_digest(order: Any, found: Any, *, is_money: bool) -> Any:
    if found is None or (found.kind in by_decision.MONEY_KINDS) is not is_money:
        raise DecisionUnknown
    return found


MUTANTS: Final[dict[str, tuple[Any, str, Any]]] = {
    "what nobody decided takes no approval": (ladder, "approvals_for", lambda *_: 0),
    "an order asks for none from the start": (requesting, "approvals_for", lambda *_: 0),
    "none is missing, whatever the order says": (ladder, "needed", lambda *_: 0),
    "no digest is compared": (requesting, "decided_as", _without_digest),
    "any decision serves for any order": (requesting, "decided_as", _as_typed),
    "what was decided counts as no money": (by_decision, "MONEY_KINDS", frozenset(ProposalKind)),
    "a decision is used twice": (requesting, "DecisionUsed", None),
    "what was decided is promised by one": (requesting, "approvals_beside", lambda *_: 0),
    "who prepared may send what was decided": (signing, "_not_who_prepared", lambda _: None),
    "nobody asks whether somebody still agrees": (
        requesting,
        "still_left_to_members",
        lambda *_: None,
    ),
    "nobody asks again before it is sent": (signing, "still_left_to_members", lambda *_: None),
    "what lapsed can be asked for": (requesting, "not_lapsed", lambda *_: None),
    "what lapsed is let go all the same": (signing, "not_lapsed", lambda *_: None),
    "a mandate counts for ever": (ladder, "in_office", lambda *_: True),
}


@pytest.mark.parametrize("rule", MUTANTS)
def test_a_broken_rule_is_noticed(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    where, name, broken = MUTANTS[rule]
    assert hasattr(where, name)
    if broken is None:
        monkeypatch.setattr(where, "_decided", _used_again)
    else:
        monkeypatch.setattr(where, name, broken)
    assert list(noticed())


def _used_again(command: Any, context: Any, fund: Any, case: Any) -> None:
    """Do everything that stands there, but to look whether an order is under way."""
    found = fund.deciding.decided.get(command.decision)
    decided = by_decision.decided_as(command.order, found, is_money=True)
    by_decision.still_left_to_members(decided, case)
