"""What `verify` and `monitor` share: the keys that count, files, sentences, and how they end."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from api.cli.failures import Outcome, Unavailable, Unusable
from ledger.verifier import (
    Directory,
    Failure,
    Head,
    Opening,
    Policy,
    PolicyUnusable,
    Source,
    Unreachable,
    Web,
    read_pinned,
)

NOT_WITNESSED: Final = "Not witnessed: this server could show different books to different people."
NO_PROMISE_KEY: Final = (
    "A promise needs the second key of the log, NAME/promise: the last line of the poster."
)
NOT_TRUE: Final = (
    "that the books are true. A log shows that nothing was taken out or changed afterwards; "
    "receipts for everyone, and auditors who count cash and compare the bank, do the rest"
)
_FILE_BYTES_MAX: Final = 16 * 1024 * 1024 + 1
_EXPONENT_MAX: Final = 6
_GIFT: Final = "donation.received.v1"

Decorated = TypeVar("Decorated", bound=Callable[..., object])


def with_keys(command: Decorated) -> Decorated:
    """Give a command the options --key, --policy and --json."""
    options = (
        click.option(
            "--key",
            "keys",
            metavar="VKEY|FILE",
            multiple=True,
            help="The key of the log, or a file with its keys. Take it from paper or people, "
            "not from the server that is checked.",
        ),
        click.option(
            "--policy", type=click.Path(path_type=Path), help="A policy: log, witnesses, quorum."
        ),
        click.option("--json", "as_json", is_flag=True, help="Write one JSON object."),
    )
    for option in options:
        command = option(command)
    return command


def read_file(path: Path) -> bytes:
    """Return what is in a file, a byte more than any of ours at most."""
    try:
        with path.open("rb") as file:
            return file.read(_FILE_BYTES_MAX)
    except OSError as failure:
        raise Unusable(f"{path}: {failure.strerror}.") from None


def policy_of(keys: tuple[str, ...], policy: Path | None) -> Policy:
    """Return what was pinned on the command line. Raises `PolicyUnusable` or `Unusable`."""
    if not keys and policy is None:
        raise Unusable("--key or --policy: whose signature counts? Give the key of the log.")
    parts = [] if policy is None else [read_file(policy)]
    parts += [read_file(Path(key)) if Path(key).is_file() else key.encode() for key in keys]
    return read_pinned(b"\n".join(parts))


def source_of(place: str) -> Source:
    """Return a log at an address or in a directory. Raises `PolicyUnusable`."""
    if place.startswith(("http://", "https://")):
        web = Web(place)
        click.get_current_context().call_on_close(web.close)
        return web
    if not Path(place).is_dir():
        raise Unusable(f"{place}: expected a directory or an address, https://HOST/log/FUND/1.")
    return Directory(Path(place))


@contextmanager
def ending(*, as_json: bool) -> Iterator[None]:
    """Turn what the verifier found into sentences and an exit code."""
    try:
        yield
    except Failure as failure:
        if as_json:
            write_json({"proven": False, **as_data(failure)})
        else:
            click.echo(f"NOT PROVEN ({failure.name}). {failure.meaning}")
            if failure.detail:
                click.echo(f"  {shown(failure.detail)}")
        sys.exit(Outcome.DISAGREES)
    except PolicyUnusable as wrong:
        if as_json:
            write_json({"proven": False, "failure": "key-unreadable", "detail": str(wrong)})
        raise Unusable(shown(str(wrong))) from None
    except Unreachable as failure:
        if as_json:
            write_json({"proven": False, "failure": "unreachable", "detail": str(failure)})
        raise Unavailable(
            f"No usable answer, so nothing was checked. {shown(str(failure))}"
        ) from None


def as_data(failure: Failure) -> dict[str, str]:
    """Return a failure for programs."""
    return {"failure": failure.name, "meaning": failure.meaning, "detail": failure.detail}


def write_json(said: Mapping[str, Any]) -> None:
    """Write an object on one line, in ASCII, whatever is in it."""
    click.echo(json.dumps(said))


def shown(text: str) -> str:
    """Return text that comes from somebody else so that it cannot steer the terminal."""
    return "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in text)


def moment(seconds: int) -> str:
    """Return a moment as people read it, in UTC."""
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")
    except (ValueError, OverflowError, OSError):
        return f"{seconds} seconds after 1970"


def what_it_says(opening: Opening) -> str:
    """Return a line of the book in words: a gift as one, any other by its topic."""
    fields = opening.fields
    day, currency, money = fields.get("occurred_on"), fields.get("currency"), _amount(fields)
    if opening.topic == _GIFT and money and isinstance(day, str) and isinstance(currency, str):
        return f"a gift of {money} {shown(currency)} of {shown(day)}"
    return f"a line {opening.topic}"


def details(opening: Opening) -> Iterator[str]:
    """Return every field of a line, one a line."""
    for name, value in opening.fields.items():
        yield f"    {shown(name)}: {shown(json.dumps(value, ensure_ascii=False))}"


def head_data(head: Head) -> dict[str, Any]:
    """Return a head for programs."""
    witnesses = [{"name": each.name, "time": each.time} for each in head.cosigned]
    return {
        "origin": head.origin,
        "size": head.size,
        "root": head.root.hex(),
        "witnesses": witnesses,
        "witnessed": head.is_witnessed,
    }


def witnessed(head: Head) -> str:
    """Say who has seen a head."""
    if not head.is_witnessed:
        return NOT_WITNESSED
    seen = ", ".join(f"{shown(each.name)} ({moment(each.time)})" for each in head.cosigned)
    return f"Witnessed by {seen}."


def _amount(fields: Mapping[str, object]) -> str | None:
    """Return an amount in decimals; None where it is no amount."""
    minor, exponent = fields.get("gross"), fields.get("exponent")
    if type(minor) is not int or type(exponent) is not int:
        return None
    if not 0 <= exponent <= _EXPONENT_MAX or minor < 0:
        return None
    whole, part = divmod(minor, 10**exponent)
    return f"{whole}.{part:0{exponent}}" if exponent else str(whole)
