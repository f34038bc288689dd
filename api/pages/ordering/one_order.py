"""The page of one order: what it says, how far it has come, and the buttons of whoever reads."""

from collections.abc import Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from msgspec import Struct

from api.access import Power, access_of, needs
from api.formats import moment_text, money_in_words, refusal_words
from api.i18n import N_, Words
from api.orders import Found, find_order
from api.pages.budgets.picture import Picture
from api.pages.budgets.proposed import drawings_of, pictures_of_order
from api.pages.budgets.traced import trace_of_order
from api.pages.cautioned import caution_rows
from api.pages.flow import Row, Trouble, new_key
from api.pages.frame import render
from api.pages.fund_nav import fund_nav
from api.pages.ordering.acting import SIGN, choices_of
from api.pages.ordering.changes import changes_of, contents_of
from api.pages.ordering.members import OfMembers, of_members
from api.pages.ordering.said import AMOUNT, money_of, rows_against, rows_of, sentence_of
from api.pages.ordering.stages import STATES, WAYS, lines_written, progress_of
from api.pages.reading.asked import people_in_order
from api.pages.reading.reader import Reader, reading, with_handles
from api.pages.recording.asking import outcome_of
from api.pages.recording.desk import Desk, open_desk
from api.pages.reports.preview import Preview, preview_of_order
from api.pages.reports.words import Ordered
from api.pages.step_up import StepUpForm, is_stepped_up
from api.site import site_of
from ledger.case_label import case_label
from ledger.corrections import ReverseLine
from ledger.events import Way
from ledger.orders.content import ABOUT_NO_MONEY, PAYMENTS
from ledger.orders.ladder import still_urgent
from ledger.orders.state import Order
from ledger.publishing.commands import PublishReport
from ledger.publishing.reporting import publish
from ledger.recordings import CorrectLine
from ledger.rejections import ContentChanged, MemberUnknown, OrderClosed, OrderUnknown, Rejection

AnyRequest = Request[Any, Any, Any]

KEY: Final = "_key"


class OrderDesk(Struct, frozen=True):
    """An order with everything that its page stands on."""

    desk: Desk
    found: Found
    reader: Reader
    preview: Preview | None = None
    """What would be published, of an order to publish a report."""
    members: OfMembers = OfMembers()
    """What the members have to do with it."""
    traced: tuple[Row, ...] = ()
    """The budget item that it would take from, and the decision on which it rests."""
    pictures: tuple[Picture, ...] = ()
    """What it does to a budget: before and after."""
    cautions: tuple[Row, ...] = ()
    """What to know of it before it is signed."""

    @property
    def address(self) -> str:
        """Where its page is."""
        return f"{self.desk.prefix}/orders/{self.found.order.order}"


async def open_order(request: AnyRequest, fund_id: UUID, order_id: UUID) -> OrderDesk:
    """Return an order as it stands now. Raises not found."""
    site = site_of(request)
    try:
        found = await find_order(site, fund_id, order_id)
    except OrderUnknown:
        raise NotFoundException from None
    desk = await open_desk(request, fund_id, found.order.case_id)
    async with reading(request, fund_id) as (reader, _):
        pass
    people = (*_people_of(found), *desk.book.governance.members)
    preview = None
    if found.order.is_open:
        preview = await preview_of_order(request, fund_id, found.command, reader.names)
    rows = await trace_of_order(request, reader, found.command, found.case, found.order)
    traced = tuple(Row(each.label, each.value) for each in rows)
    members = await of_members(request, desk, found)
    pictures = await pictures_of_order(
        request, reader, found.command, found.order, desk.book.budgets
    )
    reader = await with_handles(request, reader, people)
    cautions: tuple[Row, ...] = ()
    if found.order.is_open:
        cautions = await caution_rows(site, fund_id, found.command, desk.language)
    return OrderDesk(desk, found, reader, preview, members, traced, pictures, cautions)


def _people_of(found: Found) -> Iterator[UUID]:
    order = found.order
    yield from (order.by, *order.approved_by, *order.conflicts, *found.row.ratified_by)
    signed = (order.prepared_by, order.authorised_by, order.carried_out_by, order.confirmed_by)
    yield from (each for each in signed if each is not None)
    yield from (each.by for each in contents_of(found))
    yield from people_in_order(order.content)


@get("/{fund_id:uuid}/orders/{order_id:uuid}", opt=needs(Power.READ_BOOK))
async def order_page(
    request: AnyRequest, fund_id: FromPath[UUID], order_id: FromPath[UUID]
) -> Response[Any]:
    """Show an order."""
    return draw(request, await open_order(request, fund_id, order_id))


def draw(
    request: AnyRequest,
    opened: OrderDesk,
    *,
    problems: Sequence[Trouble] = (),
    form: StepUpForm | None = None,
    key: str = "",
    status: int = 200,
) -> Response[Any]:
    """Draw the page of an order, with what was wrong with a signature."""
    desk, order = opened.desk, opened.found.order
    choices = choices_of(opened.found, desk)
    return render(
        request,
        "ordering/order.html",
        title=N_("An order"),
        nav=fund_nav(desk.prefix, "orders"),
        home=f"{desk.prefix}/",
        status=status,
        wrong=bool(problems),
        drawings=opened.preview.drawings if opened.preview else drawings_of(opened.pictures),
        prefix=desk.prefix,
        address=opened.address,
        is_open=order.is_open,
        may_order=access_of(request).may(Power.ORDER),
        is_of_reports=isinstance(opened.found.command, Ordered),
        choices=choices,
        code=None if is_stepped_up(request) or not choices.takes_code else form or StepUpForm(),
        sign_field=SIGN,
        key_field=KEY,
        key=key or new_key(),
        content_hash=order.content_hash,
        problems=tuple(problems),
        members=_members(opened),
        me=desk.context.actor,
        case_id=order.case_id,
        case_name=_case_name(order, desk.fund_id),
        **_said(opened),
    )


def _case_name(order: Order, fund_id: UUID) -> str:
    """Name the case of an order about somebody; what the fund or the public sees is no case."""
    is_of_fund = order.case_id == fund_id or order.stands_alone
    return "" if is_of_fund else case_label(order.case_id)


def _said(opened: OrderDesk) -> dict[str, Any]:
    """Return what the page says about the order, whoever reads it."""
    desk, found = opened.desk, opened.found
    money = money_of(found.command, opened.reader)
    return {
        "state": _state(found),
        "sentence": sentence_of(found.order.content, opened.reader, desk.book.budgets),
        "money": money,
        "money_words": money_in_words(money, desk.language) if money else "",
        "rows": [*_rows(opened), *opened.cautions, *opened.traced],
        "is_compared": found.before is not None,
        "wrong_line": _wrong_line(opened),
        "progress": progress_of(found, desk, opened.reader),
        "asked": _asked(opened),
        "changes": list(changes_of(found, opened.reader)),
        "stopped": _stopped(opened),
        "written": lines_written(found),
        "preview": opened.preview,
        "pictures": opened.pictures,
        "members_decide": opened.members,
    }


def _members(opened: OrderDesk) -> list[tuple[str, str]]:
    """Return who may be written down as keeping out: everybody who does not yet."""
    kept_out = opened.found.order.conflicts
    return [
        (str(who), opened.reader.handle(who))
        for who in opened.desk.book.governance.members
        if who not in kept_out
    ]


def _state(found: Found) -> Words:
    order = found.order
    return Words(
        N_("{state}, {way}"),
        {"state": Words(STATES[order.closed]), "way": Words(WAYS[order.way])},
    )


def _rows(opened: OrderDesk) -> list[Row]:
    found = opened.found
    command = found.command
    is_to_come = type(command) in PAYMENTS and found.order.way is not Way.ALREADY_PAID
    rows = rows_against(found.before, command, opened.reader, with_day=not is_to_come)
    if not isinstance(command, CorrectLine):
        rows = [row for row in rows if row.label != AMOUNT]  # it stands large above
    if is_to_come and found.order.is_open:
        rows.append(Row(N_("Day"), N_("The day on which it is written down as sent")))
    return rows


def _wrong_line(opened: OrderDesk) -> list[Row]:
    """Return what the line says that is to be taken back."""
    command = opened.found.command
    if not isinstance(command, ReverseLine | CorrectLine):
        return []
    line = opened.found.case.at(command.position)
    return [] if line is None else rows_of(line.event, opened.reader, with_day=True)


def _asked(opened: OrderDesk) -> Words:
    desk, found = opened.desk, opened.found
    moment = moment_text(found.row.asked_at, desk.language, desk.book.time_zone)
    who = opened.reader.handle(found.order.by)
    return Words(N_("{person} asked for it on {moment}."), {"person": who, "moment": moment})


def _stopped(opened: OrderDesk) -> Words | None:
    """Say what would stop it if everybody had signed: no money, most of the time."""
    desk, found = opened.desk, opened.found
    is_booked_anyway = found.order.way is Way.ALREADY_PAID
    if not found.order.is_open or is_booked_anyway:
        return None
    if isinstance(found.command, PublishReport):
        return _unpublishable(opened, found.command)
    if type(found.command) in ABOUT_NO_MONEY:
        return None
    if found.order.way is Way.URGENT:
        try:
            still_urgent(found.command, desk.book, found.case, desk.context)
        except Rejection as no:
            return refusal_words(no, desk.language, desk.labels)
    outcome = outcome_of(desk, found.command)
    if not isinstance(outcome, Rejection):
        return None
    return refusal_words(outcome, desk.language, desk.labels)


def _unpublishable(opened: OrderDesk, command: PublishReport) -> Words | None:
    """Say what would stop a report now: another one is out, or another rule holds."""
    desk = opened.desk
    try:
        publish(command, desk.context, desk.book)
    except Rejection as no:
        return refusal_words(no, desk.language, desk.labels)
    return None


def words_of_refusal(no: Rejection, opened: OrderDesk) -> Words:
    """Say why nothing was written, as the page of an order does."""
    match no:
        case ContentChanged():
            return Words(
                N_("The order was changed meanwhile, and nothing was signed: read it again.")
            )
        case OrderClosed():
            return Words(no.message, {"state": Words(STATES.get(no.state, no.state))})
        case MemberUnknown():
            return Words(N_("Choose who keeps out of it."))
        case _:
            return refusal_words(no, opened.desk.language, opened.desk.labels)
