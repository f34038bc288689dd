"""What every part of the vault has: the database, the clock, the key files, and the log."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from ledger.rejections import PersonErased
from ledger.store.connection import Connection
from ledger.vault import openings, people
from ledger.vault.custody import Custody, VaultState
from ledger.vault.openings import Act, ActKind, OpeningPurpose
from ledger.vault.people import PersonRow

if TYPE_CHECKING:
    from ledger.store.database import Database


class VaultBase:
    """The vaults of all funds of an instance."""

    def __init__(self, database: "Database", keys_dir: Path, now: Callable[[], datetime]) -> None:
        self._database = database
        self._keys_dir = keys_dir
        self._now = now

    def custody(self, fund_id: UUID) -> Custody:
        """Return the key files of a fund."""
        return Custody(self._keys_dir, fund_id)

    def state(self, fund_id: UUID) -> VaultState:
        """Say whether the vault of a fund is open, where its key is, whether sheets were tried."""
        return self.custody(fund_id).state()

    def is_open(self, fund_id: UUID) -> bool:
        """Whether records of a fund can be opened."""
        return self.state(fund_id).is_open

    async def _living(self, connection: Connection, fund_id: UUID, person_id: UUID) -> PersonRow:
        """Return somebody whose key is there. Raises PersonUnknown, PersonErased."""
        person = await people.get_living(connection, fund_id, person_id)
        if self.custody(fund_id).is_erased(person_id):  # a restored backup knows it no better
            raise PersonErased
        return person

    def _key(self, fund_id: UUID, person_id: UUID) -> bytes:
        return self.custody(fund_id).person_key(person_id)

    async def _note(
        self,
        connection: Connection,
        fund_id: UUID,
        actor: str,
        act: ActKind,
        *,
        person_id: UUID | None = None,
        kind: str | None = None,
        purpose: OpeningPurpose | None = None,
        agreed_by: str | None = None,
    ) -> None:
        noted = Act(
            act_id=uuid4(),
            acted_at=self._now(),
            actor=actor,
            act=act,
            purpose=purpose,
            kind=kind,
            person_id=person_id,
            agreed_by=agreed_by,
        )
        await openings.note(connection, fund_id, noted)
