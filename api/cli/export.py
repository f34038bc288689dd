"""``parasol export``: a whole book as a file of JSON lines."""

import sys
from pathlib import Path
from uuid import UUID

import click


@click.command("export")
@click.argument("fund")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
def command(fund: str, file: Path | None) -> None:
    """Write the whole book of FUND (id or name) to FILE, or to standard output.

    The file holds every line with its labels and answers, and is the same whenever the book is.
    It lacks the vault, the keys and the sign-ins: back those up by themselves.
    """
    from api.cli.chosen import choose_fund
    from api.cli.opened import Opened, with_opened

    async def export(opened: Opened) -> None:
        async with opened.database.acquire() as connection:
            chosen = await choose_fund(connection, fund)
        if file is None:
            await _to_output(opened, chosen.fund_id)
            return
        await _to_file(opened, chosen.fund_id, file)
        click.echo(
            f"{chosen.lines} lines are in {file}. It lacks: vault, keys, sign-ins.", err=True
        )

    with_opened(export)


async def _to_output(opened: object, fund_id: UUID) -> None:
    from api.cli.opened import Opened
    from ledger.transport.exporting import export_book

    assert isinstance(opened, Opened)
    output = sys.stdout.buffer
    async for piece in export_book(opened.database, fund_id):
        output.write(piece)
    output.flush()


async def _to_file(opened: object, fund_id: UUID, file: Path) -> None:
    """Write beside *file* first: a file of that name is always whole."""
    import os
    import secrets

    from api.cli.opened import Opened
    from ledger.transport.exporting import export_book

    assert isinstance(opened, Opened)
    scratch = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    made = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(made, "wb") as output:
            async for piece in export_book(opened.database, fund_id):
                output.write(piece)
            output.flush()
            os.fsync(made)
        scratch.replace(file)
    finally:
        scratch.unlink(missing_ok=True)
