"""Each of the usual protocols with its edges: what people do, and what becomes of the proposal."""

from typing import Final

import pytest
from msgspec.structs import replace

from ledger.deciding.templates import TEMPLATES
from ledger.events import ProposalKind
from tests.ledger.deciding.facts import COST
from tests.ledger.deciding.results import ADOPTED, ENDS, Rows
from tests.ledger.deciding.room import Move, Room, changes, played, says
from tests.ledger.deciding.tables_of_consent import TALKED
from tests.ledger.deciding.tables_of_meetings import MEETINGS
from tests.ledger.deciding.tables_of_votes import COUNTED
from tests.ledger.people import ANA, BO, CY, DEE
from tests.ledger.world import EUROS

TOO_FEW: Final = "not_adopted, too_few_supporters"
TABLES: Final[dict[str, Rows]] = TALKED | COUNTED | {"consent": {**TALKED["consent"], **MEETINGS}}

ROWS: Final = [
    pytest.param(name, moves, came_to, id=f"{name}-{row}")
    for name, rows in TABLES.items()
    for row, (moves, came_to) in rows.items()
]


@pytest.mark.parametrize(("name", "moves", "came_to"), ROWS)
def test_what_becomes_of_a_proposal(name: str, moves: tuple[Move, ...], came_to: str) -> None:
    assert played(Room(TEMPLATES[name]), *moves).came_to == came_to


def test_every_protocol_has_a_table() -> None:
    elsewhere = {"budget_ballot", "budget_ballot_greedy"}  # test_budget_ballots
    assert set(TABLES) | elsewhere == set(TEMPLATES)


@pytest.mark.parametrize(
    ("amount", "people", "came_to"),
    [
        (499_99, 2, ADOPTED),
        (500_00, 2, TOO_FEW),
        (500_00, 3, ADOPTED),
        (1_999_99, 3, ADOPTED),
        (2_000_00, 3, TOO_FEW),
        (2_000_00, 4, ADOPTED),
    ],
)
def test_more_money_takes_more_people(amount: int, people: int, came_to: str) -> None:
    cost = replace(COST, amount=amount)
    room = Room(TEMPLATES["amount_ladder"], ProposalKind.MONEY, cost)
    agree = says("agree", *(ANA, BO, CY, DEE)[:people])
    assert played(room, agree, *ENDS).came_to == came_to


def test_what_is_changed_to_more_money_takes_more_people() -> None:
    room = Room(TEMPLATES["amount_ladder"], ProposalKind.MONEY, replace(COST, amount=499_99))
    dearer = changes(order=replace(COST, amount=500_00))
    assert played(room, dearer, says("agree", ANA, BO), *ENDS).came_to == TOO_FEW


def test_another_currency_takes_as_many_as_the_last_step() -> None:
    cost = replace(COST, amount=1, account_id=EUROS, currency="EUR")
    room = Room(TEMPLATES["amount_ladder"], ProposalKind.MONEY, cost)
    assert room.proposal.amount is None
    assert played(room, says("agree", ANA, BO, CY), *ENDS).came_to == TOO_FEW
