"""What the API says about lines and cases: what the read models know, with names beside."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from api.v1.help_answers import HelpStanding, help_in
from api.v1.shown import ShownFact, shown
from ledger.case import Case
from ledger.case_label import case_label
from ledger.events import FundEvent, Posting
from ledger.line import Line
from projections.bail import BailNow, bail_now
from projections.budget import Budget, Figures
from projections.cases import CaseView, OpenCases
from projections.figures import CaseFigures, Due, OpenCase
from projections.journal import JournalLine, LineView, Moved
from projections.proposals.hiding import shown_event


class LineSummary(Struct, frozen=True, kw_only=True):
    """A line of the journal. References to other lines are positions."""

    position: int
    case_id: UUID
    case_label: str
    version: int
    kind: str
    topic: str
    occurred_on: date
    recorded_at: datetime
    actor: str
    standing: bool
    reverses: int | None
    reversed_by: int | None
    replaces: int | None
    replaced_by: int | None
    moved: tuple[Moved, ...]
    postings: tuple[Posting, ...]


class Journal(Struct, frozen=True):
    """Some lines, newest first; *next* and *previous* are addresses, None where it ends."""

    known_at: int
    lines: tuple[LineSummary, ...]
    next: str | None
    previous: str | None


class OneLine(Struct, frozen=True):
    """One line in full: with the fact itself, whose fields depend on the topic."""

    known_at: int
    line: LineSummary
    event_id: UUID
    cause: UUID | None
    event: ShownFact


class OpenCaseSummary(Struct, frozen=True, kw_only=True):
    """A case that is not settled: what an authority holds, or what is promised."""

    case_id: UUID
    case_label: str
    kind: str
    opened_position: int
    opened_on: date
    last_position: int
    purpose_id: UUID | None
    authority_id: UUID | None
    category: str | None
    bail_kind: str | None
    amount: int
    rest: int
    currency: str
    exponent: int
    due: tuple[Due, ...]
    bail: BailNow | None = None


class OpenCaseList(Struct, frozen=True):
    """The open cases, oldest first."""

    known_at: int
    as_of: date | None
    cases: tuple[OpenCaseSummary, ...]


class CaseLineSummary(Struct, frozen=True, kw_only=True):
    """A line of a case, with the fact itself."""

    position: int
    version: int
    topic: str
    occurred_on: date
    recorded_at: datetime
    actor: str
    reversed_by: int | None
    event: ShownFact


class OneCase(Struct, frozen=True, kw_only=True):
    """A case with all of its lines; *kind* is null when it was taken back whole."""

    known_at: int
    case_id: UUID
    case_label: str
    kind: str | None
    figures: CaseFigures | None
    help: HelpStanding
    bail: BailNow | None
    lines: tuple[CaseLineSummary, ...]


class Sums(Struct, frozen=True, kw_only=True):
    """A stretch of time summed up: the opening balance, plus in, less out, is the closing one.

    *spent* is what is gone for good: paid for people, running costs, and bail that courts kept.
    """

    money_in: int
    money_out: int
    spent: int
    figures: Figures


class MonthSums(Struct, frozen=True):
    """One month, named by its first day."""

    month: date
    sums: Sums


class CurrencySums(Struct, frozen=True, kw_only=True):
    """One currency: all months together, and each month."""

    currency: str
    exponent: int
    total: Sums
    months: tuple[MonthSums, ...]


class SummedBudget(Struct, frozen=True, kw_only=True):
    """The budget from the first to the last month, both included; the fund's currency first."""

    known_at: int
    as_of: date | None
    from_month: date
    to_month: date
    currencies: tuple[CurrencySums, ...]


def summed_budget(budget: Budget) -> SummedBudget:
    """Return the budget as the API says it."""
    return SummedBudget(
        known_at=budget.known_at,
        as_of=budget.as_of,
        from_month=budget.from_month,
        to_month=budget.to_month,
        currencies=tuple(
            CurrencySums(
                currency=each.currency,
                exponent=each.exponent,
                total=_sums(each.total),
                months=tuple(MonthSums(one.month, _sums(one.figures)) for one in each.months),
            )
            for each in budget.currencies
        ),
    )


def _sums(figures: Figures) -> Sums:
    return Sums(
        money_in=figures.money_in,
        money_out=figures.money_out,
        spent=figures.spent,
        figures=figures,
    )


def line_summary(line: JournalLine) -> LineSummary:
    """Return a line as the API says it."""
    return LineSummary(
        position=line.position,
        case_id=line.case_id,
        case_label=case_label(line.case_id),
        version=line.version,
        kind=line.kind,
        topic=line.topic,
        occurred_on=line.occurred_on,
        recorded_at=line.recorded_at,
        actor=line.actor,
        standing=line.is_standing,
        reverses=line.reverses,
        reversed_by=line.reversed_by,
        replaces=line.replaces,
        replaced_by=line.replaced_by,
        moved=line.moved,
        postings=line.postings,
    )


def one_line(view: LineView, of_case: Iterable[FundEvent] = ()) -> OneLine:
    """Return a line in full as the API says it; *of_case* are the facts of its case."""
    line = view.line
    event = shown(shown_event(line.event, of_case))
    return OneLine(view.known_at, line_summary(view.entry), line.event_id, line.cause, event)


def open_case_list(found: OpenCases) -> OpenCaseList:
    """Return the open cases as the API says them."""
    return OpenCaseList(found.known_at, found.as_of, tuple(_open_case(one) for one in found.cases))


def _open_case(case: OpenCase) -> OpenCaseSummary:
    return OpenCaseSummary(
        case_id=case.case_id,
        case_label=case_label(case.case_id),
        kind=case.kind,
        opened_position=case.opened_position,
        opened_on=case.opened_on,
        last_position=case.last_position,
        purpose_id=case.purpose_id,
        authority_id=case.authority_id,
        category=case.category,
        bail_kind=case.bail_kind,
        amount=case.amount,
        rest=case.rest,
        currency=case.currency,
        exponent=case.exponent,
        due=case.due,
        bail=case.bail,
    )


def one_case(view: CaseView, today: date) -> OneCase:
    """Return a case as the API says it, with what is overdue on the day *today*."""
    return OneCase(
        known_at=view.known_at,
        case_id=view.case_id,
        case_label=case_label(view.case_id),
        kind=view.kind,
        figures=view.figures,
        help=help_in(view.case, today),
        bail=bail_now(view.case),
        lines=tuple(_case_line(line, view.case) for line in view.lines),
    )


def _case_line(line: Line, case: Case) -> CaseLineSummary:
    known = case.at(line.position)
    return CaseLineSummary(
        position=line.position,
        version=line.version,
        topic=line.event.topic,
        occurred_on=line.event.occurred_on,
        recorded_at=line.recorded_at,
        actor=line.actor,
        reversed_by=None if known is None else known.reversed_by,
        event=shown(shown_event(line.event, (each.event for each in case.lines))),
    )
