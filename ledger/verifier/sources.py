"""Where a log is read from: a directory, or an address of the web that may mean ill.

A server is given little time, little room, and no way to send us elsewhere.
"""

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, urlsplit

from ledger.verifier.failures import PolicyUnusable, Unreachable

SECONDS_MAX: Final = 20.0
"""So long may one answer take from the first byte asked to the last byte read."""

_OK: Final = 200
_NOT_THERE: Final = frozenset({404, 410})
_PLAIN: Final = frozenset({"", "identity"})


class Directory:
    """A log that was copied to a directory, with the same names as at its address."""

    def __init__(self, place: Path) -> None:
        self._place = place

    def get(self, address: str, bytes_max: int) -> bytes | None:
        """Return the file of this name, as a `Source` does."""
        try:
            with (self._place / address).open("rb") as file:
                found = file.read(bytes_max + 1)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        except OSError as failure:
            raise Unreachable(f"{address}: {failure.strerror}") from None
        return found


class Web:
    """A log at an address: `https://HOST/log/FUND/NUMBER`. Keeps one connection.

    Raises `PolicyUnusable` for what is no such address. Proxies of the environment are not used.
    """

    def __init__(self, url: str, seconds_max: float = SECONDS_MAX) -> None:
        self._url = _read_url(url)
        self._seconds_max = seconds_max
        self._connection: http.client.HTTPConnection | None = None
        self._cut, self._is_cut = _Cut(), False

    def get(self, address: str, bytes_max: int) -> bytes | None:
        """Return what is there, as a `Source` does."""
        if self._is_cut:
            raise Unreachable(f"{address}: nobody waits for it any more")
        path = f"{self._url.path.rstrip('/')}/{address}"
        is_used = self._connection is not None
        try:
            return self._ask(path, bytes_max)
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError) as failure:
            self.close()
            if not is_used:
                raise Unreachable(f"{address}: {_said(failure)}") from None
        except (OSError, http.client.HTTPException, ValueError) as failure:
            self.close()
            raise Unreachable(f"{address}: {_said(failure)}") from None
        except Unreachable:
            self.close()
            raise
        return self.get(address, bytes_max)

    def another(self) -> "Web":
        """Return the same log over a connection of its own."""
        return Web(self._url.geturl(), self._seconds_max)

    def cut(self) -> None:
        """End what another thread is asking for; nothing is asked for afterwards."""
        self._is_cut = True
        self._cut.now()

    def close(self) -> None:
        """End the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, path: str, bytes_max: int) -> bytes | None:
        with self._limited() as connection:
            headers = {"Accept-Encoding": "identity", "User-Agent": "parasol"}
            connection.request("GET", path, headers=headers)
            with contextlib.closing(connection.getresponse()) as answer:
                found = _read(answer, path, bytes_max)
                if not answer.isclosed() or answer.will_close:
                    self.close()
        return found

    @contextlib.contextmanager
    def _limited(self) -> Iterator[http.client.HTTPConnection]:
        """Give out the connection, and cut it when its time is over, whatever trickles in."""
        cut = self._cut = _Cut()
        if self._is_cut:
            cut.now()
        timer = threading.Timer(self._seconds_max, cut.now)
        timer.daemon = True
        timer.start()
        try:
            if self._connection is None:
                self._connection = self._connect(cut)
            cut.watch(self._connection.sock)
            yield self._connection
            if cut.is_over:  # to whoever reads, a connection that was cut only looks ended
                raise TimeoutError
        except (OSError, http.client.HTTPException, ValueError):
            if cut.is_over:
                raise TimeoutError(f"no whole answer in {self._seconds_max:g} seconds") from None
            raise
        finally:
            timer.cancel()

    def _connect(self, cut: "_Cut") -> http.client.HTTPConnection:
        host, is_safe = self._url.hostname or "", self._url.scheme == "https"
        port = self._url.port or (443 if is_safe else 80)
        raw = socket.create_connection((host, port), self._seconds_max)
        cut.watch(raw)
        if is_safe:
            context = ssl.create_default_context()
            raw = context.wrap_socket(raw, server_hostname=host, do_handshake_on_connect=False)
            cut.watch(raw)
            try:
                raw.do_handshake()
            except OSError:
                raw.close()
                raise
        connection = http.client.HTTPConnection(host, port, timeout=self._seconds_max)
        connection.sock = raw
        connection.auto_open = 0
        return connection


def _read(answer: http.client.HTTPResponse, path: str, bytes_max: int) -> bytes | None:
    """Return what an answer holds, and a byte more than *bytes_max* at most."""
    if answer.status in _NOT_THERE:
        return None
    if answer.status != _OK:
        raise Unreachable(f"{path}: the answer was {answer.status}")
    if answer.getheader("Content-Encoding", "").strip().lower() not in _PLAIN:
        raise Unreachable(f"{path}: compressed, and nobody asked for that")
    found = answer.read(bytes_max + 1)
    if answer.length and len(found) <= bytes_max:
        raise ConnectionError("the answer ended early")
    return found


class _Cut:
    """What ends a connection from another thread."""

    def __init__(self) -> None:
        self.is_over = False
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()

    def watch(self, watched: socket.socket) -> None:
        """Cut this one when the time comes; at once where it came already."""
        with self._lock:
            self._socket = watched
        if self.is_over:
            self.now()

    def now(self) -> None:
        """The time is over."""
        with self._lock:
            self.is_over = True
            if self._socket is not None:
                with contextlib.suppress(OSError):
                    self._socket.shutdown(socket.SHUT_RDWR)


def _read_url(url: str) -> SplitResult:
    try:
        found = urlsplit(url)
        is_whole = found.scheme in {"http", "https"} and bool(found.hostname)
        is_plain = not (found.username or found.password or found.query or found.fragment)
        _ = found.port
    except ValueError:
        is_whole = is_plain = False
        found = SplitResult("", "", "", "", "")
    if not is_whole or not is_plain or not url.isascii() or any(sign <= " " for sign in url):
        raise PolicyUnusable(f"Expected the address of a log, https://HOST/log/FUND/1: {url}")
    return found


def _said(failure: Exception) -> str:
    text = getattr(failure, "strerror", None) or str(failure) or type(failure).__name__
    return str(text)
