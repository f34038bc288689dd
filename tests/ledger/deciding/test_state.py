"""What the rules of a fund know about what members decide, fact by fact."""

from datetime import timedelta
from typing import Final
from uuid import UUID

import pytest
from msgspec.structs import replace

from ledger.deciding.state import BY_ITSELF, KEPT_CLOSED, Decided, OpenProposal
from ledger.events import (
    DecisionCarriedOut,
    DecisionOutcome,
    FundEvent,
    OrderDecided,
    OutcomeReason,
    ProposalClosed,
    ProposalExtended,
    ProposalKind,
    Subject,
    SuccessorsInstalled,
    Tally,
)
from ledger.fund import Fund, evolve, replay
from ledger.orders.content import content_of, hash_of
from tests.ledger.asked import ORDER, asked, carried_out, declined
from tests.ledger.book import CASE, FUND, NOW, TODAY
from tests.ledger.deciding.facts import (
    ADVANCED,
    CONFIRMED,
    CONTESTED,
    COST,
    COUNTED_AT,
    EVERYTHING,
    PANEL,
    TAKEN_BACK,
    UNTIL,
    made,
    met,
)
from tests.ledger.deciding.room import EIGHT, deciding
from tests.ledger.people import ANA, BO

DIGEST: Final = hash_of(content_of(COST))
MADE: Final = made(PANEL, ProposalKind.MONEY, COST)
ADOPTED: Final = ProposalClosed(
    occurred_on=TODAY,
    proposal=CASE,
    outcome=DecisionOutcome.ADOPTED,
    reason=OutcomeReason.CARRIED,
    rules=1,
    stage=1,
    tally=Tally(may_decide=8),
    content_hash=DIGEST,
)
LATER: Final = UNTIL + timedelta(days=3)
EXTENDED: Final = ProposalExtended(
    occurred_on=TODAY,
    proposal=CASE,
    until=LATER,
    extension=1,
    tally=Tally(may_decide=8),
    reason=OutcomeReason.NO_QUORUM,
    rules=1,
)
UNDER_WAY: Final = OrderDecided(occurred_on=TODAY, order=ORDER, decision=CASE, content_hash=DIGEST)
DONE: Final = DecisionCarriedOut(occurred_on=TODAY, decision=CASE, content_hash=DIGEST)
FREE: Final = Decided(
    proposal=CASE,
    kind=ProposalKind.MONEY,
    content_hash=DIGEST,
    until=UNTIL + BY_ITSELF,
    last_day=TODAY + timedelta(days=90),
)
TAKEN: Final = replace(FREE, order=ORDER)
OPEN: Final = OpenProposal(
    proposal=CASE, by=ANA, kind=ProposalKind.MONEY, until=UNTIL, days_to_act=90
)


def after(*facts: FundEvent) -> Fund:
    one_by_one = Fund(fund_id=FUND)
    for fact in (*EVERYTHING, *facts):
        one_by_one = evolve(one_by_one, fact)
    at_once = replay(Fund(fund_id=FUND), (*EVERYTHING, *facts))
    assert at_once == one_by_one
    return one_by_one


ROWS: Final[dict[str, tuple[tuple[FundEvent, ...], OpenProposal | None, Decided | None]]] = {
    "made": ((MADE,), OPEN, None),
    "extended": ((MADE, EXTENDED), replace(OPEN, until=LATER), None),
    "met about": ((MADE, met(), CONFIRMED), replace(OPEN, until=COUNTED_AT), None),
    "met about, and contested": ((MADE, met(), CONFIRMED, CONTESTED), OPEN, None),
    "in its next stage": ((MADE, EXTENDED, ADVANCED), OPEN, None),
    "taken back": ((MADE, TAKEN_BACK), None, None),
    "not adopted": (
        (MADE, replace(ADOPTED, outcome=DecisionOutcome.NOT_ADOPTED, content_hash=None)),
        None,
        None,
    ),
    "adopted": ((MADE, ADOPTED), None, FREE),
    "adopted, and it binds nothing": ((MADE, replace(ADOPTED, content_hash=None)), None, None),
    "an order is under way": ((MADE, ADOPTED, UNDER_WAY), None, TAKEN),
    "the order was declined": ((MADE, ADOPTED, asked(), UNDER_WAY, declined(BO)), None, FREE),
    "the order was carried out": ((MADE, ADOPTED, UNDER_WAY, carried_out(BO)), None, None),
    "carried out": ((MADE, ADOPTED, DONE), None, None),
    "another order was carried out": ((MADE, ADOPTED, carried_out(BO)), None, FREE),
    "a line of no proposal": ((EXTENDED, ADOPTED, UNDER_WAY, DONE), None, None),
}


@pytest.mark.parametrize(
    ("facts", "is_open", "decided"), [pytest.param(*row, id=name) for name, row in ROWS.items()]
)
def test_what_is_open_and_what_is_decided(
    facts: tuple[FundEvent, ...], is_open: OpenProposal | None, decided: Decided | None
) -> None:
    known = after(*facts).deciding
    assert known.open.get(CASE) == is_open
    assert known.decided.get(CASE) == decided
    assert len(known.open) + len(known.decided) <= 1


def test_of_closed_ones_only_the_last_are_known() -> None:
    facts: list[FundEvent] = []
    for number in range(KEPT_CLOSED + 5):
        proposal = UUID(int=number)
        facts += (replace(MADE, proposal=proposal), replace(ADOPTED, proposal=proposal))
    void = replace(ADOPTED, proposal=CASE, outcome=DecisionOutcome.VOID)
    closed = after(*facts, MADE, void).deciding.closed
    assert list(closed) == [UUID(int=number) for number in range(5, KEPT_CLOSED + 5)]
    assert set(closed.values()) == {ProposalKind.MONEY}


def test_when_successors_are_installed_two_stewards_decide_again() -> None:
    rules = replace(deciding(case_votes=True), by_decision=tuple(Subject))
    installed = SuccessorsInstalled(occurred_on=TODAY, successors=(ANA, BO))
    before = replay(Fund(fund_id=FUND), (*EIGHT, rules)).deciding.rules
    known = replay(Fund(fund_id=FUND), (*EIGHT, rules, installed)).deciding.rules
    assert before is not None
    assert known == replace(before, by_decision=())


def test_other_facts_change_nothing() -> None:
    fund = after(MADE)
    assert evolve(fund, declined(BO)).deciding is fund.deciding
    assert OPEN.until > NOW


def test_what_could_not_be_carried_out_does_not_outlast_a_later_decision() -> None:
    cases = [UUID(int=2**70 + number) for number in range(4)]
    kinds = (ProposalKind.RULES, ProposalKind.BUDGET, ProposalKind.RULES, ProposalKind.RULES)
    adopted = [
        fact
        for case, kind in zip(cases, kinds, strict=True)
        for fact in (
            replace(made(PANEL, kind), proposal=case),
            replace(ADOPTED, proposal=case),
        )
    ]
    known = after(*adopted, replace(DONE, decision=cases[2])).deciding
    assert list(known.decided) == [cases[1], cases[3]]
    known = after(*adopted, replace(DONE, decision=cases[1])).deciding
    assert list(known.decided) == [cases[0], cases[2], cases[3]]
