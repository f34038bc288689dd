"""The page of one float: what is left, until when, for what; what was spent, and what is next."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath
from msgspec import Struct

from api.access import Power, access_of, needs
from api.i18n import N_
from api.pages.floats.of_float import AnyRequest, handed_in, open_float, there_should_be
from api.pages.frame import render
from api.pages.fund_nav import fund_nav
from api.pages.recording.desk import Desk
from api.site import site_of
from ledger.case_label import case_label
from ledger.events import FloatClosed, FloatSpent
from ledger.floats import spendable
from ledger.money import Money
from ledger.orders.state import orders_of


class Spent(Struct, frozen=True):
    """Something that was paid from the float."""

    position: int
    day: date
    what: str
    money: Money


@get("/{fund_id:uuid}/floats/{case_id:uuid}", opt=needs(Power.SPEND_FLOAT))
async def one_float(
    request: AnyRequest, fund_id: FromPath[UUID], case_id: FromPath[UUID]
) -> Response[Any]:
    """Show a float to whoever carries it, and to whoever reads the book."""
    desk, access = await open_float(request, fund_id, case_id), access_of(request)
    case, handed = desk.book_case, handed_in(desk.case)
    assert case is not None, "a float stands in a case"
    handles = await site_of(request).people.handles({handed.carrier})
    counted = case.events(FloatClosed)
    may_read = access.may(Power.READ_BOOK)
    left = there_should_be(desk.book, handed)
    return render(
        request,
        "floats/float.html",
        title=N_("Float"),
        nav=fund_nav(desk.prefix),
        home=f"{desk.prefix}/" if may_read else f"{desk.prefix}/plan",
        prefix=desk.prefix,
        address=f"{desk.prefix}/floats/{case_id}",
        case_id=case_id,
        case_name=case_label(case_id),
        carrier=handles.get(handed.carrier) or desk.language.say(N_("somebody")),
        is_mine=handed.carrier == access.sign_in_id,
        handed=desk.money(handed.amount, handed.currency),
        handed_on=handed.occurred_on,
        left=left,
        until=handed.until,
        is_over=handed.until < desk.today,
        things=[desk.word(each) for each in (*handed.categories, *handed.cost_categories)],
        spent=list(_spent(desk)),
        counted=desk.money(counted[-1].amount, handed.currency) if counted else None,
        missing=desk.money(counted[-1].missing, handed.currency) if counted else None,
        can_spend=spendable(case) > 0,
        may_count=access.may(Power.MOVE_MONEY),
        may_read=may_read,
        asked=[each.order for each in orders_of(case).values() if each.is_open] if may_read else [],
    )


def _spent(desk: Desk) -> Iterator[Spent]:
    assert desk.book_case is not None, "a float stands in a case"
    for line in desk.book_case.standing:
        event = line.event
        if isinstance(event, FloatSpent):
            what = event.category or event.cost_category
            assert what is not None, "something is always spent on something"
            money = desk.money(event.amount, event.currency)
            yield Spent(line.position, event.occurred_on, desk.word(what), money)
