"""Requests that the book knows: screened or on the waiting list, and neither met nor closed."""

from datetime import date
from typing import Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from ledger.chart import Category
from ledger.events import RequestClosed, RequestScreened, RequestWaitlisted, Urgency
from ledger.store.connection import Connection
from ledger.store.mapper import decode
from projections.journal import KINDS
from projections.view import pin

# One look at an index for each of the topics. Cases with money in them are met.
_LINES: Final = """
select e.case_id, e.topic, e.payload
from journal{journal} j join events e on e.fund_id = $1 and e.position = j.position
where j.fund_id = $1 and j.topic = any($2::text[]) and j.position <= $3
    and not exists (
        select from open_cases{cases} c
        where c.fund_id = $1 and c.case_id = e.case_id and c.opened_position is not null
    )
order by j.position
"""


class OpenRequest(Struct, frozen=True, kw_only=True):
    """A request as its case tells it; *since* is the day on which it came to stand like this."""

    case_id: UUID
    category: Category
    urgency: Urgency
    is_waitlisted: bool
    since: date


async def list_open_requests(connection: Connection, fund_id: UUID) -> tuple[OpenRequest, ...]:
    """List the requests of a fund that wait for money or a decision, the longest wait first."""
    view = await pin(connection, fund_id, None)
    found: dict[UUID, OpenRequest] = {}
    for case_id, topic, payload in await view.fetch(_LINES, KINDS["request"], view.position):
        match decode(topic, payload):
            case RequestScreened() as event:
                found[case_id] = OpenRequest(
                    case_id=case_id,
                    category=event.category,
                    urgency=event.urgency,
                    is_waitlisted=False,
                    since=event.occurred_on,
                )
            case RequestWaitlisted() as event if case_id in found:
                found[case_id] = replace(
                    found[case_id], is_waitlisted=True, since=event.occurred_on
                )
            case RequestClosed():
                found.pop(case_id, None)
            case _:
                pass
    return tuple(sorted(found.values(), key=lambda each: each.since))
