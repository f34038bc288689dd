"""Witnesses behind a door: a real server on this machine, which answers as a test says."""

import asyncio
import ipaddress
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ledger.transparency.witness import Witness

Answering = Callable[["Asking"], None]


@dataclass
class Asking:
    """A request that came in; `answer` sends one answer, `raw` whatever it is given."""

    path: str
    headers: dict[str, str]
    body: bytes
    handler: BaseHTTPRequestHandler

    @property
    def old(self) -> int:
        return int(self.body.partition(b"\n")[0].split()[1])

    def answer(self, status: int, body: bytes | str = b"", **headers: str) -> None:
        data = body.encode() if isinstance(body, str) else body
        self.handler.send_response(status)
        for name, value in headers.items():
            self.handler.send_header(name.replace("_", "-"), value)
        self.handler.send_header("Content-Length", str(len(data)))
        self.handler.end_headers()
        self.handler.wfile.write(data)

    def raw(self, data: bytes) -> None:
        self.handler.wfile.write(data)
        self.handler.wfile.flush()


@dataclass
class Door:
    """Where a witness is asked, and everything that was sent there."""

    port: int
    scheme: str = "http"
    asked: list[Asking] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"{self.scheme}://localhost:{self.port}/some/where"


@contextmanager
def door(answering: Answering, *, tls: ssl.SSLContext | None = None) -> Iterator[Door]:
    """Open a door until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            asking = Asking(self.path, dict(self.headers), self.rfile.read(length), self)
            opened.asked.append(asking)
            try:
                answering(asking)
            except OSError:  # whoever asked has gone
                self.close_connection = True

        do_GET = do_POST  # noqa: N815  the name that the server looks for

        def log_message(self, *_: Any) -> None: ...

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: Any) -> None: ...

    server = Server(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    opened = Door(server.server_address[1], "https" if tls else "http")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield opened
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def witness_door(witness: Witness) -> Iterator[Door]:
    """Open a door behind which a witness of ours sits, in the loop of this test."""
    loop = asyncio.get_running_loop()

    def answering(asking: Asking) -> None:
        coming = asyncio.run_coroutine_threadsafe(witness.add_checkpoint(asking.body), loop)
        given = coming.result(20)
        asking.answer(given.status, given.body, Content_Type=given.media_type)

    with door(answering) as opened:
        yield opened


def certificate(directory: Path, name: str) -> tuple[ssl.SSLContext, Path]:
    """Make a certificate for *name*; return a server's context, and what vouches for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    names: list[x509.GeneralName] = [x509.DNSName(name)]
    names += [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    chain, private = directory / f"{name}.pem", directory / f"{name}.key"
    chain.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, private)
    return context, chain
