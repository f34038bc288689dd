"""Hearings: what of the vault is opened because of court dates, and in which order it is shown.

A day of a hearing and a bail are enough to look somebody up in a docket: both meet only in what is
opened, and nothing of it is counted or kept.
"""

from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from uuid import UUID

from msgspec import Struct

from ledger.bail.states import State, state_of
from ledger.vault.openings import OpeningPurpose
from ledger.vault.records import OpenedRecord, RecordKind

if TYPE_CHECKING:
    from api.site import Site

SOON: Final = timedelta(days=14)
"""How far ahead a hearing is near."""
_APPEARS: Final = frozenset({
    *(State.ASKED, State.VERIFIED, State.POSTED, State.HELD_OVER, State.FREED, State.MISSED),
    *(State.FORFEITURE_ORDERED, State.SURETY, State.PREMIUM_PAID),
})  # fmt: skip
"""States of a bail in which somebody still has to appear."""
_ENDED: Final = frozenset({
    State.CLOSED, State.SETTLED, State.WRITTEN_OFF, State.SURETY_ENDED,
})  # fmt: skip


class Band(StrEnum):
    """When a hearing is, seen from today; in the order in which they are shown."""

    OVER = "over"
    TODAY = "today"
    SOON = "soon"
    LATER = "later"
    UNDATED = "undated"


class Hearing(Struct, frozen=True, kw_only=True):
    """A hearing that was opened, and the open bail cases of whom it concerns.

    *day* is None where what is written (*written*) is no day, or nothing is.
    """

    person_id: UUID
    case_ids: tuple[UUID, ...]
    day: date | None
    written: str
    place: str

    def __repr__(self) -> str:
        """Show nothing of what was opened."""
        return "Hearing(…)"

    def band(self, today: date) -> Band:
        """Say when it is, seen from *today*."""
        if self.day is None:
            return Band.UNDATED
        if self.day < today:
            return Band.OVER
        if self.day == today:
            return Band.TODAY
        return Band.SOON if self.day <= today + SOON else Band.LATER


def day_in(written: str) -> date | None:
    """Return the day that a field of the vault holds, like 2026-11-21; None when it is none."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def hearing_of(record: OpenedRecord, case_ids: tuple[UUID, ...] = ()) -> Hearing | None:
    """Return the hearing in a record; None when it says neither when nor where."""
    written = record.fields.get("hearing_on", "")
    place = record.fields.get("hearing_place", "")
    if not written and not place:
        return None
    return Hearing(
        person_id=record.person_id,
        case_ids=case_ids,
        day=day_in(written),
        written=written,
        place=place,
    )


def in_order(hearings: list[Hearing], today: date) -> list[Hearing]:
    """Return hearings by day: those that are over, today's, those to come, those without a day."""
    bands = list(Band)
    return sorted(
        hearings,
        key=lambda each: (bands.index(each.band(today)), each.day or today, each.place),
    )


def next_of(hearings: list[Hearing], today: date) -> Hearing | None:
    """Return the next of some hearings, today's included; None when none is to come."""
    to_come = [each for each in hearings if each.day is not None and each.day >= today]
    return min(to_come, key=lambda each: each.day or today, default=None)


async def open_hearings(site: "Site", fund_id: UUID, actor: str, today: date) -> list[Hearing]:
    """Open the hearings of every open bail, each opening logged; those of old days come first.

    Where the case at the court is over, only days to come count. Raises VaultLocked.
    """
    appears: set[UUID] = set()
    waits: set[UUID] = set()
    for case_id in await site.vault.cases_with(fund_id, RecordKind.HEARING):
        state = state_of(await site.books.get_case(fund_id, case_id), today)
        if state in _APPEARS:
            appears.add(case_id)
        elif state is not None and state not in _ENDED:
            waits.add(case_id)
    found = await _opened(site, fund_id, appears | waits, actor)
    return in_order([each for each in found if _counts(each, found, appears, today)], today)


def _counts(each: Hearing, found: list[Hearing], appears: set[UUID], today: date) -> bool:
    """Whether a hearing has to be shown: one that is over, until a later one was written down."""
    if each.band(today) is not Band.OVER:
        return True
    days = [other.day for other in found if other.person_id == each.person_id and other.day]
    return each.day == max(days) and not appears.isdisjoint(each.case_ids)


async def open_hearings_of(
    site: "Site", fund_id: UUID, case_id: UUID, actor: str, today: date
) -> list[Hearing]:
    """Open the hearings of whom one case is about, each opening logged. Raises VaultLocked."""
    return in_order(await _opened(site, fund_id, {case_id}, actor), today)


async def _opened(site: "Site", fund_id: UUID, case_ids: set[UUID], actor: str) -> list[Hearing]:
    opened = await site.vault.open_of_cases(
        fund_id, RecordKind.HEARING, case_ids, actor=actor, purpose=OpeningPurpose.COURT_DATE
    )
    found = (hearing_of(record, about) for record, about in opened)
    return [each for each in found if each is not None]
