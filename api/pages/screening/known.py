"""Whether somebody who is reached the same way was here before: a note, and never a refusal.

Telephones are shared, and change after an arrest. Whoever screens decides what a match means.
"""

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from msgspec import Struct

from api.pages.people.room import Room
from ledger.case import Case
from ledger.chart import Category
from ledger.events import GrantCommitted
from ledger.fund import Fund
from ledger.requests import MET, request_of, state_of

if TYPE_CHECKING:
    from api.site import Site


class Known(Struct, frozen=True, kw_only=True):
    """Somebody with the same contact. *wished_days* is more than *days*, or nothing."""

    days: int
    is_helped: bool = False
    case_id: UUID | None = None
    category: Category | None = None
    wished_days: int = 0


async def known_before(site: "Site", room: Room, person_id: UUID) -> list[Known]:
    """List what is known about others with the same contact; the latest comes first.

    That somebody looked is written into the log. Raises PersonUnknown, PersonErased, VaultLocked.
    """
    vault, fund_id, found = site.vault, room.fund_id, list[Known]()
    for other in await vault.matches(fund_id, person_id, actor=str(room.me)):
        cases = await vault.cases_of(fund_id, other)
        for case_id in cases:
            case = await site.books.get_case(fund_id, case_id)
            found.append(_of_case(case, room.fund, room.today))
        if not cases:
            made_on = (await vault.get_person(fund_id, other)).made_on
            found.append(Known(days=(room.today - made_on).days))
    return sorted(found, key=lambda each: each.days)


def _of_case(case: Case, fund: Fund, today: date) -> Known:
    last = max((line.event.occurred_on for line in case.lines), default=today)
    days, category = (today - last).days, _category_of(case)
    rules = [each for each in fund.governance.policy.help_rules if each.category is category]
    wished = max((max(each.cool_down_days, each.one_per_days) for each in rules), default=0)
    return Known(
        days=days,
        is_helped=state_of(case) == MET,
        case_id=case.case_id,
        category=category,
        wished_days=wished if days < wished else 0,
    )


def _category_of(case: Case) -> Category | None:
    opening, asked = case.opening, request_of(case)
    if isinstance(opening, GrantCommitted):
        return opening.category
    return asked.category if asked else None


def household_of(case: Case) -> UUID | None:
    """Return the random reference of the household that a case is about, if it has one."""
    found = [getattr(line.event, "household", None) for line in case.lines]
    return next((each for each in reversed(found) if each is not None), None)
