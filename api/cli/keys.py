"""``parasol keys``: the key of a fund's vault is made, put on paper, tried, replaced, put back."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from ledger.vault.custody import Custody


@click.group("keys")
def command() -> None:
    """Look after the key that opens the vault of a fund.

    FUND is an id or a name, and may be left out where there is one. Person keys stay where they
    are; what these commands handle is the one key that opens them all.
    """


def _with_custody(fund: str | None, work: "Callable[[Custody], None]") -> None:
    """Find the fund, and do *work* with its key files."""
    from api.cli.chosen import choose_fund
    from api.cli.opened import Opened, with_opened
    from ledger.vault.custody import Custody

    async def find(opened: Opened) -> Custody:
        async with opened.database.acquire() as connection:
            named = await choose_fund(connection, fund)
        return Custody(opened.settings.keys_dir, named.fund_id)

    work(with_opened(find))


@command.command("show")
@click.argument("fund", required=False)
def show(fund: str | None) -> None:
    """Say where the key is and whether sheets of paper hold it."""

    def tell(custody: "Custody") -> None:
        state = custody.state()
        click.echo(f"vault: {'open' if state.is_open else 'locked'}")
        if not state.is_made:
            click.echo("key: not made yet")
            return
        click.echo(f"key: {'on this machine' if state.has_private_key else 'on paper only'}")
        tried = "made and tried" if state.sheets_checked else "made, not tried"
        click.echo(f"sheets: {tried if state.has_sheets else 'not made'}")
        click.echo(f"people: {len(custody.list_keys())}")

    _with_custody(fund, tell)


@command.command("make")
@click.argument("fund", required=False)
def make(fund: str | None) -> None:
    """Make the key; it is also made by itself when it is first needed."""

    def made(custody: "Custody") -> None:
        click.echo("Made." if custody.make() else "There is one already; nothing was changed.")

    _with_custody(fund, made)


@command.command("split")
@click.argument("fund", required=False)
def split(fund: str | None) -> None:
    """Print three sheets of words, any two of which give the key back.

    Write or print them on paper, give them to three people, and try two with `parasol keys check`.
    Only then does locking in a hurry take the key off the machine. Sheets made before still work.
    """
    from ledger.vault import shares

    def print_them(custody: "Custody") -> None:
        custody.make()
        sheets = shares.split(_private(custody))
        custody.note_sheets(checked=False)
        for number, words in enumerate(sheets, 1):
            click.echo(f"Sheet {number} of {shares.SHEETS}. Two of them open the vault.\n")
            for start in range(0, shares.WORDS, 3):
                three = words.split()[start : start + 3]
                numbered = (f"{at:2}. {word:<10}" for at, word in enumerate(three, start + 1))
                click.echo("   " + " ".join(numbered).rstrip())
            click.echo()
        click.echo("Now try two of them: parasol keys check", err=True)

    _with_custody(fund, print_them)


@command.command("check")
@click.argument("fund", required=False)
def check(fund: str | None) -> None:
    """Try two sheets: do they give back the key of this vault? Nothing is unlocked."""
    from ledger.rejections import SharesWrong

    def try_them(custody: "Custody") -> None:
        if not custody.is_ours(_typed()):
            raise SharesWrong
        custody.note_sheets(checked=True)
        click.echo("They hold the key. Locking in a hurry takes it off this machine from now on.")

    _with_custody(fund, try_them)


@command.command("rotate")
@click.argument("fund", required=False)
def rotate(fund: str | None) -> None:
    """Replace the key by a new one, for example after somebody who had a sheet has left.

    Everybody's key is wrapped anew. The old key and its sheets open nothing any more: make new
    sheets afterwards.
    """

    def replace(custody: "Custody") -> None:
        _private(custody)
        click.echo(f"Replaced; keys of people wrapped anew: {custody.rotate()}.")
        click.echo("Make new sheets: parasol keys split", err=True)

    _with_custody(fund, replace)


@command.command("restore")
@click.argument("fund", required=False)
def restore(fund: str | None) -> None:
    """Put the key back with two sheets, and unlock the vault."""
    from api.cli.chosen import choose_fund
    from api.cli.opened import Opened, with_opened
    from api.clock import utc_now
    from ledger.vault.vault import Vault

    sheets = _sheets()

    async def put_back(opened: Opened) -> None:
        async with opened.database.acquire() as connection:
            named = await choose_fund(connection, fund)
        vault = Vault(opened.database, opened.settings.keys_dir, utc_now)
        await vault.unlock(named.fund_id, sheets, actor="operator")

    with_opened(put_back)
    click.echo("The key is back and the vault is open.")


def _private(custody: "Custody") -> bytes:
    from api.cli.failures import Unusable
    from ledger.rejections import VaultLocked

    try:
        return custody.private_key()
    except VaultLocked:
        raise Unusable(
            "The vault is locked. Unlock it on its page, or bring the key back: "
            "parasol keys restore"
        ) from None


def _sheets() -> tuple[str, ...]:
    """Ask for the words of two sheets."""
    which = ("one sheet", "another sheet")
    return tuple(click.prompt(f"All words of {each}, on one line", err=True) for each in which)


def _typed() -> bytes:
    """Ask for the words of two sheets, and return the key that they hold."""
    from ledger.rejections import SharesWrong
    from ledger.vault.shares import combine

    key = combine(_sheets())
    if key is None:
        raise SharesWrong
    return key
