"""Opening: one record or all of somebody's, each time written down with what it was for."""

import asyncio
from collections.abc import Collection, Sequence
from uuid import UUID

from ledger.rejections import VaultLocked
from ledger.store.connection import Connection
from ledger.vault import openings, people, records
from ledger.vault.base import VaultBase
from ledger.vault.matching import contacts_in, find_matches
from ledger.vault.openings import Act, ActKind, Asking, OpeningPurpose
from ledger.vault.records import OpenedRecord, RecordKind, RecordRow


class Opening(VaultBase):
    """The part of the vault that reads."""

    async def open_record(
        self,
        fund_id: UUID,
        record_id: UUID,
        *,
        actor: str,
        purpose: OpeningPurpose,
        agreed_by: str | None = None,
    ) -> OpenedRecord:
        """Open one record, logged. Raises RecordUnknown, PersonErased, VaultLocked."""
        async with self._database.transaction() as connection:
            row = await records.get(connection, fund_id, record_id)
            key = self._key(fund_id, row.person_id)
            opened = await records.open_row(connection, fund_id, row, key)
            await self._note(
                connection,
                fund_id,
                actor,
                ActKind.OPENED,
                person_id=row.person_id,
                kind=row.kind,
                purpose=purpose,
                agreed_by=agreed_by,
            )
        return opened

    async def open_person(
        self, fund_id: UUID, person_id: UUID, *, actor: str, purpose: OpeningPurpose
    ) -> list[OpenedRecord]:
        """Open all that is known about somebody but the files, each opening logged.

        Raises PersonUnknown, PersonErased, VaultLocked.
        """
        kinds = [kind for kind in RecordKind if kind is not RecordKind.FILE]
        return await self.open_of_person(fund_id, person_id, *kinds, actor=actor, purpose=purpose)

    async def open_of_person(
        self,
        fund_id: UUID,
        person_id: UUID,
        *kinds: RecordKind,
        actor: str,
        purpose: OpeningPurpose,
    ) -> list[OpenedRecord]:
        """Open the records of some *kinds* of somebody, each opening logged.

        Raises PersonUnknown, PersonErased, VaultLocked.
        """
        async with self._database.transaction() as connection:
            await self._living(connection, fund_id, person_id)
            key = self._key(fund_id, person_id)
            rows = await records.list_of(connection, fund_id, person_id)
            return [
                await self._open(connection, fund_id, row, key, (actor, purpose))
                for row in rows
                if row.kind in kinds
            ]

    async def cases_with(self, fund_id: UUID, kind: RecordKind) -> set[UUID]:
        """Return the cases that are about somebody with a record of *kind*; nothing is opened."""
        async with self._database.acquire() as connection:
            rows = await records.list_of_cases(connection, fund_id, kind, None)
        return {case_id for _, about in rows for case_id in about}

    async def open_of_cases(
        self,
        fund_id: UUID,
        kind: RecordKind,
        case_ids: Collection[UUID],
        *,
        actor: str,
        purpose: OpeningPurpose,
    ) -> list[tuple[OpenedRecord, tuple[UUID, ...]]]:
        """Open the records of *kind* of whoever these cases are about, each opening logged.

        Each comes with those of the cases that it is about. Raises VaultLocked.
        """
        if not self.is_open(fund_id):
            raise VaultLocked
        found = []
        async with self._database.transaction() as connection:
            for row, about in await records.list_of_cases(connection, fund_id, kind, case_ids):
                if self.custody(fund_id).is_erased(row.person_id):
                    continue
                key = self._key(fund_id, row.person_id)
                opened = await self._open(connection, fund_id, row, key, (actor, purpose))
                found.append((opened, about))
        return found

    async def matches(self, fund_id: UUID, person_id: UUID, *, actor: str) -> list[UUID]:
        """List the others of this fund who are reached in one of the same ways.

        The work is the same whoever is found. Raises PersonUnknown, PersonErased, VaultLocked.
        """
        async with self._database.transaction() as connection:
            await self._living(connection, fund_id, person_id)
            key = self._key(fund_id, person_id)
            reached = await self._reach(connection, fund_id, person_id, key)
            prints = await people.list_fingerprints_of_others(connection, fund_id)
            await self._note(connection, fund_id, actor, ActKind.COMPARED, person_id=person_id)
        prints.pop(person_id, None)
        custody = self.custody(fund_id)
        return await asyncio.to_thread(find_matches, custody, reached, prints)

    async def list_acts(self, fund_id: UUID, person_id: UUID | None = None) -> list[Act]:
        """List the latest that was done in the vault, or with what is known about somebody."""
        async with self._database.acquire() as connection:
            return await openings.list_acts(connection, fund_id, person_id)

    async def ask_opening(self, fund_id: UUID, record_id: UUID, *, actor: str) -> UUID:
        """Ask to open one record for an audit; somebody else agrees. Raises RecordUnknown."""
        async with self._database.transaction() as connection:
            await records.get(connection, fund_id, record_id)
            return await openings.ask(connection, fund_id, record_id, actor, self._now())

    async def list_askings(self, fund_id: UUID) -> list[Asking]:
        """List which openings were asked for and not used yet."""
        async with self._database.acquire() as connection:
            return await openings.list_askings(connection, fund_id, self._now())

    async def agree_opening(self, fund_id: UUID, asking_id: UUID, *, actor: str) -> None:
        """Agree that somebody else opens one record. Raises AskingUnknown, AskedByYou."""
        async with self._database.transaction() as connection:
            await openings.agree(connection, fund_id, asking_id, actor, self._now())

    async def open_asked(self, fund_id: UUID, asking_id: UUID, *, actor: str) -> OpenedRecord:
        """Open the one record that somebody agreed to, once.

        Raises AskingUnknown, AskingOpen, RecordUnknown, PersonErased, VaultLocked.
        """
        self.custody(fund_id).private_key()  # a locked vault uses nothing up
        async with self._database.transaction() as connection:
            asking = await openings.use(connection, fund_id, asking_id, actor, self._now())
        return await self.open_record(
            fund_id,
            asking.record_id,
            actor=actor,
            purpose=OpeningPurpose.AUDIT,
            agreed_by=asking.agreed_by,
        )

    async def export(
        self, fund_id: UUID, fields: Sequence[str], *, actor: str
    ) -> list[dict[str, str]]:
        """Return *fields* of everybody who has any of them, for a report that the law asks for.

        Each record that has one is opened and logged. Raises VaultLocked.
        """
        rows = []
        if not self.is_open(fund_id):
            raise VaultLocked
        async with self._database.transaction() as connection:
            await self._note(connection, fund_id, actor, ActKind.EXPORTED)
            living = await people.list_living(connection, fund_id)
        for person in living:
            if self.custody(fund_id).is_erased(person.person_id):
                continue
            found: dict[str, str] = {}
            for record in await self.open_person(
                fund_id, person.person_id, actor=actor, purpose=OpeningPurpose.STATUTORY_EXPORT
            ):
                found |= {name: value for name, value in record.fields.items() if name in fields}
            if found:
                rows.append(found)
        return rows

    async def _open(
        self,
        connection: Connection,
        fund_id: UUID,
        row: RecordRow,
        key: bytes,
        by: tuple[str, OpeningPurpose],
    ) -> OpenedRecord:
        """Open a record; who opens it and what for is written down in the same transaction."""
        opened = await records.open_row(connection, fund_id, row, key)
        await self._note(
            connection,
            fund_id,
            by[0],
            ActKind.OPENED,
            person_id=row.person_id,
            kind=row.kind,
            purpose=by[1],
        )
        return opened

    async def _reach(
        self, connection: Connection, fund_id: UUID, person_id: UUID, key: bytes
    ) -> set[str]:
        """Return in which ways somebody is reached."""
        found: set[str] = set()
        for row in await records.list_of(connection, fund_id, person_id):
            if row.kind is not RecordKind.FILE:
                found |= contacts_in([await records.open_row(connection, fund_id, row, key)])
        return found
