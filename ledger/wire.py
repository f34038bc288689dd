"""The wire between two processes of a service: messages behind their length, on a stream."""

import asyncio
from collections.abc import Callable
from typing import Final, cast
from uuid import UUID

import msgspec
from msgspec import Struct

from ledger.asking import Receipt
from ledger.decider import AnyCommand

_FRAME_BYTES: Final = 4


class Handed(Struct, frozen=True, array_like=True):
    """A command as it is handed over; *number* is found again in the answer."""

    number: int
    fund_id: UUID
    actor: str
    key: str
    command: AnyCommand


class Told(Struct, frozen=True, array_like=True):
    """What became of a command; without a receipt the asking process sees to it itself."""

    number: int
    receipt: Receipt | None


encode: Final = msgspec.msgpack.Encoder().encode
"""Make the bytes of a message. Raises OverflowError for a number beyond 64 bits."""

HANDED: Final = msgspec.msgpack.Decoder(Handed)
TOLD: Final = msgspec.msgpack.Decoder(Told)
GOODBYE: Final = encode(Told(0, None))
"""Said by a process that stops writing, once it has answered all that it took."""


class Wire(asyncio.Protocol):
    """Messages both ways on a stream, each behind its length; those of one moment go together."""

    def __init__(
        self, heard: Callable[["Wire", bytes], None], lost: Callable[["Wire"], None]
    ) -> None:
        self._heard = heard
        self._lost = lost
        self._transport: asyncio.Transport | None = None
        self._read = bytearray()
        self._outgoing: list[bytes] = []

    @property
    def is_open(self) -> bool:
        """Say whether anything can be sent."""
        return self._transport is not None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        # That of uvloop is one in all but its class.
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Say that the other end is gone."""
        del exc
        self._transport = None
        self._lost(self)

    def data_received(self, data: bytes) -> None:
        """Pass on every message that is whole."""
        self._read += data
        start, end = 0, len(self._read)
        while end - start >= _FRAME_BYTES:
            size = int.from_bytes(self._read[start : start + _FRAME_BYTES])
            if end - start < _FRAME_BYTES + size:
                break
            start += _FRAME_BYTES + size
            self._heard(self, bytes(self._read[start - size : start]))
        del self._read[:start]

    def send(self, message: bytes) -> None:
        """Send a message, together with the others of this moment."""
        if not self._outgoing:
            asyncio.get_running_loop().call_soon(self._flush)
        self._outgoing += (len(message).to_bytes(_FRAME_BYTES), message)

    def close(self, *last_words: bytes) -> None:
        """End when everything is sent."""
        for message in last_words:
            self.send(message)
        self._flush()
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """End at once."""
        if self._transport is not None:
            self._transport.abort()

    def _flush(self) -> None:
        if self._transport is not None:
            self._transport.write(b"".join(self._outgoing))
        self._outgoing.clear()
