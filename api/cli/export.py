"""``parasol export``: a whole book as a file of JSON lines."""

import sys
from pathlib import Path
from uuid import UUID

import click


@click.command("export")
@click.argument("fund")
@click.argument(
    "file",
    required=False,
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
)
def command(fund: str, file: Path | None) -> None:
    """Write the whole book of FUND (id or name) to FILE (none, or -: standard output).

    The file holds every line with its labels and answers, and is the same whenever the book is.
    It lacks the vault, the keys and the sign-ins: back those up by themselves.
    """
    from api.cli.chosen import choose_fund
    from api.cli.opened import Opened, with_opened
    from api.cli.to_file import to_file
    from ledger.transport.exporting import export_book

    async def export(opened: Opened) -> None:
        async with opened.database.acquire() as connection:
            chosen = await choose_fund(connection, fund)
        if file is None or file == Path("-"):
            await _to_output(opened, chosen.fund_id)
            return
        await to_file(file, export_book(opened.database, chosen.fund_id))
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
