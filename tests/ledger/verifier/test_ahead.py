"""A long log is fetched side by side, and what is said of it is the same as one by one."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

import pytest

from ledger.verifier import Failure, Unreachable, Web, check_log, read_policy
from ledger.verifier.ahead import AT_ONCE
from ledger.verifier.tiles import BUNDLED_BYTES, WIDTH, parts_of
from tests.ledger.verifier.maker import Maker
from tests.ledger.verifier.test_logs import BIG, Files, Served, made
from tests.ledger.verifier.test_sources import Answer, Serve, serve, whole

__all__ = ["serve"]

POLICY: Final = read_policy(Maker().policy().encode())
LONG: Final = 3_000
SECONDS: Final = 5.0
LONG_SECONDS: Final = 60.0


class Log(ThreadingHTTPServer):
    """A server that answers many at once, and knows how many it had to answer at the same time."""

    def __init__(self, files: Files, *, wait_for: int = 1) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.files, self.wait_for = files, wait_for
        self.bad: dict[str, int] = {}
        self.held: set[str] = set()
        self.changed = threading.Condition()
        self.open = self.most = self.connections = 0
        self.asked: list[str] = []
        self.url = f"http://127.0.0.1:{self.server_port}/log"

    def meet(self, path: str) -> None:
        """Wait until so many requests for parts are open; who is alone waits in vain."""
        with self.changed:
            self.asked.append(path)
            self.open += 1
            self.most = max(self.most, self.open)
            self.changed.notify_all()
            if path in self.held:
                self.changed.wait_for(lambda: not self.held, LONG_SECONDS)
            elif path.startswith("tile/"):
                self.changed.wait_for(lambda: self.most >= self.wait_for, 2 * SECONDS)

    def part(self) -> None:
        """A request was answered."""
        with self.changed:
            self.open -= 1


class _Answering(BaseHTTPRequestHandler):
    server: Log
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self) -> None:
        with self.server.changed:
            self.server.connections += 1
        super().setup()

    def do_GET(self) -> None:
        path = self.path.removeprefix("/log/")
        self.server.meet(path)
        found = self.server.files.get(path)
        status = self.server.bad.get(path, 404 if found is None else 200)
        self.server.part()
        with contextlib.suppress(ConnectionError):  # nobody waits for it any more
            self.send_response(status)
            self.send_header("Content-Length", str(len(found or b"")))
            self.end_headers()
            self.wfile.write(found or b"")

    def log_message(self, *_: object) -> None:
        """Write nothing."""


@pytest.fixture
def start() -> Iterator[Callable[..., Log]]:
    running: list[tuple[Log, threading.Thread]] = []

    def begin(files: Files, *, wait_for: int = 1) -> Log:
        log = Log(files, wait_for=wait_for)
        thread = threading.Thread(target=log.serve_forever, args=(0.05,))
        thread.start()
        running.append((log, thread))
        return log

    yield begin
    for log, thread in running:
        with log.changed:
            log.held.clear()
            log.changed.notify_all()
        log.shutdown()
        thread.join()
        log.server_close()


Start = Callable[..., Log]


def read(log: Log, seconds: float = SECONDS) -> int:
    web = Web(log.url, seconds)
    try:
        return check_log(web, POLICY).head.size
    finally:
        web.close()


@pytest.mark.parametrize("size", [1, 255, 256, 257, 70 * 256, 65_536, BIG])
def test_parts_are_fetched_ahead_in_the_order_in_which_they_are_read(size: int) -> None:
    source = Served(made(size).files())
    check_log(source, POLICY)
    assert [each for each, _ in parts_of(size)] == source.asked[1:]
    assert {most for _, most in parts_of(size)} <= {WIDTH * BUNDLED_BYTES, WIDTH * 32}


def test_an_empty_log_has_no_parts() -> None:
    assert [*parts_of(0)] == []


def test_a_server_is_asked_for_several_parts_at_once_and_for_no_more(start: Start) -> None:
    log = start(made(LONG).files(), wait_for=AT_ONCE - 1)
    assert read(log) == LONG
    assert log.most == AT_ONCE - 1
    assert log.connections <= AT_ONCE
    assert sorted(log.asked) == sorted(log.files), "everything is asked for, and once"


def test_a_short_log_is_read_over_one_connection(start: Start) -> None:
    log = start(made(600).files())
    assert read(log) == 600
    assert (log.most, log.connections) == (1, 1)


def without(*names: str) -> Callable[[Files], Files]:
    return lambda files: {name: data for name, data in files.items() if name not in names}


def wrong(name: str) -> Callable[[Files], Files]:
    return lambda files: files | {name: files[name][:-1] + bytes([files[name][-1] ^ 1])}


@pytest.mark.parametrize(
    "change, name, where",
    [
        (without("tile/entries/005"), "tile-missing", "tile/entries/005"),
        (without("tile/entries/006", "tile/0/004"), "tile-missing", "tile/0/004"),
        (wrong("tile/entries/003"), "tile-differs", "tile/0/003"),
        (
            lambda files: without("tile/entries/004")(wrong("tile/0/003")(files)),
            "tile-differs",
            "tile/0/003",
        ),
        (
            lambda files: files | {"tile/0/007": b"x"},
            "tile-malformed",
            "tile/0/007: 1 bytes",
        ),
        (wrong("tile/1/000.p/11"), "tile-differs", "tile/1/000.p/11"),
    ],
)
def test_the_first_failure_is_named_whatever_came_before_its_turn(
    start: Start, change: Callable[[Files], Files], name: str, where: str
) -> None:
    log = start(change(made(LONG).files()))
    with pytest.raises(Failure) as caught:
        read(log)
    assert (caught.value.name, caught.value.detail) == (name, where)
    with pytest.raises(Failure) as alone:
        check_log(Served(log.files), POLICY)
    assert (alone.value.name, alone.value.detail) == (name, where)


def test_trouble_in_the_middle_is_no_answer_and_nothing_is_proven(start: Start) -> None:
    log = start(made(LONG).files())
    log.bad["tile/entries/006"] = 500
    with pytest.raises(Unreachable, match="/log/tile/entries/006: the answer was 500"):
        read(log)
    assert log.asked.count("tile/entries/006") == 2, "once more, one by one"
    assert len(log.asked) < len(log.files)


def test_a_failure_before_trouble_is_the_one_that_is_named(start: Start) -> None:
    log = start(wrong("tile/0/002")(made(LONG).files()))
    log.bad["tile/entries/004"] = 500
    with pytest.raises(Failure, match="tile-differs"):
        read(log)


def test_what_was_asked_for_in_vain_holds_nobody_up(start: Start) -> None:
    log = start(wrong("tile/0/000")(made(LONG).files()), wait_for=AT_ONCE - 1)
    log.held = {"tile/entries/001", "tile/0/001", "tile/entries/002"}
    begun = time.monotonic()
    with pytest.raises(Failure, match="tile-differs"):
        read(log, LONG_SECONDS)
    assert time.monotonic() - begun < LONG_SECONDS / 2


def test_nothing_is_asked_of_what_was_cut() -> None:
    web = Web("http://127.0.0.1:1/log").another()
    web.cut()
    with pytest.raises(Unreachable, match="checkpoint: nobody waits for it any more"):
        web.get("checkpoint", 1)


def test_a_partial_tile_that_is_gone_is_taken_from_the_full_one(start: Start) -> None:
    files = made(LONG).files()
    gone, full = "tile/entries/011.p/184", "tile/entries/011"
    log = start(without(gone)(files) | {full: made(LONG + 200).files()[full]})
    assert read(log) == LONG
    assert {gone, full} <= set(log.asked)


def test_a_server_of_one_connection_is_read_one_by_one(serve: Serve) -> None:
    files = made(LONG).files()

    def answer(path: str, connection: object) -> None:
        found = files.get(path.removeprefix("/log/fund/1/"))
        assert found is not None
        connection.sendall(whole(found))  # type: ignore[attr-defined]

    said: Answer = answer
    server = serve(said)
    web = Web(server.url, 0.5)
    assert check_log(web, POLICY).head.size == LONG
    web.close()
