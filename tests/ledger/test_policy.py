"""Policies: rules of a fund as data, which can be followed."""

from typing import Any, Final

import pytest

from ledger.chart import Category
from ledger.events import HelpRule, PolicySet, Reserve, Rung
from ledger.money import MAX_AMOUNT
from ledger.policy import SetPolicy
from ledger.rejections import (
    AmountNegative,
    AmountNotPositive,
    AmountTooLarge,
    PolicyUnusable,
    TooFewPeople,
)
from tests.ledger.book import NOW, TODAY, TOMORROW, Given, Ladder, Step
from tests.ledger.book import Rung as Row
from tests.ledger.people import ALONE, ANA, PEOPLE, TOGETHER
from tests.ledger.steps import dates, not_negative
from tests.ledger.world import TOO_MUCH


def rungs(*parts: tuple[int, int], categories: tuple[Category, ...] = ()) -> dict[str, Any]:
    return {
        "ladder": tuple(
            Rung(amount=amount, approvals=approvals, categories=categories)
            for amount, approvals in parts
        )
    }


def kept(amount: int, *categories: Category) -> tuple[Reserve, ...]:
    return (Reserve(amount=amount, categories=categories),)


RULES: Final = (
    HelpRule(category=Category.RENT, cap=900, cool_down_days=30, one_per_days=3_660),
    HelpRule(category=Category.FOOD),
)
TWICE: Final = (Category.RENT, Category.RENT)

LADDERS = (
    Ladder(
        SetPolicy(
            occurred_on=TOMORROW,
            ladder=(),
            urgent_categories=TWICE,
            urgent_case_cap=-1,
            urgent_week_cap=-1,
            alone_week_cap=-1,
            reserves=kept(0),
            help_rules=(HelpRule(category=Category.BAIL, cap=-1),),
            ratify_hours=721,
            ratify_approvals=4,
        ),
        Given(*TOGETHER),
        (
            *dates(),
            Step(PolicyUnusable("ladder", "1 to 20 rungs"), rungs((-1, 6), categories=TWICE)),
            Step(AmountNegative("ladder", -1), rungs((TOO_MUCH, 6), categories=TWICE)),
            Step(AmountTooLarge("ladder", TOO_MUCH, MAX_AMOUNT), rungs((1, 6), categories=TWICE)),
            Step(PolicyUnusable("ladder", "each kind of help once on a rung"), rungs((1, 6))),
            Step(PolicyUnusable("ladder", "1 to 5 approvals on every rung"), rungs((1, 5))),
            Step(PolicyUnusable("ladder", "a rung from 0 for any kind of help"), rungs((0, 5))),
            Step(
                PolicyUnusable("urgent_categories", "each kind of help once"),
                {"urgent_categories": (Category.RENT,)},
            ),
            *not_negative("urgent_case_cap", 1),
            *not_negative("urgent_week_cap", 1),
            *not_negative("alone_week_cap", 1),
            Step(
                PolicyUnusable("reserves", "kinds of help for every reserve, each once"),
                {"reserves": kept(0, Category.BAIL)},
            ),
            Step(AmountNotPositive("reserves", 0), {"reserves": kept(TOO_MUCH, Category.BAIL)}),
            Step(
                AmountTooLarge("reserves", TOO_MUCH, MAX_AMOUNT),
                {"reserves": kept(1, Category.BAIL)},
            ),
            Step(
                PolicyUnusable("help_rules", "each kind of help once, and not bail"),
                {"help_rules": (HelpRule(category=Category.RENT, cap=-1),)},
            ),
            Step(
                AmountNegative("help_rules", -1),
                {"help_rules": (HelpRule(category=Category.RENT, cap=TOO_MUCH),)},
            ),
            Step(
                AmountTooLarge("help_rules", TOO_MUCH, MAX_AMOUNT),
                {"help_rules": (HelpRule(category=Category.RENT, cool_down_days=3_661),)},
            ),
            Step(PolicyUnusable("help_rules", "0 to 3660 days"), {"help_rules": RULES}),
            Step(PolicyUnusable("ratify_hours", "1 to 720"), {"ratify_hours": 720}),
            Step(PolicyUnusable("ratify_approvals", "1 to 3"), {"ratify_approvals": 3}),
            Step(TooFewPeople("approver", 6, 4), rungs((0, 3))),
        ),
        actor=ANA,
        by_order=True,
    ),
)


@pytest.mark.parametrize("row", [row for ladder in LADDERS for row in ladder.rungs()], ids=str)
def test_refusals_come_in_their_order(row: Row) -> None:
    row.check()


def test_a_policy_is_written_down_whole() -> None:
    said: dict[str, Any] = {
        "occurred_on": TODAY,
        **rungs((0, 1), (500, 2)),
        "urgent_categories": (Category.BAIL,),
        "urgent_case_cap": 300,
        "urgent_week_cap": 400,
        "ratify_hours": 48,
        "ratify_approvals": 2,
        "alone_week_cap": 100,
        "help_rules": RULES,
    }
    Given(*TOGETHER).carried_out(SetPolicy(**said), NOW, ANA).then(PolicySet(**said))


def test_nobody_gives_themselves_an_allowance_before_there_is_a_second_person() -> None:
    said: dict[str, Any] = {"occurred_on": TODAY, **rungs((0, 1))}
    Given(*PEOPLE).when(SetPolicy(**said, alone_week_cap=1), actor=ANA).refused(
        PolicyUnusable("alone_week_cap", "0 while one person signs")
    )
    assert Given(*PEOPLE).when(SetPolicy(**said), actor=ANA).facts


@pytest.mark.parametrize("field", ["ratify_hours", "ratify_approvals"])
def test_nobody_ratifies_in_no_time_or_by_nobody(field: str) -> None:
    said: dict[str, Any] = {"occurred_on": TODAY, **rungs((0, 1)), field: 0}
    most = {"ratify_hours": 720, "ratify_approvals": 3}[field]
    Given(*PEOPLE).when(SetPolicy(**said), actor=ANA).refused(PolicyUnusable(field, f"1 to {most}"))


def test_a_rung_for_one_kind_of_help_does_not_stand_for_all() -> None:
    said: dict[str, Any] = {"occurred_on": TODAY, **rungs((0, 1), categories=(Category.RENT,))}
    Given(*PEOPLE).when(SetPolicy(**said), actor=ANA).refused(
        PolicyUnusable("ladder", "a rung from 0 for any kind of help")
    )


def test_while_one_person_signs_a_policy_may_ask_for_people_who_are_still_to_come() -> None:
    assert Given(*ALONE).when(SetPolicy(occurred_on=TODAY, **rungs((0, 3))), actor=ANA).facts


@pytest.mark.parametrize(
    "wrong",
    [
        (HelpRule(category=Category.RENT), HelpRule(category=Category.RENT)),
        (HelpRule(category=Category.RENT, one_per_days=-1),),
        (HelpRule(category=Category.RENT, cool_down_days=-1),),
    ],
)
def test_a_kind_of_help_has_one_rule_and_no_days_below_zero(wrong: tuple[HelpRule, ...]) -> None:
    said: dict[str, Any] = {"occurred_on": TODAY, **rungs((0, 1)), "help_rules": wrong}
    answer = Given(*PEOPLE).when(SetPolicy(**said), actor=ANA).answer
    assert isinstance(answer, PolicyUnusable)
    assert answer.field == "help_rules"
