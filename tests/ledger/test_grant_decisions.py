"""Whether an instalment is covered by what people approved: a plan or a payee changed behind it."""

from typing import Any, Final
from uuid import UUID

from msgspec.structs import replace

from ledger.events import FundEvent, Instalment, PayeeKind, Reason
from ledger.grants import ChangeGrantPayee, ChangeGrantPlan, ReleaseGrantRest
from ledger.money import Money
from ledger.orders.content import amount_of, content_of, hash_of
from ledger.recordings import CorrectLine
from tests.ledger.asked import approved, asked, carried_out
from tests.ledger.book import CASE, NOW, TODAY, Given
from tests.ledger.people import ANA, BO, CY, DEE, FUNDED
from tests.ledger.test_order_amounts import approvals, by_order
from tests.ledger.world import usd

SECOND: Final = UUID(int=0xD2)
LARGER: Final = ChangeGrantPlan(
    case_id=CASE,
    occurred_on=TODAY,
    instalments=(
        Instalment(due_on=TODAY, amount=400),
        Instalment(due_on=TODAY, amount=500),
    ),
    currency="USD",
    exponent=2,
)
SMALLER: Final = replace(LARGER, instalments=(Instalment(due_on=TODAY, amount=300),))
PAYEE: Final = ChangeGrantPayee(case_id=CASE, occurred_on=TODAY, payee_kind=PayeeKind.HOTEL)
Change = ChangeGrantPlan | ChangeGrantPayee


def changed(change: Change, *approvers: UUID) -> tuple[FundEvent, ...]:
    """Return the grant of 4.00 that two approved, and its *change* with who approved of that."""
    grant = by_order(BO, CY)
    said: dict[str, Any] = {}
    steps: tuple[FundEvent, ...] = ()
    if approvers:
        said = {"decision": SECOND, "content_hash": hash_of(content_of(change))}
        signed: list[FundEvent] = [asked(change, approvals=len(approvers))]
        signed += [approved(who, change) for who in approvers]
        signed.append(carried_out(approvers[-1], change))
        steps = tuple(replace(each, order=SECOND) for each in signed)
    book = Given(*FUNDED, case=(*grant, *steps))
    facts = book.carried_out(replace(change, **said), NOW, ANA).facts
    return (*grant, *steps, *facts)


def test_an_extension_that_enough_approved_covers_its_instalments() -> None:
    assert approvals(*changed(LARGER, BO, CY)) == 0


def test_an_extension_that_too_few_approved_covers_nothing() -> None:
    """From 5.00 on two approve, and the new plan is of 9.00."""
    assert approvals(*changed(LARGER, BO)) == 1
    assert approvals(*changed(LARGER)) == 1


def test_a_plan_that_shrinks_needs_no_approval_for_what_is_left() -> None:
    assert approvals(*changed(SMALLER)) == 0


def test_another_payee_covers_nothing_unless_somebody_approved_of_them() -> None:
    assert approvals(*changed(PAYEE)) == 1
    assert approvals(*changed(PAYEE, DEE)) == 0


def test_an_order_counts_as_all_that_is_promised_after_it() -> None:
    case = Given(*FUNDED, case=by_order(BO, CY)).case
    assert amount_of(LARGER, case) == usd(900)
    assert amount_of(SMALLER, case) == usd(100)
    assert amount_of(PAYEE, case) == usd(400)
    assert amount_of(ReleaseGrantRest(case_id=CASE, occurred_on=TODAY), case) == usd(400)


def test_a_corrected_plan_counts_as_the_larger_of_both() -> None:
    case = Given(*FUNDED, case=changed(SMALLER)).case
    line = case.lines[-1].position
    correction = CorrectLine(
        case_id=CASE, position=line, reason=Reason.WRONG_AMOUNT, replacement=LARGER
    )
    assert amount_of(correction, case) == Money(900, "USD", 2)
