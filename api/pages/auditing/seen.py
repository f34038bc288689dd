"""What the book says of a step of an audit: facts to hold beside papers, boxes and statements."""

from collections.abc import Iterator
from datetime import date
from typing import Final
from uuid import UUID

from litestar.exceptions import NotFoundException
from markupsafe import Markup, escape

from api.access import access_of
from api.auditing.answers import Whole
from api.i18n import N_, Words
from api.pages.cash.one_account import cash_of
from api.pages.flow import Row
from api.pages.people.room import Room
from api.pages.reading.asked import mentioned
from api.pages.reading.line import who
from api.pages.reading.lines import link_to_line, sentence
from api.pages.reading.reader import AnyRequest, Reader, reading, with_handles
from ledger.events import AccountKind, AccountState, OrderCarriedOut
from ledger.fund import Account
from ledger.store.connection import Connection
from projections.courts import get_courts
from projections.gaps import list_gaps
from projections.journal import LineView, get_line
from projections.orders import OrderRow, get_order

LONG: Final = 180
"""Days after which money at a court is asked about."""
_LINK: Final = Markup('<a href="{}">{}</a>')


async def seen_of_line(request: AnyRequest, room: Room, position: int) -> list[Row]:
    """Return what a line says, who is behind it, and where its papers are."""
    async with reading(request, room.fund_id) as (reader, connection):
        view = await get_line(connection, room.fund_id, position, known_at=reader.known_at)
        if view is None:
            raise NotFoundException
        order = await _order(connection, reader, view)
    people = [who for _, who in _signers(order)] if order else []
    reader = await with_handles(request, reader, [*mentioned(view.line), *people])
    event, case_id = view.line.event, view.line.case_id
    rows = [
        Row(N_("What happened"), sentence(reader, event)),
        Row(N_("On which day"), event.occurred_on),
        Row(N_("Written down by"), who(reader, view.line.actor)),
        Row(N_("In the book"), link_to_line(reader, position)),
        *_behind(reader, order),
    ]
    if case_id != room.fund_id:
        papers = f"{reader.prefix}/cases/{case_id}/person"
        words = reader.language.say(N_("ask to open one; somebody else has to agree"))
        rows += [
            Row(N_("Case"), reader.case(case_id)),
            Row(N_("Papers"), _LINK.format(papers, words)),
        ]
    return rows


async def _order(connection: Connection, reader: Reader, view: LineView) -> OrderRow | None:
    """Return the order that a line carries out; None when there was none."""
    cause = view.entry.cause_position
    if cause is None:
        return None
    found = await get_line(connection, reader.fund_id, cause, known_at=reader.known_at)
    if found is None or not isinstance(found.line.event, OrderCarriedOut):
        return None
    return await get_order(connection, reader.fund_id, found.line.event.order)


def _signers(order: OrderRow) -> Iterator[tuple[str, UUID]]:
    """Yield who asked for an order and who signed it, each with what they did."""
    yield N_("Asked for by"), order.asked_by
    yield from ((N_("Approved by"), each) for each in order.approved_by)
    acts = (
        (N_("Prepared by"), order.prepared_by),
        (N_("Let go by"), order.authorised_by),
        (N_("Carried out by"), order.carried_out_by),
        (N_("Arrival confirmed by"), order.confirmed_by),
    )
    yield from ((text, each) for text, each in acts if each is not None)
    yield from ((N_("Ratified by"), each) for each in order.ratified_by)


def _behind(reader: Reader, order: OrderRow | None) -> Iterator[Row]:
    """Yield who is behind a line, besides whoever wrote it down."""
    if order is None:
        yield Row(N_("Who signed"), N_("nobody else: there was no order"))
        return
    for text, each in _signers(order):
        yield Row(text, reader.person(each))
    address = f"{reader.prefix}/orders/{order.order_id}"
    yield Row(N_("Decided by"), _LINK.format(address, reader.language.say(N_("the order"))))


async def seen_of_whole(request: AnyRequest, room: Room, whole: Whole) -> list[Row]:
    """Return what the book has of something that is looked at as a whole."""
    fund_id = room.fund_id
    async with reading(request, fund_id) as (reader, connection):
        match whole:
            case Whole.CASH:
                return _accounts(request, reader, cash=True)
            case Whole.HELD:
                return _held(request, reader)
            case Whole.BANK:
                gaps = await list_gaps(connection, fund_id)
                latest: dict[UUID, tuple[date, int]] = {}
                for gap in gaps:
                    latest.setdefault(gap.account_id, (gap.on, gap.open))
                return _statements(request, reader, latest)
            case Whole.COURTS:
                return await _courts(connection, reader)
            case Whole.RESTRICTIONS | Whole.REPORTS:
                return []


def _accounts(request: AnyRequest, reader: Reader, *, cash: bool) -> list[Row]:
    """Return the accounts of one sort that the fund itself keeps, each with its balance."""
    fund = access_of(request).fund
    boxes = {each.account_id for each in cash_of(fund)}
    return [
        _balance(reader, each)
        for each in fund.accounts.values()
        if (each.account_id in boxes) is cash
        and each.account_id not in fund.governance.floats
        and each.kind is not AccountKind.FRONTED
        and (each.state is not AccountState.CLOSED or each.balance)
    ]


def _held(request: AnyRequest, reader: Reader) -> list[Row]:
    fund = access_of(request).fund
    return [
        _balance(reader, each)
        for each in fund.accounts.values()
        if each.account_id in fund.governance.floats
        or (each.kind is AccountKind.FRONTED and each.balance)
    ]


def _balance(reader: Reader, account: Account) -> Row:
    money = reader.amount(account.balance, account.currency)
    return Row(_name(reader, account), money)


def _name(reader: Reader, account: Account) -> Markup:
    """Return the name of an account as a link to its page, where counts and statements stand."""
    name = reader.name(account.account_id)
    if account.account_id in reader.floats or account.kind is AccountKind.FRONTED:
        return escape(name)
    return _LINK.format(f"{reader.prefix}/accounts/{account.account_id}", name)


def _statements(
    request: AnyRequest, reader: Reader, latest: dict[UUID, tuple[date, int]]
) -> list[Row]:
    """Return each account that is no cash with its balance, and its last statement."""
    fund, rows = access_of(request).fund, list[Row]()
    boxes = {each.account_id for each in cash_of(fund)}
    for each in fund.accounts.values():
        if each.account_id in boxes or each.kind is AccountKind.FRONTED:
            continue
        on, gap = latest.get(each.account_id, (None, 0))
        note: object = N_("No statement was written down.")
        if on is not None and gap:
            note = reader.say(
                N_("The last statement, of {day}, differs by {money}, unexplained."),
                day=on,
                money=reader.amount(gap, each.currency),
            )
        elif on is not None:
            note = reader.say(N_("The last statement, of {day}, agrees."), day=on)
        said = note if isinstance(note, Markup) else escape(reader.language.say(str(note)))
        money = reader.amount(each.balance, each.currency)
        rows.append(Row(_name(reader, each), Markup("{}<br>{}").format(money, said)))
    return rows


async def _courts(connection: Connection, reader: Reader) -> list[Row]:
    """Return the bails that courts have held for over 180 days."""
    courts = await get_courts(connection, reader.fund_id, reader.today)
    return [
        Row(
            reader.case(each.case_id),
            Markup("{}, {}").format(
                reader.amount(each.rest, each.currency),
                reader.language.say(Words(N_("{count} days"), {"count": days})),
            ),
        )
        for each in courts.cases
        if (days := (reader.today - each.opened_on).days) > LONG
    ]
