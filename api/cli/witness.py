"""``parasol witness``: for which logs of others this instance says that they were only added to."""

from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ledger.transparency.witness import WatchedLog, Witness

_T = TypeVar("_T")


@click.group("witness")
def command() -> None:
    """Look after the witness: it cosigns logs of others that were only added to.

    A log is named by its origin, such as books.example.org/FUND/1. Those who keep it have to be
    told the key and the address of this witness, both of which `parasol witness key` prints.
    """


def _with_witness(work: "Callable[[Witness], Awaitable[_T]]") -> _T:
    """Open the database, and do *work* with the witness of this instance."""
    from api.cli.opened import Opened, with_opened
    from api.clock import utc_now
    from api.transparency.host import host_of
    from ledger.transparency.witness import SUFFIX, Witness

    async def do(opened: Opened) -> _T:
        settings = opened.settings
        name = host_of(settings) + SUFFIX
        return await work(Witness(opened.database, settings.keys_dir, name, utc_now))

    return with_opened(do)


@command.command("key")
def key() -> None:
    """Print the key that checks its cosignatures, and the address where it is asked."""
    from api.cli.opened import settings_here
    from ledger.transparency.witness import SUFFIX

    async def read(witness: "Witness") -> str:
        return (await witness.key()).text

    click.echo(_with_witness(read))
    click.echo(settings_here().origin + SUFFIX)


@command.command("add")
@click.argument("vkey")
@click.option("--origin", help="The first line of its heads, where that is not the key's name.")
@click.option("--url", default="", help="Where the log is; a note for you, nothing is asked there.")
def add(vkey: str, origin: str | None, url: str) -> None:
    """Cosign the log with the key VKEY (NAME+HASH+BASE64) from now on.

    Ask those who keep it for the key on another way than the log's own address. One that was
    removed goes on from the head that was cosigned last.
    """
    from api.cli.failures import Refused, Unusable
    from ledger.transparency.text import Unusable as NoKey
    from ledger.transparency.witness import OtherKey

    async def take(witness: "Witness") -> "WatchedLog":
        return await witness.add(vkey, origin=origin, url=url)

    try:
        added = _with_witness(take)
    except NoKey as wrong:
        raise Unusable(f"VKEY: {wrong.detail}.") from None
    except OtherKey:
        raise Refused(
            "A log of that origin is known with another key. A log whose key changes begins anew "
            "under another origin: nothing was added."
        ) from None
    click.echo(f"From now on heads of {added.origin} are cosigned, from size {added.size} on.")


@command.command("remove")
@click.argument("origin")
def remove(origin: str) -> None:
    """Cosign the log of ORIGIN no longer. What was cosigned is remembered."""
    from api.cli.failures import Unusable

    async def take_off(witness: "Witness") -> bool:
        return await witness.remove(origin)

    if not _with_witness(take_off):
        raise Unusable("ORIGIN: no such log is cosigned here.")
    click.echo("Removed.")


@command.command("list")
def list_them() -> None:
    """List the logs, one a line: origin, size that was cosigned last, and what is remarkable."""
    for each in _logs():
        marks = ("" if each.is_on else "  removed", "  TWO HISTORIES" if each.fork else "")
        place = f"  {each.url}" if each.url else ""
        click.echo(f"{each.origin}  {each.size}{place}{''.join(marks)}")


@command.command("show")
@click.argument("origin")
def show(origin: str) -> None:
    """Print the head of ORIGIN that was cosigned last.

    Where the log has signed another history of the same size, that head follows: whoever has the
    log's key can check both, and nobody else could have signed them. The exit code is then 1.
    """
    from api.cli.failures import Outcome, Unusable

    found = next((each for each in _logs() if each.origin == origin), None)
    if found is None:
        raise Unusable("ORIGIN: no such log was ever added here.")
    click.echo(found.vkey)
    if found.note:
        click.echo(f"\n{found.note}", nl=False)
    if found.fork:
        click.echo("The log signed this as well, which contradicts what was cosigned:", err=True)
        click.echo(f"\n{found.fork}", nl=False)
        raise SystemExit(Outcome.DISAGREES)


def _logs() -> "list[WatchedLog]":
    async def read(witness: "Witness") -> "list[WatchedLog]":
        return await witness.logs()

    return _with_witness(read)
