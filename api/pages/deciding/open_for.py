"""Which open proposals wait for somebody: those to which they may say something and have not."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from api.site import Site
from ledger.events.protocols import Method
from ledger.store.connection import Connection
from projections.proposals import ProposalRow, list_proposals


async def waits_for(
    site: Site, fund_id: UUID, row: ProposalRow, who: UUID | None, now: datetime
) -> bool:
    """Say whether *who* may say something to a proposal and has not."""
    if now >= row.until or who not in row.electorate or who in row.recused:
        return False
    if row.method is Method.STANCES:
        return who not in row.spoke
    standing = await site.deciding.standing(fund_id, row.proposal_id, who)
    return not standing.has_voted


async def list_waiting(
    site: Site, connection: Connection, fund_id: UUID, who: UUID | None
) -> Sequence[ProposalRow]:
    """List the open proposals that wait for *who*."""
    now = site.now()
    rows = (await list_proposals(connection, fund_id)).proposals
    return [row for row in rows if await waits_for(site, fund_id, row, who, now)]
