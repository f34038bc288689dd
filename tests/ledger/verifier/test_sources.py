"""Servers that mean ill: little time, little room, no way elsewhere, and a clear answer."""

import contextlib
import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Final

import pytest

from ledger.verifier import Failure, PolicyUnusable, Unreachable, Web, check_log, read_policy
from tests.ledger.verifier.maker import Maker

SECONDS: Final = 0.6
MADE: Final = Maker(size=300)
POLICY: Final = read_policy(MADE.policy().encode())
Answer = Callable[[str, socket.socket], None]


def whole(data: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(data)}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + data


class Server:
    """A server of one thread that answers each request as it is told to."""

    def __init__(self, answer: Answer) -> None:
        self.requests: list[str] = []
        self.connections = 0
        self._answer = answer
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}/log/fund/1"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            with connection:
                try:
                    self._talk(connection)
                except OSError:
                    continue

    def _talk(self, connection: socket.socket) -> None:
        waiting = b""
        while True:
            while b"\r\n\r\n" not in waiting:
                more = connection.recv(65536)
                if not more:
                    return
                waiting += more
            request, _, waiting = waiting.partition(b"\r\n\r\n")
            self.requests.append(request.decode())
            self._answer(request.decode().split(" ")[1], connection)


@pytest.fixture
def serve() -> Iterator[Callable[[Answer], Server]]:
    servers: list[Server] = []

    def start(answer: Answer) -> Server:
        servers.append(Server(answer))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


Serve = Callable[[Answer], Server]


def files(path: str, connection: socket.socket) -> None:
    """Answer as an honest log does."""
    found = MADE.files().get(path.removeprefix("/log/fund/1/"))
    none = whole(b"nothing", status="404 Not Found")
    connection.sendall(none if found is None else whole(found))


def test_a_log_is_read_over_one_connection(serve: Serve) -> None:
    server = serve(files)
    web = Web(server.url)
    assert check_log(web, POLICY).head.size == 300
    web.close()
    assert server.connections == 1
    assert all("Accept-Encoding: identity" in each for each in server.requests)
    assert not any("Cookie" in each or "Referer" in each for each in server.requests)


def test_a_connection_that_was_ended_meanwhile_is_made_anew(serve: Serve) -> None:
    def once(path: str, connection: socket.socket) -> None:
        files(path, connection)
        raise ConnectionError

    server = serve(once)
    web = Web(server.url)
    assert check_log(web, POLICY).head.size == 300
    web.close()
    assert server.connections == len(server.requests) > 3


def test_a_server_that_hangs_up_is_asked_once(serve: Serve) -> None:
    def hang_up(path: str, connection: socket.socket) -> None:
        raise ConnectionError

    server = serve(hang_up)
    with pytest.raises(Unreachable):
        Web(server.url).get("checkpoint", 10)
    assert server.connections == 1


def drip(path: str, connection: socket.socket) -> None:
    for each in whole(b"x" * 100):
        connection.sendall(bytes([each]))
        time.sleep(0.05)


def drip_headers(path: str, connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for at in range(200):
        connection.sendall(f"X-{at}: x\r\n".encode())
        time.sleep(0.05)


def nothing(path: str, connection: socket.socket) -> None:
    time.sleep(2 * SECONDS)


def saying(data: bytes) -> Answer:
    return lambda _, connection: connection.sendall(data)


MOVED: Final = "Location: http://127.0.0.1:1/elsewhere"


@pytest.mark.parametrize(
    "answer, said",
    [
        (drip, "seconds"),
        (drip_headers, "seconds"),
        (nothing, "seconds|timed out"),
        (saying(whole(b"", MOVED, status="302 Found")), "302"),
        (saying(whole(b"", MOVED, status="307 Temporary Redirect")), "307"),
        (saying(whole(b"", status="500 Internal Server Error")), "500"),
        (saying(whole(gzip.compress(b"x" * 10**6), "Content-Encoding: gzip")), "compressed"),
        (saying(whole(b"x", "Content-Encoding: br")), "compressed"),
        (saying(b"no HTTP at all\r\n\r\n"), "checkpoint"),
        (saying(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"), "checkpoint|seconds"),
        (saying(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70_000 + b"\r\n\r\n"), "checkpoint"),
        (saying(b"HTTP/1.1 200 OK\r\n" + b"X: x\r\n" * 200 + b"\r\n"), "checkpoint"),
        (saying(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"), "checkpoint"),
    ],
    ids=[
        "a slow drip",
        "a slow drip of headers",
        "silence",
        "sent elsewhere",
        "sent elsewhere for now",
        "trouble",
        "a bomb",
        "another compression",
        "no answer",
        "a length below nothing",
        "a long header",
        "many headers",
        "chunks of no length",
    ],
)
def test_an_answer_that_is_none_ends_soon(serve: Serve, answer: Answer, said: str) -> None:
    server = serve(answer)
    began = time.monotonic()
    with pytest.raises(Unreachable, match=said):
        Web(server.url, SECONDS).get("checkpoint", 1000)
    assert time.monotonic() - began < 4 * SECONDS
    assert server.connections == 1


def test_no_more_is_read_than_was_asked_for(serve: Serve) -> None:
    def endless(path: str, connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65536)

    server = serve(endless)
    assert Web(server.url).get("checkpoint", 1000) == b"x" * 1001
    with pytest.raises(Failure) as caught:
        check_log(Web(server.url), POLICY)
    assert caught.value.name == "checkpoint-too-large"


def test_what_ends_early_is_no_answer(serve: Serve) -> None:
    def cut(path: str, connection: socket.socket) -> None:
        connection.sendall(whole(b"x" * 100)[:-50])
        connection.shutdown(socket.SHUT_WR)

    with pytest.raises(Unreachable, match="ended early"):
        Web(serve(cut).url).get("checkpoint", 1000)


def test_a_vanished_tile_is_named(serve: Serve) -> None:
    def gone(path: str, connection: socket.socket) -> None:
        if ".p/" in path:
            connection.sendall(whole(b"", status="410 Gone"))
        else:
            files(path, connection)

    with pytest.raises(Failure) as caught:
        check_log(Web(serve(gone).url), POLICY)
    assert (caught.value.name, caught.value.detail) == ("tile-missing", "tile/entries/001.p/44")


def test_nobody_there_is_no_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    for url in (f"http://127.0.0.1:{port}/", f"https://127.0.0.1:{port}/", "http://x.invalid/"):
        with pytest.raises(Unreachable):
            Web(url, SECONDS).get("checkpoint", 10)


def drip_handshake(listening: socket.socket) -> None:
    """Begin to answer as TLS does, a byte at a time."""
    connection, _ = listening.accept()
    with connection, contextlib.suppress(OSError):
        connection.sendall(b"\x16\x03\x03\x40\x00")
        for _ in range(200):
            connection.sendall(b"\x02")
            time.sleep(0.05)


def test_a_slow_drip_before_anything_is_said_ends_soon() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=drip_handshake, args=(listening,))
        thread.start()
        began = time.monotonic()
        with pytest.raises(Unreachable, match="seconds"):
            Web(f"https://127.0.0.1:{listening.getsockname()[1]}/", SECONDS).get("checkpoint", 10)
        assert time.monotonic() - began < 4 * SECONDS
        thread.join()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "fund.example/log",
        "ftp://a.example/",
        "file:///etc/passwd",
        "https://",
        "https://a:b@c.example/",
        "https://a.example/?x",
        "https://a.example/#x",
        "https://a.example:99999/",
        "https://a.example:x/",
        "https://a.example/a b",
        "https://a.example/\r\nX: y",
        "https://ä.example/",
        "https://[::1/",
    ],
)
def test_what_is_no_address_of_a_log(url: str) -> None:
    with pytest.raises(PolicyUnusable):
        Web(url)
