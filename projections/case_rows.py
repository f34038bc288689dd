"""The rows of bails and grants: what each case comes to, and how a row is read again. Pure."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import asyncpg
import msgspec

from ledger.bail.states import BAIL_EVENTS
from ledger.case import Case, evolve_case
from ledger.chart import Category
from ledger.events import (
    BailKind,
    FundEvent,
    GrantCommitted,
    GrantMoneyReturned,
    GrantPaid,
    GrantPaymentReturned,
    GrantPlanChanged,
    GrantRestReleased,
    LineReversed,
)
from ledger.line import Line
from projections.bail import BailNow
from projections.figures import Due, OpenCase, open_case_of

COLUMNS: Final = (
    "fund_id", "case_id", "first_position", "last_position", "first_day", "last_day",
    "opened_position", "opened_on", "kind", "purpose_id", "authority_id", "category", "bail_kind",
    "currency", "exponent", "amount", "rest", "instalments", "due_on", "due", "bail",
)  # fmt: skip
_BAIL_OR_GRANT: Final[tuple[type[FundEvent], ...]] = (
    *BAIL_EVENTS,
    GrantCommitted,
    GrantPlanChanged,
    GrantPaid,
    GrantPaymentReturned,
    GrantMoneyReturned,
    GrantRestReleased,
)
TOPICS: Final = frozenset(event.topic for event in _BAIL_OR_GRANT)
"""The topics of lines about bails and grants."""


_read_bail: Final = msgspec.json.Decoder(BailNow).decode


def concerns(line: Line) -> bool:
    """Say whether *line* is about a bail or a grant, or takes such a line back."""
    event = line.event
    topic = event.reversed_topic if isinstance(event, LineReversed) else event.topic
    return topic in TOPICS


def case_row(fund_id: UUID, lines: Sequence[Line]) -> tuple[object, ...]:
    """Return the row of the case that *lines* make up, in the order of `COLUMNS`.

    A case that was taken back as a whole may go on as something else; that is left out.
    """
    lines = [line for line in lines if concerns(line)]
    found = open_case_of(fold_case(lines))
    due = found.due if found else ()
    return (
        fund_id,
        lines[0].case_id,
        lines[0].position,
        lines[-1].position,
        min(line.event.occurred_on for line in lines),
        max(line.event.occurred_on for line in lines),
        found and found.opened_position,
        found and found.opened_on,
        found and found.kind,
        found and found.purpose_id,
        found and found.authority_id,
        found and found.category and found.category.value,
        found and found.bail_kind and found.bail_kind.value,
        found and found.currency,
        found and found.exponent,
        found.amount if found else 0,
        found.rest if found else 0,
        [each.instalment for each in due],
        [each.due_on for each in due],
        [each.amount for each in due],
        found and found.bail and msgspec.json.encode(found.bail).decode(),
    )


def fold_case(lines: Sequence[Line]) -> Case:
    """Return the case that *lines* make up."""
    case = Case(lines[0].case_id)
    for line in lines:
        case = evolve_case(case, line.position, line.event)
    return case


def open_case_row(row: asyncpg.Record) -> OpenCase:
    """Return the case that a row of the table holds."""
    due = zip(row["instalments"], row["due_on"], row["due"], strict=True)
    return OpenCase(
        case_id=row["case_id"],
        kind=row["kind"],
        opened_position=row["opened_position"],
        opened_on=row["opened_on"],
        last_position=row["last_position"],
        purpose_id=row["purpose_id"],
        authority_id=row["authority_id"],
        category=Category(row["category"]) if row["category"] else None,
        bail_kind=BailKind(row["bail_kind"]) if row["bail_kind"] else None,
        currency=row["currency"],
        exponent=row["exponent"],
        amount=row["amount"],
        rest=row["rest"],
        due=tuple(Due(*each) for each in due),
        bail=_read_bail(row["bail"]) if row["bail"] else None,
    )
