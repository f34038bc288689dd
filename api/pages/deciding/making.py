"""Choosing what to propose, and the addresses of the forms that propose it."""

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from msgspec import Struct

from api.access import Power, needs
from api.i18n import N_
from api.pages import flow
from api.pages.deciding.amending import ProposeAmendment
from api.pages.deciding.kinds import ProposeAnything, ProposeBudget
from api.pages.deciding.names import names_in
from api.pages.deciding.opened import Opened, frame_of, open_decision
from api.pages.deciding.proposing import ProposingPage, protocol_or_nowhere
from api.pages.deciding.setting_words import name_of_protocol
from api.pages.deciding.words import KINDS, WHAT_KINDS_DO
from api.pages.frame import LONG_FORM, render
from api.pages.people.room import Room, open_room
from api.pages.reading.reader import AnyRequest
from api.public.words import Stretch, stretch_text
from ledger.budgets.commands import AmendBudget
from ledger.budgets.state import Budget
from ledger.deciding.kinds import OF_THE_DESK, may_propose, protocol_of
from ledger.events.deciding import ProposalKind, Subject
from ledger.publishing.months import month_of_day

_PATH: Final = "/{fund_id:uuid}/decisions/new"
_FORMS: Final = (ProposalKind.ANYTHING, ProposalKind.BUDGET, ProposalKind.AMENDMENT)
"""Kinds with a form of their own; others begin where what they are about stands."""
_ELSEWHERE: Final[dict[ProposalKind, str]] = {
    ProposalKind.MONEY: N_(
        "Ask for the payment as ever. On the page of the order you can let the "
        "members decide about it."
    ),
    ProposalKind.ONE_CASE: N_(
        "Ask for the help as ever. On the page of the order you can let the "
        "members decide, if the person agreed to that."
    ),
    ProposalKind.RATIFICATION: N_("It begins on the page of the order that was paid."),
}
_GOVERNED: Final[dict[Subject, tuple[tuple[str, str], ...]]] = {
    Subject.RULES: (
        (N_("Change the rules of the fund"), "policy/change"),
        (N_("Change how the fund decides"), "decisions/rules/change"),
    ),
    Subject.MANDATES: ((N_("Give or end a mandate, on the page of people"), "people"),),
    Subject.MEMBERS: ((N_("Invite somebody, on the page of people"), "people"),),
    Subject.PUBLISHING: ((N_("Change the publishing rule"), "reports/rule"),),
}
"""Where the forms stand that make a proposal of what takes a decision of the members."""


class Way(Struct, frozen=True, kw_only=True):
    """One kind of proposal, as it is offered. Without an address it begins elsewhere."""

    name: str
    does: str
    rule: str
    address: str = ""
    elsewhere: str = ""
    links: tuple[tuple[str, str], ...] = ()


@get(_PATH, opt=needs(Power.DECIDE))
async def choosing(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Show what can be proposed, and how each of it is decided."""
    room = await open_room(request, fund_id)
    ways, closed = list[Way](), list[str]()
    for kind in ProposalKind:
        protocol = protocol_of(room.fund.deciding, kind)
        if protocol is None:
            closed.append(KINDS[kind])
        elif may_propose(room.fund, room.now, room.me, kind):
            way = _way(room, kind, name_of_protocol(protocol, room.language))
            ways += [way] if way.address or way.elsewhere or way.links else []
    return render(
        request,
        "deciding/choosing.html",
        title=N_("What do you want to propose?"),
        ways=ways,
        closed=closed,
        single_signer=room.fund.single_signer,
        **frame_of(room),
    )


def _way(room: Room, kind: ProposalKind, rule: str) -> Way:
    shown: dict[str, Any] = {"name": KINDS[kind], "does": WHAT_KINDS_DO[kind], "rule": rule}
    base = f"{room.prefix}/decisions/new"
    if kind is ProposalKind.AMENDMENT:
        links = tuple(
            (months_of(each, room), f"{base}/amendment/{each.budget}")
            for each in budgets_to_change(room)
        )
        none = "" if links else N_("There is no budget yet that could be changed.")
        return Way(**shown, links=links, elsewhere=none)
    if kind in _FORMS:
        return Way(**shown, address=f"{base}/{kind.value}")
    if kind is ProposalKind.RULES:
        rules = room.fund.deciding.rules
        subjects = rules.by_decision if rules else ()
        links = tuple(
            (text, f"{room.prefix}/{path}")
            for each in subjects
            if room.is_steward
            for text, path in _GOVERNED.get(each, ())
        )
        none = "" if links else N_("A steward puts it forward, on the page of what it changes.")
        return Way(**shown, links=links, elsewhere=none if subjects else "")
    assert kind in OF_THE_DESK, "every kind is offered somewhere"
    return Way(**shown, elsewhere=_ELSEWHERE[kind])


def budgets_to_change(room: Room) -> list[Budget]:
    """Return the budgets whose time is not over, the earliest first."""
    now = month_of_day(room.today)
    found = [each for each in room.fund.budgets.budgets.values() if each.until_month >= now]
    return sorted(found, key=lambda each: each.from_month)


def months_of(budget: Budget, room: Room) -> str:
    """Say the months of a budget."""
    return stretch_text(Stretch(budget.from_month, budget.until_month), room.language)


async def page_of_kind(
    request: AnyRequest,
    room: Room,
    kind: ProposalKind,
    *,
    changed: Opened | None = None,
    budget_id: UUID | None = None,
) -> ProposingPage:
    """Return the form of a kind of proposal; one that is *changed* keeps its own rule."""
    protocol = changed.proposal.protocol if changed else protocol_or_nowhere(room, kind)
    if kind is ProposalKind.ANYTHING:
        return ProposeAnything(room, protocol, changed)
    names = await names_in(request, room.fund_id)
    if kind is ProposalKind.BUDGET:
        return ProposeBudget(room, protocol, names, changed)
    budget = room.fund.budgets.budgets.get(budget_id) if budget_id else None
    if budget is None:
        raise NotFoundException
    return ProposeAmendment(room, protocol, names, budget, changed)


async def _page(
    request: AnyRequest, fund_id: UUID, kind: str, budget_id: UUID | None = None
) -> ProposingPage:
    room = await open_room(request, fund_id)
    found = next((each for each in _FORMS if each.value == kind), None)
    if found is None or not may_propose(room.fund, room.now, room.me, found):
        raise NotFoundException
    return await page_of_kind(request, room, found, budget_id=budget_id)


@get(f"{_PATH}/{{kind:str}}", opt=needs(Power.DECIDE))
async def proposing_form(
    request: AnyRequest, fund_id: FromPath[UUID], kind: FromPath[str]
) -> Response[Any]:
    """Show the form of one kind of proposal."""
    return await flow.show(request, await _page(request, fund_id, kind))


@post(f"{_PATH}/{{kind:str}}", opt=LONG_FORM | needs(Power.DECIDE), status_code=200)
async def proposing_sent(
    request: AnyRequest, fund_id: FromPath[UUID], kind: FromPath[str]
) -> Response[Any]:
    """Check it, or put it forward."""
    return await flow.take(request, await _page(request, fund_id, kind))


@get(f"{_PATH}/amendment/{{budget_id:uuid}}", opt=needs(Power.DECIDE))
async def amending_form(
    request: AnyRequest, fund_id: FromPath[UUID], budget_id: FromPath[UUID]
) -> Response[Any]:
    """Show the budget as it stands, to propose a change of it."""
    return await flow.show(request, await _page(request, fund_id, "amendment", budget_id))


@post(f"{_PATH}/amendment/{{budget_id:uuid}}", opt=LONG_FORM | needs(Power.DECIDE), status_code=200)
async def amending_sent(
    request: AnyRequest, fund_id: FromPath[UUID], budget_id: FromPath[UUID]
) -> Response[Any]:
    """Check it, or put it forward."""
    return await flow.take(request, await _page(request, fund_id, "amendment", budget_id))


async def _changing(request: AnyRequest, fund_id: UUID, proposal_id: UUID) -> ProposingPage:
    opened = await open_decision(request, fund_id, proposal_id)
    if not opened.is_mine or opened.proposal.kind not in _FORMS:
        raise NotFoundException
    order = opened.proposal.order
    budget_id = order.budget if isinstance(order, AmendBudget) else None
    kind = opened.proposal.kind
    return await page_of_kind(request, opened.room, kind, changed=opened, budget_id=budget_id)


@get("/{fund_id:uuid}/decisions/{proposal_id:uuid}/change", opt=needs(Power.DECIDE))
async def changing_form(
    request: AnyRequest, fund_id: FromPath[UUID], proposal_id: FromPath[UUID]
) -> Response[Any]:
    """Show the form with what the proposal says now."""
    return await flow.show(request, await _changing(request, fund_id, proposal_id))


@post(
    "/{fund_id:uuid}/decisions/{proposal_id:uuid}/change",
    opt=LONG_FORM | needs(Power.DECIDE),
    status_code=200,
)
async def changing_sent(
    request: AnyRequest, fund_id: FromPath[UUID], proposal_id: FromPath[UUID]
) -> Response[Any]:
    """Check it, or change the proposal."""
    return await flow.take(request, await _changing(request, fund_id, proposal_id))


MAKING_PAGES: Final = (
    choosing,
    proposing_form,
    proposing_sent,
    amending_form,
    amending_sent,
    changing_form,
    changing_sent,
)
"""Handlers of every page that puts a proposal forward."""
