"""How members are reached themselves, so that nobody screens a request of their own household.

Each says it of themselves. It is a person of the vault who has a key and fingerprints and no
record: what was typed is kept nowhere.
"""

import asyncio
from collections.abc import Collection, Mapping
from datetime import date
from typing import Final
from uuid import UUID, uuid4

from msgspec import Struct

from ledger.store.connection import Connection
from ledger.vault import people
from ledger.vault.keeping import CLOCK, LONGEST_KEPT
from ledger.vault.matching import find_matches
from ledger.vault.opening import Opening
from ledger.vault.openings import ActKind
from ledger.vault.retention import erase
from ledger.vault.sealing import contact_fingerprint

_LIST: Final = """
select o.sign_in, o.person_id, p.made_on from vault_own_contacts o
join vault_people p on p.fund_id = o.fund_id and p.person_id = o.person_id
where o.fund_id = $1 and p.erased_on is null
"""
_FORGET: Final = """
delete from vault_own_contacts where fund_id = $1 and sign_in = $2 returning person_id
"""
_KEEP: Final = """
insert into vault_own_contacts (fund_id, sign_in, person_id) values ($1, $2, $3)
"""
_ONE_AT_A_TIME: Final = "select pg_advisory_xact_lock(hashtext('own contact'), hashtext($1::text))"


class OwnContact(Struct, frozen=True):
    """That a member said how they are reached, and on which day."""

    sign_in: UUID
    person_id: UUID
    said_on: date


class Households(Opening):
    """The part of the vault that knows how members are reached, apart from everybody else."""

    async def say_own_contact(
        self, fund_id: UUID, sign_in: UUID, contacts: Collection[str], *, today: date
    ) -> None:
        """Keep fingerprints of how a member is reached, in place of what they said before.

        Also while the vault is locked. Without any contact nothing is kept any more.
        """
        reached = sorted({each.strip() for each in contacts if each.strip()})
        person_id, custody = uuid4(), self.custody(fund_id)
        key = await asyncio.to_thread(custody.make_person, person_id) if reached else None
        async with self._database.transaction() as connection:
            await connection.execute(_ONE_AT_A_TIME, str(sign_in))
            await self._forget(connection, fund_id, sign_in, today)
            if key is not None:
                await people.add_person(connection, fund_id, person_id, today, today + LONGEST_KEPT)
                prints = [contact_fingerprint(key, fund_id, each) for each in reached]
                await people.add_fingerprints(connection, fund_id, person_id, prints)
                await connection.execute(_KEEP, fund_id, sign_in, person_id)
            await self._note(connection, fund_id, str(sign_in), ActKind.OWN_CONTACT_SAID)

    async def forget_own_contact(self, fund_id: UUID, sign_in: UUID, *, today: date) -> None:
        """Erase what a member said who has left."""
        async with self._database.transaction() as connection:
            for person_id in await self._forget(connection, fund_id, sign_in, today):
                await self._note(connection, fund_id, CLOCK, ActKind.ERASED, person_id=person_id)

    async def own_contact(self, fund_id: UUID, sign_in: UUID) -> OwnContact | None:
        """Return since when a member has said how they are reached; None when they have not."""
        async with self._database.acquire() as connection:
            found = await list_own_contacts(connection, fund_id)
        return next((each for each in found if each.sign_in == sign_in), None)

    async def members_of_household(
        self, fund_id: UUID, person_id: UUID, *, actor: str
    ) -> tuple[UUID, ...]:
        """Return the members who are reached in one of the same ways as somebody in the vault.

        Where no member has said anything nothing is compared, and the vault may be locked.
        Raises PersonUnknown, PersonErased, VaultLocked.
        """
        async with self._database.transaction() as connection:
            own = await list_own_contacts(connection, fund_id)
            if not own:
                return ()
            await self._living(connection, fund_id, person_id)
            key = self._key(fund_id, person_id)
            reached = await self._reach(connection, fund_id, person_id, key)
            found = await people.list_fingerprints(connection, fund_id)
            await self._note(connection, fund_id, actor, ActKind.COMPARED, person_id=person_id)
        return await self._members_among(fund_id, reached, own, found)

    async def members_reached_by(
        self, fund_id: UUID, contacts: Collection[str]
    ) -> tuple[UUID, ...]:
        """Return the members who are reached in one of these ways, of somebody not sealed yet.

        Where no member has said anything, or none of the ways is given, nothing is compared, and
        the vault may be locked. Raises VaultLocked.
        """
        async with self._database.acquire() as connection:
            own = await list_own_contacts(connection, fund_id)
            if not own or not contacts:
                return ()
            found = await people.list_fingerprints(connection, fund_id)
        return await self._members_among(fund_id, contacts, own, found)

    async def _members_among(
        self,
        fund_id: UUID,
        reached: Collection[str],
        own: Collection[OwnContact],
        found: Mapping[UUID, Collection[bytes]],
    ) -> tuple[UUID, ...]:
        members = {each.person_id: each.sign_in for each in own}
        prints = {each: found[each] for each in members if each in found}
        matches = await asyncio.to_thread(find_matches, self.custody(fund_id), reached, prints)
        return tuple(sorted(members[each] for each in matches))

    async def _forget(
        self, connection: Connection, fund_id: UUID, sign_in: UUID, today: date
    ) -> list[UUID]:
        gone = [row[0] for row in await connection.fetch(_FORGET, fund_id, sign_in)]
        for person_id in gone:
            await erase(connection, self.custody(fund_id), person_id, today)
        return gone


async def list_own_contacts(connection: Connection, fund_id: UUID) -> list[OwnContact]:
    """List which members have said how they are reached."""
    return [OwnContact(*row) for row in await connection.fetch(_LIST, fund_id)]
