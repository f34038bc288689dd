"""Locking everything of a fund at once: its vault, and the sessions of all who belong to it."""

from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from api.site import Site
    from ledger.fund import Fund


async def lock_everything(site: "Site", fund_id: UUID, fund: "Fund", actor: str) -> bool:
    """Lock the vault and sign everybody of the fund out; return whether the key left the machine.

    Whoever is signed out comes back with handle, passphrase and code. Nothing is destroyed.
    """
    is_gone = await site.vault.lock(fund_id, actor=actor)
    for who in fund.governance.members:
        await site.people.end_everything_of(who)
    return is_gone
