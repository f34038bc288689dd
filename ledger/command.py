"""What every command has in common, and what a rule may know besides the command and the state."""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from ledger.case import Case

MAX_LABEL: Final = 80
"""The most characters a name may have."""


def _snake(name: str) -> str:
    """Return the tag of a command class: ``record_donation`` for ``RecordDonation``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


class Instruction(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    tag=_snake,
    tag_field="command",
):
    """Anything the book obeys. In JSON its field ``command`` names it: ``post_bail``.

    Defaults are left out of its bytes: their digest is kept for ever beside the key, and a field
    that a later version adds must not change it.
    """


class Command(Instruction, frozen=True, kw_only=True):
    """Something the fund is asked to write down.

    *occurred_on* is a day in the fund's time zone. Commands that go on with a case name it in
    `case_id`; the others open one.
    """

    occurred_on: date


class Context(Struct, frozen=True):
    """The world outside, as arguments: the time in UTC, who asks, and fresh random ids.

    *position* is where the first line that the command writes will stand in the book. *other* is a
    case that the command reads and does not write: `ledger.decider.also_read` names it.
    """

    now: datetime
    actor: str
    position: int
    new_id: Callable[[], UUID]
    other: Case | None = None

    def today(self, time_zone: str) -> date:
        """Return the day it is in *time_zone*."""
        return _day(self.now, time_zone)


@lru_cache(maxsize=64)
def _day(moment: datetime, time_zone: str) -> date:
    # The commands of one batch are decided at one moment.
    return moment.astimezone(ZoneInfo(time_zone)).date()
