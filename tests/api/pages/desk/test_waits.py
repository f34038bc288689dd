"""What is due, overdue and waiting stands on the desk in one sentence each, what is wrong first."""

from datetime import date, timedelta
from uuid import UUID

from ledger.accounts import FreezeAccount
from ledger.assertions import AssertStatement
from ledger.bail import RecordReturnToDepositor, ReportBail, VerifyBail
from ledger.case_label import case_label
from ledger.cash import CountCash
from ledger.events import BailKind, News, Role
from ledger.members import GrantMandate
from ledger.orders.commands import Act
from tests.api.pages.desk.test_desk import desk_of, headline, section
from tests.api.two_people import Two
from tests.funds import DAY, today


async def posted(two: Two, amount: int) -> UUID:
    """Post bail by two, and return its case."""
    order = await two.ask_for(two.opened.bail(amount), prepared=True)
    await two.sign(order, "noor", Act.APPROVE, Act.AUTHORISE, Act.CARRY_OUT)
    await two.sign(order, "ida", Act.CONFIRM)
    return order.case_id


async def heard(two: Two, case_id: UUID, news: News, due_on: date | None = None) -> None:
    await two.give(ReportBail(occurred_on=today(), case_id=case_id, news=news, due_on=due_on))


async def waits_of(two: Two, handle: str = "ida") -> list[str]:
    return [each.removesuffix("See it") for each in section(await desk_of(two, handle), "waits")]


def starts(waits: list[str]) -> list[str]:
    """Return the words before what is said, which are a state each."""
    states = (
        *("to be forfeited", "appearance missed", "refund overdue", "refund due", "overdue"),
        *("refund claimed", "with the depositor", "verified, not paid yet", "to count", "gap"),
        *("frozen", "held for long"),
    )
    return [state for wait in waits for state in states if wait.startswith(state)]


async def test_what_courts_hold_waits_as_it_stands_and_the_worst_first(two: Two) -> None:
    ordered, quiet, soon, claimed, owed = [await posted(two, 10_00 + n) for n in range(5)]
    await heard(two, claimed, News.DISPOSED)
    await heard(two, claimed, News.REFUND_CLAIMED)
    await heard(two, soon, News.REFUND_DUE, today() + timedelta(days=3))
    await heard(two, ordered, News.FORFEITURE_ORDERED)
    paid = RecordReturnToDepositor(
        occurred_on=today(), case_id=owed, amount=10_04, currency="USD", exponent=2
    )
    await two.give(paid)
    waits = await waits_of(two)
    assert starts(waits) == [
        "to be forfeited",
        "refund due",
        "refund claimed",
        "with the depositor",
        "held for long",
    ]
    assert waits[0].startswith(
        f"to be forfeited County court wants to keep a deposit and holds $10.00: "
        f"{case_label(ordered)}."
    )
    assert f"A depositor owes $10.04 to the fund: {case_label(owed)}." in waits[3]
    assert f"County court has held $10.01 since March 2, 2026: {case_label(quiet)}." in waits[4]


async def test_a_refund_is_due_and_then_overdue_by_itself(two: Two) -> None:
    case_id = await posted(two, 20_00)
    await heard(two, case_id, News.REFUND_DUE, today() - timedelta(days=2))
    (wait,) = await waits_of(two)
    assert wait.startswith("refund due County court was to pay $20.00 back on")
    await heard(two, case_id, News.REFUND_DUE, today() - timedelta(days=40))
    (wait,) = await waits_of(two)
    assert wait.startswith("refund overdue County court was to pay $20.00 back on")


async def test_bail_that_is_verified_waits_to_be_paid_with_our_share(two: Two) -> None:
    asked = VerifyBail(
        occurred_on=today(),
        kind=BailKind.CASH_DEPOSIT,
        authority_id=two.opened.court,
        amount=500_00,
        share=200_00,
        currency="USD",
        exponent=2,
    )
    case_id = (await two.give(asked)).case_id
    (wait,) = await waits_of(two)
    said = f"County court asks for bail, and our $200.00 is not paid yet: {case_label(case_id)}."
    assert wait.startswith(f"verified, not paid yet {said}")


async def test_cash_that_nobody_counted_for_a_month_waits_to_be_counted(two: Two) -> None:
    box = two.opened.cash_box
    await two.give(two.opened.donation(30_00, account_id=box))
    (wait,) = await waits_of(two)
    assert wait.startswith("to count Box has never been counted, and $30.00 should be in it.")
    for day, left in ((DAY, 1), (today(), 0)):
        counted = CountCash(
            occurred_on=day,
            account_id=box,
            counted=30_00,
            booked=30_00,
            currency="USD",
            exponent=2,
        )
        await two.sign(await two.ask_for(counted), "noor", Act.APPROVE)
        waits = await waits_of(two)
        assert len(waits) == left
        assert all("Box was last counted on March 2, 2026" in wait for wait in waits)


async def test_gaps_come_before_frozen_accounts_and_both_are_counted(two: Two) -> None:
    shows = AssertStatement(
        occurred_on=DAY, account_id=two.opened.bank, balance=990_00, currency="USD", exponent=2
    )
    await two.give(FreezeAccount(occurred_on=DAY, account_id=two.opened.bank))
    await two.sign(await two.ask_for(shows), "noor", Act.APPROVE)
    page = await desk_of(two, "ida")
    assert headline(page).endswith("Two things wait for you.")
    gap, frozen = section(page, "waits")
    assert gap.startswith("gap A statement of Bank of March 2, 2026 shows $10.00 less than")
    assert frozen.startswith("frozen Bank is frozen, with $1,000.00 in it")


async def test_nothing_of_it_is_shown_to_whom_it_is_not_for(two: Two) -> None:
    await heard(two, await posted(two, 20_00), News.FORFEITURE_ORDERED)
    mandate = GrantMandate(occurred_on=DAY, holder=two["lou"].who, role=Role.AUDITOR)
    await two.sign(await two.ask_for(mandate), "noor", Act.APPROVE)
    assert starts(await waits_of(two, "sol")) == ["to be forfeited"]
    assert await waits_of(two, "lou") == []
