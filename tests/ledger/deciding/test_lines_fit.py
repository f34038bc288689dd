"""What a proposal comes to fits the line in which it is counted, at the very limit too."""

from datetime import timedelta
from typing import Final
from uuid import UUID

import msgspec
import pytest

from ledger.budgets.commands import AdoptBudget
from ledger.deciding.room import most_people
from ledger.deciding.templates import TEMPLATES
from ledger.events import (
    BudgetItem,
    DecisionOutcome,
    Event,
    OutcomeReason,
    ProposalClosed,
    ProposalKind,
    ProposalMade,
    Tally,
)
from ledger.events.protocols import Method, Protocol
from ledger.orders.content import content_of, hash_of
from ledger.store.mapper import MAX_PAYLOAD_BYTES
from tests.ledger.book import CASE, NOW, TODAY
from tests.ledger.world import DIGEST

SIZES: Final = (2, 10, 36, 100)


def _budget(items: int) -> AdoptBudget:
    return AdoptBudget(
        occurred_on=TODAY,
        from_month="2027-01",
        until_month="2027-12",
        items=tuple(
            BudgetItem(
                item_id=UUID(int=2**100 + number),
                kind="interpretation",
                amount=10**14,
                currency="USD",
                exponent=2,
                purpose_id=UUID(int=2**101 + number),
                carries_over=True,
            )
            for number in range(items)
        ),
    )


def _size(event: Event) -> int:

    return len(msgspec.json.encode(event))


@pytest.mark.parametrize("items", SIZES)
@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_the_most_people_fit_a_line(name: str, items: int) -> None:
    protocol: Protocol = TEMPLATES[name]
    stage, content = protocol.stages[-1], content_of(_budget(items))
    most = most_people(stage, content, items)
    people = tuple(UUID(int=2**64 + number) for number in range(most))
    everything = " ".join(str(number) for number in range(1, items + 1))
    choice = everything if stage.method is Method.BUDGET_BALLOT else "disagree"
    sealed = stage.method is not Method.STANCES
    made = ProposalMade(
        occurred_on=TODAY,
        proposal=CASE,
        by=people[0],
        kind=ProposalKind.BUDGET,
        protocol=protocol,
        electorate=people,
        made=NOW,
        until=NOW + timedelta(days=7),
        text_hash=DIGEST,
        content=content,
        content_hash=hash_of(content),
        amount=10**15,
    )
    closed = ProposalClosed(
        occurred_on=TODAY,
        proposal=CASE,
        outcome=DecisionOutcome.ADOPTED,
        reason=OutcomeReason.CARRIED,
        rules=1,
        stage=1,
        tally=Tally(may_decide=most, took_part=most, seen=most, agree=most),
        voters=people if sealed else (),
        ballots=(choice,) * most if sealed else (),
        seen=people,
        chosen=tuple(UUID(int=2**100 + number) for number in range(items)),
        content=content,
        content_hash=hash_of(content),
    )
    assert _size(made) <= MAX_PAYLOAD_BYTES
    assert _size(closed) <= MAX_PAYLOAD_BYTES
    assert most >= 80
