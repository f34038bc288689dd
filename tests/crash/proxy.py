"""Stands between Books and PostgreSQL, and hangs up at the worst moments.

It reads along as far as it must: which statement is the append, and when its outcome is settled.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import Final
from urllib.parse import parse_qs, quote, urlsplit, urlunsplit

SOCKET: Final = ".s.PGSQL.5432"
_HEADER_BYTES: Final = 5


class Cut(StrEnum):
    """When to hang up. What PostgreSQL has done by then is said of each."""

    APPEND = "before the append arrives"
    COMMIT = "before the commit arrives"
    ANSWER = "after the lines were committed, before that is heard"


class Proxy:
    """Hands messages on, and hangs up at each of `cuts` in turn."""

    def __init__(self, server: str) -> None:
        self._server = server
        self.cuts: list[Cut] = []
        self.away = False
        self.stay_away = False
        self._clients: set[asyncio.StreamWriter] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one client."""
        self._clients.add(writer)
        try:
            if not self.away:
                await self._pass_on(reader, writer)
        finally:
            self._clients.discard(writer)
            writer.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = _Line(self)
        its_reader, its_writer = await asyncio.open_unix_connection(self._server)
        both = (
            asyncio.create_task(line.ask(reader, its_writer)),
            asyncio.create_task(line.answer(its_reader, writer)),
        )
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        for task in both:
            task.cancel()
        await asyncio.gather(*both, return_exceptions=True)
        its_writer.close()

    def hangs_up(self, now: Cut) -> bool:
        """Whether this is the moment of the next cut; then it is done with."""
        if self.cuts[:1] != [now]:
            return False
        self.cuts.pop(0)
        self.away = self.stay_away
        for client in self._clients if self.away else ():
            client.transport.abort()
        return True


class _Line:
    """One client's connection, and how far its append has got."""

    def __init__(self, proxy: Proxy) -> None:
        self._proxy = proxy
        self._appends: set[bytes] = set()
        self._appending = self._written = False

    async def ask(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Hand on what the client says, until it is to be cut off."""
        length = await reader.readexactly(4)
        writer.write(length + await reader.readexactly(int.from_bytes(length) - 4))
        while True:
            header = await reader.readexactly(_HEADER_BYTES)
            body = await reader.readexactly(int.from_bytes(header[1:]) - 4)
            if self._cuts_before(header[:1], body):
                return
            writer.write(header + body)
            await writer.drain()

    def _cuts_before(self, kind: bytes, body: bytes) -> bool:
        if kind == b"P":
            name, text, _ = body.split(b"\0", 2)
            if b"insert into events" in text:
                self._appends.add(name)
        elif kind == b"B" and body.split(b"\0", 2)[1] in self._appends:
            self._appending = True
            return self._proxy.hangs_up(Cut.APPEND)
        elif kind == b"Q" and body.upper().startswith(b"COMMIT") and self._written:
            return self._proxy.hangs_up(Cut.COMMIT)
        return False

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Hand on what the server says, until it says that the lines are in."""
        held = b""
        while True:
            header = await reader.readexactly(_HEADER_BYTES)
            body = await reader.readexactly(int.from_bytes(header[1:]) - 4)
            held += header + body
            self._written = self._written or (self._appending and header[:1] == b"D")
            ready = header[:1] == b"Z"
            if ready and body == b"I":
                if self._written and self._proxy.hangs_up(Cut.ANSWER):
                    return
                self._appending = self._written = False
            if ready or not self._appending:
                writer.write(held)
                held = b""
                await writer.drain()


@asynccontextmanager
async def between(url: str) -> AsyncIterator[tuple[Proxy, str]]:
    """Put a proxy before the database of *url*; lend it and its own address."""
    parts = urlsplit(url)
    (directory,) = parse_qs(parts.query)["host"]
    proxy = Proxy(f"{directory}/{SOCKET}")
    with tempfile.TemporaryDirectory(prefix="parasol-") as place:
        server = await asyncio.start_unix_server(proxy.serve, f"{place}/{SOCKET}")
        try:
            yield proxy, urlunsplit(parts._replace(query=f"host={quote(place)}"))
        finally:
            server.close()
