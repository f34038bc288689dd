"""openssl, as one would use it in a shell."""

from base64 import b64decode
from pathlib import Path
from typing import Final

from tests.oracles import tools

_SPKI: Final = bytes.fromhex("302a300506032b6570032100")  # RFC 8410: an Ed25519 key follows


def openssl(folder: Path, *words: str) -> str:
    """Return what openssl prints; fail with its words where it fails."""
    return tools.run([tools.program("openssl", "openssl"), *words], folder)


def has_signed(folder: Path, key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether openssl says that a key signed a message."""
    (folder / "key").write_bytes(_SPKI + key)
    (folder / "message").write_bytes(message)
    (folder / "signature").write_bytes(signature)
    words = "pkeyutl -verify -rawin -pubin -keyform DER -inkey key -in message -sigfile signature"
    command = [tools.program("openssl", "openssl"), *words.split()]
    return tools.tried(command, folder).returncode == 0


def parts(note: str) -> tuple[bytes, list[bytes]]:
    """Divide a note by the rules of its page, and not by our program."""
    text, lines = note.split("\n\n")
    return text.encode() + b"\n", [b64decode(line.split(" ")[2]) for line in lines.splitlines()]


def is_signed(folder: Path, key: bytes, note: str) -> bool:
    """Whether openssl says that the first signature of a note is by a key."""
    text, signatures = parts(note)
    return has_signed(folder, key, text, signatures[0][4:])


def derived(folder: Path, length: int, key: str, info: bytes, *more: str) -> str:
    """Return, as hex, what openssl derives by HKDF."""
    options = ["digest:SHA256", f"hexkey:{key}", f"hexinfo:{info.hex()}", *more]
    words = [word for option in options for word in ("-kdfopt", option)]
    said = openssl(folder, "kdf", "-keylen", str(length), *words, "HKDF")
    return said.strip().replace(":", "").lower()


def sha256(folder: Path, data: bytes) -> str:
    """Return, as hex, the hash that openssl computes."""
    (folder / "data").write_bytes(data)
    return openssl(folder, "dgst", "-sha256", "-r", "data").split()[0]
