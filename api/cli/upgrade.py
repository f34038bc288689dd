"""``parasol upgrade``: take the books over with this version of the program, or look beforehand."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from api.cli.readiness import Finding
    from api.settings import Settings


@click.command("upgrade")
@click.option("--check", is_flag=True, help="Only look whether it can be done; change nothing.")
def command(*, check: bool) -> None:
    """Back the books up, bring the schema up to date, and build what this version shows anew.

    Stop the service first. `parasol serve` does the same by itself; this does it at a time of
    your choice. With --check nothing is changed and the service may go on running: exit code 0
    says that this program can take over.
    """
    from api.cli.opened import settings_here

    settings = settings_here()
    if check:
        from api.cli.readiness import findings

        _show(list(findings(settings)))
        return
    _upgrade(settings)


def _show(found: "list[Finding]") -> None:
    import sys

    from api.cli.failures import Outcome

    width = max(len(finding.what) for finding in found)
    for finding in found:
        mark = "" if finding.is_ready else "NOT READY: "
        click.echo(f"{finding.what:<{width}}  {mark}{finding.said}")
    in_the_way = [finding.what for finding in found if not finding.is_ready]
    if in_the_way:
        click.echo(f"Not ready: {', '.join(in_the_way)}.")
        sys.exit(Outcome.UNAVAILABLE)
    click.echo("Ready.")


def _upgrade(settings: "Settings") -> None:
    import asyncio

    from api.cli.opened import Place, opened, place_of, prepare
    from ledger.store.embedded import ServiceLock
    from ledger.store.reading import list_funds
    from projections.runner import Runner

    async def work(place: Place) -> None:
        ran = await prepare(settings, place, back_up_external=True)
        for title in ran:
            click.echo(f"Migrated: {title}")
        async with opened(settings, place) as everything:
            async with everything.database.acquire() as connection:
                funds = await list_funds(connection)
            for fund_id in funds:
                await Runner(everything.database).catch_up(fund_id)
        click.echo(f"Up to date: {len(funds)} books, and everything that is made from them.")

    with ServiceLock(settings.data_dir), place_of(settings) as place:
        asyncio.run(work(place))
