"""What goes with a line about people outside the book: who is asked for, which sessions end."""

from contextlib import suppress
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from api.people.refused import AlreadyJoined, AskedElsewhere, HalvesGiven, StepUpNeeded
from api.sessions import session_of
from api.site import site_of
from ledger.decider import AnyCommand
from ledger.members import AdmitMember, EndMandate, EndMembership, EndSingleSigner
from ledger.orders.commands import ChangeOrder, RequestOrder
from ledger.orders.content import Orderable
from ledger.rejections import BookReadOnly, FundUnknown, MemberExists
from ledger.store.reading import list_funds
from ledger.suspension import ConfirmSuspension, SuspendColleague

if TYPE_CHECKING:
    from uuid import UUID

    from litestar import Request

    from api.site import Site


async def before_admitting(site: "Site", fund_id: "UUID", command: AnyCommand) -> None:
    """Bind somebody new to the fund that asks for them; call it before the book has the line.

    Raises `MemberExists` when another fund asked first: see `Invitations.bind`.
    """
    inner = command.order if isinstance(command, RequestOrder | ChangeOrder) else command
    if isinstance(inner, AdmitMember):
        await bind(site, fund_id, inner.sign_in)


async def bind(site: "Site", fund_id: "UUID", who: "UUID") -> None:
    """Bind somebody to a fund before a code for them is made, too: a loaded book bound nobody.

    Raises `MemberExists` as `before_admitting` does.
    """
    try:
        await site.people.invitations.bind(who, fund_id)
    except AskedElsewhere:
        raise MemberExists from None


async def own_half(request: "Request[Any, Any, Any]", fund_id: "UUID", order: Orderable) -> str:
    """Make the half of an invitation for whoever has just asked for *order*, or signed it.

    Empty where there is none: for any other order, for whoever has come already, and without a
    second step just now. A half that they had before ends. Never call it for an answer that is
    only repeated.
    """
    if not isinstance(order, AdmitMember):
        return ""
    site, session = site_of(request), session_of(request)
    assert session is not None, "the guard sends strangers away"
    try:
        await stepped_up(request)
        await bind(site, fund_id, order.sign_in)
        return await site.people.invitations.half(order.sign_in, session.sign_in_id)
    except (StepUpNeeded, MemberExists, AlreadyJoined, HalvesGiven):
        return ""


async def after_governing(site: "Site", fund_id: "UUID", command: AnyCommand) -> None:
    """End what *command* took the ground from; call it once the book has the line.

    What somebody may do is read from the book at each request. So this takes nothing away that
    still counted: it makes sure that a device somebody lost shows nothing any more either. Only
    stopping somebody, which is for a device in wrong hands, signs them out of other funds too.
    """
    match command:
        case SuspendColleague():
            await site.sessions.end_all_of(command.holder)
        case EndMandate():
            if not await _belongs_elsewhere(site, fund_id, command.holder):
                await site.sessions.end_all_of(command.holder)
        case ConfirmSuspension():
            await _left(site, fund_id, command.holder)
        case EndMembership():
            await _left(site, fund_id, command.sign_in)
        case EndSingleSigner():
            # One person alone could type a whole code; from now on an invitation takes two.
            fund, _ = await site.books.get_fund(fund_id)
            await site.people.invitations.void(fund.governance.members)
        case _:
            return


async def _left(site: "Site", fund_id: "UUID", who: "UUID") -> None:
    """End what lets somebody in who has left the fund, unless it lets them into another one."""
    fund, _ = await site.books.get_fund(fund_id)
    today = site.now().astimezone(ZoneInfo(fund.time_zone)).date()
    await site.vault.forget_own_contact(fund_id, who, today=today)
    if not await _belongs_elsewhere(site, fund_id, who):
        await site.people.end_everything_of(who)


async def _belongs_elsewhere(site: "Site", fund_id: "UUID", who: "UUID") -> bool:
    """Whether somebody belongs to another fund than this one."""
    async with site.database.acquire() as connection:
        others = [each for each in await list_funds(connection) if each != fund_id]
    for other in others:
        with suppress(FundUnknown, BookReadOnly):
            fund, _ = await site.books.get_fund(other)
            if fund.governance.is_member(who):
                return True
    return False


async def stepped_up(request: "Request[Any, Any, Any]") -> None:
    """Refuse whoever has a second step and has not shown it within the last minutes.

    Whoever has none needs none: where it is demanded, `api.access` lets nobody without one in.
    Raises StepUpNeeded.
    """
    site, session = site_of(request), session_of(request)
    assert session is not None, "the guard sends strangers away"
    if session.is_stepped_up(site.now()):
        return
    if session.is_token or await site.people.has_totp(session.sign_in_id):
        raise StepUpNeeded
