"""The independent model and the ledger agree in every answer and every refusal."""

from collections import Counter

from hypothesis import given, settings

from ledger.chart import Category
from ledger.rejections import Rejection
from tests.ledger.book import FUND, TODAY
from tests.ledger.histories import Plan, histories
from tests.ledger.model import RULES, Answer, Model
from tests.ledger.plain_book import PlainBook, Turn
from tests.ledger.world import BAIL, BANK, BOOK, COURT, EUROS, GENERAL, HOUSING, POLICE, TIN

COMMANDS = tuple(RULES)
DONATIONS_FIRST = ("record_donation",) * 6
"""There is no money at the start, so most of a history would be refused without gifts."""
PLANS = histories(COMMANDS + DONATIONS_FIRST)


def model_of_the_same_fund() -> Model:
    return Model(
        accounts={BANK: "USD", TIN: "USD", EUROS: "EUR"},
        purposes={
            GENERAL: ("unrestricted", ()),
            HOUSING: ("restricted", (Category.RENT, Category.HOTEL)),
            BAIL: ("designated", (Category.BAIL, Category.LEGAL)),
        },
        authorities={COURT, POLICE},
        today=TODAY,
        fund_id=FUND,
        openings=len(BOOK),
        exponents={"USD": 2, "EUR": 2},
    )


def as_the_model_says(book: PlainBook, turn: Turn) -> Answer:
    if isinstance(turn.answer, Rejection):
        return "refused", turn.answer.code
    return "ok", len(book.entries)


@settings(max_examples=150, deadline=None)
@given(PLANS)
def test_they_agree_in_every_answer_and_every_balance(plans: list[Plan]) -> None:
    model = model_of_the_same_fund()

    def watch(book: PlainBook, turn: Turn) -> None:
        assert model.apply(turn.fields) == as_the_model_says(book, turn)

    book = PlainBook()
    book.run(plans, watch)
    for account in book.fund.accounts.values():
        assert model.balance(account.account_id) == account.balance
    for purpose in book.fund.purposes.values():
        for currency in ("USD", "EUR"):
            where = purpose.purpose_id, currency
            assert model.sums["purpose", *where] == purpose.cash.get(currency, 0)
            assert model.sums["promised", *where] == purpose.promised.get(currency, 0)


def test_the_histories_let_them_disagree_about_everything_that_matters() -> None:
    answers: Counter[str] = Counter()
    refused: set[str] = set()

    def watch(_book: PlainBook, turn: Turn) -> None:
        if isinstance(turn.answer, Rejection):
            refused.add(turn.answer.code)
        else:
            answers[turn.fields["command"]] += 1

    @settings(max_examples=600, deadline=None, derandomize=True, database=None)
    @given(PLANS)
    def run(plans: list[Plan]) -> None:
        PlainBook().run(plans, watch)

    run()
    assert set(answers) == set(RULES)
    assert len(refused) >= 30, sorted(refused)
