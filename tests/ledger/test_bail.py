"""Bail: money that a court holds, gives back less deductions, or keeps."""

from typing import Any

import pytest

from ledger.bail import PostBail, RecordBailForfeiture, RecordBailReturn, held
from ledger.chart import Category, DeductionKind, is_spending
from ledger.events import BailForfeited, BailKind, BailPosted, BailReturned, Deduction, FundEvent
from ledger.fund import Fund, replay
from ledger.money import MAX_AMOUNT
from ledger.postings import postings
from ledger.rejections import (
    AmountNotPositive,
    AmountTooLarge,
    AuthorityUnknown,
    KindUnusable,
    MoreThanHeld,
    NotInThisState,
    OutsidePurpose,
    TooManyDeductions,
    WrongCurrency,
)
from tests.ledger import steps
from tests.ledger.bail_facts import ASKED, DECLINED, verified
from tests.ledger.book import CASE, FUND, TODAY, Given, Ladder, Rung, Step, fresh
from tests.ledger.people import ALLOWED, ANA, FUNDED
from tests.ledger.world import (
    BAIL,
    BANK,
    BOOK,
    COURT,
    EUROS,
    GENERAL,
    HOUSEHOLD,
    HOUSING,
    NO_DIGEST,
    NOWHERE,
    RIGHT,
    TIN,
    TOO_MUCH,
    WITHOUT_ACCOUNT,
    WITHOUT_PURPOSE,
    WRONG,
    WRONG_IN_CASE,
    brought,
    posted,
    taken,
    usd,
)

TOPIC = BailPosted.topic
SHORT = (*steps.short(HOUSING), taken(10, TIN, BAIL))
EURO_BAIL = posted(500, EUROS, currency="EUR")


def bail(*facts: FundEvent, given: BailPosted | None = None) -> Given:
    """Return a book whose case is a bail of 5.00."""
    return Given(*BOOK, *facts, case=(given or posted(500),))


def of_two(*facts: FundEvent) -> Given:
    """Return the same where two are needed."""
    return Given(*FUNDED, *facts, case=(posted(500),))


def kept(amount: int, kind: DeductionKind = DeductionKind.FEE) -> Deduction:
    return Deduction(kind=kind, amount=amount)


ONLY_VERIFIED = Given(*BOOK, case=(verified(),))
POST = Ladder(
    PostBail(
        **WRONG,
        kind=BailKind.SURETY,
        authority_id=NOWHERE,
        amount=0,
        fee=-1,
        content_hash=NO_DIGEST,
    ),
    steps.taken_case(*SHORT),
    (
        *steps.case_exists(Given(*BOOK, *SHORT, case=(ASKED, DECLINED))),
        Step(NotInThisState("closed", "post_bail"), given=steps.book(*SHORT)),
        Step(KindUnusable("surety"), {"kind": BailKind.IMMIGRATION_BOND}),
        *steps.dates(),
        *steps.positive("amount", then=5),
        *steps.not_negative("fee", then=2),
        *steps.digest(),
        *steps.account(),
        *steps.purpose(HOUSING),
        Step(AuthorityUnknown(NOWHERE), {"authority_id": COURT}),
        *steps.currency(),
        Step(OutsidePurpose(HOUSING, Category.BAIL), {"purpose_id": BAIL}),
        *steps.money(steps.book, BAIL, needed=7),
    ),
)
RETURN = Ladder(
    RecordBailReturn(**WRONG_IN_CASE, amount=-1, deductions=(kept(0),)),
    steps.book(),
    (
        *steps.case_of(TOPIC, steps.taken_case(), ONLY_VERIFIED),
        Step(NotInThisState("verified", "record_bail_return"), given=bail(given=EURO_BAIL)),
        *steps.dates_of_case(),
        *steps.not_negative("amount", then=0),
        Step(AmountNotPositive("deductions", 0), {"deductions": (kept(TOO_MUCH),)}),
        Step(AmountTooLarge("deductions", TOO_MUCH, MAX_AMOUNT), {"deductions": (kept(1),) * 21}),
        Step(TooManyDeductions(21, 20), {"deductions": ()}),
        Step(AmountNotPositive("amount", 0), {"amount": 470, "deductions": (kept(30), kept(1))}),
        *steps.account(),
        *steps.currency(),
        Step(WrongCurrency("the deposit", "USD", "EUR"), given=bail()),
        *steps.witness(
            (Step(MoreThanHeld(usd(501), usd(500)), {"deductions": (kept(29), kept(1))}),),
            of_two(),
            of_two(ALLOWED),
            needed=30,
        ),
    ),
    actor=ANA,
)
FORFEITURE_WRONG = {name: value for name, value in WRONG_IN_CASE.items() if name != "account_id"}
FORFEIT = Ladder(
    RecordBailForfeiture(**FORFEITURE_WRONG, amount=0),
    steps.book(),
    (
        *steps.case_of(TOPIC, steps.taken_case(), ONLY_VERIFIED),
        Step(NotInThisState("verified", "record_bail_forfeiture"), given=bail()),
        *steps.dates_of_case(),
        *steps.positive("amount", then=501),
        *steps.currency("the deposit"),
        *steps.witness(
            (Step(MoreThanHeld(usd(501), usd(500)), {"amount": 100}),),
            of_two(),
            of_two(ALLOWED),
            needed=100,
        ),
    ),
    actor=ANA,
)
LADDERS = (POST, RETURN, FORFEIT)


@pytest.mark.parametrize("rung", [rung for ladder in LADDERS for rung in ladder.rungs()], ids=str)
def test_refusals_come_in_their_order(rung: Rung) -> None:
    rung.check()


def come_back(amount: int, *deductions: Deduction) -> RecordBailReturn:
    return RecordBailReturn(**WITHOUT_PURPOSE, case_id=CASE, amount=amount, deductions=deductions)


def returned(amount: int, *deductions: Deduction) -> BailReturned:
    return BailReturned(
        **(RIGHT | {"purpose_id": BAIL}), authority_id=COURT, amount=amount, deductions=deductions
    )


def forfeited(amount: int) -> BailForfeited:
    return BailForfeited(
        **(WITHOUT_ACCOUNT | {"purpose_id": BAIL}), authority_id=COURT, amount=amount
    )


def test_someone_new_gets_a_household_of_their_own() -> None:
    book = Given(*BOOK, brought(505, purpose_id=BAIL))
    fields: dict[str, Any] = {
        **(RIGHT | {"purpose_id": BAIL}),
        "kind": BailKind.PERCENTAGE_DEPOSIT,
        "authority_id": COURT,
        "amount": 500,
        "fee": 5,
    }
    book.when(PostBail(**fields)).then(BailPosted(**fields, household=fresh(1)))
    known = fields | {"household": HOUSEHOLD}
    book.when(PostBail(**known)).then(BailPosted(**known))


def test_what_the_court_holds_is_what_has_neither_come_back_nor_been_kept() -> None:
    book = Given(*BOOK, case=(posted(500), returned(100, kept(20)), forfeited(80)))
    assert held(book.case) == 300
    book.when(come_back(300)).then(returned(300))
    book.when(come_back(299, kept(2))).refused(MoreThanHeld(usd(301), usd(300)))


def test_everything_may_be_kept() -> None:
    bail().when(come_back(0, kept(500))).then(returned(0, kept(500)))


def test_facts_about_bail_are_booked_when_account_and_purpose_are_short() -> None:
    book = bail(*steps.short(BAIL))
    book.when(come_back(1, kept(2))).then(returned(1, kept(2)))
    forfeit = RecordBailForfeiture(
        case_id=CASE, occurred_on=TODAY, amount=500, currency="USD", exponent=2
    )
    book.when(forfeit).then(forfeited(500))


def test_the_figures_that_the_project_promised() -> None:
    """After the import 5,688.29 is there; a bail of 500.00 comes back with 30.00 kept."""
    before = (*BOOK, brought(568_829))
    order = PostBail(**RIGHT, authority_id=COURT, amount=50_000)
    post = Given(*before).when(order).facts
    fund = replay(Fund(fund_id=FUND), [*before, *post])
    assert fund.accounts[BANK].balance == 518_829
    assert fund.authorities[COURT].held == {"USD": 50_000}
    fact = come_back(47_000, kept(3_000))
    back = Given(*before, case=post).when(fact).facts
    fund = replay(fund, list(back))
    assert fund.accounts[BANK].balance == 565_829
    assert fund.authorities[COURT].held == {"USD": 0}
    assert fund.purposes[GENERAL].cash == {"USD": 565_829}
    every_posting = [posting for fact in (*post, *back) for posting in postings(fact)]
    spent = sum(posting.amount for posting in every_posting if is_spending(posting.code))
    assert spent == 3_000
