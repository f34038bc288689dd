"""What the rules have to know about what a fund has published."""

from datetime import date
from typing import Final
from uuid import UUID

from msgspec import Struct, field
from msgspec.structs import replace

from ledger.events.base import Event
from ledger.events.log import LogBegun, LogHead, LogSet, Witness
from ledger.events.publishing import (
    AgreementRecorded,
    AssuranceSigned,
    DisclosureSet,
    GiverStandingSet,
    ReportCountersigned,
    ReportPublished,
    Rounding,
    Standing,
)
from ledger.publishing.summary import hash_of, stretches_of

BATCH_SIZE: Final = 64
"""Leaves that a head adds to the log until two stewards said something else."""
EVERY_HOURS: Final = 24
KEPT_REPORTS: Final = 40
"""How many reports back can still be countersigned: ten years of quarters."""


class Out(Struct, frozen=True, kw_only=True):
    """A report that is out: its digest, and which auditors countersigned it."""

    manifest_hash: str
    countersigned: tuple[UUID, ...] = ()


class Rule(Struct, frozen=True, kw_only=True):
    """The publishing rule in force. See `DisclosureSet`."""

    is_public: bool
    period_months: int
    k: int
    delay_days: int
    count_step: int
    smaller_group: bool = False
    rounding: tuple[Rounding, ...] = ()
    tick_hour: int = 0
    bands_weekly: bool = False
    everyone_seated: bool = False
    open_grants_data: bool = False


class LogRule(Struct, frozen=True, kw_only=True):
    """How the log grows, and who watches it. See `LogSet`; until one is written these hold."""

    batch_size: int = BATCH_SIZE
    every_hours: int = EVERY_HOURS
    witnesses: tuple[Witness, ...] = ()
    quorum: int = 0


class KeptLog(Struct, frozen=True, kw_only=True):
    """The log that the fund keeps now. See `LogBegun`."""

    number: int
    origin: str
    vkey: str
    promise_vkey: str
    before: LogHead | None = None


class Publishing(Struct, frozen=True, kw_only=True):
    """The public side of a fund as its rules see it.

    *version* counts the rules set so far. *number*, *cut* and *manifest_hash* are of the last
    report, *reports* the last ones by number. *clocks* say the last month that a report covers,
    by ``money_in:USD``. *standings* are of givers that are not protected, *named* their labels.
    *log* is the one that grows now, by *log_rule*, which was set *log_version* times. *stated* are
    the days of statements that auditors can still take back.
    """

    rule: Rule | None = None
    version: int = 0
    number: int = 0
    cut: int = 0
    manifest_hash: str = ""
    reports: dict[int, Out] = field(default_factory=dict)
    clocks: dict[str, int] = field(default_factory=dict)
    standings: dict[UUID, Standing] = field(default_factory=dict)
    named: dict[UUID, UUID] = field(default_factory=dict)
    agreements: tuple[UUID, ...] = ()
    log: KeptLog | None = None
    log_rule: LogRule = LogRule()
    log_version: int = 0
    stated: dict[UUID, tuple[date, ...]] = field(default_factory=dict)

    @property
    def is_public(self) -> bool:
        """Say whether two stewards decided that the fund publishes."""
        return self.rule is not None and self.rule.is_public

    @property
    def keeps_log(self) -> bool:
        """Say whether the fund has a log, or one is to begin: never unsaid once it is."""
        return self.is_public or self.log_version > 0 or self.log is not None


def clock_of(side: str, currency: str) -> str:
    """Return the name of a clock."""
    return f"{side}:{currency}"


def evolve_publishing(publishing: Publishing, event: Event) -> Publishing:
    """Return *publishing* after *event*; other facts change nothing."""
    match event:
        case DisclosureSet():
            said = {name: getattr(event, name) for name in Rule.__struct_fields__}
            rule = Rule(**said)
            return replace(publishing, rule=rule, version=publishing.version + 1)
        case GiverStandingSet():
            return _standing(publishing, event)
        case AgreementRecorded():
            known = dict.fromkeys((*publishing.agreements, event.agreement_id))
            return replace(publishing, agreements=tuple(known))
        case ReportPublished():
            return _published(publishing, event)
        case LogSet():
            grows = LogRule(**{name: getattr(event, name) for name in LogRule.__struct_fields__})
            return replace(publishing, log_rule=grows, log_version=publishing.log_version + 1)
        case LogBegun():
            begun = KeptLog(**{name: getattr(event, name) for name in KeptLog.__struct_fields__})
            return replace(publishing, log=begun)
        case AssuranceSigned():
            return replace(
                publishing, stated=publishing.stated | {event.by: _days(publishing, event)}
            )
        case ReportCountersigned():
            out = publishing.reports.get(event.number)
            if out is None:
                return publishing
            signed = replace(out, countersigned=(*out.countersigned, event.by))
            return replace(publishing, reports=publishing.reports | {event.number: signed})
        case _:
            return publishing


def _days(publishing: Publishing, event: AssuranceSigned) -> tuple[date, ...]:
    """Return for which days to come an auditor has stated something, after *event*."""
    ahead = {day for day in publishing.stated.get(event.by, ()) if day > event.occurred_on}
    ahead = ahead | {event.for_day} if event.says_something else ahead - {event.for_day}
    return tuple(sorted(ahead))


def _standing(publishing: Publishing, event: GiverStandingSet) -> Publishing:
    standings = {key: value for key, value in publishing.standings.items() if key != event.giver}
    named = {key: value for key, value in publishing.named.items() if key != event.giver}
    if event.standing is not Standing.PROTECTED:
        standings[event.giver] = event.standing
    if event.label_id is not None:
        named[event.giver] = event.label_id
    return replace(publishing, standings=standings, named=named)


def _published(publishing: Publishing, event: ReportPublished) -> Publishing:
    digest = hash_of(event.manifest)
    reports = publishing.reports | {event.number: Out(manifest_hash=digest)}
    kept = {number: reports[number] for number in sorted(reports)[-KEPT_REPORTS:]}
    ends = dict(publishing.clocks)
    for each in stretches_of(event.manifest):
        clock = clock_of(each.side, each.currency)
        ends[clock] = max(each.until, ends.get(clock, each.until))
    return replace(
        publishing,
        number=event.number,
        cut=event.cut,
        manifest_hash=digest,
        reports=kept,
        clocks=ends,
    )
