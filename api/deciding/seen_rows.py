"""Who opened a proposal as it reads now: it counts where silence agrees, and goes at the end."""

from typing import Final
from uuid import UUID

from ledger.deciding.proposal import Proposal
from ledger.store.connection import Connection
from ledger.store.errors import database_errors

_ADD: Final = """
insert into proposal_seen (fund_id, proposal_id, stage, text_hash, sign_in)
values ($1, $2, $3, $4, $5) on conflict do nothing
"""
_LIST: Final = """
select sign_in from proposal_seen
where fund_id = $1 and proposal_id = $2 and stage = $3 and text_hash = $4 order by sign_in
"""
_REMOVE: Final = """
delete from proposal_seen where fund_id = $1 and proposal_id = $2
    and ($3::smallint is null or stage < $3 or (stage = $3 and text_hash <> $4))
"""


async def add_seen(
    connection: Connection, fund_id: UUID, proposal: Proposal, sign_in: UUID
) -> None:
    """Note that somebody opened a proposal, once."""
    with database_errors():
        await connection.execute(_ADD, *_version(fund_id, proposal), sign_in)


async def list_seen(connection: Connection, fund_id: UUID, proposal: Proposal) -> tuple[UUID, ...]:
    """List who opened what a proposal says now, in its stage now, by id."""
    with database_errors():
        rows = await connection.fetch(_LIST, *_version(fund_id, proposal))
    return tuple(row[0] for row in rows)


async def remove_seen(connection: Connection, fund_id: UUID, proposal: Proposal) -> None:
    """Remove what does not count any more: of stages and words before; all once it is closed."""
    _, proposal_id, stage, text_hash = _version(fund_id, proposal)
    until = None if proposal.closed else stage
    with database_errors():
        await connection.execute(_REMOVE, fund_id, proposal_id, until, text_hash)


def _version(fund_id: UUID, proposal: Proposal) -> tuple[UUID, UUID, int, bytes]:
    return fund_id, proposal.proposal, proposal.stage, bytes.fromhex(proposal.text_hash)
