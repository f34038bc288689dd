"""``parasol load``: an exported book, into this instance."""

from typing import BinaryIO

import click


@click.command("load")
@click.argument("file", type=click.File("rb"))
def command(file: BinaryIO) -> None:
    """Load the book in FILE (- for standard input) under the fund id that it has.

    The fund must have no book here yet. All of the file is checked; when anything is wrong,
    nothing is written.
    """
    from api.cli.failures import Unusable
    from api.cli.opened import Opened, with_opened
    from ledger.transport.loading import Loaded, LoadRefused, load_book
    from ledger.transport.records import read_texts

    async def load(opened: Opened) -> Loaded:
        try:
            return await load_book(opened.database, read_texts(file))
        except LoadRefused as refused:
            raise Unusable(str(refused)) from None

    loaded = with_opened(load)
    click.echo(
        f"Loaded {loaded.lines} lines of the fund {loaded.fund_id}. "
        f"The file lacks: {', '.join(loaded.lacks)}."
    )
