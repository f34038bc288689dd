"""``parasol demo``: the service with a filled example fund, apart from any real one."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from api.settings import Settings

PEOPLE_FILE: Final = "demo-people.json"
"""Where in the data directory it is kept how to sign in as each of the example's people."""


@click.command("demo")
@click.option(
    "--data-dir",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("var/demo"),
    show_default=True,
    help="Where the example lives. Remove it to have it made anew.",
)
@click.option("--fill-only", is_flag=True, help="Make the example and stop.")
@click.option("--code", "handle", metavar="HANDLE", help="Print the code of somebody's app, now.")
def command(data_dir: Path, *, fill_only: bool, handle: str | None) -> None:
    """Start the service with two example funds, one of two years. Everything in them is made up.

    Prints how to sign in as each of their people, and what donors see: anybody who can reach it
    can be any of them. It has a data directory of its own; your own settings for data, keys and
    database are left alone.
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
    if handle is not None:
        _print_code(settings, handle)
        return
    _fill(settings)
    _print_people(settings, data_dir)
    _print_public(settings)
    if not fill_only:
        from api.cli.service import run_service

        run_service(settings, settings.workers)


def _fill(settings: "Settings") -> None:
    import asyncio
    from functools import partial

    from api.cli.failures import Unavailable
    from api.cli.opened import Opened, Place, opened, place_of
    from api.demo.coded import FILE, write_shown
    from api.demo.filling import HalfFilled, fill_example
    from api.demo.people import write_people
    from api.transparency.host import host_of
    from ledger.store.reading import list_funds
    from projections.runner import Runner

    async def fill(everything: Opened) -> None:
        made = partial(write_people, settings.data_dir / PEOPLE_FILE)
        shown = partial(write_shown, settings.data_dir / FILE)
        place = everything.database, everything.keys, settings.keys_dir
        host = host_of(settings)
        if await fill_example(*place, host=host, made=made, shown=shown):
            async with everything.database.acquire() as connection:
                funds = await list_funds(connection)
            for fund_id in funds:
                await Runner(everything.database).catch_up(fund_id)

    async def run(place: Place) -> None:
        # The marker at the end is committed after everything else, so a loss of power is noticed.
        quick = Place(f"{place.service_url}&synchronous_commit=off", place.owner_url, None)
        async with opened(settings, quick) as everything:
            await fill(everything)

    click.echo("Making the example funds…", err=True)
    with place_of(settings) as place:
        try:
            asyncio.run(run(place))
        except HalfFilled:
            raise Unavailable(
                f"The example in {settings.data_dir} was left half made. "
                "Remove that directory and start again."
            ) from None


def _print_people(settings: "Settings", data_dir: Path) -> None:
    """Say that this is an example, and how to sign in as each of its people."""
    from api.demo.people import read_people

    people = read_people(settings.data_dir / PEOPLE_FILE)
    click.secho("THIS IS AN EXAMPLE. Keep nothing real in it.", bold=True)
    if not people:
        click.echo(f"An older version made it. Remove {data_dir} to have one of two people made.")
        return
    click.echo("Let nobody else reach it: everybody who can may sign in as any of these people.")
    for person in people:
        click.echo(f"\n  {person.handle}: {person.does}")
        click.echo(f"    passphrase: {person.passphrase}")
        click.echo(f"    secret of the app: {person.totp or 'none needed'}")
    chosen = f" --data-dir {data_dir}" if data_dir != Path("var/demo") else ""
    click.echo(
        "\nAdd the secret to any app that shows codes (TOTP), or ask here for the code of this "
        f"minute:\n  parasol demo{chosen} --code {people[0].handle}\n"
    )


def _print_public(settings: "Settings") -> None:
    """Say where the public pages are, and which codes of givers there are to try."""
    from api.demo.coded import FILE, read_shown

    for number, fund in enumerate(read_shown(settings.data_dir / FILE)):
        if not number:
            click.echo("What donors see, without a sign-in, once the service runs:")
        click.echo(f"\n  {fund.label}: {settings.origin}/en/{fund.fund_id}/public")
        for each in fund.codes:
            click.echo(f"    code of a gift, {each.became}: {each.code}")
    click.echo()


def _print_code(settings: "Settings", handle: str) -> None:
    from api.cli.failures import Unusable
    from api.clock import utc_now
    from api.demo.people import code_now, read_people

    for person in read_people(settings.data_dir / PEOPLE_FILE):
        if person.handle == handle and person.totp:
            click.echo(code_now(person, utc_now()))
            return
    raise Unusable(f"--code: Nobody in {settings.data_dir} is called that and has an app.")
