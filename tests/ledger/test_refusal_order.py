"""Each command's docstring lists its refusals in order; the tables meet every one of them so."""

from typing import Final

import pytest

from ledger.decider import COMMANDS
from ledger.opening import OpenFund
from ledger.rejections import REJECTIONS, FundUnknown, ballots, vault
from tests.ledger import (
    test_accounts,
    test_assertions,
    test_bail,
    test_bail_courts,
    test_break_glass,
    test_brought_forward,
    test_carrying_out,
    test_cash,
    test_corrections,
    test_costs,
    test_donations,
    test_floats,
    test_grant_changes,
    test_grant_returns,
    test_grants,
    test_members,
    test_opening,
    test_orders,
    test_policy,
    test_refunds,
    test_requests,
    test_signing,
    test_suspension,
    test_transfers,
)
from tests.ledger.book import Given, Ladder, documented, without_repeats
from tests.ledger.budgets import test_rules as test_budgets
from tests.ledger.deciding import test_proposing, test_setting_rules, test_speaking
from tests.ledger.publishing import test_log, test_reporting, test_settings, test_telling

TABLES: Final[dict[str, Ladder]] = {
    type(ladder.command).__name__: ladder
    for module in (
        test_accounts,
        test_assertions,
        test_bail,
        test_bail_courts,
        test_break_glass,
        test_brought_forward,
        test_budgets,
        test_carrying_out,
        test_cash,
        test_corrections,
        test_costs,
        test_donations,
        test_floats,
        test_grant_changes,
        test_grant_returns,
        test_grants,
        test_log,
        test_members,
        test_opening,
        test_orders,
        test_policy,
        test_proposing,
        test_refunds,
        test_reporting,
        test_requests,
        test_setting_rules,
        test_settings,
        test_signing,
        test_speaking,
        test_suspension,
        test_telling,
        test_transfers,
    )
    for ladder in module.LADDERS
}

ELSEWHERE: Final = {
    # Met before the rules, by the shell around the book.
    "idempotency-key-reused",
    "idempotency-key-unusable",
    "book-busy",
    "book-read-only",
    # Met by every command but one, in the last test of this file.
    "fund-unknown",
    # Met before the rules of a command, because of who asks: test_powers.
    "second-person-needed",
    "single-signer",
    "operator-may-not",
    # Met beside the rules, as it follows from every line of a book: tests/api/pages/cash.
    "more-than-the-gap",
    # Met before the rules of a command, because of an account: test_account_states.
    "account-is-closed",
    # Met beside the rules, where a fund pays nothing unbudgeted: budgets.test_covering.
    "budget-missing",
    "budget-short",
    # Met beside the rules, by what is remembered outside the book: tests/api/publishing.
    "report-out-before",
    # Met by what is no command and no part of the book: tests/ledger/vault.
    *(code for code, kind in REJECTIONS.items() if kind.__module__ == vault.__name__),
    # Of what is beside the book of a proposal: tests/api/deciding.
    *(code for code, kind in REJECTIONS.items() if kind.__module__ == ballots.__name__),
}


@pytest.mark.parametrize("name", sorted(TABLES))
def test_the_docstring_and_the_table_agree(name: str) -> None:
    ladder = TABLES[name]
    assert documented(type(ladder.command)) == ladder.codes


def test_every_command_has_a_table() -> None:
    assert set(TABLES) == {command.__name__ for command in COMMANDS.values()}


def test_every_refusal_is_met_by_some_command() -> None:
    met = {code for ladder in TABLES.values() for code in ladder.codes}
    assert met == set(REJECTIONS) - ELSEWHERE


def test_repeats_are_only_taken_out_where_they_follow_each_other() -> None:
    assert without_repeats(["a", "a", "b", "a"]) == ["a", "b", "a"]


@pytest.mark.parametrize("name", sorted(set(TABLES) - {OpenFund.__name__}))
def test_a_book_without_a_fund_obeys_nothing_else(name: str) -> None:
    ladder = TABLES[name]
    Given().when(ladder.rungs()[-1].command).refused(FundUnknown())
    Given().when(ladder.command).refused(FundUnknown())
