"""Rules, plans, texts, givers, agreements and dockets: what may be said about each."""

from datetime import date
from typing import Any, Final

import pytest
from msgspec.structs import replace

from ledger.events import (
    AgreementRecorded,
    DisclosureSet,
    GiverStandingSet,
    Rounding,
    Standing,
    WordingKind,
)
from ledger.money import MAX_AMOUNT
from ledger.publishing.commands import (
    ApproveWording,
    CountDocket,
    RecordAgreement,
    SetDisclosure,
    SetGiverStanding,
)
from ledger.rejections import (
    AgreementUnknown,
    AmountNotPositive,
    AmountTooLarge,
    CurrencyUnknown,
    NothingChanges,
    PublishingUnusable,
    PurposeUnknown,
)
from tests.ledger.book import CASE, NOW, TODAY, TOMORROW, Given, Ladder, Rung, Step, fresh
from tests.ledger.people import ANA, TOGETHER
from tests.ledger.publishing.stage import PUBLIC
from tests.ledger.steps import dates, purpose
from tests.ledger.world import GENERAL, GIVER, NOWHERE, TOO_MUCH

LABEL: Final = fresh(77)
WRONG_MONTHS: Final[dict[str, Any]] = {"from_month": "July", "until_month": "2026-13"}
A_MONTH: Final = "a month, written as 2026-07"
NAMED: Final = GiverStandingSet(
    occurred_on=TODAY, giver=GIVER, standing=Standing.NAMED, label_id=LABEL
)
AGREED: Final = AgreementRecorded(
    occurred_on=TODAY,
    agreement_id=fresh(78),
    giver=GIVER,
    from_month="2026-01",
    until_month="2026-12",
    report_due=date(2027, 3, 1),
)


FINE: Final = "100 or more of a currency"


def rounded(*parts: tuple[str, int]) -> dict[str, Any]:
    return {"rounding": tuple(Rounding(currency=code, base=base) for code, base in parts)}


def unusable(field: str, expected: str, **mend: Any) -> Step:
    return Step(PublishingUnusable(field, expected), mend)


def months(most: int, **last: Any) -> tuple[Step, ...]:
    """Neither month is one, then they are turned round, then too far apart."""
    expected = f"1 to {most} months, from_month first"
    return (
        unusable("from_month", A_MONTH, from_month="2026-07"),
        unusable("until_month", A_MONTH, until_month="2026-06"),
        unusable("until_month", expected, until_month="2099-12"),
        unusable("until_month", expected, **last),
    )


LADDERS = (
    Ladder(
        SetDisclosure(
            occurred_on=TOMORROW,
            is_public=True,
            period_months=2,
            k=5,
            delay_days=44,
            count_step=1,
            tick_hour=24,
            **rounded(("JPY", 0), ("USD", 0)),
        ),
        Given(*TOGETHER),
        (
            *dates(),
            unusable("period_months", "one of 1, 3, 6, 12", period_months=12),
            unusable("k", "10, or 5 with smaller_group", k=10, smaller_group=True),
            unusable("k", "10, or 5 with smaller_group", k=5),
            unusable("delay_days", "45 to 366", delay_days=367),
            unusable("delay_days", "45 to 366", delay_days=366),
            unusable("count_step", "one of 5, 10", count_step=10),
            unusable("tick_hour", "0 to 23", tick_hour=23),
            Step(CurrencyUnknown("rounding", "JPY"), rounded(("USD", 0), ("USD", 1))),
            Step(AmountNotPositive("rounding", 0), rounded(("USD", TOO_MUCH), ("USD", 1))),
            Step(
                AmountTooLarge("rounding", TOO_MUCH, MAX_AMOUNT),
                rounded(("USD", 9_999), ("USD", 1)),
            ),
            unusable("rounding", FINE, **rounded(("USD", 10_000), ("USD", 10_000))),
            unusable("rounding", "each currency once", **rounded(("USD", 50_000), ("EUR", 10_000))),
        ),
        actor=ANA,
        by_order=True,
    ),
    Ladder(
        ApproveWording(
            occurred_on=TOMORROW, kind=WordingKind.CHANGE, language="English", text="a" * 2_001
        ),
        Given(*TOGETHER),
        (
            *dates(),
            unusable("language", "the code of a language, like en or es", language="pt-BR"),
            *(
                unusable("text", "up to 2000 characters that can be printed", text=text)
                for text in ("", " about us", "a\x07", "café".replace("é", "e\u0301"), "a" * 2_000)
            ),
        ),
        actor=ANA,
        by_order=True,
    ),
    Ladder(
        SetGiverStanding(occurred_on=TOMORROW, giver=GIVER, standing=Standing.NAMED),
        Given(*TOGETHER, NAMED, case=(NAMED,)),
        (
            *dates(),
            unusable(
                "label_id",
                "with standing named, and only then",
                standing=Standing.COUNTED_APART,
                label_id=LABEL,
            ),
            unusable("label_id", "with standing named, and only then", standing=Standing.NAMED),
            Step(NothingChanges(CASE), {"standing": Standing.PROTECTED, "label_id": None}),
        ),
        actor=ANA,
        by_order=True,
    ),
    Ladder(
        RecordAgreement(
            occurred_on=TOMORROW,
            agreement_id=NOWHERE,
            giver=GIVER,
            purpose_id=NOWHERE,
            report_due=date(2026, 6, 30),
            **WRONG_MONTHS,
        ),
        Given(*TOGETHER, AGREED),
        (
            *dates(),
            Step(AgreementUnknown(), {"agreement_id": AGREED.agreement_id}),
            *purpose(GENERAL),
            *months(120, until_month="2026-07"),
            unusable("report_due", "a day after the last month", report_due=date(2026, 8, 1)),
        ),
        actor=ANA,
        by_order=True,
    ),
    Ladder(
        CountDocket(occurred_on=TOMORROW, **WRONG_MONTHS, bails=-1),
        Given(*TOGETHER),
        (
            *dates(),
            *months(36, until_month="2026-11"),
            unusable("until_month", "a month that is over", until_month="2026-10"),
            unusable("bails", "0 to 1000000", bails=1_000_001),
            unusable("bails", "0 to 1000000", bails=0),
        ),
        actor=ANA,
    ),
)


@pytest.mark.parametrize("row", [row for ladder in LADDERS for row in ladder.rungs()], ids=str)
def test_refusals_come_in_their_order(row: Rung) -> None:
    row.check()


def test_a_smaller_group_is_a_recorded_decision() -> None:
    command = SetDisclosure(occurred_on=TODAY, is_public=True, k=5, smaller_group=True)
    (rule,) = Given(*PUBLIC).carried_out(command, NOW, ANA).facts
    assert isinstance(rule, DisclosureSet)
    assert (rule.k, rule.smaller_group) == (5, True)


def test_an_empty_text_takes_a_wording_down_and_leaves_changes() -> None:
    command = ApproveWording(occurred_on=TODAY, kind=WordingKind.ABOUT, language="en", text="")
    assert Given(*TOGETHER).carried_out(command, NOW, ANA).facts
    told = replace(command, kind=WordingKind.CHANGE)
    expected = "up to 2000 characters that can be printed"
    Given(*TOGETHER).carried_out(told, NOW, ANA).refused(PublishingUnusable("text", expected))


@pytest.mark.parametrize(
    "text", ["Línea una.\nLínea dos.", "\u0646\u062d\u200c\u0646", "un\u00a0mot : l’aide", "👍"]
)
def test_texts_of_many_scripts_are_taken_as_they_are(text: str) -> None:
    command = ApproveWording(
        occurred_on=TODAY, kind=WordingKind.HOW_WE_DECIDE, language="fa", text=text
    )
    (fact,) = Given(*TOGETHER).carried_out(command, NOW, ANA).facts
    assert getattr(fact, "text", None) == text


def test_who_withdraws_consent_is_protected_again_and_has_no_label() -> None:
    given = Given(*TOGETHER, NAMED)
    assert given.fund.publishing.named == {GIVER: LABEL}
    command = SetGiverStanding(occurred_on=TODAY, giver=GIVER, standing=Standing.PROTECTED)
    facts = given.carried_out(command, NOW, ANA).facts
    after = Given(*TOGETHER, NAMED, *facts).fund.publishing
    assert after.standings == {}
    assert after.named == {}


def test_a_new_agreement_gets_an_id_of_its_own_and_an_old_one_keeps_its() -> None:
    command = RecordAgreement(
        occurred_on=TODAY,
        giver=GIVER,
        from_month="2026-01",
        until_month="2026-12",
        report_due=date(2027, 3, 1),
    )
    (new,) = Given(*TOGETHER, AGREED).carried_out(command, NOW, ANA).facts
    again = replace(command, agreement_id=AGREED.agreement_id)
    (old,) = Given(*TOGETHER, AGREED).carried_out(again, NOW, ANA).facts
    assert isinstance(new, AgreementRecorded)
    assert new.agreement_id == fresh(1)
    assert old == AGREED


def test_an_unknown_purpose_of_an_agreement_is_named() -> None:
    command = RecordAgreement(
        occurred_on=TODAY,
        giver=GIVER,
        purpose_id=NOWHERE,
        from_month="2026-01",
        until_month="2026-12",
        report_due=date(2027, 3, 1),
    )
    refusal = PurposeUnknown("purpose_id", NOWHERE)
    Given(*TOGETHER).carried_out(command, NOW, ANA).refused(refusal)
