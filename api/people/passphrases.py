"""Passphrases: what fits, six words to take, and argon2 with a bound on how much of it runs.

One run takes 19 MiB and about a tenth of a second, so unbounded runs would be an attack on the
memory. Strangers have one place and known devices another: whoever floods the first does not hold
up the second. For a handle that nobody has the same work is done as for any other.
"""

import asyncio
import secrets
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Final, TypeVar

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from api.i18n import N_
from api.people.common_passphrases import is_common
from api.people.handles import handle_key
from api.people.refused import TooSoon
from ledger.case_words import ADJECTIVES, NOUNS

SHORTEST: Final = 12
LONGEST: Final = 200
SUGGESTED_WORDS: Final = 6
"""Ten bits a word: sixty, which argon2 makes expensive and the limits make hopeless to guess."""
_WORDS: Final = (*ADJECTIVES, *NOUNS)
_MOST_WAITING: Final = 20
_BUSY_SECONDS: Final = 5
_T = TypeVar("_T")


def suggest() -> str:
    """Return six random words, which nobody but the reader has seen."""
    return " ".join(secrets.choice(_WORDS) for _ in range(SUGGESTED_WORDS))


def _normal(passphrase: str) -> str:
    return unicodedata.normalize("NFKC", passphrase)


def passphrase_problem(passphrase: str, handle: str) -> str:
    """Return what a passphrase must be, as a text to translate; "" when this one fits."""
    normal = _normal(passphrase)
    if len(normal) < SHORTEST:
        return N_("must have at least 12 characters; spaces count")
    if len(normal) > LONGEST:
        return N_("must have at most 200 characters")
    key = handle_key(handle)
    without = normal.casefold().replace(key, "") if key else normal
    if len(without) < SHORTEST // 2:
        return N_("must be more than the handle")
    if is_common(normal):
        return N_("is one that many people use, so it is guessed first; take another")
    return ""


def hasher() -> PasswordHasher:
    """Return argon2id with 19 MiB, two passes and one lane (OWASP's recommendation)."""
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)


@cache
def _of_nobody() -> str:
    """Return the hash of a passphrase that nobody has; one for a process."""
    return hasher().hash(secrets.token_urlsafe())


class Passphrases:
    """Hashes and checks passphrases in threads, one at a time for each kind of asker."""

    def __init__(self, argon2: PasswordHasher | None = None) -> None:
        self._argon2 = argon2 or hasher()
        self._of_nobody = self._argon2.hash(secrets.token_urlsafe()) if argon2 else _of_nobody()
        self._places = {False: asyncio.Semaphore(1), True: asyncio.Semaphore(1)}
        self._waiting = {False: 0, True: 0}

    async def hash(self, passphrase: str) -> str:
        """Return what is kept of a passphrase. Only for whoever has proven who they are."""
        return await self._run(lambda: self._argon2.hash(_bytes(passphrase)), is_trusted=True)

    async def verify(self, kept: str | None, passphrase: str, *, is_trusted: bool) -> bool:
        """Whether *passphrase* is the one of which *kept* is kept; None is never right.

        *is_trusted* says whether a known device or session asks. Raises `TooSoon` when too many
        wait already.
        """
        right = await self._run(
            lambda: self._is_right(kept or self._of_nobody, passphrase), is_trusted=is_trusted
        )
        return right and kept is not None

    def refuse_when_full(self, *, is_trusted: bool) -> None:
        """Raise `TooSoon` when too many of this kind wait already."""
        if self._waiting[is_trusted] >= _MOST_WAITING:
            raise TooSoon(_BUSY_SECONDS)

    def is_outdated(self, kept: str) -> bool:
        """Whether *kept* was made with other parameters than those of today."""
        return self._argon2.check_needs_rehash(kept)

    def _is_right(self, kept: str, passphrase: str) -> bool:
        try:
            return self._argon2.verify(kept, _bytes(passphrase))
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Callable[[], _T], *, is_trusted: bool) -> _T:
        self.refuse_when_full(is_trusted=is_trusted)
        self._waiting[is_trusted] += 1
        try:
            async with self._places[is_trusted]:
                return await asyncio.to_thread(work)
        finally:
            self._waiting[is_trusted] -= 1


def _bytes(passphrase: str) -> bytes:
    """Return what is hashed; whatever is too long to be right stays too long."""
    return _normal(passphrase[: 2 * LONGEST])[: LONGEST + 1].encode("utf-8", "surrogatepass")
