"""Files of Pabulib: the ballots of a poll that is closed, and items that are read from a file."""

from fractions import Fraction
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from msgspec import Struct

from api.access import Power, needs
from api.i18n import N_, Words
from api.pages.deciding.items import MOST_APART, MOST_ROWS
from api.pages.deciding.names import names_in
from api.pages.deciding.one_decision import FEWEST_IN_A_FILE
from api.pages.deciding.opened import frame_of, open_decision
from api.pages.flow import Trouble
from api.pages.frame import render
from api.pages.people.room import open_room
from api.pages.reading.reader import AnyRequest
from api.public.words import name_of
from ledger.budgets.commands import AdoptBudget
from ledger.deciding.kinds import protocol_of
from ledger.election import elect
from ledger.election.pabulib import PabulibError, Poll, Project, read_pb, write_pb
from ledger.events.deciding import ProposalKind
from ledger.events.protocols import Completion, ElectionRule, Method
from ledger.money import Money, decimal_text

_LONGEST_FILE: Final = 500_000
_INVALID: Final = 422
_READ: Final = "/{fund_id:uuid}/decisions/new/read"


class ReadItem(Struct, frozen=True):
    """An item of a file, as it is shown, and as the form for a ballot takes it."""

    name: str
    cost: Money
    typed: str
    is_chosen: bool


class ReadFile(Struct, frozen=True):
    """What a file says: its items, how much there is, and what its ballots choose."""

    items: tuple[ReadItem, ...]
    budget: Money
    typed: str
    ballots: int


@get("/{fund_id:uuid}/decisions/{proposal_id:uuid}/ballots.pb", opt=needs(Power.DECIDE))
async def ballots_file(
    request: AnyRequest, fund_id: FromPath[UUID], proposal_id: FromPath[UUID]
) -> Response[Any]:
    """Return the ballots of a poll on items, sorted, so that anybody can count them again.

    Of fewer than ten ballots, and of a poll that is open, there is no such file.
    """
    opened = await open_decision(request, fund_id, proposal_id)
    proposal, fund = opened.proposal, opened.room.fund
    order, stage = proposal.order, proposal.table
    is_of_items = stage.method is Method.BUDGET_BALLOT and isinstance(order, AdoptBudget)
    if not is_of_items or not proposal.outcome or len(proposal.ballots) < FEWEST_IN_A_FILE:
        raise NotFoundException
    assert isinstance(order, AdoptBudget), "a ballot on items is about a budget"
    names, whole = await names_in(request, fund_id), 10**fund.exponent
    poll = Poll(
        projects=tuple(
            Project(
                str(number),
                Fraction(each.amount, whole),
                names.get(each.item_id) or name_of(each.kind, opened.room.language),
            )
            for number, each in enumerate(order.items, start=1)
        ),
        budget=Fraction(proposal.limit, whole),
        ballots=tuple(
            tuple(int(each) - 1 for each in ballot.split()) for ballot in proposal.ballots
        ),
        meta={"currency": fund.currency, "rule": stage.rule.value if stage.rule else ""},
    )
    return Response(
        write_pb(poll),
        media_type="text/plain; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="ballots.pb"',
            "Cache-Control": "no-store",
        },
    )


@get(_READ, opt=needs(Power.DECIDE))
async def reading_form(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Show the form that takes a file."""
    return await _page(request, fund_id)


@post(_READ, opt=needs(Power.DECIDE), status_code=200)
async def file_read(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Show what a file says; nothing of it is kept."""
    sent = (await request.form()).getall("file", [])
    found = next((each for each in sent if isinstance(each, UploadFile)), None)
    content = await found.read(_LONGEST_FILE + 1) if found is not None else b""
    if not content:
        return await _page(request, fund_id, N_("Choose a file"))
    if len(content) > _LONGEST_FILE:
        return await _page(request, fund_id, N_("The file is too large for this page"))
    try:
        poll = read_pb(content)
        return await _page(request, fund_id, poll=poll)
    except PabulibError as no:
        words = Words(N_("This is no Pabulib file that can be read here. {why}"), {"why": str(no)})
        return await _page(request, fund_id, words)


async def _page(
    request: AnyRequest, fund_id: UUID, trouble: object = None, *, poll: Poll | None = None
) -> Response[Any]:
    room = await open_room(request, fund_id)
    protocol = protocol_of(room.fund.deciding, ProposalKind.BUDGET)
    is_ballot = protocol is not None and protocol.stages[0].method is Method.BUDGET_BALLOT
    return render(
        request,
        "deciding/read.html",
        title=N_("Read items from a Pabulib file"),
        status=_INVALID if trouble else 200,
        wrong=bool(trouble),
        problems=(Trouble(trouble, "file"),) if trouble else (),
        read=_read(poll, room.fund.currency, room.fund.exponent) if poll else None,
        is_ballot=is_ballot,
        most=MOST_ROWS,
        most_apart=MOST_APART,
        **frame_of(room),
    )


def _read(poll: Poll, currency: str, exponent: int) -> ReadFile:
    """Return what a poll says, with amounts rounded down to what the currency has."""
    result = elect(
        ElectionRule.EQUAL_SHARES,
        Completion.GREEDY,
        poll.ballots,
        [each.cost for each in poll.projects],
        poll.budget,
    )

    def minor(amount: Fraction) -> int:
        return int(amount * 10**exponent)

    def typed(amount: Fraction) -> str:
        return decimal_text(minor(amount), exponent).replace(",", "")

    return ReadFile(
        items=tuple(
            ReadItem(
                each.name or each.project_id,
                Money(minor(each.cost), currency, exponent),
                typed(each.cost),
                number in result.winners,
            )
            for number, each in enumerate(poll.projects)
        ),
        budget=Money(minor(poll.budget), currency, exponent),
        typed=typed(poll.budget),
        ballots=len(poll.ballots),
    )


FILE_PAGES: Final = (ballots_file, reading_form, file_read)
"""Handlers of files of Pabulib."""
