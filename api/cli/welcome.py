"""``parasol welcome``: codes for the people of a fund that was loaded from another instance."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from uuid import UUID

    from api.cli.welcoming import Welcomed
    from ledger.fund import Fund


@click.command("welcome")
@click.argument("fund", required=False)
def command(fund: str | None) -> None:
    """Print an invitation for everybody in the book of FUND (id or name), which moved here.

    Only while not one of them signs in here: otherwise others are invited by the fund's stewards.
    Each code works once, within seven days; hand it over in person. Whoever joins with it has the
    mandates they had before. A second run makes new codes for those who have not joined.
    """
    from api.cli.chosen import choose_fund
    from api.cli.opened import Opened, with_opened
    from api.cli.welcoming import welcome

    async def make(opened: Opened) -> tuple[str, str, "Welcomed"]:
        async with opened.database.acquire() as connection:
            chosen = await choose_fund(connection, fund)
        return opened.settings.origin, chosen.label, await welcome(opened, chosen.fund_id)

    origin, label, welcomed = with_opened(make)
    for who, code in welcomed.codes.items():
        click.echo(f"{who}  {_known_by(welcomed.fund, who)}\n  {code}")
    _explain(label, origin, welcomed)


def _known_by(fund: "Fund", who: "UUID") -> str:
    """Return what tells somebody apart who has no handle here: founder or not, and mandates."""
    from zoneinfo import ZoneInfo

    from api.cli.people import mandate_words
    from api.clock import utc_now

    now = utc_now()
    today = now.astimezone(ZoneInfo(fund.time_zone)).date()
    governance = fund.governance
    words = ["founder"] if who == governance.founder else []
    words += [mandate_words(each, today) for each in governance.mandates if each.holder == who]
    stopped = "; suspended" if governance.is_suspended(who, now) else ""
    return f"{', '.join(words) or 'member'}{stopped}"


def _explain(label: str, origin: str, welcomed: "Welcomed") -> None:
    from api.cli.counting import counted

    if welcomed.codes:
        click.echo(
            f"{label}: {counted(len(welcomed.codes), 'code')}. Hand each over in person, to whom "
            f"the line above it tells. It works once, within seven days, at {origin}/en/join; "
            "codes made for them before are void.",
            err=True,
        )
    for number, said in (
        (welcomed.joined, "joined here already"),
        (welcomed.with_another_fund, "moved here with another fund, whose code lets them in"),
        (welcomed.later, "admitted since: their stewards invite them"),
    ):
        if number:
            click.echo(f"{counted(number, 'member')}: {said}.", err=True)
