"""``parasol rebuild``: make the read models anew from the lines."""

import click


@click.command("rebuild")
@click.argument("fund", required=False)
def command(fund: str | None) -> None:
    """Make every read model of FUND anew, beside those in use, and swap them in at once.

    Without FUND, those of every fund. The service may go on running.
    """
    from api.cli.chosen import choose_fund, list_named_funds
    from api.cli.opened import Opened, with_opened

    async def rebuild(opened: Opened) -> None:
        from projections.runner import Runner

        async with opened.database.acquire() as connection:
            every = await list_named_funds(connection)
            chosen = [await choose_fund(connection, fund)] if fund else every
        for one in chosen:
            await Runner(opened.database).rebuild(one.fund_id)
            click.echo(f"{one.fund_id}  {one.label}: made anew from {one.lines} lines.")

    with_opened(rebuild)
