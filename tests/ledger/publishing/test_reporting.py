"""Reports: each follows the one before, by the rule in force, and no earlier than the rule says."""

from datetime import date
from typing import Any, Final
from uuid import UUID

import pytest
from msgspec.structs import replace

from ledger.events import (
    AssuranceSentence,
    AssuranceSigned,
    BudgetWord,
    ItemWord,
    ReportCountersigned,
    Role,
)
from ledger.publishing.commands import CountersignReport, SignAssurance
from ledger.rejections import (
    AuditorKeptBooks,
    CountersignedAlready,
    LogUnusable,
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
from tests.ledger.book import NOW, TODAY, TOMORROW, Given, Ladder, Rung, Step
from tests.ledger.people import ANA, EVE, FAY, TOGETHER, granted
from tests.ledger.publishing.logs import head
from tests.ledger.publishing.stage import (
    FIRST,
    FIRST_HASH,
    KEY,
    OUT,
    PUBLIC,
    RULE,
    SECOND,
    SIGNATURE,
    THIRD,
    manifest,
    published,
    publishing,
    row,
)
from tests.ledger.steps import dates
from tests.ledger.world import DIGEST

WORD: Final = ItemWord(item="rent", word=BudgetWord.USED_UP)
HEAD: Final = len(OUT)
OTHERS: Final = UUID(int=0xF00)
LATE: Final = row("2026-10", "2026-12")
FORMAT: Final = "a report of format parasol-report/1"
LATER: Final = Given(*TOGETHER, RULE, FIRST)


def said(number: int = 2, **fields: Any) -> dict[str, Any]:
    """Return the mend that gives the command another manifest, the next one but for *fields*."""
    usual: dict[str, Any] = {"previous": FIRST_HASH, "costs": (THIRD,)}
    return {"manifest": manifest(number, **(usual | fields))}


def unusable(expected: str, field: str = "manifest", **mend: Any) -> Step:
    return Step(ManifestUnusable(field, expected), mend)


LADDERS = (
    Ladder(
        publishing(
            "x" * 60_000,
            2,
            occurred_on=TOMORROW,
            cut=HEAD + 1,
            signature=SIGNATURE.upper(),
            key_id="key",
            for_members=(WORD, WORD),
            head=head(),
        ),
        Given(*TOGETHER),
        (
            *dates(),
            Step(NotPublic(), given=LATER),
            unusable("a report that fits into one line of the book", manifest="{ }"),
            unusable("canonical JSON", manifest="{}"),
            unusable(FORMAT, **said(format_="parasol-report/2")),
            unusable(FORMAT, **said(costs=(row("2026-7", "2026-09"),))),
            unusable(FORMAT, **said(fund=OTHERS)),
            unusable("a report of this fund, and of this number", **said(number=7)),
            unusable("a report of this fund, and of this number", **said(costs=())),
            unusable("stretches of one month at least", **said(costs=(row("2026-09", "2026-07"),))),
            unusable("stretches of one month at least", **said(today=TOMORROW)),
            unusable("built for today, or before", **said(previous=KEY, costs=(LATE,), k=5)),
            unusable("128 lower-case hexadecimal digits", "signature", signature=SIGNATURE),
            unusable("64 lower-case hexadecimal digits", "key_id", key_id=KEY),
            unusable(
                "items of a plan, each once",
                "for_members",
                for_members=(ItemWord(item="wine", word=BudgetWord.USED_UP),),
            ),
            unusable("items of a plan, each once", "for_members", for_members=(WORD,)),
            Step(LogUnusable("head", "nothing, while the fund has no log"), {"head": None}),
            Step(ReportNotNext(2, 2), said(costs=(LATE,), k=5)),
            Step(ReportCutUnusable(HEAD + 1, 10, HEAD), {"cut": 9}),
            Step(ReportCutUnusable(9, 10, HEAD), {"cut": HEAD}),
            Step(ReportUnderOtherRules(), said(costs=(LATE,), version=2)),
            Step(ReportUnderOtherRules(), said(costs=(LATE,))),
            Step(
                ReportOutOfTurn("costs", "USD", "2026-10", "2026-07"),
                said(costs=(SECOND, THIRD)),
            ),
            Step(
                ReportOutOfTurn("costs", "USD", "2026-04", "2026-07"),
                said(costs=(THIRD, LATE)),
            ),
            Step(
                ReportTooEarly("2026-12", date(2027, 2, 15)),
                said(money_in=(SECOND, THIRD)),
            ),
        ),
        actor=ANA,
        by_order=True,
    ),
    Ladder(
        CountersignReport(occurred_on=TOMORROW, number=2, manifest_hash=DIGEST),
        Given(
            *OUT, ReportCountersigned(occurred_on=TODAY, number=1, by=EVE, manifest_hash=FIRST_HASH)
        ),
        (
            *dates(),
            Step(ReportUnknown(2), {"number": 1}),
            Step(ReportDiffers(1), {"manifest_hash": FIRST_HASH}),
            Step(CountersignedAlready(1), given=Given(*OUT)),
        ),
        actor=EVE,
    ),
    Ladder(
        SignAssurance(occurred_on=TOMORROW, for_day=TODAY),
        Given(*TOGETHER, replace(RULE, is_public=False)),
        (
            *dates(),
            Step(NotPublic(), given=Given(*PUBLIC, granted(EVE, Role.TREASURER))),
            Step(AuditorKeptBooks(date(2025, 11, 20), TODAY), given=Given(*PUBLIC)),
            *(
                Step(
                    PublishingUnusable("for_day", "a report date to come, such as 2027-02-15"),
                    {"for_day": day},
                )
                for day in (date(2026, 11, 15), date(2027, 2, 14), date(2028, 2, 15))
            ),
            Step(
                PublishingUnusable("for_day", "a report date to come, such as 2027-02-15"),
                {"for_day": date(2027, 2, 15)},
            ),
            Step(
                PublishingUnusable("sentences", "each once, and one at least or open findings"),
                {"sentences": (AssuranceSentence.TWO_PEOPLE, AssuranceSentence.TWO_PEOPLE)},
            ),
            Step(
                PublishingUnusable("sentences", "each once, and one at least or open findings"),
                {"sentences": tuple(AssuranceSentence)},
            ),
        ),
        actor=EVE,
    ),
)


@pytest.mark.parametrize("row", [row for ladder in LADDERS for row in ladder.rungs()], ids=str)
def test_refusals_come_in_their_order(row: Rung) -> None:
    row.check()


def test_a_report_is_written_down_as_it_was_signed() -> None:
    command = publishing(for_members=(WORD,))
    Given(*PUBLIC).carried_out(command, NOW, ANA).then(published(command))


def test_the_first_report_may_begin_in_any_month_and_names_none_before_it() -> None:
    early = publishing(manifest(costs=(row("2019-01", "2026-09"),)))
    assert Given(*PUBLIC).carried_out(early, NOW, ANA).facts
    named = publishing(manifest(previous=KEY))
    Given(*PUBLIC).carried_out(named, NOW, ANA).refused(ReportNotNext(1, 1))


def test_a_report_may_hold_several_stretches_of_one_side_that_follow_each_other() -> None:
    both = publishing(manifest(costs=(THIRD, SECOND), money_in=(row("2026-01", "2026-09"),)))
    (fact,) = Given(*PUBLIC).carried_out(both, NOW, ANA).facts
    clocks = Given(*PUBLIC, fact).fund.publishing.clocks
    assert clocks == {"costs:USD": 2026 * 12 + 8, "money_in:USD": 2026 * 12 + 8}
    gap = publishing(manifest(costs=(SECOND, LATE)))
    refusal = ReportOutOfTurn("costs", "USD", "2026-10", "2026-07")
    Given(*PUBLIC).carried_out(gap, NOW, ANA).refused(refusal)


def test_every_side_and_currency_has_a_clock_of_its_own() -> None:
    in_euros = row("2026-01", "2026-09", "EUR")
    next_one = manifest(2, previous=FIRST_HASH, costs=(THIRD, in_euros), bridge=(in_euros,))
    (fact,) = Given(*OUT).carried_out(publishing(next_one, 2), NOW, ANA).facts
    assert set(Given(*OUT, fact).fund.publishing.clocks) == {
        "costs:USD", "costs:EUR", "bridge:EUR",
    }  # fmt: skip


def test_a_rule_that_two_tightened_voids_what_was_built_before() -> None:
    tighter = replace(RULE, delay_days=90)
    given = Given(*PUBLIC, tighter)
    given.carried_out(publishing(), NOW, ANA).refused(ReportUnderOtherRules())
    again = publishing(manifest(version=2, delay_days=90))
    assert given.carried_out(again, NOW, ANA).facts


def test_a_manifest_that_nobody_can_read_moves_no_clock() -> None:
    broken = replace(FIRST, manifest="[" * 5_000)
    after = Given(*PUBLIC, broken).fund.publishing
    assert after.clocks == {}
    assert after.number == 1


def test_an_auditor_says_who_they_are_and_what_they_did() -> None:
    command = CountersignReport(
        occurred_on=TODAY, number=1, manifest_hash=FIRST_HASH, recomputed=True
    )
    Given(*OUT).when(command, actor=EVE).then(
        ReportCountersigned(
            occurred_on=TODAY, number=1, by=EVE, manifest_hash=FIRST_HASH, recomputed=True
        )
    )
    day = date(2027, 2, 15)
    state = SignAssurance(occurred_on=TODAY, for_day=day, open_findings=True)
    Given(*PUBLIC).when(state, actor=EVE).then(
        AssuranceSigned(occurred_on=TODAY, by=EVE, for_day=day, open_findings=True)
    )


def test_an_auditor_takes_back_what_is_not_out_yet_and_nothing_else() -> None:
    day, next_day = date(2027, 2, 15), date(2027, 5, 16)
    signed = AssuranceSigned(
        occurred_on=TODAY, by=EVE, for_day=day, sentences=(AssuranceSentence.CASH_COUNTED,)
    )
    back = SignAssurance(occurred_on=TODAY, for_day=day)
    nothing = PublishingUnusable("sentences", "each once, and one at least or open findings")
    taken_back = AssuranceSigned(occurred_on=TODAY, by=EVE, for_day=day)
    kept_since = granted(EVE, Role.TREASURER)
    yearly = replace(RULE, period_months=12)
    for book in (Given(*PUBLIC, signed), Given(*PUBLIC, signed, kept_since, yearly)):
        book.when(back, actor=EVE).then(taken_back)
    book = Given(*PUBLIC, signed)
    book.when(replace(back, for_day=next_day), actor=EVE).refused(nothing)
    of_another = Given(*PUBLIC, granted(FAY, Role.AUDITOR), replace(signed, by=FAY))
    of_another.when(back, actor=EVE).refused(nothing)
    Given(*PUBLIC, signed, taken_back).when(back, actor=EVE).refused(nothing)
    Given(*PUBLIC, signed, taken_back, signed).when(back, actor=EVE).then(taken_back)
    out = NOW + (day - TODAY)
    late = replace(back, occurred_on=day)
    refused = book.when(late, out, EVE).answer
    assert isinstance(refused, PublishingUnusable)
    assert refused.field == "for_day"
