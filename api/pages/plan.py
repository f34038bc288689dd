"""What every member sees: what the money is for, by which rules it moves, how much there is.

Plain members read decisions, reports, and a word that changes once a week: nothing here moves with
a payment or a case. A seat at the table reads the exact budget on a page of its own.
"""

from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from msgspec import Struct

from api.access import Access, Power, access_of, needs
from api.i18n import N_
from api.pages.adopted import costs_of, plans_of, reports_of, statements_of
from api.pages.budgets.word import tells_weekly, word_of_week
from api.pages.floats.known import float_cases
from api.pages.frame import render
from api.pages.people.words import policy_rows
from api.pages.reading.reader import AnyRequest, Reader, reading
from api.public.frame import render_report
from api.public.report import Around, report_view
from api.public.words import when_we_look
from api.seats import seating_of
from api.site import site_of
from ledger.money import Money
from projections.reports.manifest import decode
from projections.reports.published import PublicState, Published

_QUARTER, _DELAY = 3, 45


class OwnFloat(Struct, frozen=True):
    """Money that whoever reads carries: how much is left, and until when."""

    left: Money
    until: object
    address: str


@get("/{fund_id:uuid}/plan", opt=needs(Power.READ_PLAN))
async def plan(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Show the plan, the rules and the reports, and no figure that moves with a payment."""
    access, site = access_of(request), site_of(request)
    async with reading(request, fund_id) as (reader, connection):
        band = await word_of_week(connection, reader)
        cases = await float_cases(connection, access.fund, reader.known_at)
    published = await site.publishing.published(fund_id, access.fund.time_zone)
    state = published.now
    return render(
        request,
        "plan.html",
        title=N_("Plan"),
        band=band,
        has_band=tells_weekly(state),
        purposes=_purposes(reader),
        rules=policy_rows(access.fund.governance.policy, access.fund, reader.language),
        single_signer=access.fund.single_signer,
        floats=_own_floats(reader, access, cases),
        has_seat=seating_of(access, site.now()).sees_items,
        **_published(published, state, reader),
        **reader.frame("plan"),
    )


def _published(published: Published, state: PublicState, reader: Reader) -> dict[str, Any]:
    """Return what was decided and what is out: members read it at once."""
    rule = state.rule
    return {
        "plans": plans_of(published, state, reader),
        "reports": reports_of(state, reader),
        "costs": costs_of(state, reader),
        "statements": statements_of(state),
        "when_next": when_we_look(
            rule.period_months if rule else _QUARTER,
            rule.delay_days if rule else _DELAY,
            reader.today.year,
            reader.language,
        ),
    }


@get("/{fund_id:uuid}/plan/reports/{number:int}", opt=needs(Power.READ_PLAN))
async def report_for_members(
    request: AnyRequest, fund_id: FromPath[UUID], number: FromPath[int]
) -> Response[Any]:
    """Show a report that is out, in the very words in which the public reads it."""
    access, site = access_of(request), site_of(request)
    async with reading(request, fund_id) as (reader, _):
        pass
    state = (await site.publishing.published(fund_id, access.fund.time_zone)).now
    report = state.report(number)
    if report is None:
        raise NotFoundException
    around = Around(
        is_recomputed=any(each.recomputed for each in report.countersigned),
        is_countersigned=bool(report.countersigned),
        sha256=report.manifest_hash,
        key_id=report.key_id,
        names={label: reader.names[label] for label in state.named if label in reader.names},
        address=f"{reader.prefix}/public",
        history=tuple(decode(each.manifest) for each in state.reports if each.number < number),
    )
    view = report_view(decode(report.manifest), reader.language, around)
    return render(
        request,
        "plan_report.html",
        title=view.title,
        drawings=view.drawings,
        body=render_report(site, reader.language, view),
        **reader.frame("plan"),
    )


def _purposes(reader: Reader) -> list[tuple[str, tuple[object, ...]]]:
    """Return the purposes by name, each with the words for what it may pay for."""
    return [
        (reader.name(purpose.purpose_id), (purpose.restriction, *purpose.categories))
        for purpose in reader.fund.purposes.values()
    ]


def _own_floats(reader: Reader, access: Access, cases: dict[UUID, UUID]) -> list[OwnFloat]:
    fund = access.fund
    return [
        OwnFloat(
            Money(
                fund.accounts[float_id].balance,
                fund.accounts[float_id].currency,
                fund.accounts[float_id].exponent,
            ),
            each.until,
            f"{reader.prefix}/floats/{cases[float_id]}" if float_id in cases else "",
        )
        for float_id, each in fund.governance.floats.items()
        if each.carrier == access.sign_in_id
    ]
