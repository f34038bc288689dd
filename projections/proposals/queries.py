"""What may be asked about proposals. Every answer is about proposals as they stand now.

Lists are paged by a proposal and not by a position: positions grow with every payment, and what a
plain member sees must not.
"""

from typing import Final
from uuid import UUID

from msgspec import Struct

from ledger.store.connection import Connection
from projections.proposals.rows import ProposalRow
from projections.proposals.tables import NAMES, row_of
from projections.view import pin

OPEN_MAX: Final = 200
"""How many proposals that wait are named at most."""

_SELECT: Final = "select [columns] from proposals{proposals} where fund_id = $1".replace(
    "[columns]", ", ".join(NAMES)
)
_LISTS: Final = {
    "open": f"{_SELECT} and state = 'open' order by until, proposal_id limit $2",
    "undone": f"{_SELECT} and undone order by closed_position limit $2",
}
_CLOSED: Final = f"""{_SELECT} and closed_position is not null
    and ($2::bigint is null or closed_position < $2)
order by closed_position desc limit $3
"""
_ONE: Final = f"{_SELECT} and proposal_id = $2"
_OF_ORDER: Final = f"{_SELECT} and order_id = $2"
_OF_BUDGET: Final = f"""{_SELECT} and budget_id = $2 and state = 'adopted'
order by closed_position limit $3
"""
STATES: Final = ("open", "closed", "undone")


class Proposals(Struct, frozen=True):
    """Some proposals. *older* leads on as ``before``; None where the list ends."""

    known_at: int
    proposals: tuple[ProposalRow, ...]
    older: UUID | None = None


async def list_proposals(
    connection: Connection,
    fund_id: UUID,
    *,
    only: str = "open",
    before: UUID | None = None,
    limit: int = 50,
) -> Proposals:
    """List proposals: *only* ``open``, ``closed`` or ``undone``.

    The open ones are listed by their deadline, what is adopted and not carried out yet by its age,
    and neither is paged. Closed ones are listed the last in front, those closed before *before*.
    """
    view = await pin(connection, fund_id, None)
    if only != "closed":
        found = await view.fetch(_LISTS[only], OPEN_MAX)
        return Proposals(view.position, tuple(row_of(each) for each in found))
    below = None
    if before is not None:
        place = await view.fetch(_ONE, before)
        below = place[0]["closed_position"] if place else 0  # after no proposal nothing follows
    rows = [row_of(each) for each in await view.fetch(_CLOSED, below, limit + 1)]
    older = rows[limit - 1].proposal_id if len(rows) > limit else None
    return Proposals(view.position, tuple(rows[:limit]), older)


async def get_proposal(
    connection: Connection, fund_id: UUID, proposal_id: UUID
) -> ProposalRow | None:
    """Return a proposal of the fund; None when there is none with this id."""
    return await _one(connection, fund_id, _ONE, proposal_id)


async def proposal_of_order(
    connection: Connection, fund_id: UUID, order_id: UUID
) -> ProposalRow | None:
    """Return what members decided that an order carries out; None when two people asked for it."""
    return await _one(connection, fund_id, _OF_ORDER, order_id)


async def proposals_of_budget(
    connection: Connection, fund_id: UUID, budget_id: UUID
) -> tuple[ProposalRow, ...]:
    """Return the proposals that made a budget what it is, those adopted first in front."""
    view = await pin(connection, fund_id, None)
    return tuple(row_of(each) for each in await view.fetch(_OF_BUDGET, budget_id, OPEN_MAX))


async def _one(
    connection: Connection, fund_id: UUID, statement: str, wanted: UUID
) -> ProposalRow | None:
    view = await pin(connection, fund_id, None)
    found = await view.fetch(statement, wanted)
    return row_of(found[0]) if found else None
