"""What waits about reports: one that can be built, and a funder who waits for one."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

from api.i18n import N_
from api.pages.reading.reader import Reader
from api.pages.reading.wait import Wait
from ledger.events import AgreementRecorded
from ledger.fund import Fund
from ledger.publishing.dates import out_from

BEFORE: Final = timedelta(days=30)
"""How long before its day, and after it, the report to a funder is named."""


def report_waits(
    reader: Reader,
    fund: Fund,
    agreements: Iterable[AgreementRecorded],
    begins_with: int | None,
) -> Iterator[Wait]:
    """Yield what waits. Whether anything but running costs would be in it is not said here.

    *begins_with* is the month of the first line; it is asked for only before the first report.
    """
    since = _can_be_built_since(fund, begins_with, reader.today)
    if since is not None:
        said = N_("A report can be built since {day}.")
        if not fund.publishing.number:
            said = N_("The first report can be built since {day}.")
        text = reader.say(said, day=since)
        yield Wait(N_("report"), text, f"{reader.prefix}/reports/next", is_urgent=False, on=since)
    for each in agreements:
        if abs(each.report_due - reader.today) <= BEFORE:
            text = reader.say(N_("A funder waits for a report on {day}."), day=each.report_due)
            is_late = each.report_due < reader.today
            address = f"{reader.prefix}/reports"
            yield Wait(N_("funder"), text, address, is_urgent=is_late, on=each.report_due)


def waits_for_the_first(fund: Fund) -> bool:
    """Say whether a fund that publishes has no report yet."""
    return fund.publishing.is_public and not fund.publishing.number


def _can_be_built_since(fund: Fund, begins_with: int | None, today: date) -> date | None:
    """Return the day from which on the next report can be out; None before a rule is set."""
    rule, publishing = fund.publishing.rule, fund.publishing
    ends = [until for clock, until in publishing.clocks.items() if clock.startswith("costs:")]
    if rule is None or not rule.is_public:
        return None
    after = max(ends) + 1 if ends else begins_with
    if after is None:
        return None
    last = after + (-after - 1) % rule.period_months
    day = out_from(last, rule.delay_days)
    return day if day <= today else None
