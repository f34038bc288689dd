"""``parasol report``: reports built from the book, and built again to see whether they agree."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from api.cli.chosen import NamedFund
    from api.publishing.rebuilding import Rebuilt
    from ledger.transparency.memory import Reports


@click.group("report")
def command() -> None:
    """Look after the reports that a fund publishes.

    FUND is an id or a name, and may be left out where there is one. Nothing is published here: that
    takes people who sign.
    """


@command.command("list")
@click.argument("fund", required=False)
def list_reports(fund: str | None) -> None:
    """List the reports of FUND that are out, each with its line, its digest and its key."""
    from api.cli.chosen import choose_fund
    from api.cli.opened import Opened, with_opened

    async def show(opened: Opened) -> None:
        from projections.reports.published import Published, read_publications

        async with opened.database.acquire() as connection:
            named = await choose_fund(connection, fund)
            publications = await read_publications(connection, named.fund_id)
        reports = Published.of(publications, "UTC").now.reports
        for each in reports:
            click.echo(f"{each.number}  line {each.position}, built from lines up to {each.cut}")
            click.echo(f"  digest {each.manifest_hash}")
            click.echo(f"  key    {each.key_id}")
        if not reports:
            click.echo("No report is out.", err=True)

    with_opened(show)


@command.command("build")
@click.argument("fund", required=False)
def build_report(fund: str | None) -> None:
    """Write the canonical bytes of the report of FUND that comes next to standard output.

    They are neither signed nor published. Exit code 4 when no period is over.
    """
    import sys

    from api.cli.chosen import choose_fund
    from api.cli.failures import Outcome
    from api.cli.opened import Opened, with_opened

    async def build(opened: Opened) -> str:
        from zoneinfo import ZoneInfo

        from api.clock import utc_now
        from api.publishing.service import Publishing
        from api.publishing.signing import Signing

        async with opened.database.acquire() as connection:
            named = await choose_fund(connection, fund)
        state, _ = await opened.books.get_fund(named.fund_id)
        signing = Signing(opened.database, opened.settings.keys_dir)
        today = utc_now().astimezone(ZoneInfo(state.time_zone)).date()
        draft = await Publishing(opened.database, signing, utc_now).draft(named.fund_id, today)
        click.echo(f"Built from the lines up to {draft.cut}.", err=True)
        return draft.text

    text = with_opened(build)
    if not text:
        click.echo("No period is over that is not in a report already.", err=True)
        sys.exit(Outcome.INCOMPLETE)
    sys.stdout.buffer.write(text.encode())


@command.command("new-key")
@click.option("--yes", is_flag=True, help="Do not ask.")
def new_key(*, yes: bool) -> None:
    """Make another key for the reports of this machine, when the one in use is lost for good.

    Restore it from the backup of the keys if there is any. Reports that are signed from then on
    carry another public key, and nobody can tell from it that they come from the same fund: say so
    in a public text.
    """
    from api.cli.opened import Opened, with_opened

    if not yes:
        click.confirm("Is the key lost, and in no backup?", abort=True)

    async def make(opened: Opened) -> str:
        from api.publishing.signing import Signing

        return await Signing(opened.database, opened.settings.keys_dir).replace()

    click.echo(f"Made {with_opened(make)}. Back the keys up.")


@command.command("check")
@click.argument("fund", required=False)
def check(fund: str | None) -> None:
    """Build every report of FUND (by default of every fund) again from the sealed book.

    Each is built from the lines up to its own and compared byte by byte; its signature is checked
    as well. Says which report differs.
    """
    import sys

    from api.cli.chosen import choose_fund, list_named_funds
    from api.cli.failures import Outcome
    from api.cli.opened import Opened, with_opened

    async def rebuild(opened: Opened) -> list[bool]:
        from api.publishing.rebuilding import check_reports
        from ledger.transparency.memory import Reports

        async with opened.database.acquire() as connection:
            every = await list_named_funds(connection)
            chosen = every if fund is None else [await choose_fund(connection, fund)]
            verdicts = []
            for one in chosen:
                found = await check_reports(connection, one.fund_id)
                _show(one, found)
                remembered = Reports(opened.settings.keys_dir, one.fund_id)
                verdicts += [each.is_same and _is_first(remembered, each) for each in found]
        return verdicts

    if not all(with_opened(rebuild)):
        sys.exit(Outcome.DISAGREES)


def _is_first(remembered: "Reports", report: "Rebuilt") -> bool:
    """Say whether no other report was out under the number before; write it if one was."""
    before = remembered.get(report.number)
    if before in {None, report.manifest_hash}:
        return True
    click.echo(f"  report {report.number} IS NOT THE FIRST: {before} was out under this number")
    return False


def _show(fund: "NamedFund", found: "list[Rebuilt]") -> None:
    """Write what came of one fund."""
    click.echo(f"{fund.fund_id}  {fund.label}: {len(found)} reports")
    for each in found:
        if each.is_same:
            click.echo(f"  report {each.number}: the same bytes, signed")
            continue
        if each.manifest_hash != each.found:
            gives = f"the book gives {each.found}" if each.found else "the book gives none"
            click.echo(f"  report {each.number} DIFFERS: {each.manifest_hash} is out, {gives}")
        if not each.is_signed:
            click.echo(f"  report {each.number}: the signature does not belong to it")
