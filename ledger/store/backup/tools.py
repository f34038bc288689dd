"""`pg_dump` and `pg_restore`: which ones fit, and how they are run.

`pg_dump` must be as new as the server, `pg_restore` as new as the `pg_dump` that wrote the file.
Those beside the running server come first, then the oldest that are new enough.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from msgspec import Struct

from ledger.store.embedded.account import clean_environment
from ledger.store.embedded.binaries import program_directories, version_of

PIECE_BYTES: Final = 1 << 20
_SAID_BYTES: Final = 4096


class ToolsMissing(Exception):
    """There is no pg_dump or pg_restore that fits; the sentence says which is needed."""


class ToolFailed(Exception):
    """pg_dump or pg_restore ended with an error; *said* are its last words."""

    def __init__(self, program: str, said: str) -> None:
        self.said = said
        super().__init__(f"{program} failed: {said or 'it was killed'}")


class Tools(Struct, frozen=True):
    """A program of PostgreSQL and its version."""

    program: Path
    version: str

    @property
    def major(self) -> int:
        """The major version."""
        return major_of(self.version)


def major_of(version: str) -> int:
    """Return the major of a version of PostgreSQL, such as 18 of ``18.4``."""
    return int(version.partition(".")[0])


def find_dumper(server_version: str, *, beside: Path | None, encrypted: bool = False) -> Tools:
    """Return the pg_dump for a server. Raises `ToolsMissing`.

    *beside* are the programs of the running server, when it is ours. *encrypted* asks for one
    that can use TLS, which those that come with Parasol cannot.
    """
    major = major_of(server_version)
    found = _find("pg_dump", major, beside, boxed=not encrypted)
    if found is None:
        raise ToolsMissing(
            f"The database runs PostgreSQL {server_version}, and no pg_dump of version {major} or "
            f"newer{' that can use TLS' if encrypted else ''} was found. Install the client "
            f"programs of PostgreSQL {major}, or name their directory in PARASOL_PG_BIN."
        )
    return found


def find_reader(dump_version: str, *, beside: Path | None = None) -> Tools:
    """Return a pg_restore that reads what a pg_dump of that version wrote, or `ToolsMissing`."""
    major = major_of(dump_version)
    found = _find("pg_restore", major, beside)
    if found is None:
        raise ToolsMissing(
            f"The backup was written by pg_dump {dump_version}, and no pg_restore of version "
            f"{major} or newer was found. Install the client programs of PostgreSQL {major}, or "
            "name their directory in PARASOL_PG_BIN."
        )
    return found


def _find(name: str, major: int, beside: Path | None, *, boxed: bool = True) -> Tools | None:
    first = next(_fitting(name, major, [beside] if beside is not None else []), None)
    if first is not None:
        return first
    return min(
        _fitting(name, major, program_directories(boxed=boxed)),
        key=lambda tools: tools.major,
        default=None,
    )


def _fitting(name: str, major: int, places: "Iterator[Path] | list[Path]") -> Iterator[Tools]:
    for place in places:
        version = version_of(place / name)
        if version is not None and major_of(version) >= major:
            yield Tools(place / name, version)


class Running:
    """A program at work: what it is told, and what it says."""

    def __init__(self, name: str, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        assert process.stderr is not None
        self._name = name
        self._process = process
        self._listening = asyncio.create_task(_last_words(process.stderr))
        self.stdin = process.stdin
        self.stdout = process.stdout

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield what it writes."""
        while piece := await self.stdout.read(PIECE_BYTES):
            yield piece

    async def finish(self) -> None:
        """Wait for its end. Raises `ToolFailed` when it failed."""
        if await self._process.wait() != 0:
            raise ToolFailed(self._name, await self._listening)

    async def kill(self) -> None:
        """End it, unless it has ended."""
        if self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
        await self._listening


@asynccontextmanager
async def running(
    tools: Tools, arguments: Sequence[str], environment: Mapping[str, str], *, told: bool = False
) -> AsyncIterator[Running]:
    """Run a program during the block; *told* gives it an input.

    Raises `ToolFailed` at the end when it failed. A block that fails kills it.
    """
    process = await asyncio.create_subprocess_exec(
        tools.program,
        *arguments,
        stdin=asyncio.subprocess.PIPE if told else asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=4 * PIECE_BYTES,
        env={**clean_environment(), **_home(), **environment},
    )
    program = Running(tools.program.name, process)
    try:
        yield program
        await program.finish()
    finally:
        await program.kill()


async def _last_words(stream: asyncio.StreamReader) -> str:
    """Read all that a program complains of, and keep its last line."""
    said = b""
    while piece := await stream.read(_SAID_BYTES):
        said = (said + piece)[-_SAID_BYTES:]
    lines = [line for line in said.decode(errors="replace").splitlines() if "error:" in line]
    return lines[-1].strip() if lines else ""


def _home() -> dict[str, str]:
    """Where libpq looks for a password file and certificates, as the service itself does."""
    return {"HOME": os.environ["HOME"]} if "HOME" in os.environ else {}
