"""A budget ballot buys items; what was bought is what binds, and nothing is opened too early."""

from typing import Final

import pytest

from ledger.budgets.commands import AdoptBudget
from ledger.deciding.standing import quorum_missing
from ledger.deciding.templates import TEMPLATES
from ledger.events import (
    DecisionOutcome,
    OutcomeReason,
    ProposalClosed,
    ProposalExtended,
    ProposalKind,
    Tally,
)
from ledger.orders.content import command_of, content_of, hash_of
from tests.ledger.deciding.facts import BUDGET
from tests.ledger.deciding.room import Move, Room, at_the_end, counts, played, votes
from tests.ledger.people import ANA, BO, CY, DEE, EVE

RENT, FOOD, BAIL = BUDGET.items


def room(name: str = "budget_ballot") -> Room:
    return Room(TEMPLATES[name], ProposalKind.BUDGET, BUDGET, limit=500)


def closed(ballots: dict[object, str], name: str = "budget_ballot") -> ProposalClosed:
    last = played(room(name), at_the_end(), votes(ballots)).case.lines[-1].event  # type: ignore[arg-type]
    assert isinstance(last, ProposalClosed)
    return last


ROWS: Final = {
    "what all want": ("budget_ballot", ("1 2", "1 2", "1 2"), (RENT, FOOD)),
    "what most want, by votes": ("budget_ballot_greedy", ("3", "3", "1 2"), (BAIL,)),
    "each side gets something": ("budget_ballot", ("2", "1", "1", "2", "1"), (RENT, FOOD)),
    "an empty ballot takes part and wants nothing": ("budget_ballot", ("", "", "2"), (FOOD,)),
}


@pytest.mark.parametrize(
    ("name", "ballots", "bought"), [pytest.param(*row, id=each) for each, row in ROWS.items()]
)
def test_what_is_bought_is_decided(
    name: str, ballots: tuple[str, ...], bought: tuple[object, ...]
) -> None:
    people = (ANA, BO, CY, DEE, EVE)
    fact = closed(dict(zip(people, ballots, strict=False)), name)
    assert fact.outcome is DecisionOutcome.ADOPTED
    decided = command_of(fact.content)
    assert isinstance(decided, AdoptBudget)
    assert decided.items == bought
    assert fact.chosen == tuple(each.item_id for each in decided.items)
    assert fact.content_hash == hash_of(fact.content)
    assert fact.content == content_of(decided)
    assert list(fact.ballots) == sorted(ballots)


def test_nothing_that_anybody_wants() -> None:
    fact = closed({ANA: "", BO: "", CY: ""})
    assert (fact.outcome, fact.reason) == (
        DecisionOutcome.NOT_ADOPTED,
        OutcomeReason.NOTHING_CHOSEN,
    )
    assert (fact.content, fact.content_hash, fact.chosen) == ("", None, ())


@pytest.mark.parametrize("name", ["budget_ballot", "sealed_majority"])
def test_what_goes_on_says_nothing_of_the_ballots(name: str) -> None:
    """Even if somebody opened them: they are neither kept nor counted while it goes on."""
    ballot = "1" if name == "budget_ballot" else "agree"
    opened = room(name) if name == "budget_ballot" else Room(TEMPLATES[name])
    last = played(opened, at_the_end(), votes({ANA: ballot})).case.lines[-1].event
    assert isinstance(last, ProposalExtended)
    assert last.tally == Tally(may_decide=8, took_part=1)


@pytest.mark.parametrize("opened", [False, True])
def test_too_few_at_the_end_need_not_be_opened(opened: bool) -> None:
    again: tuple[Move, ...] = (at_the_end(), counts(voters=(ANA,)), at_the_end())
    ends = votes({ANA: "agree"}) if opened else counts(voters=(ANA,))
    last = played(Room(TEMPLATES["sealed_majority"]), *again, ends).case.lines[-1].event
    assert isinstance(last, ProposalClosed)
    assert last.reason is OutcomeReason.NO_QUORUM
    assert last.tally.agree == int(opened)


def test_whether_too_few_voted_is_known_before_opening() -> None:
    there = room()
    assert quorum_missing(there.proposal, there.fund, there.now, (ANA,))
    assert not quorum_missing(there.proposal, there.fund, there.now, (ANA, BO))


def test_a_lost_key_decides_nothing() -> None:
    last = played(room(), at_the_end(), counts(voters=(ANA, BO, CY), unreadable=True))
    fact = last.case.lines[-1].event
    assert isinstance(fact, ProposalClosed)
    assert fact.outcome is DecisionOutcome.VOID
    assert fact.tally == Tally(may_decide=8, took_part=3)
    assert fact.ballots == ()
    assert last.fund.deciding.decided == {}
