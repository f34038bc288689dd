"""What a proposal says in words: sealed, written before its line, and forgotten by itself.

The line holds a salted digest of the words, so whoever has them can show that they are those that
were decided about; forgotten, neither the digest nor anything else brings them back.
"""

import hashlib
import hmac
import secrets
from collections.abc import Collection
from typing import TYPE_CHECKING, Final
from uuid import UUID

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from api.deciding import word_rows
from api.deciding.key_files import KeyFiles
from api.deciding.sealing import seal_words, unseal_words
from api.deciding.word_rows import WordsRow
from api.deciding.wording import MAX_TEXT, MAX_TITLE, lines, one_line
from api.governed import before_admitting
from ledger.deciding.commands import ChangeProposal, Propose
from ledger.deciding.proposal import proposal_of
from ledger.rejections import Rejection
from ledger.vault.keys import KeysUnusable
from ledger.vault.sealing import CannotOpen

if TYPE_CHECKING:
    from api.site import Site
    from ledger.asking import Receipt

SALT_BYTES: Final = 16
_TAG: Final = b"parasol: words of a proposal\n"
_encode: Final = msgspec.json.Encoder(order="sorted").encode


class Words(Struct, frozen=True):
    """What a proposal says."""

    title: str
    text: str

    def __repr__(self) -> str:
        """Show nothing of it."""
        return "Words(…)"


class _Kept(Struct, frozen=True):
    """What is sealed: the words, and the salt of their digest."""

    title: str
    text: str
    salt: bytes


class _Draft(Struct, frozen=True):
    text_hash: bytes
    is_new: bool


def text_hash_of(words: Words, salt: bytes) -> bytes:
    """Return the digest that stands in the line."""
    said = _encode({"title": words.title, "text": words.text})
    return hashlib.sha256(salt + said).digest()


class WordsKept:
    """The words of the proposals of an instance."""

    def __init__(self, site: "Site") -> None:
        self._site = site

    async def write(
        self,
        fund_id: UUID,
        command: Propose | ChangeProposal,
        title: str,
        text: str,
        *,
        actor: str,
        key: str,
    ) -> "Receipt":
        """Keep the words, and write the line that holds their digest.

        The same *key* with the same content is the same line. A refusal leaves no words behind.
        Raises WordsUnusable (title, text) before what the rules refuse.
        """
        words = Words(one_line(title, "title", MAX_TITLE), lines(text, "text", MAX_TEXT))
        if command.order is not None:
            await before_admitting(self._site, fund_id, command.order)
        draft = await self._draft(fund_id, words, actor, key)
        command = replace(command, text_hash=draft.text_hash.hex())
        try:
            receipt = await self._site.books.execute(fund_id, command, actor=actor, key=key)
        except Rejection:
            if draft.is_new:
                await self.discard(fund_id, draft.text_hash)
            raise
        await self._bind(fund_id, draft.text_hash, receipt.answer.case_id)
        return receipt

    async def read(self, fund_id: UUID, proposal_ids: Collection[UUID]) -> dict[UUID, Words]:
        """Return the words of proposals; those that are forgotten are left out."""
        async with self._site.database.acquire() as connection:
            rows = await word_rows.list_words(connection, fund_id, proposal_ids)
        found: dict[UUID, list[WordsRow]] = {}
        for row in rows:
            if row.proposal_id is not None:
                found.setdefault(row.proposal_id, []).append(row)
        opened = {
            proposal_id: self._opened(fund_id, await self._current(fund_id, proposal_id, each))
            for proposal_id, each in found.items()
        }
        return {proposal_id: words for proposal_id, words in opened.items() if words is not None}

    async def forget(self, fund_id: UUID, proposal_id: UUID) -> None:
        """Forget the words of a proposal and every note under it, for ever."""
        files = KeyFiles(self._site.settings.keys_dir, fund_id)
        async with self._site.database.acquire() as connection:
            rows = await word_rows.list_words(connection, fund_id, [proposal_id])
            files.destroy(files.notes(proposal_id))
            for row in rows:
                files.destroy(files.words(row.text_hash))
            async with connection.transaction():
                for row in rows:
                    await word_rows.remove_words(connection, fund_id, row.text_hash)
                await word_rows.remove_notes(connection, fund_id, proposal_id)

    async def _draft(self, fund_id: UUID, words: Words, actor: str, key: str) -> _Draft:
        """Keep *words* sealed before their line; those of a retry are found again."""
        files = KeyFiles(self._site.settings.keys_dir, fund_id)
        draft_id = self._draft_id(fund_id, words, actor, key)
        async with self._site.database.acquire() as connection:
            there = await word_rows.words_of_draft(connection, fund_id, draft_id)
            if there is not None:
                return _Draft(there.text_hash, is_new=False)
            salt = secrets.token_bytes(SALT_BYTES)
            text_hash = text_hash_of(words, salt)
            content = msgspec.json.encode(_Kept(words.title, words.text, salt))
            sealing_key = files.make(files.words(text_hash))
            row = WordsRow(
                text_hash=text_hash,
                draft_id=draft_id,
                proposal_id=None,
                sealed=seal_words(content, sealing_key, _place(fund_id, text_hash)),
                made_on=self._site.now().date(),
                forget_on=None,
            )
            if await word_rows.add_words(connection, fund_id, row):
                return _Draft(text_hash, is_new=True)
            files.destroy(files.words(text_hash))
            there = await word_rows.words_of_draft(connection, fund_id, draft_id)
        assert there is not None, "sent twice at once: the other one was faster"
        return _Draft(there.text_hash, is_new=False)

    def _draft_id(self, fund_id: UUID, words: Words, actor: str, key: str) -> UUID:
        """Return the random-looking id that follows from a request, so that a retry finds it."""
        said = b"\n".join((fund_id.bytes, actor.encode(), key.encode(), _encode(words)))
        drawn = hmac.digest(self._site.keys.references, _TAG + said, "sha256")
        return UUID(bytes=drawn[:16], version=4)

    async def _bind(self, fund_id: UUID, text_hash: bytes, proposal_id: UUID) -> None:
        """Say which proposal words belong to, and forget those that stood there before.

        A retry of a line after which the words were changed again finds other words current, and
        leaves them alone.
        """
        async with self._site.database.acquire() as connection:
            await word_rows.bind_words(connection, fund_id, text_hash, proposal_id)
        await self.keep_current(fund_id, proposal_id)

    async def keep_current(self, fund_id: UUID, proposal_id: UUID) -> None:
        """Forget all words of a proposal but those that its last line names."""
        async with self._site.database.acquire() as connection:
            rows = await word_rows.list_words(connection, fund_id, [proposal_id])
        if len(rows) > 1:
            current = await self._current(fund_id, proposal_id, rows)
            for row in rows:
                if row is not current:
                    await self.discard(fund_id, row.text_hash)

    async def _current(
        self, fund_id: UUID, proposal_id: UUID, rows: list[WordsRow]
    ) -> WordsRow | None:
        """Return the row that the last line of a proposal names."""
        if len(rows) == 1:
            return rows[0]
        proposal = proposal_of(await self._site.books.get_case(fund_id, proposal_id))
        said = bytes.fromhex(proposal.text_hash)
        return next((row for row in rows if row.text_hash == said), None)

    def _opened(self, fund_id: UUID, row: WordsRow | None) -> Words | None:
        """Open words; None when their key is gone, or when they are not those of the digest."""
        if row is None:
            return None
        files = KeyFiles(self._site.settings.keys_dir, fund_id)
        try:
            key = files.read(files.words(row.text_hash))
            if key is None:
                return None
            content = unseal_words(row.sealed, key, _place(fund_id, row.text_hash))
        except (CannotOpen, KeysUnusable):
            return None
        kept = msgspec.json.decode(content, type=_Kept)
        words = Words(kept.title, kept.text)
        return words if text_hash_of(words, kept.salt) == row.text_hash else None

    async def discard(self, fund_id: UUID, text_hash: bytes) -> None:
        """Destroy words that are in no line, or were replaced."""
        files = KeyFiles(self._site.settings.keys_dir, fund_id)
        files.destroy(files.words(text_hash))
        async with self._site.database.acquire() as connection:
            await word_rows.remove_words(connection, fund_id, text_hash)


def _place(fund_id: UUID, text_hash: bytes) -> bytes:
    return b"parasol: words\n" + fund_id.bytes + text_hash
