"""What a fund has published, and what strangers may read of it at a moment.

Everything stands in one short case of the book. What is public is a function of that case and of
the clock, and of nothing else: no line about money or about a case is looked at.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from ledger.budgets.plans import Plan, plan_of
from ledger.budgets.state import Budget, with_budget
from ledger.events import (
    AgreementRecorded,
    AssuranceSigned,
    BudgetAdopted,
    BudgetAmended,
    DecisionTold,
    DisclosureSet,
    DocketCounted,
    FundEvent,
    GiverStandingSet,
    PlanAdopted,
    ReportCountersigned,
    ReportPublished,
    Standing,
    WordingApproved,
    WordingKind,
)
from ledger.publishing.cases import publications_case
from ledger.publishing.summary import hash_of
from ledger.store.connection import Connection
from ledger.store.errors import database_errors
from ledger.store.mapper import decode
from projections.reports.ticks import monthly_tick, next_monthly_tick, start_of
from projections.reports.told import Change, Report, Told

PUBLICATIONS: Final = (
    DisclosureSet,
    PlanAdopted,
    BudgetAdopted,
    BudgetAmended,
    WordingApproved,
    GiverStandingSet,
    AgreementRecorded,
    DocketCounted,
    ReportPublished,
    ReportCountersigned,
    AssuranceSigned,
    DecisionTold,
)
"""Facts about the public side. The orders that led to them stand in the same case."""
_AT_ONCE: Final = (ReportPublished, GiverStandingSet)
"""Facts that are public when they are written; of a rule only whether there is a public side."""
_FOR_THE_DESK: Final = (DocketCounted,)
_LINES: Final = """
select topic, payload, position, recorded_at from events
where fund_id = $1 and case_id = $2 and topic = any($3::text[])
order by position
"""


class Publication(Struct, frozen=True):
    """One fact about the public side, where it stands in the book, and since when."""

    event: FundEvent
    position: int
    recorded_at: datetime


class PublicState(Struct, frozen=True, kw_only=True):
    """The public side of a fund as somebody may read it.

    *version* counts the rules set. *budgets* are as they stand after their amendments, by id.
    *told* are decisions of the members, the first one told first. *named* leads from the labels of
    givers to those who agree to be named now. *dockets* are never public: only the desk's own state
    has any.
    """

    is_public: bool = False
    rule: DisclosureSet | None = None
    version: int = 0
    budgets: dict[UUID, Budget] = {}
    wordings: dict[tuple[WordingKind, str], str] = {}
    changes: tuple[Change, ...] = ()
    told: tuple[Told, ...] = ()
    reports: tuple[Report, ...] = ()
    assurances: tuple[AssuranceSigned, ...] = ()
    agreements: dict[UUID, AgreementRecorded] = {}
    standings: dict[UUID, Standing] = {}
    named: dict[UUID, UUID] = {}
    dockets: tuple[DocketCounted, ...] = ()

    @property
    def plans(self) -> tuple[Plan, ...]:
        """Return what the budgets plan for each kind, by their first months."""
        budgets = sorted(self.budgets.values(), key=lambda each: each.from_month)
        return tuple(plan_of(each) for each in budgets)

    @property
    def plan(self) -> Plan | None:
        """Return the plan that begins last."""
        return self.plans[-1] if self.plans else None

    def report(self, number: int) -> Report | None:
        """Return the report of that number."""
        return next((each for each in self.reports if each.number == number), None)


class Published(Struct, frozen=True):
    """Everything a fund has ever published, with the time zone that its ticks follow."""

    publications: tuple[Publication, ...]
    time_zone: str

    @classmethod
    def of(cls, publications: Iterable[Publication], time_zone: str) -> "Published":
        """Return what the publications of a fund in *time_zone* come to."""
        return cls(tuple(publications), time_zone)

    @property
    def now(self) -> PublicState:
        """Return everything there is, for the desk: also what no tick has made public yet."""
        return self._state(lambda _: True)

    def as_of(self, moment: datetime) -> PublicState:
        """Return what strangers may read at *moment*."""
        written = (each for each in self.publications if each.recorded_at <= moment)
        known = Published(tuple(written), self.time_zone)
        tick = known.tick(moment)
        return known._state(lambda each: known._is_out(each, moment, tick))

    def tick(self, moment: datetime) -> datetime:
        """Return the last tick at or before *moment*.

        That is the first of the month, or when the fund went public after that: a fund that goes
        public shows what was decided until then.
        """
        monthly = monthly_tick(moment, self.time_zone)
        return max([monthly, *(each for each in self._went_public() if each <= moment)])

    def public_from(self, publication: Publication) -> datetime | None:
        """Return when a fact becomes public, as far as that is known; None for never."""
        event, written = publication.event, publication.recorded_at
        if isinstance(event, _FOR_THE_DESK):
            return None
        if isinstance(event, _AT_ONCE):
            return written
        if isinstance(event, AssuranceSigned):
            return start_of(event.for_day, self.time_zone)
        ticks = [each for each in self._went_public() if each >= written]
        return min([next_monthly_tick(written, self.time_zone), *ticks])

    def _went_public(self) -> list[datetime]:
        moments, before = list[datetime](), False
        for each in self.publications:
            if isinstance(each.event, DisclosureSet):
                if each.event.is_public and not before:
                    moments.append(each.recorded_at)
                before = each.event.is_public
        return moments

    def _is_out(self, publication: Publication, moment: datetime, tick: datetime) -> bool:
        event = publication.event
        if isinstance(event, AssuranceSigned):
            return start_of(event.for_day, self.time_zone) <= moment
        at_once = isinstance(event, _AT_ONCE)
        return not isinstance(event, _FOR_THE_DESK) and (at_once or publication.recorded_at <= tick)

    def _state(self, is_read: Callable[[Publication], bool]) -> PublicState:
        state = PublicState()
        for each in self.publications:
            if isinstance(each.event, DisclosureSet):  # going out of public sight never waits
                state = replace(state, is_public=each.event.is_public)
            if is_read(each):
                state = self._after(state, each)
        return state

    def _after(self, state: PublicState, publication: Publication) -> PublicState:
        match publication.event:
            case DisclosureSet() as rule:
                return replace(state, rule=rule, version=state.version + 1)
            case PlanAdopted() | BudgetAdopted() | BudgetAmended() as budget:
                return replace(state, budgets=with_budget(state.budgets, budget))
            case WordingApproved() as wording:
                return self._told(state, wording, publication)
            case DecisionTold() as decision:
                return replace(state, told=self._with_decision(state.told, decision, publication))
            case GiverStandingSet() as standing:
                return _with_standing(state, standing)
            case AgreementRecorded() as agreement:
                agreements = state.agreements | {agreement.agreement_id: agreement}
                return replace(state, agreements=agreements)
            case DocketCounted() as docket:
                return replace(state, dockets=(*state.dockets, docket))
            case ReportPublished() as report:
                return replace(state, reports=(*state.reports, _report(report, publication)))
            case ReportCountersigned() as signed:
                return replace(state, reports=tuple(_under(each, signed) for each in state.reports))
            case AssuranceSigned() as assurance if not assurance.says_something:
                kept = _without(state.assurances, assurance)
                return replace(state, assurances=kept)
            case AssuranceSigned() as assurance:
                return replace(state, assurances=(*state.assurances, assurance))
            case _:
                return state

    def _told(
        self, state: PublicState, wording: WordingApproved, publication: Publication
    ) -> PublicState:
        if wording.kind is not WordingKind.CHANGE:
            key = wording.kind, wording.language
            others = {known: text for known, text in state.wordings.items() if known != key}
            return replace(state, wordings=others | ({key: wording.text} if wording.text else {}))
        day = self._told_on(publication)
        change = Change(on=day, language=wording.language, text=wording.text)
        return replace(state, changes=(*state.changes, change))

    def _with_decision(
        self, told: tuple[Told, ...], event: DecisionTold, publication: Publication
    ) -> tuple[Told, ...]:
        """Return what is *told* after *event*: a later text takes the place of the one before."""
        key = event.decision, event.language
        before = {(each.decision, each.language): each for each in told}
        day = before[key].on if key in before else self._told_on(publication)
        said = Told(decision=event.decision, language=event.language, on=day, text=event.text)
        if not event.text:
            return tuple(each for known, each in before.items() if known != key)
        return tuple((before | {key: said}).values())

    def _told_on(self, publication: Publication) -> date:
        tick = self.public_from(publication) or publication.recorded_at
        return tick.astimezone(ZoneInfo(self.time_zone)).date()


def _without(
    assurances: Iterable[AssuranceSigned], taken_back: AssuranceSigned
) -> tuple[AssuranceSigned, ...]:
    """Return *assurances* without what an auditor takes back."""
    said = taken_back.by, taken_back.for_day
    return tuple(each for each in assurances if (each.by, each.for_day) != said)


def _with_standing(state: PublicState, event: GiverStandingSet) -> PublicState:
    standings = {giver: each for giver, each in state.standings.items() if giver != event.giver}
    named = {label: giver for label, giver in state.named.items() if giver != event.giver}
    if event.standing is not Standing.PROTECTED:
        standings[event.giver] = event.standing
    if event.label_id is not None:
        named[event.label_id] = event.giver
    return replace(state, standings=standings, named=named)


def _report(event: ReportPublished, publication: Publication) -> Report:
    return Report(
        number=event.number,
        cut=event.cut,
        position=publication.position,
        recorded_at=publication.recorded_at,
        manifest=event.manifest,
        manifest_hash=hash_of(event.manifest),
        signature=event.signature,
        key_id=event.key_id,
        for_members=event.for_members,
    )


def _under(report: Report, signed: ReportCountersigned) -> Report:
    if report.number != signed.number:
        return report
    return replace(report, countersigned=(*report.countersigned, signed))


async def read_publications(connection: Connection, fund_id: UUID) -> tuple[Publication, ...]:
    """Read everything a fund has published, in the order of the book; nothing for no fund."""
    topics = [kind.topic for kind in PUBLICATIONS]
    with database_errors():
        rows = await connection.fetch(_LINES, fund_id, publications_case(fund_id), topics)
    return tuple(
        Publication(decode(row["topic"], row["payload"]), row["position"], row["recorded_at"])
        for row in rows
    )


__all__ = [
    "PUBLICATIONS", "Change", "PublicState", "Publication", "Published", "Report", "Told",
    "read_publications",
]  # fmt: skip
