"""Emergency grants: promised whole, paid in instalments, the rest released."""

from typing import Any

import pytest
from msgspec.structs import replace

from ledger.chart import Category
from ledger.events import (
    ConsentScope,
    ConsentWithdrawn,
    FundEvent,
    GrantCommitted,
    GrantPaid,
    Instalment,
    PayeeKind,
)
from ledger.grants import (
    MAX_INSTALMENTS,
    CommitGrant,
    PayGrant,
    ReleaseGrantRest,
    paid,
    promised,
)
from ledger.money import MAX_AMOUNT
from ledger.rejections import (
    AboveCap,
    AccountShort,
    AmountNotPositive,
    AmountTooLarge,
    CategoryIsBail,
    ConsentMissing,
    CurrencyUnknown,
    InstalmentsDoNotAddUp,
    InstalmentUnknown,
    InsufficientFunds,
    InsufficientPurpose,
    MoreThanPromised,
    NothingPromised,
    NotInThisState,
    OutsidePurpose,
    PurposeShort,
    TooManyInstalments,
    WrongCurrency,
    WrongExponent,
)
from tests.ledger import steps, world
from tests.ledger.book import CASE, TODAY, TOMORROW, Given, Ladder, Rung, Step, fresh
from tests.ledger.world import (
    BANK,
    BOOK,
    GENERAL,
    HOUSING,
    NO_DIGEST,
    RIGHT,
    TIN,
    TOO_MUCH,
    WITHOUT_ACCOUNT,
    WITHOUT_PURPOSE,
    WRONG,
    WRONG_IN_CASE,
    brought,
    taken,
    usd,
)

TOPIC = GrantCommitted.topic
SHORT = (*steps.short(HOUSING), taken(10, TIN, GENERAL))
CAPPED = world.capped(Category.FOOD, 6)
CLOSED = (world.screened(), world.closed())


def parts(*amounts: int) -> tuple[Instalment, ...]:
    return tuple(Instalment(due_on=TOMORROW, amount=amount) for amount in amounts)


COMMIT_WRONG = {name: value for name, value in WRONG.items() if name != "account_id"}
COMMIT = Ladder(
    CommitGrant(
        **COMMIT_WRONG,
        category=Category.BAIL,
        payee_kind=PayeeKind.LANDLORD,
        amount=0,
        instalments=parts(0, *(1 for _ in range(MAX_INSTALMENTS))),
        content_hash=NO_DIGEST,
    ),
    steps.taken_case(*SHORT),
    (
        *steps.case_exists(Given(*BOOK, *SHORT, CAPPED, case=CLOSED)),
        Step(NotInThisState("closed", "commit_grant"), given=steps.book(*SHORT, CAPPED)),
        Step(CategoryIsBail(), {"category": Category.FOOD}),
        *steps.dates(),
        *steps.positive("amount", then=7),
        Step(
            AmountNotPositive("instalments", 0),
            {"instalments": parts(TOO_MUCH, *(1 for _ in range(MAX_INSTALMENTS)))},
        ),
        Step(
            AmountTooLarge("instalments", TOO_MUCH, MAX_AMOUNT),
            {"instalments": parts(*(1 for _ in range(MAX_INSTALMENTS + 1)))},
        ),
        Step(
            TooManyInstalments(MAX_INSTALMENTS + 1, MAX_INSTALMENTS),
            {"instalments": ()},
        ),
        Step(TooManyInstalments(0, MAX_INSTALMENTS), {"instalments": parts(4, 2)}),
        Step(InstalmentsDoNotAddUp(6, 7), {"instalments": parts(4, 3)}),
        *steps.digest(),
        *steps.purpose(HOUSING),
        Step(CurrencyUnknown("currency", "JPY"), {"currency": "USD"}),
        Step(WrongExponent("USD", 3, 2), {"exponent": 2}),
        Step(OutsidePurpose(HOUSING, Category.FOOD), {"purpose_id": GENERAL}),
        Step(ConsentMissing(ConsentScope.PAY_LANDLORD), {"consent": True}),
        Step(AboveCap(usd(7), usd(6)), given=steps.book(*SHORT)),
        *steps.purpose_money(steps.book, GENERAL, needed=7),
    ),
)


def grant(*facts: FundEvent, given: GrantCommitted | None = None, withdrawn: bool = False) -> Given:
    """Return a book whose case promises rent of 5.00 and 4.00; *withdrawn*: to a landlord."""
    promised = given or world.promised(900, HOUSING, 500, 400)
    if not withdrawn:
        return Given(*BOOK, *facts, case=(promised,))
    to_landlord = replace(promised, payee_kind=PayeeKind.LANDLORD)
    no_more = ConsentWithdrawn(occurred_on=TODAY, scope=ConsentScope.PAY_LANDLORD)
    return Given(*BOOK, *facts, case=(to_landlord, no_more))


EURO_GRANT = world.promised(900, HOUSING, 500, 400, currency="EUR")
AT_HAND = brought(1_000, BANK, GENERAL)
PAY = Ladder(
    PayGrant(**WRONG_IN_CASE, instalment=3, amount=0, fee=-1, content_hash=NO_DIGEST),
    steps.book(*SHORT),
    (
        *steps.case_of(TOPIC, steps.taken_case(*SHORT), grant(*SHORT, given=EURO_GRANT)),
        *steps.dates_of_case(),
        *steps.positive("amount", then=401),
        *steps.not_negative("fee", then=3),
        *steps.digest(),
        Step(InstalmentUnknown(3, 2), {"instalment": 0}),
        Step(InstalmentUnknown(0, 2), {"instalment": 2}),
        *steps.account(),
        *steps.currency(),
        Step(WrongCurrency("the grant", "USD", "EUR"), given=grant(*SHORT)),
        Step(MoreThanPromised(usd(401), usd(400)), {"amount": 400}),
        Step(
            AccountShort(BANK, usd(403), usd(-10)),
            given=grant(taken(10, TIN, HOUSING), brought(402, BANK, GENERAL)),
        ),
        Step(
            InsufficientFunds(BANK, usd(403), usd(402)),
            given=grant(taken(10, TIN, HOUSING), AT_HAND),
        ),
        Step(
            PurposeShort(HOUSING, usd(403), usd(-10)),
            given=grant(brought(402, TIN, HOUSING), AT_HAND),
        ),
        Step(
            InsufficientPurpose(HOUSING, usd(403), usd(402), usd(900)),
            given=grant(brought(403, TIN, HOUSING), AT_HAND, withdrawn=True),
        ),
        Step(
            ConsentMissing(ConsentScope.PAY_LANDLORD),
            given=grant(brought(403, TIN, HOUSING), AT_HAND),
        ),
    ),
)
RELEASE = Ladder(
    ReleaseGrantRest(case_id=CASE, occurred_on=TOMORROW),
    steps.book(),
    (
        *steps.case_of(
            TOPIC,
            steps.taken_case(),
            Given(*BOOK, case=(world.promised(500, HOUSING), world.released(500))),
        ),
        *steps.dates_of_case(),
        Step(NothingPromised(CASE), given=grant()),
    ),
)
LADDERS = (COMMIT, PAY, RELEASE)


@pytest.mark.parametrize("rung", [rung for ladder in LADDERS for rung in ladder.rungs()], ids=str)
def test_refusals_come_in_their_order(rung: Rung) -> None:
    rung.check()


def pay(instalment: int, amount: int, fee: int = 0) -> PayGrant:
    return PayGrant(**WITHOUT_PURPOSE, case_id=CASE, instalment=instalment, amount=amount, fee=fee)


def payment(instalment: int, amount: int, fee: int = 0) -> GrantPaid:
    return GrantPaid(
        **(RIGHT | {"purpose_id": HOUSING}),
        category=Category.RENT,
        instalment=instalment,
        amount=amount,
        fee=fee,
        household=world.HOUSEHOLD,
        payee_kind=PayeeKind.PERSON,
    )


@pytest.mark.parametrize("category", [one for one in Category if one is not Category.BAIL])
def test_every_kind_of_help_is_promised_with_a_household(category: Category) -> None:
    fields: dict[str, Any] = {
        **WITHOUT_ACCOUNT,
        "category": category,
        "amount": 900,
        "instalments": parts(500, 400),
        "payee_kind": PayeeKind.SUPPLIER,
    }
    Given(*BOOK, brought(900)).when(CommitGrant(**fields)).then(
        GrantCommitted(**fields, household=fresh(1))
    )


def test_what_is_promised_cannot_be_promised_again() -> None:
    book = Given(*BOOK, brought(900), world.promised(500, GENERAL))
    command = CommitGrant(
        **WITHOUT_ACCOUNT, category=Category.RENT, amount=401, instalments=parts(401)
    )
    book.when(command).refused(InsufficientPurpose(GENERAL, usd(401), usd(400), usd(500)))


def test_an_instalment_is_paid_in_parts_and_never_twice() -> None:
    book = grant(brought(2_000, BANK, HOUSING))
    book.when(pay(1, 200, fee=3)).then(payment(1, 200, fee=3))
    again = Given(
        *BOOK,
        brought(2_000, BANK, HOUSING),
        case=(world.promised(900, HOUSING, 500, 400), payment(1, 200, fee=3)),
    )
    assert paid(again.case, 1) == 200
    assert promised(again.case) == 700
    again.when(pay(1, 300)).then(payment(1, 300))
    again.when(pay(1, 301)).refused(MoreThanPromised(usd(301), usd(300)))
    again.when(pay(2, 400)).then(payment(2, 400))


def test_nothing_is_paid_of_a_grant_whose_rest_was_released() -> None:
    closed = Given(
        *BOOK,
        brought(2_000, BANK, HOUSING),
        case=(world.promised(900, HOUSING, 500, 400), payment(1, 200), world.released(700)),
    )
    closed.when(pay(2, 1)).refused(MoreThanPromised(usd(1), usd(0)))
    assert closed.fund.purposes[HOUSING].free("USD") == 1_800


def test_the_first_promise_is_kept_although_others_are_promised_more_than_there_is() -> None:
    others = world.promised(5_000, HOUSING)
    grant(others, brought(500, BANK, HOUSING)).when(pay(1, 500)).then(payment(1, 500))


def test_the_rest_is_what_was_not_paid() -> None:
    book = Given(*BOOK, case=(world.promised(900, HOUSING, 500, 400), payment(1, 200)))
    book.when(ReleaseGrantRest(case_id=CASE, occurred_on=TODAY)).then(world.released(700))
