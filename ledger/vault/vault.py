"""The vault as the rest of the program uses it: one method for each thing that can be done.

Every method names the fund first. What was opened is written into the log before it is returned.
"""

import asyncio
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from uuid import UUID, uuid4

from ledger.store.connection import Connection
from ledger.vault import people, records
from ledger.vault.households import Households
from ledger.vault.keeping import Keeping
from ledger.vault.matching import contacts_in
from ledger.vault.openings import ActKind
from ledger.vault.people import PersonRow
from ledger.vault.records import Draft, FileDraft, RecordRow
from ledger.vault.sealing import contact_fingerprint


class Vault(Households, Keeping):
    """The vaults of all funds of an instance: `Opening` reads, `Keeping` keeps, this writes."""

    async def create_person(
        self,
        fund_id: UUID,
        drafts: Sequence[Draft | FileDraft],
        *,
        contacts: Sequence[str] = (),
        keep_until: date,
        today: date,
        connection: Connection | None = None,
        person_id: UUID | None = None,
    ) -> UUID:
        """Seal what is known about somebody new, also while the vault is locked; return their id.

        With *connection* the rows are part of its transaction. *person_id* is a random id that the
        caller made; when somebody has it already nothing is written. Raises RecordUnusable.
        """
        for draft in drafts:
            records.check(draft)
        person_id, custody = person_id or uuid4(), self.custody(fund_id)
        key = await asyncio.to_thread(custody.make_person, person_id)
        if key is None:
            return person_id
        reached = {*contacts_in(drafts), *(each for each in contacts if each.strip())}

        async def put(at: Connection) -> None:
            await people.add_person(at, fund_id, person_id, today, keep_until)
            await self._reached(at, fund_id, person_id, key, reached)
            for draft in drafts:
                await records.add(at, (fund_id, person_id), key, draft, today, uuid4())

        if connection is not None:
            await put(connection)
        else:
            async with self._database.transaction() as own:
                await put(own)
        return person_id

    async def seal(
        self,
        fund_id: UUID,
        person_id: UUID,
        draft: Draft | FileDraft,
        *,
        actor: str,
        today: date,
        record_id: UUID | None = None,
    ) -> UUID:
        """Add a record; one whose *record_id* stands already is not written again.

        Raises PersonUnknown, PersonErased, VaultLocked, RecordUnusable.
        """
        records.check(draft)
        async with self._database.transaction() as connection:
            await self._living(connection, fund_id, person_id)
            key = self._key(fund_id, person_id)
            record_id = record_id or uuid4()
            await records.add(connection, (fund_id, person_id), key, draft, today, record_id)
            await self._reached(connection, fund_id, person_id, key, contacts_in([draft]))
            await self._note(
                connection, fund_id, actor, ActKind.WRITTEN, person_id=person_id, kind=draft.kind
            )
        return record_id

    async def reseal(
        self, fund_id: UUID, record_id: UUID, draft: Draft, *, actor: str, today: date
    ) -> None:
        """Put new words in place of a record's; fields that *draft* does not name stay.

        The former words are gone. Raises RecordUnknown, PersonErased, VaultLocked, RecordUnusable.
        """
        async with self._database.transaction() as connection:
            row = await records.get(connection, fund_id, record_id)
            await self._living(connection, fund_id, row.person_id)
            key = self._key(fund_id, row.person_id)
            former = await records.open_row(connection, fund_id, row, key)
            whole = Draft(row.kind, {**former.fields, **draft.fields})
            records.check(whole)
            await records.change(connection, fund_id, row, key, whole, today)
            reached = await self._reach(connection, fund_id, row.person_id, key)
            await people.forget_fingerprints(connection, fund_id, row.person_id)
            await self._reached(connection, fund_id, row.person_id, key, reached)
            await self._note(
                connection,
                fund_id,
                actor,
                ActKind.WRITTEN,
                person_id=row.person_id,
                kind=row.kind,
            )

    async def list_records(self, fund_id: UUID, person_id: UUID) -> list[RecordRow]:
        """List the records of somebody, unopened."""
        async with self._database.acquire() as connection:
            return await records.list_of(connection, fund_id, person_id)

    async def get_record(self, fund_id: UUID, record_id: UUID) -> RecordRow:
        """Return a record, unopened. Raises RecordUnknown."""
        async with self._database.acquire() as connection:
            return await records.get(connection, fund_id, record_id)

    async def get_person(self, fund_id: UUID, person_id: UUID) -> PersonRow:
        """Return somebody, unopened. Raises PersonUnknown."""
        async with self._database.acquire() as connection:
            return await people.get_person(connection, fund_id, person_id)

    async def link(
        self, fund_id: UUID, case_id: UUID, person_id: UUID, *, today: date | None = None
    ) -> None:
        """Note that a case is about somebody, who is kept as long as one with a case from *today*.

        That is the day in the fund's time zone; without it, the day in UTC.
        Raises PersonUnknown, PersonErased.
        """
        async with self._database.transaction() as connection:
            await people.link(connection, fund_id, case_id, person_id)
            profile = await self._profile(connection, fund_id)
            until = (today or self._now().date()) + timedelta(days=profile.keep_case_days)
            await people.keep_at_least_until(connection, fund_id, person_id, until)

    async def people_of(self, fund_id: UUID, case_id: UUID) -> list[UUID]:
        """List whom a case is about."""
        async with self._database.acquire() as connection:
            return await people.people_of(connection, fund_id, case_id)

    async def cases_of(self, fund_id: UUID, person_id: UUID) -> list[UUID]:
        """List the cases that are about somebody."""
        async with self._database.acquire() as connection:
            found = await people.cases_of(connection, fund_id, [person_id])
        return found.get(person_id, [])

    async def _reached(
        self,
        connection: Connection,
        fund_id: UUID,
        person_id: UUID,
        key: bytes,
        contacts: Collection[str],
    ) -> None:
        prints = [contact_fingerprint(key, fund_id, each) for each in sorted(contacts)]
        await people.add_fingerprints(connection, fund_id, person_id, prints)
