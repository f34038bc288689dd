"""Lines of the book: the journal, one line, and taking a line back."""

from datetime import date
from typing import Annotated, Any, Final
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Struct
from msgspec.structs import replace

from api.access import Power, needs
from api.site import site_of
from api.v1.answers import Journal, OneLine, line_summary, one_line
from api.v1.reading import KnownAt, MinPosition, statement
from api.v1.receipts import (
    FUNDS,
    AnyRequest,
    FundId,
    Key,
    Recorded,
    books_of,
    record,
    writes,
)
from api.v1.refusals import ANY_READ, responses_of
from ledger.corrections import ReverseLine
from ledger.events import Reason
from ledger.recordings import CorrectLine, Recording
from ledger.rejections import (
    AlreadyReversed,
    CorrectionOfAnotherKind,
    LaterLinesStand,
    LineUnknown,
    NotReversible,
)
from ledger.store.reading import list_lines_after
from projections.cases import get_case
from projections.journal import KINDS, JournalFilter, JournalPage, get_line, list_journal
from projections.proposals.hiding import COUNTED

MOST_LINES: Final = 500
LARGEST_POSITION: Final = 2**63 - 1

FromDay = Annotated[
    date | None, QueryParameter(description="Only what happened on this day or later.")
]
ToDay = Annotated[
    date | None, QueryParameter(description="Only what happened on this day or earlier.")
]
OfAccount = Annotated[UUID | None, QueryParameter(description="Only lines of this account.")]
OfPurpose = Annotated[UUID | None, QueryParameter(description="Only lines of this purpose.")]
OfAuthority = Annotated[UUID | None, QueryParameter(description="Only lines of this authority.")]
OfCase = Annotated[UUID | None, QueryParameter(description="Only lines of this case.")]
OfKind = Annotated[
    str | None,
    QueryParameter(
        description="A family of facts, like `donation`, or one fact, like `donation.received`."
    ),
]
Before = Annotated[int | None, QueryParameter(description="Only lines below this position.")]
After = Annotated[int | None, QueryParameter(description="Only lines above this position.")]
Limit = Annotated[int, QueryParameter(ge=1, le=MOST_LINES, description="How many lines.")]
REVERSAL: Final = (LineUnknown, NotReversible, AlreadyReversed, LaterLinesStand)


class Reversal(Struct, frozen=True, forbid_unknown_fields=True):
    """Why a line is taken back."""

    reason: Reason


class Correction(Struct, frozen=True, forbid_unknown_fields=True):
    """Why a line is wrong, and the right one: a command of the same sort."""

    reason: Reason
    replacement: Recording


@get(
    "/lines",
    operation_id="list_lines",
    summary="The journal, newest first",
    responses=responses_of(ANY_READ),
    opt={"refusals": (), "choices": {"kind": tuple(KINDS)}, **needs(Power.READ_BOOK)},
)
async def list_lines(  # noqa: PLR0913  one parameter each
    request: AnyRequest,
    fund_id: FundId,
    *,
    from_day: FromDay = None,
    to_day: ToDay = None,
    account_id: OfAccount = None,
    purpose_id: OfPurpose = None,
    authority_id: OfAuthority = None,
    case_id: OfCase = None,
    kind: OfKind = None,
    before: Before = None,
    after: After = None,
    limit: Limit = 50,
    known_at: KnownAt = None,
    min_position: MinPosition = None,
) -> Response[Journal]:
    """List lines. `next` and `previous` lead on as known at the same position, so that pages do
    not shift while others write.
    """  # noqa: D205  one sentence is longer than a line
    wanted = JournalFilter(
        from_day=from_day,
        to_day=to_day,
        account_id=account_id,
        purpose_id=purpose_id,
        authority_id=authority_id,
        kind=kind,
        case_id=case_id,
    )
    async with statement(
        request, fund_id, known_at=known_at, min_position=min_position
    ) as connection:
        page = await list_journal(
            connection,
            fund_id,
            wanted,
            known_at=known_at,
            before=before,
            after=after,
            limit=limit,
        )
    return _page(request, fund_id, page)


def _page(request: AnyRequest, fund_id: UUID, page: JournalPage) -> Response[Journal]:
    """Return a page of the journal with addresses of the next and the previous one."""

    def address(**place: int | None) -> str | None:
        if None in place.values():
            return None
        moving = {"before", "after", "known_at", "min_position"}
        same: dict[str, Any] = {
            name: value for name, value in request.query_params.items() if name not in moving
        }
        query = urlencode(same | {"known_at": page.known_at} | place)
        return f"{FUNDS}/{fund_id}/lines?{query}"

    links = {"next": address(before=page.older), "previous": address(after=page.newer)}
    journal = Journal(
        page.known_at,
        tuple(line_summary(line) for line in page.lines),
        links["next"],
        links["previous"],
    )
    link = ", ".join(f'<{to}>; rel="{name}"' for name, to in links.items() if to)
    return Response(journal, headers={"Link": link} if link else None)


@get(
    "/lines/{position:int}",
    operation_id="get_line",
    summary="One line with its postings",
    responses=responses_of((*ANY_READ, LineUnknown)),
    opt={"refusals": (LineUnknown,), **needs(Power.READ_BOOK)},
)
async def get_one_line(
    request: AnyRequest,
    fund_id: FundId,
    position: FromPath[int],
    known_at: KnownAt = None,
    min_position: MinPosition = None,
) -> OneLine:
    """Say everything about one line: the fact, its postings, what it reverses or replaces."""
    async with statement(
        request, fund_id, known_at=known_at, min_position=min_position
    ) as connection:
        if not 0 < position <= LARGEST_POSITION:
            raise LineUnknown(position)
        found = await get_line(connection, fund_id, position, known_at=known_at)
        of_case = None
        if found is not None and isinstance(found.line.event, COUNTED):
            of_case = await get_case(connection, fund_id, found.line.case_id)
    if found is None:
        raise LineUnknown(position)
    return one_line(found, (each.event for each in of_case.case.lines) if of_case else ())


@writes(
    "/lines/{position:int}/reversal",
    Reversal,
    *REVERSAL,
    power=Power.MOVE_MONEY,
    name="reverse_line",
    summary="Take a line back",
)
async def reverse_line(
    request: AnyRequest,
    fund_id: FundId,
    position: FromPath[int],
    data: JSONBody[Reversal],
    key: Key,
) -> Response[Recorded]:
    """Take a line back, once: a new line with the opposite postings. Nothing is deleted."""
    case_id = await _case_of(request, fund_id, position)
    command = ReverseLine(case_id=case_id, position=position, reason=data.reason)
    return await record(request, fund_id, command, key)


@writes(
    "/lines/{position:int}/correction",
    Correction,
    *(*REVERSAL, CorrectionOfAnotherKind),
    power=Power.MOVE_MONEY,
    name="correct_line",
    summary="Correct a line",
)
async def correct_line(
    request: AnyRequest,
    fund_id: FundId,
    position: FromPath[int],
    data: JSONBody[Correction],
    key: Key,
) -> Response[Recorded]:
    """Take a line back and write the right one, both or neither. `replacement` names its command
    in `command`, which must write the same sort of line; its own refusals apply as well.
    """  # noqa: D205  one sentence is longer than a line
    case_id = await _case_of(request, fund_id, position)
    command = CorrectLine(
        case_id=case_id,
        position=position,
        reason=data.reason,
        replacement=replace(data.replacement, case_id=case_id),
    )
    return await record(request, fund_id, command, key)


async def _case_of(request: AnyRequest, fund_id: UUID, position: int) -> UUID:
    """Return the case of a line; raises FundUnknown and LineUnknown."""
    if 0 < position <= LARGEST_POSITION:
        async with site_of(request).database.acquire() as connection:
            found = await list_lines_after(
                connection, fund_id, position - 1, upto=position, limit=1
            )
        if found:
            return found[0].case_id
    await books_of(request).get_fund(fund_id)
    raise LineUnknown(position)


ROUTES = (list_lines, get_one_line, reverse_line, correct_line)
