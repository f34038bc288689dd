"""Programs and addresses that take nudges, for tests."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from api.nudge import TEXT
from api.settings import Settings
from tests.api.client import plain_settings


def a_program(place: Path, body: str) -> Path:
    """Write a program that may be run."""
    program = place / "tell"
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(0o755)
    return program


class Heard:
    """A program that notes what it was given, and how it was called."""

    def __init__(self, place: Path) -> None:
        self._file = place / "heard"
        self.program = a_program(
            place, f'cat >> "{self._file}"; echo "$#" >> "{self._file}"; env >> "{self._file}.env"'
        )

    @property
    def settings(self) -> Settings:
        return plain_settings(PARASOL_NUDGE_COMMAND=str(self.program))

    @property
    def text(self) -> str:
        return self._file.read_text() if self._file.exists() else ""

    @property
    def count(self) -> int:
        return self.text.count(TEXT)

    @property
    def environment(self) -> str:
        return self._file.with_name("heard.env").read_text()


class Received:
    """What an address was posted: (path, headers, body) each time."""

    def __init__(self) -> None:
        self.posts: list[tuple[str, dict[str, str], str]] = []
        self.status = 200
        self.url = ""


@contextmanager
def an_address() -> Iterator[Received]:
    """A web server on this machine that takes posts."""
    received = Received()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            received.posts.append((self.path, dict(self.headers), body))
            self.send_response(received.status)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    received.url = f"http://127.0.0.1:{server.server_port}/topic?key=a"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield received
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
