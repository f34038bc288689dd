"""``parasol log``: how the logs of funds are doing, sealing by hand, and beginning another one."""

from typing import TYPE_CHECKING, Final

import click

from api.cli.sealed_book import command as sealed_book

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from api.cli.chosen import NamedFund
    from api.cli.opened import Opened
    from ledger.transparency.log import Kept, Log, Status

_WAIT_SECONDS: Final = 60.0
"""For how long another process that keeps the log is waited for."""


@click.group("log")
def command() -> None:
    """Look after the verifiable log of a fund.

    The service keeps logs by itself. FUND is an id or a name.
    """


command.add_command(sealed_book)


def _of(opened: "Opened") -> "Log":
    from api.clock import utc_now
    from api.transparency.host import host_of
    from ledger.transparency.log import Log

    settings = opened.settings
    return Log(opened.database, opened.books, settings.keys_dir, host_of(settings), utc_now)


def _with_funds(fund: str | None, work: "Callable[[Opened, NamedFund], Awaitable[None]]") -> None:
    """Do *work* with FUND, or with every fund one after the other."""
    from api.cli.chosen import choose_fund, list_named_funds
    from api.cli.opened import Opened, with_opened

    async def with_each(opened: Opened) -> None:
        async with opened.database.acquire() as connection:
            every = await list_named_funds(connection)
            chosen = [await choose_fund(connection, fund)] if fund else every
        for one in chosen:
            await work(opened, one)

    with_opened(with_each)


@command.command("show")
@click.argument("fund", required=False)
def show(fund: str | None) -> None:
    """Say where the log of FUND is, who cosigned its newest head, and why it stopped if it did.

    Without FUND, of every fund. Exit code 6 when one has stopped.
    """
    import sys

    from api.cli.failures import Outcome

    stopped: list[str] = []

    async def tell(opened: "Opened", one: "NamedFund") -> None:
        from api.cli.log_witnesses import tell_witnesses

        log = _of(opened)
        status = await log.status(one.fund_id)
        click.echo(f"{one.fund_id}  {one.label}")
        keys = await log.verifier_keys(one.fund_id, status.head.number) if status.head else None
        _tell(status, keys)
        await tell_witnesses(opened, one, status.head)
        if status.stopped is not None:
            stopped.append(status.stopped)

    _with_funds(fund, tell)
    if stopped:
        sys.exit(Outcome.UNWELL)


def _tell(status: "Status", keys: tuple[str, str] | None) -> None:
    if status.next_at is None:
        click.echo("  no log: the fund neither publishes nor has a rule for one")
        return
    if status.head is not None:
        click.echo(f"  origin: {status.head.origin}")
        click.echo(f"  head: {status.head.size} leaves, root {status.head.root.hex()}")
    if keys is not None:
        click.echo(f"  key of heads: {keys[0]}")
        click.echo(f"  key of promises: {keys[1]}")
    click.echo(f"  next head: {status.next_at:%Y-%m-%d %H:%M} UTC")
    click.echo(f"  lines that wait: {status.waiting}")
    if status.stopped_because is not None:
        click.echo(f"  STOPPED: {status.stopped_because}")


async def _keep(log: "Log", one: "NamedFund") -> "Kept":
    from api.cli.failures import Unavailable
    from ledger.transparency.log import Busy

    try:
        return await log.keep(one.fund_id, wait_seconds=_WAIT_SECONDS)
    except Busy:
        raise Unavailable("The service keeps this log right now. Look again later.") from None


@command.command("seal")
@click.argument("fund", required=False)
def seal(fund: str | None) -> None:
    """Do what is due now for the log of FUND, or of every fund, as the service does by itself.

    For a service that is not running. Nothing happens before its time.
    """
    import sys

    from api.cli.failures import Outcome

    stopped: list[str] = []

    async def keep(opened: "Opened", one: "NamedFund") -> None:
        log = _of(opened)
        kept = await _keep(log, one)
        if kept.number is None:
            said = "no log"
        elif kept.stopped is not None:
            stopped.append(kept.stopped)
            said = f"STOPPED: {(await log.status(one.fund_id)).stopped_because}"
        else:
            said = "a new head is signed" if kept.signed else "nothing is due"
        click.echo(f"{one.fund_id}  {one.label}: {said}")

    _with_funds(fund, keep)
    if stopped:
        sys.exit(Outcome.UNWELL)


@command.command("new-origin")
@click.argument("fund")
@click.option("--new-key", is_flag=True, help="Make another master key: the old one is known.")
@click.option("--anyway", is_flag=True, help="Also when the log has not stopped.")
def new_origin(fund: str, *, new_key: bool, anyway: bool) -> None:
    """Begin the next log of FUND, which names the last head of the one before.

    Everybody who follows the log needs its new key, so tell them. Receipts of the log before stay
    true; its promises that were not kept can be no more.
    """

    async def begin(opened: "Opened", one: "NamedFund") -> None:
        from api.cli.failures import Refused

        log = _of(opened)
        # It may have stopped and nobody has looked since, as after a restore.
        kept = await _keep(log, one)
        if kept.number is None:
            raise Refused("The fund keeps no log: it neither publishes nor has a rule for one.")
        if kept.stopped is None and not (new_key or anyway):
            raise Refused("The log has not stopped. Begin another one all the same with --anyway.")
        number = await log.new_origin(one.fund_id, new_key=new_key)
        status = await log.status(one.fund_id)
        click.echo(f"Log {number} of {one.label} has begun.")
        head = status.head
        keys = await log.verifier_keys(one.fund_id, number)
        _tell(status, keys if head is not None else None)

    _with_funds(fund, begin)
