"""One command on its way: who asks, under which key, and the answer that is frozen for ever."""

import asyncio
import re
from hashlib import sha256
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Struct

from ledger.decider import AnyCommand
from ledger.rejections import KeyReused, KeyUnusable, Rejection

MAX_KEY: Final = 200
"""The most characters an idempotency key may have."""

_encode: Final = msgspec.json.Encoder(order="sorted").encode
_KEY: Final = re.compile(r"[A-Za-z0-9_.:~-]{1,200}")


class Answer(Struct, frozen=True):
    """What an accepted command did: the case it wrote into and the lines it added.

    *first* and *last* are positions; a command adds lines without a gap. *opened* names the
    accounts, purposes and authorities that it opened, in the order of its lines.
    """

    case_id: UUID
    first: int
    last: int
    opened: tuple[UUID, ...] = ()

    def encode(self) -> bytes:
        """Return the bytes in which the answer is kept."""
        return _encode(self)


class Receipt(Struct, frozen=True):
    """An answer, and whether it is one given before under the same key."""

    answer: Answer
    replayed: bool


def request_hash(command: AnyCommand) -> bytes:
    """Return the digest of the canonical bytes of *command*: same content, same digest.

    Defaults are left out of the bytes, so a command that gets another optional field keeps its
    digests.
    """
    return sha256(_encode(command)).digest()


def check_key(key: str) -> None:
    """Refuse a key that is empty, too long, or not plain text."""
    if not _KEY.fullmatch(key):
        raise KeyUnusable(MAX_KEY)


class Asking:
    """A command that waits for its answer.

    Whoever stops waiting does not take the command back: it may be on its way to the book, and
    what becomes of it is then told to nobody.
    """

    __slots__ = ("actor", "answer", "command", "hash", "key", "name")

    def __init__(self, command: AnyCommand, actor: str, key: str) -> None:
        self.command = command
        self.actor = actor
        self.key = key
        self.name = actor, key
        """What makes the command one of a kind within its fund."""
        self.hash = request_hash(command)
        self.answer: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()

    def accept(self, answer: Answer) -> None:
        """Answer that the command is in the book."""
        self._settle(Receipt(answer, replayed=False))

    def repeat(self, kept_hash: bytes, answer: Answer) -> None:
        """Answer a command whose key was used before."""
        if kept_hash == self.hash:
            self._settle(Receipt(answer, replayed=True))
        else:
            self.refuse(KeyReused(answer.last))

    def refuse(self, reason: Rejection | Exception) -> None:
        """Answer that nothing was written, or that it is not known."""
        if not self.answer.done():
            self.answer.set_exception(reason)
            self.answer.exception()  # nobody may be there to hear it

    def _settle(self, receipt: Receipt) -> None:
        if not self.answer.done():
            self.answer.set_result(receipt)
