"""Rules, texts, givers, agreements and dockets: what reports are built by and shown with."""

import re
import unicodedata
from typing import Final

from ledger import guards
from ledger.case import Case
from ledger.command import Context
from ledger.events.publishing import (
    AgreementRecorded,
    DisclosureSet,
    DocketCounted,
    GiverStandingSet,
    Standing,
    WordingApproved,
    WordingKind,
)
from ledger.fund import Fund
from ledger.publishing.commands import (
    K_SMALLER,
    ApproveWording,
    CountDocket,
    K,
    RecordAgreement,
    SetDisclosure,
    SetGiverStanding,
)
from ledger.publishing.months import first_day, month_of, month_of_day
from ledger.rejections import (
    AgreementUnknown,
    CurrencyUnknown,
    NothingChanges,
    PublishingUnusable,
)

PERIODS: Final = (1, 3, 6, 12)
COUNT_STEPS: Final = (5, 10)
MIN_DELAY: Final = 45
"""Days. Sooner, whoever remembers a month can tell who was helped in it."""
MAX_DELAY: Final = 366
MIN_BASE: Final = 100
"""Whole units of a currency. What is rounded to less is as good as exact."""
MAX_DOCKET_MONTHS: Final = 36
MAX_TEXT: Final = 2_000
MAX_BAILS: Final = 1_000_000
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")
_UNSEEN: Final = frozenset("\n\u200c\u200d\u200e\u200f")
"""Line ends, joiners and marks of direction: texts in many scripts need them."""


def set_disclosure(command: SetDisclosure, context: Context, fund: Fund) -> DisclosureSet:
    """Return the publishing rule, or raise the first refusal that applies."""
    guards.day(command.occurred_on, context, fund.time_zone)
    _one_of("period_months", command.period_months, PERIODS)
    k = K_SMALLER if command.smaller_group else K
    if command.k != k:
        raise PublishingUnusable("k", f"{K}, or {K_SMALLER} with smaller_group")
    _between("delay_days", command.delay_days, MIN_DELAY, MAX_DELAY)
    _one_of("count_step", command.count_step, COUNT_STEPS)
    _between("tick_hour", command.tick_hour, 0, 23)
    for each in command.rounding:
        if each.currency not in fund.exponents:
            raise CurrencyUnknown("rounding", each.currency)
        guards.positive("rounding", each.base)
        if each.base < MIN_BASE * 10 ** fund.exponents[each.currency]:
            raise PublishingUnusable("rounding", f"{MIN_BASE} or more of a currency")
    if len({each.currency for each in command.rounding}) < len(command.rounding):
        raise PublishingUnusable("rounding", "each currency once")
    return DisclosureSet(
        occurred_on=command.occurred_on,
        is_public=command.is_public,
        period_months=command.period_months,
        k=command.k,
        smaller_group=command.smaller_group,
        delay_days=command.delay_days,
        rounding=command.rounding,
        count_step=command.count_step,
        tick_hour=command.tick_hour,
        bands_weekly=command.bands_weekly,
        everyone_seated=command.everyone_seated,
        open_grants_data=command.open_grants_data,
    )


def approve_wording(command: ApproveWording, context: Context, fund: Fund) -> WordingApproved:
    """Return the text, or raise the first refusal that applies."""
    guards.day(command.occurred_on, context, fund.time_zone)
    readable(command.language, command.text, may_be_empty=command.kind is not WordingKind.CHANGE)
    return WordingApproved(
        occurred_on=command.occurred_on,
        kind=command.kind,
        language=command.language,
        text=command.text,
    )


def readable(language: str, text: str, *, may_be_empty: bool) -> None:
    """Refuse a text for the public that a page cannot show: publishing-unusable."""
    if not _LANGUAGE.fullmatch(language):
        raise PublishingUnusable("language", "the code of a language, like en or es")
    is_composed = unicodedata.is_normalized("NFC", text) and text == text.strip()
    is_readable = all(
        each.isprintable() or each in _UNSEEN or unicodedata.category(each) == "Zs" for each in text
    )
    fits = len(text) <= MAX_TEXT and (text or may_be_empty)
    if not (is_composed and is_readable and fits):
        raise PublishingUnusable("text", f"up to {MAX_TEXT} characters that can be printed")


def set_standing(
    command: SetGiverStanding, context: Context, fund: Fund, case: Case
) -> GiverStandingSet:
    """Return how a giver is counted, or raise the first refusal that applies."""
    guards.day(command.occurred_on, context, fund.time_zone)
    if (command.standing is Standing.NAMED) is (command.label_id is None):
        raise PublishingUnusable("label_id", "with standing named, and only then")
    known = fund.publishing
    before = known.standings.get(command.giver, Standing.PROTECTED), known.named.get(command.giver)
    if before == (command.standing, command.label_id):
        raise NothingChanges(case.case_id)
    return GiverStandingSet(
        occurred_on=command.occurred_on,
        giver=command.giver,
        standing=command.standing,
        label_id=command.label_id,
    )


def record_agreement(command: RecordAgreement, context: Context, fund: Fund) -> AgreementRecorded:
    """Return what was agreed, or raise the first refusal that applies."""
    guards.day(command.occurred_on, context, fund.time_zone)
    agreement_id = command.agreement_id
    if agreement_id is not None and agreement_id not in fund.publishing.agreements:
        raise AgreementUnknown
    if command.purpose_id is not None:
        guards.known_purpose(fund, command.purpose_id)
    _first, last = _months(command.from_month, command.until_month, most=10 * 12)
    if command.report_due < first_day(last + 1):
        raise PublishingUnusable("report_due", "a day after the last month")
    return AgreementRecorded(
        occurred_on=command.occurred_on,
        agreement_id=agreement_id or context.new_id(),
        giver=command.giver,
        purpose_id=command.purpose_id,
        from_month=command.from_month,
        until_month=command.until_month,
        report_due=command.report_due,
    )


def count_docket(command: CountDocket, context: Context, fund: Fund) -> DocketCounted:
    """Return how many bails were set, or raise the first refusal that applies."""
    guards.day(command.occurred_on, context, fund.time_zone)
    _first, last = _months(command.from_month, command.until_month)
    if last >= month_of_day(context.today(fund.time_zone)):
        raise PublishingUnusable("until_month", "a month that is over")
    _between("bails", command.bails, 0, MAX_BAILS)
    return DocketCounted(
        occurred_on=command.occurred_on,
        from_month=command.from_month,
        until_month=command.until_month,
        bails=command.bails,
    )


def _months(from_month: str, until_month: str, most: int = MAX_DOCKET_MONTHS) -> tuple[int, int]:
    first, last = _month("from_month", from_month), _month("until_month", until_month)
    if not 0 <= last - first < most:
        raise PublishingUnusable("until_month", f"1 to {most} months, from_month first")
    return first, last


def _month(field: str, text: str) -> int:
    try:
        return month_of(text)
    except ValueError:
        raise PublishingUnusable(field, "a month, written as 2026-07") from None


def _one_of(field: str, value: int, allowed: tuple[int, ...]) -> None:
    if value not in allowed:
        raise PublishingUnusable(field, "one of " + ", ".join(map(str, allowed)))


def _between(field: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise PublishingUnusable(field, f"{least} to {most}")
