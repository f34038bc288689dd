"""``parasol log sealed-book``: the book of a fund for an auditor, with all that opens its log."""

from pathlib import Path

import click


@click.command("sealed-book")
@click.argument("fund")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def command(fund: str, file: Path) -> None:
    """Write the sealed book of FUND (id or name) to FILE, for `parasol audit`.

    It holds every line with what hides it in the log: no names, and nothing of the vault, but the
    whole book. Give it to an auditor by hand, and have it destroyed when the audit is over.
    """
    from api.cli.chosen import choose_fund
    from api.cli.failures import Unusable
    from api.cli.opened import Opened, with_opened

    async def write(opened: Opened) -> None:
        from api.cli.to_file import to_file
        from api.clock import utc_now
        from api.transparency.host import host_of
        from ledger.transparency.log import Log
        from ledger.transport.sealed_book import NoHead, sealed_book

        async with opened.database.acquire() as connection:
            chosen = await choose_fund(connection, fund)
        settings = opened.settings
        log = Log(opened.database, opened.books, settings.keys_dir, host_of(settings), utc_now)
        try:
            await to_file(file, sealed_book(opened.database, log, chosen.fund_id))
        except NoHead:
            raise Unusable("The fund has no log yet, or no head of it was signed.") from None
        click.echo(f"{file} holds the whole book of {chosen.label}. Keep it to yourself.", err=True)

    with_opened(write)
