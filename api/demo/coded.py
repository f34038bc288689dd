"""Givers with a reference and a code, so that a newcomer can ask where a gift is."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec import Struct

from api.demo.diary import Diary
from api.demo.publishing import Press
from api.giving.service import Typed
from ledger.donations import RecordDonation

FILE: Final = "demo-public.json"
"""Where in the data directory it is kept what there is to see in public."""


class Coded(Struct, frozen=True):
    """A code that a giver of the example keeps, and what became of the gift."""

    code: str
    became: str


class Shown(Struct, frozen=True):
    """A fund of the example in public, and codes of its givers."""

    label: str
    fund_id: UUID
    codes: tuple[Coded, ...]


def write_shown(file: Path, funds: Sequence[Shown]) -> None:
    """Keep what there is to see in public, for the owner of *file* alone."""
    file.touch(mode=0o600)
    file.write_bytes(msgspec.json.format(msgspec.json.encode(funds), indent=2) + b"\n")


def read_shown(file: Path) -> tuple[Shown, ...]:
    """Return what there is to see in public; nothing when the example is an older one."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=tuple[Shown, ...])
    except FileNotFoundError:
        return ()


async def gives_with_code(
    diary: Diary,
    press: Press,
    codes: list[Coded],
    became: str,
    gifts: Sequence[tuple[date, dict[str, Any]]],
) -> None:
    """Let somebody ask for a reference on this day and give under it on the days of *gifts*."""
    made = await press.giving.make(diary.fund_id)
    codes.append(Coded(made.code, became))

    def give(day: date, fields: dict[str, Any]) -> None:
        async def arrive() -> None:
            key = f"demo:{made.reference}:{day}"
            giver = await press.giving.meet(diary.fund_id, Typed(made.reference), key=key)
            gift = RecordDonation(
                occurred_on=day,
                giver=giver.giver,
                donor_commitment=giver.donor_commitment,
                case_id=giver.case_id,
                **fields,
            )
            await diary.write(gift)

        diary.on(day, arrive)

    for day, fields in gifts:
        give(day, fields)
