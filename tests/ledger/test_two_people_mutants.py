"""The plays would notice: each rule that two people rest on is broken here, one at a time."""

from typing import Any, Final
from uuid import UUID

import pytest

from ledger import decider, powers
from ledger.events import Role
from ledger.governance import Governance
from ledger.grants import PayGrant
from ledger.orders import ladder, signing, state
from ledger.orders.state import Order
from tests.ledger.play import Play, run
from tests.ledger.test_two_people import outlived, plans_of
from tests.ledger.turns import TURNS
from tests.ledger.witnesses import Reading

PLAYS: Final = 400
"""Far more than any of these needs."""


class _Nothing:
    """Stands where a fact was recognised, and recognises none."""


MUTANTS: Final[dict[str, tuple[Any, str, Any]]] = {
    "who asked may approve": (Order, "asked_by", property(lambda order: frozenset({order.by}))),
    "nobody who asked is kept from approving": (
        Order,
        "asked_by",
        property(lambda _order: frozenset()),
    ),
    "a conflict is written down and ignored": (
        Order,
        "kept_out",
        property(lambda _order: frozenset()),
    ),
    "a change keeps the signatures": (state, "_unsigned", lambda order: order),
    "a correction in the case keeps the signatures": (state, "LineReversed", _Nothing),
    "who prepared may authorise": (signing, "_not_who_prepared", lambda _progress: None),
    "a mandate counts for ever": (ladder, "in_office", lambda *_: True),
    "whoever wrote an order counts, in conflict or not": (
        ladder,
        "_writer_counts",
        lambda *_: True,
    ),
    "who is stopped goes on": (Governance, "is_suspended", lambda *_: False),
    "one approval is enough for any amount": (ladder, "_rung", lambda *_: 1),
    "whatever is paid of a grant counts as decided": (
        ladder,
        "_is_decided",
        lambda command, *_: isinstance(command, PayGrant),
    ),
    "one person writes whatever takes money": (decider, "written_alone", lambda *_: ()),
    "whoever may sign approves whatever strangers see": (
        ladder,
        "approver_roles",
        lambda *_: (*ladder.WITNESSING, Role.AUDITOR),
    ),
    "who keeps out of one order of a case signs the others": (
        state,
        "_stands_alone",
        lambda *_: True,
    ),
    "any mandate may do anything directly": (powers, "_needed", lambda *_: powers.ANY_MANDATE),
}


def noticed() -> bool:
    """Say whether some play shows what is wrong."""
    late: list[UUID] = []

    def watch(play: Play) -> None:
        late.extend(outlived(play))

    return any(
        Reading(run(plans_of(seed), TURNS, after=watch).entries).wrong or late
        for seed in range(PLAYS)
    )


@pytest.mark.parametrize("rule", MUTANTS)
def test_a_broken_rule_is_noticed(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    where, name, broken = MUTANTS[rule]
    assert hasattr(where, name)
    monkeypatch.setattr(where, name, broken)
    assert noticed()
