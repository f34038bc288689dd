"""What an import would do, for the eyes of whoever is about to say yes."""

from collections.abc import Mapping
from uuid import UUID

import click

from api.cli.chosen import choose
from api.cli.failures import Unusable
from api.importing.open_collective.bookings import Choices
from api.importing.open_collective.figures import Figures
from api.importing.open_collective.plan import ImportPlan
from ledger.chart import CostCategory
from ledger.events import Restriction
from ledger.fund import Fund
from ledger.money import decimal_text

_MOST_REFUSED = 10


def choices_of(
    fund: Fund,
    names: Mapping[UUID, str],
    account: str | None,
    purpose: str | None,
    category: CostCategory,
) -> Choices:
    """Return where the rows go: what is named, or the only account and unrestricted purpose."""
    accounts = {account_id: names.get(account_id, "") for account_id in fund.accounts}
    purposes = {
        purpose_id: names.get(purpose_id, "")
        for purpose_id, one in fund.purposes.items()
        if purpose is not None or one.restriction is Restriction.UNRESTRICTED
    }
    if not accounts or not purposes:
        raise Unusable("The fund needs an account and a purpose before anything is imported.")
    into = fund.accounts[choose("account", account, accounts)]
    return Choices(
        account_id=into.account_id,
        purpose_id=choose("purpose", purpose, purposes),
        category=category,
        currency=into.currency,
        exponent=into.exponent,
        time_zone=fund.time_zone,
    )


def show_plan(plan: ImportPlan, names: Mapping[UUID, str]) -> None:
    """Write what is in the file, what of it is new, and what is refused and why."""
    days = sorted(row.happened_at.date() for row in plan.rows)
    choices = plan.choices
    click.echo(f"{len(plan.rows):,} rows from {days[0]} to {days[-1]}, in {choices.currency}.")
    click.echo(
        f"Into the fund “{names.get(plan.fund_id, '')}”, account "
        f"“{names.get(choices.account_id, '')}”, purpose “{names.get(choices.purpose_id, '')}”."
    )
    _show_figures("All that the file holds:", plan.of_file, choices.exponent)
    if plan.known:
        click.echo(f"In the book already: {plan.known:,} entries.")
    if plan.known and plan.new:
        _show_figures("New:", plan.of_new, choices.exponent)
    click.echo(f"To be written: {len(plan.new) - len(plan.refused):,} lines.")
    before, after = (decimal_text(each, choices.exponent) for each in (plan.before, plan.after))
    click.echo(f"The account holds {before} {choices.currency} now and {after} after it.")
    for refused in plan.refused[:_MOST_REFUSED]:
        row = refused.booking.main.number
        click.echo(f"Refused: row {row} ({refused.rejection.code}): {refused.rejection.detail()}")
    if len(plan.refused) > _MOST_REFUSED:
        click.echo(f"Refused: {len(plan.refused) - _MOST_REFUSED} more.")


def _show_figures(title: str, figures: Figures, exponent: int) -> None:
    def money(amount: int) -> str:
        return f"{decimal_text(amount, exponent):>14}"

    click.echo(title)
    click.echo(f"  gross gifts     {money(figures.gross)}  in {figures.gifts:,} gifts")
    click.echo(
        f"  refunds         {money(figures.refunds)}  "
        f"{decimal_text(figures.given_back, exponent)} given back, "
        f"{decimal_text(figures.passed_on, exponent)} passed on to others"
    )
    click.echo(f"  processor fees  {money(figures.processor_fees)}  net of covers")
    click.echo(f"  host fees       {money(figures.host_fees)}")
    click.echo(f"  spending        {money(figures.spending)}  in {figures.payments:,} payments")
    click.echo(f"  left            {money(figures.net)}")
