"""Recovery codes: ten on paper, each good once, in place of what was lost."""

from typing import TYPE_CHECKING, Final
from uuid import UUID

from api.people.codes import RECOVERY_SIGNS, code_hash, paper_code

if TYPE_CHECKING:
    from api.clock import Clock
    from ledger.store.database import Database

AT_ONCE: Final = 10


class RecoveryCodes:
    """Makes and takes recovery codes. Whether somebody may have new ones is not asked here."""

    def __init__(self, database: "Database", now: "Clock") -> None:
        self._database = database
        self._now = now

    async def renew(self, sign_in_id: UUID) -> list[str]:
        """Make new codes and return them; they are kept nowhere, and the old ones end."""
        codes = [paper_code(RECOVERY_SIGNS) for _ in range(AT_ONCE)]
        async with self._database.acquire() as connection, connection.transaction():
            await connection.execute(
                "select from sign_ins where sign_in_id = $1 for update", sign_in_id
            )
            await connection.execute("delete from recovery_codes where sign_in_id = $1", sign_in_id)
            await connection.execute(
                "insert into recovery_codes (sign_in_id, code_hash, made_at)"
                " select $1, hash, $3 from unnest($2::bytea[]) as hash",
                sign_in_id,
                [code_hash(code) for code in codes],
                self._now(),
            )
        return codes

    async def left(self, sign_in_id: UUID) -> int:
        """Count the codes that have not been used."""
        async with self._database.acquire() as connection:
            count: int = await connection.fetchval(
                "select count(*) from recovery_codes where sign_in_id = $1", sign_in_id
            )
        return count

    async def owner_of(self, key: str, typed: str) -> UUID | None:
        """Return who has the handle *key* and, unused, the code *typed*; nothing is used up."""
        async with self._database.acquire() as connection:
            owner: UUID | None = await connection.fetchval(
                "select sign_in_id from sign_ins join recovery_codes using (sign_in_id)"
                " where handle_key = $1 and code_hash = $2",
                key,
                code_hash(typed),
            )
        return owner

    async def use(self, sign_in_id: UUID, typed: str) -> bool:
        """Use a code up; False when it is none of theirs. Of two at once one gets True."""
        async with self._database.acquire() as connection:
            used = await connection.fetchval(
                "delete from recovery_codes where sign_in_id = $1 and code_hash = $2"
                " returning true",
                sign_in_id,
                code_hash(typed),
            )
        return bool(used)
