"""A witness is asked over HTTP: one request, one short answer, and nothing that leads elsewhere.

The address was set by two stewards, who need not be those that run the machine. So nothing but
what is meant can be reached: over TLS whoever can show a certificate for the name, without TLS
only onion services, and this machine itself where the service is only tried out on it.
"""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import SplitResult, urlsplit

from msgspec import Struct

from api.settings import LOOPBACK_NAMES

PATIENCE_SECONDS: Final = 10.0
"""How long a witness may take, from the first byte to the last."""
MAX_ANSWER: Final = 16_384
"""Bytes of an answer that are read; a cosignature has about 200."""
PATH: Final = "/add-checkpoint"


class NotAsked(Exception):
    """A witness could not be asked, or gave no answer; one word says why, and not where."""


class Given(Struct, frozen=True):
    """What a witness answered."""

    status: int
    media_type: str
    body: bytes


def may_be_asked(url: str, own_origin: str) -> bool:
    """Say whether the service may send something to *url*, itself reached under *own_origin*."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if not host or not url.isascii() or not url.isprintable() or set(url) & set("@?# \\"):
        return False
    if parts.scheme == "https":
        return True
    is_tried_out = (urlsplit(own_origin).hostname or "") in LOOPBACK_NAMES
    return parts.scheme == "http" and (
        host.endswith(".onion") or (is_tried_out and host in LOOPBACK_NAMES)
    )


def post(url: str, body: str, own_origin: str, seconds: float = PATIENCE_SECONDS) -> Given:
    """Ask the witness at *url*. Blocks for *seconds* at most, but for the search for its name.

    Redirects are not followed, and no proxy of the environment is used. Raises NotAsked.
    """
    if not may_be_asked(url, own_origin):
        raise NotAsked("address")
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port)
    try:
        with _in_time(connection, seconds):
            return _posted(connection, parts, body)
    except (OSError, HTTPException) as error:
        raise NotAsked(type(error).__name__) from None
    finally:
        connection.close()


@contextmanager
def _in_time(connection: HTTPConnection, seconds: float) -> Iterator[None]:
    """Connect, and end the connection when time is over, also while something drips in.

    A timeout of the socket alone would begin anew with every byte, in the handshake too.
    """
    plain = socket.create_connection((connection.host, connection.port), timeout=seconds)
    connection.sock = plain
    if isinstance(connection, HTTPSConnection):
        context = ssl.create_default_context()
        connection.sock = context.wrap_socket(
            plain, server_hostname=connection.host, do_handshake_on_connect=False
        )
    is_late = threading.Event()
    late = threading.Timer(seconds, _cut, (connection.sock, is_late))
    late.daemon = True
    late.start()
    try:
        if isinstance(connection.sock, ssl.SSLSocket):
            connection.sock.do_handshake()
        yield
    finally:
        late.cancel()
        if is_late.is_set():  # what came until then may look whole
            raise NotAsked("too slow")


def _cut(held: socket.socket, is_late: threading.Event) -> None:
    is_late.set()
    with suppress(OSError):
        # Of TLS as well only the socket below: another thread is reading from it.
        socket.socket.shutdown(held, socket.SHUT_RDWR)


def _posted(connection: HTTPConnection, parts: SplitResult, body: str) -> Given:
    headers = {"Content-Type": "text/plain; charset=utf-8"}
    connection.request("POST", parts.path.rstrip("/") + PATH, body.encode(), headers)
    answer = connection.getresponse()
    read = answer.read(MAX_ANSWER + 1)
    if len(read) > MAX_ANSWER:
        raise NotAsked("too long")
    if answer.length:
        raise NotAsked("broken off")
    return Given(answer.status, answer.headers.get_content_type(), read)
