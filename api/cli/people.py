"""``parasol people``: who belongs to the funds kept here, for whoever runs the machine."""

from typing import TYPE_CHECKING
from uuid import UUID

import click

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime

    from ledger.fund import Fund
    from ledger.governance import Mandate


@click.command("people")
@click.argument("fund", required=False)
def command(fund: str | None) -> None:
    """List the members of FUND (id or name; by default of every fund) and their mandates.

    By the handles that people chose; nothing is changed. Who was invited and has not come yet
    has two words instead, in parentheses.
    """
    from api.cli.chosen import choose_fund, list_named_funds
    from api.cli.opened import Opened, with_opened
    from api.clock import utc_now
    from api.people.sign_ins import SignIns

    async def show(opened: Opened) -> None:
        now = utc_now()
        async with opened.database.acquire() as connection:
            named = await list_named_funds(connection)
            shown = named if fund is None else [await choose_fund(connection, fund)]
        for each in shown:
            state, _ = await opened.books.get_fund(each.fund_id)
            handles = await SignIns(opened.database, utc_now).handles(state.governance.members)
            click.echo(f"{each.fund_id}  {each.label}  ({_how_many_sign(state)})")
            for line in _lines(state, handles, now):
                click.echo(f"  {line}")
        if not shown:
            click.echo("There is no fund yet.", err=True)

    with_opened(show)


def _how_many_sign(fund: "Fund") -> str:
    return "one person signs" if fund.single_signer else "two people sign"


def _lines(fund: "Fund", handles: "Mapping[UUID, str]", now: "datetime") -> "Iterator[str]":
    """Yield a line for every member: who, which mandates, and whether somebody stopped them."""
    from zoneinfo import ZoneInfo

    from ledger.case_label import case_label

    today = now.astimezone(ZoneInfo(fund.time_zone)).date()
    governance = fund.governance
    for who in governance.members:
        held = (each for each in governance.mandates if each.holder == who)
        mandates = [mandate_words(each, today) for each in held]
        name = handles.get(who) or f"({case_label(who)})"
        stopped = "; suspended" if governance.is_suspended(who, now) else ""
        yield f"{name}: {', '.join(mandates) or 'member'}{stopped}"
    if not governance.members:
        yield "nobody yet"


def mandate_words(mandate: "Mandate", today: "date") -> str:
    """Return a mandate and its term, as the terminal says it."""
    word = mandate.role.value.replace("_", " ")
    if mandate.ends_on is None:
        return word
    return f"{word} {'until' if today <= mandate.ends_on else 'ended'} {mandate.ends_on}"
