"""``parasol rebuild``: make the read models anew from the lines."""

import click


@click.command("rebuild")
@click.argument("fund", required=False)
@click.option("--only", metavar="NAME", help="Only this read model: journal, balances or cases.")
def command(fund: str | None, only: str | None) -> None:
    """Make every read model of FUND anew, beside those in use, and swap them in at once.

    Without FUND, those of every fund. The service may go on running. Soon after another rebuild
    it waits, up to two minutes, until nobody can still be reading what that one replaced.
    """
    from api.cli.chosen import choose_fund, list_named_funds
    from api.cli.opened import Opened, with_opened
    from projections.models import READ_MODELS

    names = [model.name for model in READ_MODELS]
    if only is not None and only not in names:
        raise click.BadParameter(f"There are {', '.join(names)}.", param_hint="--only")
    wanted = names if only is None else [only]

    async def rebuild(opened: Opened) -> None:
        from projections.runner import Runner

        async with opened.database.acquire() as connection:
            every = await list_named_funds(connection)
            chosen = [await choose_fund(connection, fund)] if fund else every
        for one in chosen:
            await Runner(opened.database).rebuild(one.fund_id, wanted)
            what = "" if only is None else f" {only}"
            click.echo(f"{one.fund_id}  {one.label}:{what} made anew from {one.lines} lines.")

    with_opened(rebuild)
