"""Which witnesses cosigned the newest head of a log, and why one of them has not."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from api.cli.chosen import NamedFund
    from api.cli.opened import Opened
    from api.transparency.seen import Seen
    from api.transparency.trouble import Failed
    from ledger.transparency.log import Head


async def tell_witnesses(opened: "Opened", one: "NamedFund", head: "Head | None") -> None:
    """Print a line for each witness of a fund, and one that says how many have to sign."""
    from api.transparency.rules import read_rules
    from api.transparency.seen import witnesses_seen
    from api.transparency.trouble import Troubles

    if head is None:
        return
    async with opened.database.acquire() as connection:
        rules = await read_rules(connection, one.fund_id)
        seen = await witnesses_seen(connection, one.fund_id, head, rules.witnesses)
    if not seen:
        click.echo("  witnesses: none")
        return
    failed = Troubles(opened.settings.data_dir).read(one.fund_id, rules.witnesses)
    signed = sum(each.is_newest for each in seen)
    click.echo(f"  witnesses: {signed} of {len(seen)} have signed, {rules.quorum} have to")
    for each in seen:
        _tell(each, failed.get(each.witness.vkey))


def _tell(seen: "Seen", failed: "Failed | None") -> None:
    from api.transparency.trouble import WORDS
    from ledger.publishing.log import name_of

    if seen.is_newest:
        said = "has signed the newest head"
    elif seen.at is None:
        said = "has signed none of the newest heads"
    else:
        said = f"has not signed since {seen.at:%Y-%m-%d %H:%M} UTC"
    if failed is not None and not seen.is_newest:
        said += (
            f"; {WORDS[failed.trouble]} ({failed.trouble}, since {failed.since:%Y-%m-%d %H:%M} UTC)"
        )
    click.echo(f"  witness {name_of(seen.witness.vkey)}: {said}")
