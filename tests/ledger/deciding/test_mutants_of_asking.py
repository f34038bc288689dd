"""The tables of refusals would notice: rules about what is put forward, and rests on a decision."""

from datetime import datetime
from typing import Any, Final

import pytest

from ledger.deciding import proposing
from ledger.events.protocols import Protocol
from ledger.orders import requesting, signing
from tests.ledger import test_orders, test_signing
from tests.ledger.book import Ladder
from tests.ledger.deciding import test_proposing

TABLES: Final[tuple[Ladder, ...]] = (
    *test_proposing.LADDERS,
    test_orders.LADDERS[0],
    test_signing.SIGN,
)


def _without_extensions(protocol: Protocol, until: datetime, extended: int = 0) -> datetime:
    del protocol, extended
    return until


MUTANTS: Final[dict[str, tuple[Any, str, Any]]] = {
    "one person may have six open proposals": (proposing, "MOST_OPEN", 6),
    "one person may have four open proposals": (proposing, "MOST_OPEN", 4),
    "what comes too late can be ratified": (proposing, "_ratified_in_time", lambda *_: None),
    "a stage that goes on ends in time": (proposing, "_last_end", _without_extensions),
    "an order rests on a consent that is not there": (
        requesting,
        "still_left_to_members",
        lambda *_: None,
    ),
    "an order is signed without the consent": (
        signing,
        "still_left_to_members",
        lambda *_: None,
    ),
}


def noticed() -> bool:
    """Say whether some row of some table shows what is wrong."""
    for ladder in TABLES:
        for rung in ladder.rungs():
            try:
                rung.check()
            except AssertionError:
                return True
    return False


def test_unbroken_rules_are_as_the_tables_say() -> None:
    assert not noticed()


@pytest.mark.parametrize("rule", MUTANTS)
def test_a_broken_rule_is_noticed(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    where, name, broken = MUTANTS[rule]
    assert hasattr(where, name)
    monkeypatch.setattr(where, name, broken)
    assert noticed()
