"""Reports: what one has to be before it is out, and what auditors put their name to."""

import re
from datetime import date, timedelta
from typing import Final
from uuid import UUID

import msgspec

from ledger import guards
from ledger.budgets.kinds import KINDS
from ledger.command import Context
from ledger.events.publishing import AssuranceSigned, ReportCountersigned, ReportPublished
from ledger.fund import Fund
from ledger.publishing.commands import CountersignReport, PublishReport, SignAssurance
from ledger.publishing.dates import is_report_date, next_report_date, out_from
from ledger.publishing.log import head_of_report
from ledger.publishing.months import month_text
from ledger.publishing.state import Publishing, Rule, clock_of
from ledger.publishing.summary import Stretch, Summary, is_canonical, read_summary
from ledger.rejections import (
    AuditorKeptBooks,
    CountersignedAlready,
    ManifestUnusable,
    NotPublic,
    PublishingUnusable,
    ReportCutUnusable,
    ReportDiffers,
    ReportNotNext,
    ReportOutOfTurn,
    ReportTooEarly,
    ReportUnderOtherRules,
    ReportUnknown,
)

MAX_BYTES: Final = 60_000
"""A line that asks for a report holds it in quotes within quotes, and is not longer than that."""
MAX_AHEAD: Final = timedelta(days=400)
"""How far ahead an auditor's statement may be dated."""
AUDITED: Final = timedelta(days=365)
"""An auditor's statement is about the books of as long before it, at least."""
_SIGNATURE: Final = re.compile(r"[0-9a-f]{128}")
_KEY: Final = re.compile(r"[0-9a-f]{64}")


def publish(command: PublishReport, context: Context, fund: Fund) -> ReportPublished:
    """Return the report, or raise the first refusal that applies."""
    guards.day(command.occurred_on, context, fund.time_zone)
    known = fund.publishing
    if not known.is_public:
        raise NotPublic
    summary = _read(command, context, fund)
    head_of_report(command, fund)
    expected = known.number + 1
    if summary.number != expected or (summary.previous or "") != known.manifest_hash:
        raise ReportNotNext(summary.number, expected)
    head = context.position - 1
    if not known.cut <= command.cut <= head:
        raise ReportCutUnusable(command.cut, known.cut, head)
    _by_the_rule(summary, known)
    _in_turn(summary, known)
    return ReportPublished(
        occurred_on=command.occurred_on,
        number=command.number,
        cut=command.cut,
        manifest=command.manifest,
        signature=command.signature,
        key_id=command.key_id,
        for_members=command.for_members,
    )


def _read(command: PublishReport, context: Context, fund: Fund) -> Summary:
    """Return what the manifest says, or refuse what is no report of this fund."""
    if len(msgspec.json.encode(msgspec.json.encode(command).decode())) > MAX_BYTES:
        raise ManifestUnusable("manifest", "a report that fits into one line of the book")
    if not is_canonical(command.manifest):
        raise ManifestUnusable("manifest", "canonical JSON")
    try:
        summary = read_summary(command.manifest)
    except ValueError:
        raise ManifestUnusable("manifest", "a report of format parasol-report/1") from None
    if summary.fund != fund.fund_id or summary.number != command.number:
        raise ManifestUnusable("manifest", "a report of this fund, and of this number")
    if any(each.begins > each.until for each in summary.stretches) or not summary.stretches:
        raise ManifestUnusable("manifest", "stretches of one month at least")
    if summary.today > context.today(fund.time_zone):
        raise ManifestUnusable("manifest", "built for today, or before")
    if not _SIGNATURE.fullmatch(command.signature):
        raise ManifestUnusable("signature", "128 lower-case hexadecimal digits")
    if not _KEY.fullmatch(command.key_id):
        raise ManifestUnusable("key_id", "64 lower-case hexadecimal digits")
    items = [each.item for each in command.for_members]
    if len(set(items)) < len(items) or not KINDS.issuperset(items):
        raise ManifestUnusable("for_members", "items of a plan, each once")
    return summary


def _by_the_rule(summary: Summary, known: Publishing) -> None:
    """Refuse what was built by another rule: a rule that two tightened holds at once."""
    rule = known.rule
    if rule is None or (
        (known.version, rule.k, rule.period_months, rule.delay_days, rule.count_step)
        != (
            summary.version,
            summary.k,
            summary.period_months,
            summary.delay_days,
            summary.count_step,
        )
    ):
        raise ReportUnderOtherRules


def _in_turn(summary: Summary, known: Publishing) -> None:
    """Refuse stretches that leave a month out, say one again, or ended too lately."""
    ends = dict(known.clocks)
    for each in sorted(summary.stretches, key=_place):
        clock = clock_of(each.side, each.currency)
        expected = ends.get(clock, each.begins - 1) + 1
        if each.begins != expected:
            raise ReportOutOfTurn(
                each.side, each.currency, month_text(each.begins), month_text(expected)
            )
        first_day = out_from(each.until, summary.delay_days)
        if summary.today < first_day:
            raise ReportTooEarly(month_text(each.until), first_day)
        ends[clock] = each.until


def _place(stretch: Stretch) -> tuple[str, str, int]:
    return stretch.side, stretch.currency, stretch.begins


def countersign(command: CountersignReport, context: Context, fund: Fund) -> ReportCountersigned:
    """Return an auditor's name under a report, or raise the first refusal that applies."""
    guards.day(command.occurred_on, context, fund.time_zone)
    out, who = fund.publishing.reports.get(command.number), UUID(context.actor)
    if out is None:
        raise ReportUnknown(command.number)
    if out.manifest_hash != command.manifest_hash:
        raise ReportDiffers(command.number)
    if who in out.countersigned:
        raise CountersignedAlready(command.number)
    return ReportCountersigned(
        occurred_on=command.occurred_on,
        number=command.number,
        by=who,
        manifest_hash=command.manifest_hash,
        recomputed=command.recomputed,
    )


def kept_none(fund: Fund, who: UUID, since: date, today: date) -> None:
    """Refuse an auditor who has kept the books on a day *since*: auditor-kept-books."""
    until = fund.governance.kept_books_until(who, today)
    if until is not None and until >= since:
        raise AuditorKeptBooks(since, until)


def takes_back(command: SignAssurance, fund: Fund, who: UUID, today: date) -> bool:
    """Say whether *command* takes back what *who* stated for a day that has not come."""
    says_something = command.sentences or command.open_findings
    is_ahead = today < command.for_day
    return (
        not says_something and is_ahead and command.for_day in fund.publishing.stated.get(who, ())
    )


def _statable(command: SignAssurance, rule: Rule, today: date) -> None:
    # A day in the past, or today, would tell when it was signed.
    is_ahead = today < command.for_day <= today + MAX_AHEAD
    if not is_ahead or not is_report_date(command.for_day, rule.period_months, rule.delay_days):
        following = next_report_date(rule.period_months, rule.delay_days, today)
        raise PublishingUnusable("for_day", f"a report date to come, such as {following}")
    said = command.sentences
    if len(set(said)) < len(said) or not (said or command.open_findings):
        raise PublishingUnusable("sentences", "each once, and one at least or open findings")


def sign_assurance(command: SignAssurance, context: Context, fund: Fund) -> AssuranceSigned:
    """Return an auditor's statement, or raise the first refusal that applies."""
    guards.day(command.occurred_on, context, fund.time_zone)
    rule, who = fund.publishing.rule, UUID(context.actor)
    if rule is None or not rule.is_public:
        raise NotPublic
    today = context.today(fund.time_zone)
    if not takes_back(command, fund, who, today):
        kept_none(fund, who, today - AUDITED, today)
        _statable(command, rule, today)
    return AssuranceSigned(
        occurred_on=command.occurred_on,
        by=who,
        for_day=command.for_day,
        sentences=command.sentences,
        open_findings=command.open_findings,
    )
