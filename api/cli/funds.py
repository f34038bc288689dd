"""``parasol funds``: which funds this instance keeps, for whoever runs the machine."""

import click


@click.command("funds")
def command() -> None:
    """List the funds: id, name, number of lines."""
    from api.cli.chosen import list_named_funds
    from api.cli.opened import Opened, with_opened

    async def show(opened: Opened) -> None:
        async with opened.database.acquire() as connection:
            funds = await list_named_funds(connection)
        for fund in funds:
            click.echo(f"{fund.fund_id}  {fund.label}  ({fund.lines} lines)")
        if not funds:
            click.echo("There is no fund yet.", err=True)

    with_opened(show)
