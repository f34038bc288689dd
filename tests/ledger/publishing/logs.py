"""Funds that keep a log, and the keys and heads of it."""

from base64 import b64encode
from hashlib import sha256
from typing import Any, Final

from ledger.events import LogBegun, LogHead, Witness
from ledger.publishing.commands import BeginLog
from ledger.publishing.log import OF_HEADS, OF_WITNESSES
from tests.ledger.book import FUND, TODAY
from tests.ledger.publishing.stage import PUBLIC

EMPTY: Final = sha256().hexdigest()
"""The root of a log without leaves."""


def vkey(name: str, kind: int = OF_HEADS, number: int = 1) -> str:
    """Return a verifier key called *name*; another *number* is another key."""
    held = bytes([kind]) + number.to_bytes(32)
    digest = sha256(name.encode() + b"\n" + held).hexdigest()
    return f"{name}+{digest[:8]}+{b64encode(held).decode()}"


def origin(number: int = 1, host: str = "fund.example.org") -> str:
    """Return the name of a log of the fund of `tests.ledger.book`."""
    return f"{host}/{FUND}/{number}"


def head(number: int = 1, size: int = 64, root: str = EMPTY) -> LogHead:
    """Return a head of that log."""
    return LogHead(origin=origin(number), size=size, root=root)


def witness(name: str = "witness.example.org/w1", number: int = 7, url: str = "") -> Witness:
    """Return somebody who cosigns."""
    return Witness(vkey=vkey(name, OF_WITNESSES, number), url=url or f"https://{name}")


def beginning(number: int = 1, **fields: Any) -> BeginLog:
    """Return the command that begins a log."""
    named = origin(number)
    usual: dict[str, Any] = {
        "occurred_on": TODAY,
        "number": number,
        "origin": named,
        "vkey": vkey(named),
        "promise_vkey": vkey(f"{named}/promise", number=2),
        "before": None if number == 1 else head(number - 1),
    }
    return BeginLog(**(usual | fields))


def begun(number: int = 1, **fields: Any) -> LogBegun:
    """Return the fact that `beginning` becomes."""
    command = beginning(number, **fields)
    return LogBegun(**{name: getattr(command, name) for name in LogBegun.__struct_fields__})


LOGGED: Final = (*PUBLIC, begun())
"""Two people are needed, the fund is public, and its first log has begun."""
