"""A witness is asked at its address and nowhere else, and for no longer than is said."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from api.transparency.asking import MAX_ANSWER, NotAsked, may_be_asked, post
from tests.api.transparency.doors import Answering, Asking, certificate, door

HERE: Final = "http://127.0.0.1:8000"
ELSEWHERE: Final = "https://books.example.org"
ONION: Final = "http://" + 56 * "a" + ".onion"

ANYWHERE: Final = (
    "https://w.example.org",
    "https://w.example.org/witness",
    "https://w.example.org:8443/a/b",
    "https://127.0.0.1",
    f"{ONION}/witness",
)
WHERE_IT_IS_TRIED_OUT: Final = ("http://127.0.0.1:8001", "http://localhost", "http://[::1]:1/w")
NOWHERE: Final = (
    "",
    "w.example.org",
    "//w.example.org",
    "http://w.example.org",
    "http://10.0.0.1",
    "http://169.254.169.254/latest",
    "http://127.0.0.2:8000",
    "http://0.0.0.0:8000",
    "http://localhost.example.org",
    "http://127.1",
    "http://onion",
    "ftp://w.example.org",
    "file:///etc/passwd",
    "gopher://127.0.0.1",
    "unix:/run/x.sock",
    "https://",
    "https:///path",
    "https://user@w.example.org",
    "https://user:word@w.example.org",
    "https://w.example.org@evil.example",
    "https://w.example.org/a@b",
    "https://w.example.org/?a=b",
    "https://w.example.org/#a",
    "https://w.example.org/a b",
    "https://w.example.org/\r\nX: y",
    "https://w.example.org\\@evil.example",
    "https://w.example.org:99999",
    "https://w.example.org:x",
    "https://wïtness.example.org",
    "https://[::1",
)


@pytest.mark.parametrize("url", ANYWHERE)
def test_these_may_be_asked(url: str) -> None:
    assert may_be_asked(url, HERE)
    assert may_be_asked(url, ELSEWHERE)
    assert may_be_asked(url, ONION)


@pytest.mark.parametrize("url", WHERE_IT_IS_TRIED_OUT)
def test_this_machine_only_from_this_machine(url: str) -> None:
    assert may_be_asked(url, HERE)
    assert not may_be_asked(url, ELSEWHERE)
    assert not may_be_asked(url, ONION)


@pytest.mark.parametrize("url", NOWHERE)
def test_these_are_never_asked(url: str) -> None:
    assert not may_be_asked(url, HERE)
    assert not may_be_asked(url, ELSEWHERE)
    with pytest.raises(NotAsked, match=r"^address$"):
        post(url, "old 0\n", HERE)


def thanks(asking: Asking) -> None:
    asking.answer(200, b"thanks\n", Content_Type="text/plain; charset=utf-8")


def test_what_is_sent_is_the_body_and_hardly_a_header(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(asking: Asking) -> None:
        asking.answer(500)

    with door(thanks) as opened, door(refuse) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        given = post(f"{opened.url}/", "old 0\n\nnöte\n", HERE)
        assert (given.status, given.media_type, given.body) == (200, "text/plain", b"thanks\n")
        [asked] = opened.asked
        assert asked.path == "/some/where/add-checkpoint"
        assert asked.body == "old 0\n\nnöte\n".encode()
        names = {"Accept-Encoding", "Content-Length", "Content-Type", "Host"}
        assert set(asked.headers) == names
        assert not proxy.asked


def test_it_is_not_led_elsewhere() -> None:
    with door(thanks) as trap:

        def lead(asking: Asking) -> None:
            asking.answer(307, Location=trap.url)

        with door(lead) as opened:
            assert post(opened.url, "old 0\n", HERE).status == 307
        assert not trap.asked


def test_a_long_answer_is_not_read() -> None:
    def much(asking: Asking) -> None:
        asking.answer(200, b"x" * (MAX_ANSWER + 1))

    def endless(asking: Asking) -> None:
        asking.raw(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            asking.raw(b"x" * 65_536)

    def just_enough(asking: Asking) -> None:
        asking.answer(200, b"x" * MAX_ANSWER)

    for answering in (much, endless):
        with door(answering) as opened, pytest.raises(NotAsked, match=r"^too long$"):
            post(opened.url, "old 0\n", HERE)
    with door(just_enough) as opened:
        assert len(post(opened.url, "old 0\n", HERE).body) == MAX_ANSWER


def drip(start: bytes) -> Answering:
    def dripping(asking: Asking) -> None:
        asking.raw(start)
        while True:
            time.sleep(0.05)
            asking.raw(b"x")

    return dripping


def silent(_: Asking) -> None:
    time.sleep(3)


def test_an_answer_that_is_broken_off_is_none() -> None:
    def breaking(asking: Asking) -> None:
        asking.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\nthanks\n")
        asking.handler.close_connection = True

    with door(breaking) as opened, pytest.raises(NotAsked, match=r"^broken off$"):
        post(opened.url, "old 0\n", HERE)


SLOW: Final[dict[str, Answering]] = {
    "in its headers": drip(b"HTTP/1.1 200 OK\r\nX: "),
    "in its body": drip(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n"),
    "in its first line": drip(b""),
    "saying nothing": silent,
}


@pytest.mark.parametrize("name", SLOW)
def test_who_drips_is_cut_off(name: str) -> None:
    with door(SLOW[name]) as opened:
        started = time.monotonic()
        with pytest.raises(NotAsked):
            post(opened.url, "old 0\n", HERE, seconds=0.4)
        assert time.monotonic() - started < 2


@contextmanager
def listening(answering: Callable[[socket.socket], None]) -> Iterator[int]:
    """Listen below HTTP: *answering* gets each connection."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            try:
                connection, _ = server.accept()
                with connection:
                    answering(connection)
            except OSError:
                pass

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]


def test_who_drips_in_the_handshake_is_cut_off() -> None:
    def dripping(connection: socket.socket) -> None:
        connection.sendall(b"\x16\x03\x03\x40\x00")
        while True:
            time.sleep(0.05)
            connection.sendall(b"\x02")

    with listening(dripping) as port:
        started = time.monotonic()
        with pytest.raises(NotAsked):
            post(f"https://localhost:{port}", "old 0\n", HERE, seconds=0.4)
        assert time.monotonic() - started < 2


def _say(said: bytes, connection: socket.socket) -> None:
    connection.sendall(said)


def test_what_is_no_http_is_no_answer() -> None:
    for said in (b"", b"SSH-2.0-x\r\n", b"HTTP/1.1 abc\r\n\r\n", b"\0" * 9000):
        saying = partial(_say, said)
        with listening(saying) as port, pytest.raises(NotAsked):
            post(f"http://localhost:{port}", "old 0\n", HERE, seconds=2)
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    with pytest.raises(NotAsked, match=r"^ConnectionRefusedError$"):
        post(f"http://localhost:{port}", "old 0\n", HERE, seconds=2)


def test_over_tls_only_who_can_show_a_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right, vouching = certificate(tmp_path, "localhost")
    other, _ = certificate(tmp_path, "other.example.org")
    with door(thanks, tls=right) as opened:
        with pytest.raises(NotAsked, match=r"^SSLCertVerificationError$"):
            post(opened.url, "old 0\n", ELSEWHERE)
        monkeypatch.setenv("SSL_CERT_FILE", str(vouching))
        assert post(opened.url, "old 0\n", ELSEWHERE).body == b"thanks\n"
    with door(thanks, tls=other) as opened:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "other.example.org.pem"))
        with pytest.raises(NotAsked, match=r"^SSLCertVerificationError$"):
            post(opened.url, "old 0\n", ELSEWHERE)
        assert not opened.asked
