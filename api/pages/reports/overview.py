"""The desk's page about reports: what is out, when the next one comes, what holds it back."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath
from msgspec import Struct

from api.access import Access, Power, access_of, needs
from api.formats import day_text, money_text
from api.i18n import N_, Words, count_words
from api.pages.frame import render
from api.pages.reading.reader import AnyRequest, Reader, reading
from api.pages.reports.budget_words import plan_rows
from api.pages.reports.listed import counted, pending, statements, wordings_of
from api.pages.reports.words import PERIODS, rule_rows
from api.public.report import report_stretch
from api.public.words import stretch_text
from api.site import site_of
from ledger.money import Money
from ledger.publishing.commands import PublishReport
from ledger.publishing.dates import next_report_date
from projections.orders import list_waiting_orders
from projections.reports.facts import Side
from projections.reports.forecast import Outlook, PeriodOutlook, SideOutlook
from projections.reports.manifest import decode
from projections.reports.published import Report
from projections.reports.safety import Lack

SIDES: Final = {Side.IN: N_("Money in"), Side.OUT: N_("Paid out for people")}


class OneReport(Struct, frozen=True):
    """A report that is out, in a list."""

    number: int
    title: str
    address: str
    public_address: str
    is_recomputed: bool


class Waits(Struct, frozen=True):
    """Why one side would not be out yet, in sentences; none when nothing holds it back."""

    title: str
    sentences: tuple[Words, ...]


class Told(Struct, frozen=True):
    """When each side would be out by periods of one length."""

    periods: str
    is_chosen: bool
    days: tuple[str, ...]


@get("/{fund_id:uuid}/reports", opt=needs(Power.READ_BOOK))
async def reports(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Show what is out, what comes next and what it is built by."""
    site, access = site_of(request), access_of(request)
    async with reading(request, fund_id) as (reader, connection):
        waiting = (await list_waiting_orders(connection, fund_id)).orders
    published = await site.publishing.published(fund_id, access.fund.time_zone)
    state, waits = published.now, pending(published, site.now())
    rule = state.rule
    outlook = await site.publishing.outlook(fund_id, reader.today) if state.is_public else None
    asked = [
        f"{reader.prefix}/orders/{each.order_id}"
        for each in waiting
        if each.kind == PublishReport.__struct_config__.tag
    ]
    return render(
        request,
        "reports/overview.html",
        title=N_("Reports"),
        is_public=state.is_public,
        out=[_one(each, reader) for each in reversed(state.reports)],
        asked=asked,
        next_date=next_report_date(rule.period_months, rule.delay_days, reader.today)
        if rule
        else None,
        **_expected(outlook, rule.period_months if rule else 0, reader),
        rule=rule_rows(rule, access.fund, reader.language) if rule else (),
        plan=plan_rows(state.plan, reader.language) if state.plan else (),
        wordings=wordings_of(state, waits, reader),
        not_yet=waits,
        counted=counted(state, published.as_of(site.now()), reader),
        statements=statements(state, reader.today, reader),
        **_may(access),
        **reader.frame(),
    )


def _may(access: Access) -> dict[str, Any]:
    return {
        "may_publish": access.may(Power.PUBLISH),
        "may_govern": access.may(Power.GOVERN),
        "may_count": access.may(Power.COUNT_DOCKET),
        "may_audit": access.may(Power.AUDIT),
    }


def _one(report: Report, reader: Reader) -> OneReport:
    stretch = report_stretch(decode(report.manifest))
    return OneReport(
        number=report.number,
        title=stretch_text(stretch, reader.language),
        address=f"{reader.prefix}/reports/{report.number}",
        public_address=f"{reader.prefix}/public/reports/{report.number}",
        is_recomputed=any(each.recomputed for each in report.countersigned),
    )


def _expected(outlook: Outlook | None, chosen: int, reader: Reader) -> dict[str, Any]:
    """Return what holds each side back, what can be built now, and what would come when."""
    if outlook is None:
        return {"sides": [], "is_ready": False, "told": [], "columns": []}
    [now] = [each.sides for each in outlook.periods if each.period_months == chosen]
    several = len(reader.fund.exponents) > 1
    return {
        "sides": [_waits(each, reader, several=several) for each in now],
        "is_ready": any(each.on is not None and each.on <= reader.today for each in now),
        "told": [_told(each, chosen, reader) for each in outlook.periods],
        "columns": [_title(each, reader, several=several) for each in now],
    }


def _waits(side: SideOutlook, reader: Reader, *, several: bool) -> Waits:
    """Return one side with what holds it back; that does not depend on the length of periods."""
    sentences = tuple(lack_sentences(side.lacks, side, reader)) if side.lacks else ()
    return Waits(_title(side, reader, several=several), sentences)


def _title(side: SideOutlook, reader: Reader, *, several: bool) -> str:
    said = reader.language.say(SIDES[side.side])
    return f"{said} ({side.currency})" if several else said


def lack_sentences(lack: Lack, side: SideOutlook, reader: Reader) -> Iterator[Words]:
    """Yield what is missing until a side could be out, one thing a sentence."""
    if lack.people and side.side is Side.IN:
        yield count_words(
            "One more giver is needed.", "{count} more givers are needed.", lack.people
        )
    elif lack.people:
        yield count_words(
            "One more household is needed.", "{count} more households are needed.", lack.people
        )
    if lack.one_is_large:
        yield Words(N_("One gift or one payment is a large part of all."))
    if lack.money:
        digits = reader.fund.exponents.get(side.currency, reader.fund.exponent)
        money = money_text(Money(lack.money, side.currency, digits), reader.language)
        yield Words(N_("About {money} more in small amounts would do."), {"money": money})
    if lack.bail:
        yield Words(
            N_(
                "Most of it is bail: it takes half a year, and a count of the bails that the "
                "courts of the place set."
            )
        )


def _told(told: PeriodOutlook, chosen: int, reader: Reader) -> Told:
    return Told(
        PERIODS[told.period_months],
        told.period_months == chosen,
        tuple(_day(each.on, reader) for each in told.sides),
    )


def _day(day: date | None, reader: Reader) -> str:
    if day is None:
        return reader.language.say(N_("not within three years"))
    if day <= reader.today:
        return reader.language.say(N_("now"))
    return day_text(day, reader.language)
