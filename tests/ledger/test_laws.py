"""What is true of every history, whatever commands made it."""

from collections import Counter
from uuid import UUID

import msgspec
from hypothesis import given, settings

from ledger import bail, chart, grants, refunds
from ledger.case import Case, evolve_case
from ledger.decider import decide
from ledger.events import BailPosted, FundEvent, GrantCommitted
from ledger.fund import Fund, evolve, replay
from ledger.postings import postings
from ledger.rejections import AccountShort, PurposeShort, Rejection
from ledger.store.mapper import decode, encode
from ledger.transfers import Exchange
from tests.ledger.book import CASE, FUND, TODAY, context
from tests.ledger.histories import EVERY, Plan, histories
from tests.ledger.money_flow import flows
from tests.ledger.plain_book import PlainBook, Turn, command_of
from tests.ledger.steps import aside
from tests.ledger.world import BAIL, BANK, BOOK, EUROS, GENERAL, HOUSING, TIN, brought

START: tuple[FundEvent, ...] = (
    *BOOK,
    brought(60, BANK, GENERAL),
    brought(60, TIN, HOUSING),
    brought(60, BANK, BAIL),
    brought(60, EUROS, GENERAL, "EUR"),
)
"""Enough for some orders and not for all."""

FACTS_BOOKED_WITHOUT_MONEY = {
    "donation.charged_back.v1",
    "fee.taken.v1",
    "line.reversed.v1",
    "money.lost.v1",
}
"""The only lines that may take an account or a purpose below zero."""

MONEY_REFUSALS = {
    "account-short",
    "insufficient-funds",
    "purpose-short",
    "insufficient-purpose",
    "purpose-restricted",
    "outside-purpose",
    "more-than-given",
    "more-than-held",
    "more-than-promised",
    "more-than-paid",
    "already-reversed",
    "later-lines-stand",
}
"""Without these a history would not press on the rules about money."""

lawful = settings(max_examples=100, deadline=None)
PLANS = histories()


def nothing(_book: PlainBook, _turn: Turn) -> None:
    """Watch nothing: the end is what counts."""


def obeyed(plans: list[Plan]) -> PlainBook:
    book = PlainBook(START)
    book.run(plans, nothing)
    return book


@lawful
@given(PLANS)
def test_every_line_balances_in_each_currency_and_uses_only_the_chart(plans: list[Plan]) -> None:
    for entry in obeyed(plans).entries:
        sums: Counter[str] = Counter()
        for posting in postings(entry.event):
            code = chart.CHART[posting.code]
            assert posting.amount != 0
            assert (posting.ref is not None) is (code.ref is not None)
            assert (posting.purpose_id is not None) is code.purpose
            sums[posting.currency] += posting.amount
        assert not any(sums.values())


@lawful
@given(PLANS)
def test_no_order_takes_an_account_or_a_purpose_below_zero(plans: list[Plan]) -> None:
    def watch(book: PlainBook, turn: Turn) -> None:
        if isinstance(turn.answer, Rejection):
            return
        if any(fact.topic in FACTS_BOOKED_WITHOUT_MONEY for fact in turn.answer):
            return
        before, after = levels(turn.before), levels(book.fund)
        lowered = {place: left for place, left in after.items() if left < before.get(place, 0)}
        assert all(left >= 0 for left in lowered.values()), lowered

    PlainBook(START).run(plans, watch)


@lawful
@given(PLANS)
def test_the_right_line_of_a_correction_makes_nothing_short_or_shorter(plans: list[Plan]) -> None:
    def watch(_book: PlainBook, turn: Turn) -> None:
        if isinstance(turn.answer, Rejection) or len(turn.answer) == 1:
            return
        reversal, right = turn.answer
        if right.topic in FACTS_BOOKED_WITHOUT_MONEY:
            return
        undone = evolve(turn.before, reversal)
        before, between = levels(turn.before), levels(undone)
        for at, left in levels(evolve(undone, right)).items():
            assert left >= min(0, before.get(at, 0), between.get(at, 0))

    PlainBook(START).run(plans, watch)


def levels(fund: Fund) -> dict[tuple[UUID, str], int]:
    """Return every balance of accounts and every cash of purposes."""
    accounts = {(one.account_id, one.currency): one.balance for one in fund.accounts.values()}
    purposes = {
        (one.purpose_id, currency): cash
        for one in fund.purposes.values()
        for currency, cash in one.cash.items()
    }
    return {**accounts, **purposes}


@lawful
@given(PLANS)
def test_whatever_is_short_can_be_seen_and_blocks_the_next_order_from_it(
    plans: list[Plan],
) -> None:
    fund = obeyed(plans).fund
    for account_id in fund.accounts:
        if fund.accounts[account_id].balance < 0:
            assert isinstance(exchange(fund, account_id, GENERAL), AccountShort)
    for purpose_id in fund.purposes:
        for currency, cash in fund.purposes[purpose_id].cash.items():
            if cash < 0:
                account_id = EUROS if currency == "EUR" else BANK
                covered = evolve(fund, cover(fund, account_id, purpose_id))
                assert isinstance(exchange(covered, account_id, purpose_id), PurposeShort)


def cover(fund: Fund, account_id: UUID, purpose_id: UUID) -> FundEvent:
    """Return money that fills an account and leaves the purpose as it is."""
    account = fund.accounts[account_id]
    enough = 1 + abs(min(account.balance, 0))
    return brought(enough, account_id, aside(purpose_id), account.currency)


def exchange(fund: Fund, account_id: UUID, purpose_id: UUID) -> object:
    """Order one cent to be sold: no category and no restriction stands in its way."""
    other = BANK if account_id == EUROS else EUROS
    order = Exchange(
        occurred_on=TODAY,
        from_account_id=account_id,
        to_account_id=other,
        purpose_id=purpose_id,
        sold_amount=1,
        sold_currency=fund.accounts[account_id].currency,
        sold_exponent=2,
        bought_amount=1,
        bought_currency=fund.accounts[other].currency,
        bought_exponent=2,
    )
    return decide(order, context(1), fund, Case(CASE))


@lawful
@given(PLANS)
def test_what_came_in_is_there_or_held_or_went_out(plans: list[Plan]) -> None:
    book = obeyed(plans)
    came, went = flows([entry.event for entry in book.entries])
    there: Counter[str] = Counter()
    for account in book.fund.accounts.values():
        there[account.currency] += account.balance
    for currency in ("USD", "EUR"):
        held = sum(one.held.get(currency, 0) for one in book.fund.authorities.values())
        assert came[currency] == there[currency] + held + went[currency]
        of_purposes = sum(one.cash.get(currency, 0) for one in book.fund.purposes.values())
        assert of_purposes == there[currency]


@lawful
@given(PLANS)
def test_a_refusal_changes_nothing_and_asking_twice_gives_the_same_answer(
    plans: list[Plan],
) -> None:
    book = PlainBook(START)
    for plan in plans:
        fields, case_id = book.resolve(plan)
        command = command_of(fields)
        fund, case = book.fund, book.cases.get(case_id, Case(case_id))
        before = repr((fund, case))
        first, second = (
            decide(command, context(len(book.entries) + 1), fund, case) for _ in range(2)
        )
        assert first == second
        assert repr((fund, case)) == before
        lines = len(book.entries)
        assert book.obey(command, case_id) == first
        assert len(book.entries) == lines + (0 if isinstance(first, Rejection) else len(first))


@lawful
@given(PLANS)
def test_replaying_the_lines_gives_what_was_there_step_by_step(plans: list[Plan]) -> None:
    book = obeyed(plans)
    assert replay(Fund(fund_id=FUND), [entry.event for entry in book.entries]) == book.fund
    for case_id, case in book.cases.items():
        again = Case(case_id)
        for position, entry in enumerate(book.entries, start=1):
            if entry.case_id == case_id:
                again = evolve_case(again, position, entry.event)
        assert again == case


@lawful
@given(PLANS)
def test_no_figure_of_a_case_is_negative_and_the_fund_holds_their_sums(plans: list[Plan]) -> None:
    book = obeyed(plans)
    promised: Counter[tuple[UUID, str]] = Counter()
    held: Counter[tuple[UUID, str]] = Counter()
    for case in book.cases.values():
        assert min(refunds.left(case), grants.promised(case)) >= 0
        assert bail.figures_of(case).is_sound
        match case.opening:
            case GrantCommitted() as grant:
                promised[grant.purpose_id, grant.currency] += grants.promised(case)
                plan = grants.plan_of(case)
                assert sum(each.left for each in plan) == grants.promised(case)
                assert all(min(each.left, each.paid, each.cancelled) >= 0 for each in plan)
                assert grants.paid_in_all(case) >= 0
            case BailPosted() as posted:
                owed = bail.held(case) + bail.with_depositor(case)
                held[posted.authority_id, posted.currency] += owed
            case _:
                pass
    for purpose in book.fund.purposes.values():
        for currency in ("USD", "EUR"):
            kept = purpose.promised.get(currency, 0)
            assert kept == promised[purpose.purpose_id, currency]
    for authority in book.fund.authorities.values():
        for currency in ("USD", "EUR"):
            has = authority.held.get(currency, 0)
            assert has == held[authority.authority_id, currency]


@lawful
@given(PLANS)
def test_every_fact_and_every_snapshot_comes_back_from_its_bytes(plans: list[Plan]) -> None:
    book = obeyed(plans)
    for entry in book.entries:
        topic, payload = encode(entry.event)
        assert decode(topic, payload) == entry.event
    snapshot = msgspec.json.encode(book.fund)
    again = msgspec.json.decode(snapshot, type=Fund)
    assert again == book.fund
    assert msgspec.json.encode(again) == snapshot


def test_the_histories_reach_every_command_and_most_refusals() -> None:
    """A law that nothing puts to the test proves nothing."""
    accepted: set[str] = set()
    refused: set[str] = set()

    def watch(_book: PlainBook, turn: Turn) -> None:
        if isinstance(turn.answer, Rejection):
            refused.add(turn.answer.code)
        else:
            accepted.add(turn.fields["command"])

    @settings(lawful, max_examples=700, derandomize=True, database=None)
    @given(PLANS)
    def run(plans: list[Plan]) -> None:
        PlainBook(START).run(plans, watch)

    run()
    assert accepted == {*EVERY}
    assert refused >= MONEY_REFUSALS
