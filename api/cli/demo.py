"""``parasol demo``: the service with a filled example fund, apart from any real one."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from api.settings import Settings


@click.command("demo")
@click.option(
    "--data-dir",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("var/demo"),
    show_default=True,
    help="Where the example lives. Remove it to have it made anew.",
)
@click.option("--fill-only", is_flag=True, help="Make the example and stop.")
def command(data_dir: Path, *, fill_only: bool) -> None:
    """Start the service with an example fund of two years. Everything in it is made up.

    It has a data directory of its own; your own settings for data, keys and database are left
    alone.
    """
    import os

    from api.cli.opened import settings_here

    for name in ("DATABASE_URL", "PARASOL_DATABASE_DIRECT_URL"):
        os.environ.pop(name, None)
        os.environ.pop(f"{name}_FILE", None)
    # The workers read their settings from the environment as well.
    os.environ["PARASOL_DATA_DIR"] = str(data_dir.absolute())
    os.environ["PARASOL_KEYS_DIR"] = str(data_dir.absolute().with_name(f"{data_dir.name}-keys"))
    settings = settings_here()
    _fill(settings)
    if not fill_only:
        from api.cli.service import run_service

        run_service(settings, settings.workers)


def _fill(settings: "Settings") -> None:
    import asyncio

    from api.cli.failures import Unavailable
    from api.cli.opened import Opened, Place, opened, place_of
    from api.demo.filling import HalfFilled, fill_example
    from ledger.store.reading import list_funds
    from projections.runner import Runner

    async def fill(everything: Opened) -> None:
        if await fill_example(everything.database):
            async with everything.database.acquire() as connection:
                funds = await list_funds(connection)
            for fund_id in funds:
                await Runner(everything.database).catch_up(fund_id)

    async def run(place: Place) -> None:
        # The marker at the end is committed after everything else, so a loss of power is noticed.
        quick = Place(f"{place.service_url}&synchronous_commit=off", place.owner_url, None)
        async with opened(settings, quick) as everything:
            await fill(everything)

    click.echo("Making the example fund…", err=True)
    with place_of(settings) as place:
        try:
            asyncio.run(run(place))
        except HalfFilled:
            raise Unavailable(
                f"The example in {settings.data_dir} was left half made. "
                "Remove that directory and start again."
            ) from None
