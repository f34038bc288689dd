"""Notes under a proposal: concerns, and reasons of a block. Short, sealed, forgotten with it."""

import hmac
from typing import TYPE_CHECKING, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from api.deciding import word_rows
from api.deciding.key_files import KeyFiles
from api.deciding.sealing import seal_words, unseal_words
from api.deciding.word_rows import NoteRow
from api.deciding.wording import MAX_NOTE, lines
from ledger.deciding.proposal import proposal_of
from ledger.events.members import Role
from ledger.events.protocols import Stance
from ledger.powers import sign_in_of
from ledger.rejections import MandateMissing, MayNotDecide, NotesFull, ProposalIsClosed
from ledger.vault.keys import KeysUnusable
from ledger.vault.sealing import CannotOpen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from api.site import Site
    from ledger.fund import Fund

MOST_NOTES: Final = 200
"""How many notes a proposal takes."""
_TAG: Final = b"parasol: note\n"


class Note(Struct, frozen=True, kw_only=True):
    """What somebody said about a proposal; *stance* is the one they gave it as a reason for."""

    note_id: UUID
    by: UUID
    text: str
    stance: Stance | None = None

    def __repr__(self) -> str:
        """Show nothing of it."""
        return "Note(…)"


class Notes:
    """The notes of an instance."""

    def __init__(self, site: "Site") -> None:
        self._site = site

    async def list_notes(self, fund_id: UUID, proposal_id: UUID) -> tuple[Note, ...]:
        """List what was said about a proposal, first to last; nothing once it is forgotten."""
        async with self._site.database.acquire() as connection:
            rows = await word_rows.list_notes(connection, fund_id, proposal_id)
        return self._opened(fund_id, proposal_id, rows) if rows else ()

    async def add(
        self,
        fund_id: UUID,
        proposal_id: UUID,
        *,
        by: UUID,
        text: str,
        key: str,
        stance: Stance | None = None,
    ) -> UUID:
        """Say something about a proposal; the same *key* says it once. Return the note's id.

        Refusals in order: words-unusable (note), case-unknown, case-of-another-kind,
        proposal-is-closed, may-not-decide (no member, or suspended), notes-full.
        """
        said = lines(text, "note", MAX_NOTE)
        proposal = proposal_of(await self._site.books.get_case(fund_id, proposal_id))
        if proposal.closed:
            raise ProposalIsClosed(proposal.closed)
        fund, _ = await self._site.books.get_fund(fund_id)
        now = self._site.now()
        if not fund.governance.is_member(by) or fund.governance.is_suspended(by, now):
            raise MayNotDecide
        note = Note(
            note_id=self._id(fund_id, proposal_id, by, key), by=by, text=said, stance=stance
        )
        await self._keep(fund_id, proposal_id, note)
        return note.note_id

    async def remove(self, fund_id: UUID, proposal_id: UUID, note_id: UUID, actor: str) -> None:
        """Take a note away, by whoever wrote it or a steward; nothing when there is none.

        Raises MandateMissing for anybody else.
        """
        notes = await self.list_notes(fund_id, proposal_id)
        note = next((each for each in notes if each.note_id == note_id), None)
        if note is None:
            return
        fund, _ = await self._site.books.get_fund(fund_id)
        check_may_forget(self._site, fund, note.by, actor)
        async with self._site.database.acquire() as connection:
            await word_rows.remove_note(connection, fund_id, proposal_id, note_id)

    async def _keep(self, fund_id: UUID, proposal_id: UUID, note: Note) -> None:
        files = KeyFiles(self._site.settings.keys_dir, fund_id)
        key = files.make(files.notes(proposal_id))
        place = _place(fund_id, proposal_id, note.note_id)
        sealed = seal_words(msgspec.json.encode(note), key, place)
        async with self._site.database.transaction() as connection:
            await word_rows.hold_notes(connection, proposal_id)
            rows = await word_rows.list_notes(connection, fund_id, proposal_id)
            if any(row.note_id == note.note_id for row in rows):
                return
            if len(rows) >= MOST_NOTES:
                raise NotesFull(MOST_NOTES)
            number = rows[-1].number + 1 if rows else 1
            row = NoteRow(number, note.note_id, sealed)
            await word_rows.add_note(connection, fund_id, proposal_id, row)

    def _opened(
        self, fund_id: UUID, proposal_id: UUID, rows: "Sequence[NoteRow]"
    ) -> tuple[Note, ...]:
        files = KeyFiles(self._site.settings.keys_dir, fund_id)
        try:
            key = files.read(files.notes(proposal_id))
            if key is None:
                return ()
            return tuple(
                msgspec.json.decode(
                    unseal_words(row.sealed, key, _place(fund_id, proposal_id, row.note_id)),
                    type=Note,
                )
                for row in rows
            )
        except (CannotOpen, KeysUnusable):
            return ()

    def _id(self, fund_id: UUID, proposal_id: UUID, by: UUID, key: str) -> UUID:
        """Return the random-looking id that follows from a form, so that a retry is the same."""
        said = b"\n".join((fund_id.bytes, proposal_id.bytes, by.bytes, key.encode()))
        drawn = hmac.digest(self._site.keys.references, _TAG + said, "sha256")
        return UUID(bytes=drawn[:16], version=4)


def check_may_forget(site: "Site", fund: "Fund", by: UUID, actor: str) -> None:
    """Refuse whoever neither wrote something nor is a steward now. Raises MandateMissing."""
    who = sign_in_of(actor)
    now = site.now()
    if who is None:
        raise MandateMissing((Role.STEWARD.value,))
    is_there = fund.governance.is_member(who) and not fund.governance.is_suspended(who, now)
    if who == by and is_there:
        return
    today = now.astimezone(ZoneInfo(fund.time_zone)).date()
    if Role.STEWARD not in fund.governance.roles(who, now, today):
        raise MandateMissing((Role.STEWARD.value,))


def _place(fund_id: UUID, proposal_id: UUID, note_id: UUID) -> bytes:
    return b"parasol: note\n" + fund_id.bytes + proposal_id.bytes + note_id.bytes
