"""Whether somebody who is reached the same way was here before: a note, and never a refusal.

Telephones are shared, and change after an arrest. Whoever screens decides what a match means.
"""

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from msgspec import Struct

from api.pages.people.room import Room
from api.requests.helped import Help, helps_of
from ledger.case import Case
from ledger.requests import MET, state_of

if TYPE_CHECKING:
    from api.site import Site


class Known(Struct, frozen=True, kw_only=True):
    """Somebody with the same contact."""

    days: int
    is_helped: bool = False
    case_id: UUID | None = None


class KnownBefore(Struct, frozen=True):
    """Others with the same contact, the latest first, and the helps that their cases were."""

    others: list[Known]
    helps: list[Help]


async def known_before(site: "Site", room: Room, person_id: UUID) -> KnownBefore:
    """Return what is known about others with the same contact, and about earlier cases.

    That somebody looked is written into the log. Raises PersonUnknown, PersonErased, VaultLocked.
    """
    vault, fund_id, found = site.vault, room.fund_id, list[Known]()
    others = await vault.matches(fund_id, person_id, actor=str(room.me))
    for other in others:
        cases = await vault.cases_of(fund_id, other)
        for case_id in cases:
            case = await site.books.get_case(fund_id, case_id)
            found.append(_of_case(case, room.today))
        if not cases:
            made_on = (await vault.get_person(fund_id, other)).made_on
            found.append(Known(days=(room.today - made_on).days))
    helps = await helps_of(site, fund_id, (person_id, *others))
    return KnownBefore(sorted(found, key=lambda each: each.days), helps)


def _of_case(case: Case, today: date) -> Known:
    last = max((line.event.occurred_on for line in case.lines), default=today)
    return Known(days=(today - last).days, is_helped=state_of(case) == MET, case_id=case.case_id)


def household_of(case: Case) -> UUID | None:
    """Return the random reference of the household that a case is about, if it has one."""
    found = [getattr(line.event, "household", None) for line in case.lines]
    return next((each for each in reversed(found) if each is not None), None)
