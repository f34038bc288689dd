"""``parasol record``: one command for the book, as JSON."""

import sys
from pathlib import Path
from uuid import UUID, uuid4

import click


@click.command("record")
@click.argument("fund")
@click.argument("given", metavar="[COMMAND]", required=False)
@click.option(
    "--file",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Read the command from a file.",
)
@click.option("--key", help="Idempotency key: the same key never writes twice. Default: a new one.")
def command(fund: str, given: str | None, file: Path | None, key: str | None) -> None:
    """Write what COMMAND asks of FUND (id or name) and print the receipt.

    COMMAND is a JSON object whose field "command" names it, such as "record_donation"; without
    it, the object is read from standard input. For "open_fund", FUND is the new fund's id, or
    the word new.

    It is written as the operator, who opens funds and accounts and writes down what happened.
    Paying, signing and governing are refused: those are for people with a mandate.
    """
    from api.adoption import Adoption
    from api.cli.commands import read_command
    from api.cli.opened import Opened, with_opened
    from api.clock import utc_now
    from ledger.asking import Receipt
    from ledger.opening import OpenFund
    from ledger.powers import OPERATOR

    text = given.encode() if given else file.read_bytes() if file else sys.stdin.buffer.read()
    asked = read_command(text)

    async def write(opened: Opened) -> tuple[UUID, Receipt]:
        if isinstance(asked, OpenFund):
            fund_id = _new_fund(fund)
        else:
            from api.cli.chosen import choose_fund

            async with opened.database.acquire() as connection:
                fund_id = (await choose_fund(connection, fund)).fund_id
        used = key or str(uuid4())
        receipt = await opened.books.execute(fund_id, asked, actor=OPERATOR, key=used)
        if isinstance(asked, OpenFund):
            await Adoption(opened.database, opened.books, utc_now).adopt()
        return fund_id, receipt

    fund_id, receipt = with_opened(write)
    click.echo(_receipt(fund_id, receipt))


def _new_fund(named: str) -> UUID:
    from api.cli.failures import Unusable

    try:
        return uuid4() if named == "new" else UUID(named)
    except ValueError:
        raise Unusable("FUND: Expected the id of a new fund, or the word new.") from None


def _receipt(fund_id: UUID, receipt: object) -> str:
    """Return a receipt as JSON: where it is written, and whether it was written before."""
    import msgspec

    from ledger.asking import Receipt

    assert isinstance(receipt, Receipt)
    fields = {"fund_id": fund_id} | msgspec.structs.asdict(receipt.answer)
    fields["replayed"] = receipt.replayed
    return msgspec.json.format(msgspec.json.encode(fields), indent=2).decode()
