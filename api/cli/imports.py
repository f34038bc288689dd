"""``parasol import``: books kept elsewhere, brought into a fund."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledger.chart import CostCategory

if TYPE_CHECKING:
    from api.cli.opened import Opened
    from api.importing.open_collective.plan import Importer, ImportPlan


@click.group("import")
def command() -> None:
    """Bring books kept elsewhere into a fund, while one person signs in it."""


@command.command("open-collective")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--fund", help="The fund, by id or name. Default: the only one.")
@click.option("--account", help="Where the money is, by id or name. Default: the only account.")
@click.option(
    "--purpose", help="What the gifts are for, by id or name. Default: the only unrestricted one."
)
@click.option(
    "--category",
    type=click.Choice([category.value for category in CostCategory]),
    default=CostCategory.PAID_WORK.value,
    show_default=True,
    help="What expenses were for.",
)
@click.option("--yes", is_flag=True, help="Write without asking.")
def open_collective(
    file: Path,
    fund: str | None,
    account: str | None,
    purpose: str | None,
    category: str,
    yes: bool,  # noqa: FBT001  an option of the command line
) -> None:
    """Import FILE, the transactions export (CSV) of one collective.

    Books what really moved, oldest first, and shows it before anything is written. No name goes
    into the book: the same giver has the same random reference. Running it again adds nothing; a
    newer export of the same collective adds only what is new.
    """
    from api.cli.opened import Opened, with_opened
    from api.importing.open_collective.plan import Importer
    from ledger.powers import IMPORTER

    wanted = _Wanted(fund, account, purpose, CostCategory(category))

    async def work(opened: Opened) -> None:
        importer = Importer(opened.database, opened.books, opened.keys, IMPORTER)
        plan = await _plan(opened, importer, file, wanted)
        if _may_write(plan, yes=yes):
            await _write(opened, importer, plan)

    with_opened(work)


class _Wanted:
    """What the options say."""

    def __init__(
        self, fund: str | None, account: str | None, purpose: str | None, category: CostCategory
    ) -> None:
        self.fund = fund
        self.account = account
        self.purpose = purpose
        self.category = category


async def _plan(
    opened: "Opened", importer: "Importer", file: Path, wanted: _Wanted
) -> "ImportPlan":
    """Read the file, find out what is new, and show it."""
    from api.cli.chosen import choose_fund
    from api.cli.failures import Refused, Unusable
    from api.cli.import_preview import choices_of, show_plan
    from api.clock import utc_now
    from api.importing.open_collective.plan import make_plan
    from api.importing.open_collective.rows import FileUnusable, read_rows
    from ledger.store.labels import list_labels

    async with opened.database.acquire() as connection:
        named = await choose_fund(connection, wanted.fund)
        labels = await list_labels(connection, named.fund_id)
    state, _ = await opened.books.get_fund(named.fund_id)
    if not state.single_signer:
        raise Refused(
            "Two people sign in this fund, so an import may not write into it: bring a history "
            "in before single-signer mode ends. Nothing was written."
        )
    names = {label.id: label.text for label in labels}
    choices = choices_of(state, names, wanted.account, wanted.purpose, wanted.category)
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            rows = read_rows(text, choices.currency, choices.exponent)
        plan = await make_plan(importer, named.fund_id, choices, rows, utc_now())
    except FileUnusable as unusable:
        raise Unusable(f"{unusable}\nNothing was written.") from None
    show_plan(plan, names | {named.fund_id: named.label})
    return plan


def _may_write(plan: "ImportPlan", *, yes: bool) -> bool:
    """Say whether to go on: nothing is refused, something is new, and somebody said yes."""
    import sys

    from api.cli.failures import Refused

    if plan.refused:
        raise Refused("The book refuses some of it, so nothing was written.")
    if not plan.new:
        click.echo("Nothing is new: the book stays as it is.")
        return True  # the references of givers met before may still be missing in this vault
    if yes:
        return True
    if not sys.stdin.isatty():
        click.echo("Nothing was written. To write it: the same command with --yes.")
        return False
    if click.prompt("Write this? Type yes", default="no").strip().lower() == "yes":
        return True
    click.echo("Nothing was written.")
    return False


async def _write(opened: "Opened", importer: "Importer", plan: "ImportPlan") -> None:
    from api.cli.failures import Refused, refusal
    from api.importing.open_collective.writing import Stopped
    from ledger.money import Money

    try:
        await _with_progress(importer, plan)
    except Stopped as stopped:
        raise Refused(
            f"Stopped at row {stopped.row}. {refusal(stopped.rejection)}\n"
            f"{stopped.written:,} of {len(plan.new):,} lines are written, "
            f"{stopped.missing:,} are not: the same command writes what is missing."
        ) from None
    if not plan.new:
        return
    fund, position = await opened.books.get_fund(plan.fund_id)
    account = fund.accounts[plan.choices.account_id]
    balance = Money(account.balance, account.currency, account.exponent)
    click.echo(f"Written. The account holds {balance}; the book ends at line {position}.")


async def _with_progress(importer: "Importer", plan: "ImportPlan") -> None:
    """Write the plan and say how far it is: a bar on a terminal, lines elsewhere."""
    import sys

    from api.importing.open_collective.writing import write_plan

    if sys.stderr.isatty() and plan.new:
        with click.progressbar(length=len(plan.new), label="Writing", file=sys.stderr) as bar:
            await write_plan(importer, plan, bar.update)
        return
    done = 0

    def say(more: int) -> None:
        nonlocal done
        done += more
        if more:
            click.echo(f"{done:,} of {len(plan.new):,} lines are written.", err=True)

    await write_plan(importer, plan, say)
