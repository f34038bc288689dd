"""``parasol check``: tells whether all that was made from the lines is what the lines say."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from api.cli.chosen import NamedFund
    from projections.check import Report

_VERDICTS = {
    "OK": "agrees with its lines",
    "DISAGREES": "DISAGREES with its lines",
    "INCOMPLETE": "INCOMPLETE: not everything could be checked",
}


@click.command("check")
@click.argument("fund", required=False)
def command(fund: str | None) -> None:
    """Derive every balance, read model, snapshot and position of FUND again from its lines.

    Without FUND, every fund is checked. Says what does not agree, and INCOMPLETE when anything
    had to be left out.
    """
    import sys

    from api.cli.chosen import choose_fund, list_named_funds
    from api.cli.failures import Outcome
    from api.cli.opened import Opened, with_opened

    async def check(opened: Opened) -> list[str]:
        from ledger.transparency.keyring import read_masters
        from projections.check import check_fund
        from projections.runner import Runner

        verdicts = []
        async with opened.database.acquire() as connection:
            every = await list_named_funds(connection)
            masters = await read_masters(connection, opened.settings.keys_dir)
            chosen = [await choose_fund(connection, fund)] if fund else every
        for one in chosen:
            await Runner(opened.database).catch_up(one.fund_id)
            async with opened.database.acquire() as connection:
                report = await check_fund(connection, one.fund_id, log_masters=masters)
            _show(one, report)
            verdicts.append(report.verdict)
        return verdicts

    verdicts = with_opened(check)
    if not verdicts:
        click.echo("There is no fund to check.")
    if "DISAGREES" in verdicts:
        sys.exit(Outcome.DISAGREES)
    if "INCOMPLETE" in verdicts:
        sys.exit(Outcome.INCOMPLETE)


def _show(fund: "NamedFund", report: "Report") -> None:
    """Write one fund's result: facts and ids only, nothing about anybody."""
    head = f"{fund.fund_id}  {fund.label}: {report.head} lines"
    click.echo(f"{head}, {_VERDICTS[report.verdict]}.")
    for finding in report.findings:
        where = "the book" if finding.position is None else f"line {finding.position}"
        click.echo(
            f"  {where}: {finding.what}: {finding.stored} is stored, {finding.derived} derived"
        )
    if report.found > len(report.findings):
        click.echo(f"  and {report.found - len(report.findings)} more")
    for skipped in report.skipped:
        click.echo(f"  left out: {skipped}")
