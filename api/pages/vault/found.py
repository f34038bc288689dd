"""What the addresses of the vault lead to, and how somebody who did something is called."""

from typing import Final
from uuid import UUID

from litestar.exceptions import NotFoundException
from markupsafe import Markup

from api.i18n import N_, Words
from api.pages.people.room import Room
from api.pages.reading.reader import AnyRequest
from api.site import site_of
from ledger.rejections import PersonUnknown, RecordUnknown
from ledger.vault.people import PersonRow
from ledger.vault.records import RecordRow

_OTHERS: Final = {
    "clock": N_("the clock"),
    "operator": N_("the operator"),
    "request": N_("whoever asked for help"),
}
"""Who is no member and does something in the vault."""


def named(room: Room, actor: str) -> Words | Markup | str:
    """Return what somebody is called who did something in the vault."""
    try:
        return room.person(UUID(actor))
    except ValueError:
        return _OTHERS.get(actor, actor)


async def person_or_nowhere(request: AnyRequest, fund_id: UUID, person_id: UUID) -> PersonRow:
    """Return somebody in the vault; whoever is not there is an address that leads nowhere."""
    try:
        return await site_of(request).vault.get_person(fund_id, person_id)
    except PersonUnknown:
        raise NotFoundException from None


async def record_or_nowhere(request: AnyRequest, fund_id: UUID, record_id: UUID) -> RecordRow:
    """Return a record, unopened; one that is not there is an address that leads nowhere."""
    try:
        return await site_of(request).vault.get_record(fund_id, record_id)
    except RecordUnknown:
        raise NotFoundException from None


async def case_or_nowhere(request: AnyRequest, fund_id: UUID, case_id: UUID) -> None:
    """Make an address that leads nowhere of a case that the fund does not have."""
    case = await site_of(request).books.get_case(fund_id, case_id)
    if not case.lines or case_id == fund_id:
        raise NotFoundException
