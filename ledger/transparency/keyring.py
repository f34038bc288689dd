"""Finding the keys of a log: those of the master key of this instance that its heads name."""

import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from ledger.store.connection import Connection
from ledger.store.database import Database
from ledger.transparency.keys import LogKeys, log_keys
from ledger.transparency.stopped import KeyUnknown
from ledger.vault.keys import KeysUnusable, list_fingerprints, open_key

KEY: Final = "log"
"""The name of the first master key; its file is ``log.key``. Later ones have a number."""
_NUMBERED: Final = re.compile(rf"{KEY}(?:-([0-9]{{1,4}}))?")


def generations(known: Iterable[str]) -> list[int]:
    """Return the numbers of the master keys of logs, newest first, of keys by name."""
    found = (_NUMBERED.fullmatch(name) for name in known)
    return sorted((int(each[1] or 1) for each in found if each), reverse=True)


def name_of(generation: int) -> str:
    """Return the name of a master key."""
    return KEY if generation == 1 else f"{KEY}-{generation}"


def master_keys(known: Iterable[str]) -> tuple[str, ...]:
    """Return the names of the master keys of logs, of keys by name."""
    return tuple(name_of(each) for each in generations(known))


async def read_masters(connection: Connection, keys_dir: Path) -> list[bytes]:
    """Return those master keys of logs that are at hand, newest first."""
    found = []
    for name in master_keys(await list_fingerprints(connection)):
        with suppress(KeysUnusable):
            found.append(await open_key(connection, keys_dir, name))
    return found


class Keyring:
    """The keys of the logs of one instance."""

    def __init__(self, database: Database, keys_dir: Path) -> None:
        self._database, self._keys_dir = database, keys_dir
        self._known: dict[str, LogKeys] = {}

    async def of(self, origin: str, vkey: str) -> LogKeys:
        """Return the keys of a log. Raises `KeyUnknown` where none here has this *vkey*."""
        if vkey not in self._known:
            async with self._database.acquire() as connection:
                self._known[vkey] = await self._find(connection, origin, vkey)
        return self._known[vkey]

    async def for_new(self, origin: str) -> LogKeys:
        """Return the keys for a log that begins. Raises `KeysUnusable`."""
        async with self._database.acquire() as connection:
            newest, *_ = [*generations(await list_fingerprints(connection)), 1]
            return log_keys(await open_key(connection, self._keys_dir, name_of(newest)), origin)

    async def replace(self) -> str:
        """Make another master key, for logs that begin from now on; return the name of its file.

        The old one is kept: it opens what is in the logs before.
        """
        async with self._database.acquire() as connection:
            newest, *_ = [*generations(await list_fingerprints(connection)), 1]
            name = name_of(newest + 1)
            await open_key(connection, self._keys_dir, name)
        return f"{name}.key"

    async def _find(self, connection: Connection, origin: str, vkey: str) -> LogKeys:
        masters = await read_masters(connection, self._keys_dir)
        for keys in (log_keys(master, origin) for master in masters):
            if keys.head.key.text == vkey:
                return keys
        raise KeyUnknown
