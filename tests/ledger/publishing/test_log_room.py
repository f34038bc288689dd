"""Promises count on the room that a log gives: once it has begun there is never less of it."""

from typing import Any, Final

import pytest
from msgspec.structs import replace

from ledger.events import LogSet
from ledger.publishing.commands import SetLog
from ledger.rejections import LogUnusable
from tests.ledger.book import NOW, TODAY, Given
from tests.ledger.people import ANA, TOGETHER
from tests.ledger.publishing.logs import LOGGED

ROOMY: Final = LogSet(occurred_on=TODAY, batch_size=256, every_hours=12)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"batch_size": 128, "every_hours": 24}, "batch_size 256 or more, as it is"),
        ({"every_hours": 24}, "every_hours 12 or fewer, as it is"),
        ({}, ""),
        ({"batch_size": 512, "every_hours": 6}, ""),
    ],
    ids=["smaller", "rarer", "the same", "more"],
)
def test_a_log_that_has_begun_only_gets_room(changes: dict[str, int], refusal: str) -> None:
    fields: dict[str, Any] = {"batch_size": 256, "every_hours": 12, **changes}
    command = SetLog(occurred_on=TODAY, **fields)
    before = Given(*TOGETHER, ROOMY).carried_out(command, NOW, ANA)
    before.then(replace(ROOMY, **fields))
    asked = Given(*LOGGED, ROOMY).carried_out(command, NOW, ANA)
    if refusal:
        field, _, expected = refusal.partition(" ")
        asked.refused(LogUnusable(field, expected))
    else:
        asked.then(replace(ROOMY, **fields))
