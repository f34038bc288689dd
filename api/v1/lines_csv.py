"""The journal as a file for spreadsheets.

Amounts are decimal numbers with a point. A text that a spreadsheet would take for a formula gets
an apostrophe in front.
"""

import csv
import io
import re
from collections.abc import AsyncIterator, Iterable
from typing import Final
from uuid import UUID

from litestar import get
from litestar.response import Stream

from api.access import Power, needs
from api.site import site_of
from api.v1.lines import FromDay, OfAccount, OfAuthority, OfCase, OfKind, OfPurpose, ToDay
from api.v1.reading import KnownAt, MinPosition, statement
from api.v1.receipts import AnyRequest, FundId
from api.v1.refusals import ANY_READ, responses_of
from ledger.case_label import case_label
from ledger.store.database import Database
from ledger.store.labels import list_labels
from projections.journal import KINDS, JournalFilter, JournalLine, Moved, list_journal
from projections.view import pin

COLUMNS: Final = (
    "position", "occurred_on", "recorded_at", "recorded_by", "kind", "case_id", "case_label",
    "accounts", "purposes", "currency", "money_in", "money_out", "held", "promised",
    "reverses", "reversed_by", "replaces", "replaced_by",
)  # fmt: skip
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001
_AFTER_SEPARATOR: Final = re.compile(rf"([;,\t|] *\"*)(?=[{re.escape(''.join(_FORMULA))}])")
"""Spreadsheets of many languages part columns at semicolons, quoted by us or not."""
PIECE_LINES: Final = 500
"""How many lines are read and sent at a time."""


@get(
    "/lines.csv",
    operation_id="get_lines_csv",
    summary="The journal as a file for spreadsheets",
    media_type="text/csv",
    responses=responses_of(ANY_READ),
    opt={"refusals": (), "choices": {"kind": tuple(KINDS)}, **needs(Power.READ_BOOK)},
)
async def get_lines_csv(  # noqa: PLR0913  one parameter each
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
    known_at: KnownAt = None,
    min_position: MinPosition = None,
) -> Stream:
    """Return every line that fits, oldest first, one row for each currency that it moves. The
    header `Known-At` says the position it was read at.
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
        pinned = (await pin(connection, fund_id, known_at)).position
        names = {label.id: label.text for label in await list_labels(connection, fund_id)}
    return Stream(
        _write(site_of(request).database, fund_id, wanted, pinned, names),
        media_type="text/csv",
        headers={
            "Content-Disposition": 'attachment; filename="lines.csv"',
            "Known-At": str(pinned),
        },
    )


async def _write(
    database: Database,
    fund_id: UUID,
    wanted: JournalFilter,
    known_at: int,
    names: dict[UUID, str],
) -> AsyncIterator[str]:
    """Yield the file piece by piece; a large book is never whole in memory."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    position: int | None = 0
    while position is not None:
        # A connection is lent for one piece at a time: a slow reader must not keep it.
        async with database.acquire() as connection:
            page = await list_journal(
                connection, fund_id, wanted, known_at=known_at, after=position, limit=PIECE_LINES
            )
        for line in reversed(page.lines):
            writer.writerows(rows_of(line, names))
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        position = page.newer


def rows_of(line: JournalLine, names: dict[UUID, str]) -> Iterable[list[str]]:
    """Yield the rows of a line: one for each currency, or one without figures."""
    accounts = {each.ref for each in line.postings if each.ref in names}
    purposes = {each.purpose_id for each in line.postings if each.purpose_id in names}
    before = [
        str(line.position),
        line.occurred_on.isoformat(),
        line.recorded_at.isoformat(),
        safe(line.actor),
        line.kind,
        str(line.case_id),
        case_label(line.case_id),
        safe("; ".join(sorted(names.get(each, "") for each in accounts if each is not None))),
        safe("; ".join(sorted(names.get(each, "") for each in purposes if each is not None))),
    ]
    marks = (line.reverses, line.reversed_by, line.replaces, line.replaced_by)
    after = ["" if position is None else str(position) for position in marks]
    for moved in line.moved or (None,):
        yield [*before, *_figures(moved), *after]


def _figures(moved: Moved | None) -> list[str]:
    if moved is None:
        return [""] * 5
    figures = (moved.money_in, moved.money_out, moved.held, moved.promised)
    return [moved.currency, *(plain(each, moved.exponent) for each in figures)]


def plain(amount: int, exponent: int) -> str:
    """Write minor units as a plain decimal number: ``-5688.29``."""
    sign = "-" if amount < 0 else ""
    whole, rest = divmod(abs(amount), 10**exponent)
    return f"{sign}{whole}" if exponent == 0 else f"{sign}{whole}.{rest:0{exponent}d}"


def safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, whichever sign parts its columns."""
    marked = _AFTER_SEPARATOR.sub(r"\1'", text)
    return f"'{marked}" if marked.lstrip(" ").startswith(_FORMULA) else marked


ROUTES = (get_lines_csv,)
