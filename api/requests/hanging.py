"""Putting a sign on the door, and from when on public pages tell it."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from api.requests.door import Door, next_hour, set_door

if TYPE_CHECKING:
    from api.site import Site


async def hang_sign(site: "Site", fund_id: UUID, door: Door) -> datetime:
    """Put a sign up; whoever asks for help meets it at once. Return when public pages tell it.

    That is the hour of the day in the fund's publishing rule; midnight where there is none.
    """
    fund, _ = await site.books.get_fund(fund_id)
    rule = fund.publishing.rule
    now = site.now()
    shown_from = next_hour(now, fund.time_zone, rule.tick_hour if rule else 0)
    async with site.database.acquire() as connection:
        await set_door(connection, fund_id, door, now=now, shown_from=shown_from)
    return shown_from
