"""The real service behind its real server, asked over sockets."""

import re
import socket
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.instance import Instance

pytestmark = pytest.mark.slow

MARKER = "MARKERxq7"
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"


@pytest.fixture
def own() -> Iterator[Instance]:
    """An instance for one test, not started."""
    instance = Instance()
    yield instance
    instance.close()


def say(instance: Instance, request: str, seconds: float = 20) -> bytes:
    """Send bytes as they are and return what comes back."""
    with socket.create_connection(("127.0.0.1", instance.port), timeout=seconds) as connection:
        connection.sendall(request.encode())
        answer = b""
        try:
            while piece := connection.recv(65536):
                answer += piece
        except TimeoutError:
            pass
    return answer


def asking(method: str, path: str, more: str = "", body: str = "") -> str:
    length = f"Content-Length: {len(body)}\r\n" if body else ""
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
    return f"{head}{more}{length}\r\n{body}"


def test_nothing_that_was_sent_reaches_a_log_or_a_file_that_others_read(
    own: Instance, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    with log.open("wb") as output:
        own.serve(output=output)
    bad_part = f'--x\r\nContent-Disposition: form-data; name="{MARKER}"\r\n'
    bad_part += f"Content-Type: text/plain; charset={MARKER}\r\n\r\n{MARKER}\r\n--x--\r\n"
    requests = [
        asking("GET", f"/en/{MARKER}?q={MARKER}", f"Cookie: parasol={MARKER}\r\nX: {MARKER}\r\n"),
        asking("POST", "/en/sign-in", FORM, f"code={MARKER}&_next=/{MARKER}&_carried={MARKER}"),
        asking(
            "POST", "/en/sign-in", "Content-Type: multipart/form-data; boundary=x\r\n", bad_part
        ),
        asking("POST", "/en/sign-in", f"Origin: http://[{MARKER}\r\n{FORM}", "code=x"),
        asking("POST", "/api/v1/session", "", f'{{"code":"{MARKER}","{MARKER}":1}}'),
        asking(MARKER, "/en/"),
        f"GET /{MARKER} {MARKER}\r\n\r\n",
        f"{MARKER}\r\n\r\n",
    ]
    for request in requests:
        say(own, request, 5)
    with socket.create_connection(("127.0.0.1", own.port)) as half:
        half.sendall(asking("POST", "/en/sign-in", FORM, MARKER * 9)[:-9].encode())
    time.sleep(1)
    written = [log, *own.data.rglob("*.log*")]
    assert len(written) > 1
    for path in written:
        assert MARKER.lower() not in path.read_text(errors="replace").lower(), path
    assert '"bug"' not in log.read_text()
    for path in [*own.data.iterdir(), *own.data.glob("postgres/*"), *own.keys.iterdir()]:
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode & 0o066 == 0, (path, oct(mode))  # a directory may be passed, never listed


def test_head_and_banner_as_the_server_sends_them(own: Instance) -> None:
    own.serve()
    told, asked = (say(own, asking(method, "/en/sign-in")) for method in ("HEAD", "GET"))
    head, _, body = asked.partition(b"\r\n\r\n")
    assert told.endswith(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", told)
    assert length is not None
    assert int(length.group(1)) == len(body)
    assert b"granian" not in head.lower()
    assert b"set-cookie" not in head.lower()


def test_the_database_inherits_no_secret_of_the_service(own: Instance) -> None:
    own.serve()
    seen = 0
    for place in Path("/proc").glob("[0-9]*"):
        try:
            arguments = (place / "cmdline").read_bytes()
            if str(own.data).encode() not in arguments:
                continue
            assert b"PARASOL_" not in (place / "environ").read_bytes(), arguments
        except OSError:
            continue
        seen += 1
    assert seen


def test_signing_out_everywhere_reaches_a_running_service(own: Instance) -> None:
    own.serve()
    code = own.run("sign-in-code").stdout.strip()
    waiting = own.run("sign-in-code").stdout.strip()
    address = f"http://127.0.0.1:{own.port}"
    with httpx.Client(base_url=address, timeout=20) as browser:
        assert browser.post("/en/sign-in", data={"code": code}).status_code == 303
        assert browser.get("/en/").status_code == 200
        assert "sessions 1," in own.run("sign-out-everywhere").stdout
        assert browser.get("/en/").status_code == 303
        assert browser.post("/en/sign-in", data={"code": waiting}).status_code == 401
