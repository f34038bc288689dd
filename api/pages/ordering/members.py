"""Letting the members decide about an order, and what they decided about it.

The order is taken back when it is put forward: nobody shall pay in the usual way what the members
are still deciding about. Once they adopted it, it is asked for anew, with the same content.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from msgspec import Struct
from msgspec.structs import replace

from api.access import Power, needs
from api.formats import day_text, moment_text
from api.i18n import N_, Words
from api.orders import Found, after_closing, find_order
from api.pages import flow
from api.pages.deciding.proposing import LONGEST_TEXT, LONGEST_TITLE, ProposingPage, WordsForm
from api.pages.fields import PageForm, PrivateText, TextField
from api.pages.flow import Row, Sent
from api.pages.frame import FORM, see_other
from api.pages.ordering.said import rows_against
from api.pages.people.proposing import kind_of
from api.pages.people.room import Room, open_room
from api.pages.reading.asked import ordered_text, people_in_order
from api.pages.reading.reader import AnyRequest, Reader, reading, with_handles
from api.pages.recording.desk import Desk
from api.site import Site, site_of
from ledger.deciding.kinds import ORDERS, may_propose, protocol_of
from ledger.deciding.proposal import proposal_of
from ledger.deciding.state import Decided
from ledger.events import ProposalKind, Way
from ledger.orders.commands import WithdrawOrder
from ledger.orders.content import Orderable
from ledger.orders.open_acts import refusal_of
from ledger.orders.settling import RatifyOrder
from ledger.orders.state import waiting
from ledger.powers import sign_in_of
from ledger.rejections import OrderUnknown
from projections.known import ProjectionBehind
from projections.proposals import ProposalRow, list_proposals

_HANDED: Final = (ProposalKind.MONEY, ProposalKind.ONE_CASE)
"""Kinds of proposals that begin with an order; ratifying begins with one that was paid."""


class OfMembers(Struct, frozen=True, kw_only=True):
    """What an order has to do with the members: how it stands in words, and what may be done.

    *address* is where they decide, *hand_over* where they could be asked; *decision* is what they
    adopted and nobody has asked for yet.
    """

    state: Words | None = None
    address: str = ""
    hand_over: str = ""
    decision: UUID | None = None


def to_propose(found: Found, today: date) -> Orderable | None:
    """Return what the members could decide about an order now; None where there is nothing."""
    order, command = found.order, found.command
    if waiting(found.fund.governance, order):
        return RatifyOrder(occurred_on=today, case_id=order.case_id, order_id=order.order)
    is_of_them = any(type(command) in ORDERS[kind] for kind in _HANDED)
    is_free = order.is_open and order.decision is None and order.way is Way.USUAL
    return command if is_free and is_of_them else None


async def of_members(request: AnyRequest, desk: Desk, found: Found) -> OfMembers:
    """Return what an order has to do with the members."""
    order, site = found.order, site_of(request)
    waits = waiting(found.fund.governance, order)
    rests = found.fund.deciding.decided.get(order.decision) if order.decision else None
    if rests is not None and order.is_open:
        return _resting(desk, rests)
    if order.decision is not None or not (order.closed in {"", "withdrawn"} or waits):
        return OfMembers()
    under_way = await _under_way(site, desk.fund_id, found, waits=waits)
    if under_way is not None:
        until = moment_text(under_way.until, desk.language, desk.book.time_zone)
        return OfMembers(
            state=Words(N_("The members decide about it, until {moment}."), {"moment": until}),
            address=f"{desk.prefix}/decisions/{under_way.proposal_id}",
        )
    for each in found.fund.deciding.decided.values():
        if each.content_hash == order.content_hash and each.order is None:
            return OfMembers(
                state=Words(N_("The members decided that this be done.")),
                address=f"{desk.prefix}/decisions/{each.proposal}",
                decision=each.proposal,
            )
    return OfMembers(hand_over=_where_to_ask(desk, found))


def _resting(desk: Desk, decided: Decided) -> OfMembers:
    """Say until when an order that rests on a decision has to be let go."""
    lapsed = desk.today > decided.last_day
    words = N_("What the members decided lapsed after {day}: take this order back.")
    if not lapsed:
        words = N_("The members decided this. It has to be let go through {day}; then it lapses.")
    day = day_text(decided.last_day, desk.language, "medium")
    return OfMembers(
        state=Words(words, {"day": day}), address=f"{desk.prefix}/decisions/{decided.proposal}"
    )


async def _under_way(site: Site, fund_id: UUID, found: Found, *, waits: bool) -> ProposalRow | None:
    """Return the open proposal about an order, as far as it is known."""
    rows: tuple[ProposalRow, ...] = ()
    with suppress(ProjectionBehind):
        async with site.database.acquire() as connection:
            rows = (await list_proposals(connection, fund_id)).proposals
    for row in rows:
        if row.kind is ProposalKind.RATIFICATION and waits:
            about = proposal_of(await site.books.get_case(fund_id, row.proposal_id)).order
            if isinstance(about, RatifyOrder) and about.order_id == found.order.order:
                return row
        elif row.content_hash == found.order.content_hash:
            return row
    return None


def _where_to_ask(desk: Desk, found: Found) -> str:
    """Return where whoever reads could let the members decide; empty where they could not."""
    who, command = sign_in_of(desk.context.actor), to_propose(found, desk.today)
    if who is None or command is None:
        return ""
    kind = kind_of(command)
    if protocol_of(found.fund.deciding, kind) is None:
        return ""
    if kind is ProposalKind.ONE_CASE and getattr(command, "case_id", None) is None:
        return ""  # nobody can have agreed to it
    if not may_propose(found.fund, desk.context.now, who, kind):
        return ""
    return f"{desk.prefix}/orders/{found.order.order}/members"


class MoneyWords(WordsForm):
    """The words of a proposal about money: all members read its title, few its text."""

    title = TextField(
        N_("What is it called?"),
        longest=LONGEST_TITLE,
        needed=N_("Write a few words"),
        hint=N_(
            "Every member reads this, and not who is paid or how much. Write no name in it: of "
            "nobody who is helped, and of nobody who is paid."
        ),
    )
    text = PrivateText(
        N_("What do you propose, and why?"),
        longest=LONGEST_TEXT,
        needed=N_("Write what you propose"),
        hint=N_("Those who decide it can read it, and whoever may read the book."),
    )


class HandingOver(ProposingPage):
    """Puts an order forward, or ratifying one, and takes the order back."""

    title = N_("Let the members decide")

    def __init__(self, room: Room, found: Found, reader: Reader, command: Orderable) -> None:
        self.kind = kind_of(command)  # type: ignore[misc]
        protocol = protocol_of(room.fund.deciding, self.kind)
        if protocol is None:
            raise NotFoundException
        beside = replace(room.context, other=found.case)
        super().__init__(replace(room, context=beside), protocol)
        self.found, self.reader, self.asked = found, reader, command
        if found.order.is_open:
            self.lede = N_(  # type: ignore[misc]
                "The order is taken back, and nothing of it is paid. Once the members have adopted "
                "it, it is asked for as they decided it, and it still takes two people."
            )
        else:
            self.lede = N_(  # type: ignore[misc]
                "It was paid outside the usual rules. If those who decide adopt it, it is ratified."
            )

    def fields(self, sent: Sent | None) -> type[PageForm]:  # noqa: ARG002  it has no rows
        """Return the words alone."""
        return MoneyWords if self.kind is ProposalKind.MONEY else WordsForm

    def order(self, form: PageForm) -> Orderable:  # noqa: ARG002  the order says it
        """Return what they decide."""
        return self.asked

    def details(self, form: PageForm) -> Iterator[Row]:  # noqa: ARG002
        """Yield what the order says."""
        sentence = ordered_text(self.reader, self.found.order.content).striptags()
        yield Row(N_("The order"), sentence)
        found = self.found
        yield from rows_against(found.before, found.command, self.reader, with_day=False)

    async def rows(self, request: AnyRequest, form: PageForm) -> list[Row]:
        """Return what would be put forward; by somebody who may take the order back."""
        found, room = self.found, self.room
        if found.order.is_open:
            refusal = refusal_of(self._back(), found.fund, found.case, room.me, room.now)
            if refusal is not None:
                raise refusal
        return list(await super().rows(request, form))

    async def write(self, request: AnyRequest, form: PageForm, key: str) -> str:
        """Put it forward, and take the order back."""
        address = await super().write(request, form, key)
        if not self.found.order.is_open:
            return address
        site, room = site_of(request), self.room
        receipt = await site.books.execute(
            room.fund_id, self._back(), actor=room.context.actor, key=f"{key}w"
        )
        await after_closing(site, self.found.command)
        with suppress(ProjectionBehind):
            await site.runner.wait_for(room.fund_id, receipt.answer.last)
        return address

    def _back(self) -> WithdrawOrder:
        order = self.found.order
        return WithdrawOrder(
            occurred_on=self.room.today, case_id=order.case_id, order_id=order.order
        )

    async def frame(self, request: AnyRequest) -> dict[str, Any]:
        """Return the masthead; back is the order."""
        back = f"{self.room.prefix}/orders/{self.found.order.order}"
        return {**await super().frame(request), "back": back}


_PATH: Final = "/{fund_id:uuid}/orders/{order_id:uuid}/members"


async def _page(request: AnyRequest, fund_id: UUID, order_id: UUID) -> HandingOver | str:
    """Return the page, or where to go instead: an order that was handed over says so itself."""
    try:
        found = await find_order(site_of(request), fund_id, order_id)
    except OrderUnknown:
        raise NotFoundException from None
    room = await open_room(request, fund_id)
    command = to_propose(found, room.today)
    if command is None:
        return f"{room.prefix}/orders/{order_id}"
    async with reading(request, fund_id) as (reader, _):
        pass
    people = people_in_order(found.order.content)
    reader = await with_handles(request, reader, people)
    return HandingOver(room, found, reader, command)


@get(_PATH, opt=needs(Power.ORDER))
async def members_form(
    request: AnyRequest, fund_id: FromPath[UUID], order_id: FromPath[UUID]
) -> Response[Any]:
    """Ask for the words under which members decide about an order."""
    page = await _page(request, fund_id, order_id)
    return see_other(page) if isinstance(page, str) else await flow.show(request, page)


@post(_PATH, opt=FORM | needs(Power.ORDER), status_code=200)
async def members_sent(
    request: AnyRequest, fund_id: FromPath[UUID], order_id: FromPath[UUID]
) -> Response[Any]:
    """Check it, or put it forward."""
    page = await _page(request, fund_id, order_id)
    return see_other(page) if isinstance(page, str) else await flow.take(request, page)
