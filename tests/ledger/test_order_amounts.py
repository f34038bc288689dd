"""What an order counts as: instalments of a decided grant, fees, corrections."""

from typing import Any, Final
from uuid import UUID

import pytest
from msgspec.structs import replace

from ledger.bail import ReportBail
from ledger.case import Case
from ledger.chart import Category
from ledger.corrections import ReverseLine
from ledger.events import FundEvent, Instalment, News, OrderRequested, Reason, Way
from ledger.grants import CommitGrant, PayGrant
from ledger.members import AdmitMember
from ledger.orders.commands import RequestOrder
from ledger.orders.content import Orderable, amount_of, category_of, content_of, hash_of
from ledger.orders.state import orders_of
from ledger.recordings import CorrectLine
from tests.ledger.asked import ORDER, POST, approved, asked, carried_out, keeps_out, prepared
from tests.ledger.bail_facts import VOUCHED, reported
from tests.ledger.book import CASE, NOW, TODAY, Given
from tests.ledger.people import ANA, BO, CY, DEE, FUNDED, POLICY
from tests.ledger.world import HOUSING, WITHOUT_ACCOUNT, WITHOUT_PURPOSE, posted, usd

COMMIT: Final = CommitGrant(
    **WITHOUT_ACCOUNT | {"purpose_id": HOUSING},
    category=Category.HOTEL,
    amount=400,
    instalments=(Instalment(due_on=TODAY, amount=400),),
    household=UUID(int=5),
)
PAY: Final = PayGrant(**WITHOUT_PURPOSE, case_id=CASE, instalment=1, amount=100)


def committed(command: CommitGrant = COMMIT, **more: Any) -> FundEvent:
    (fact,) = Given(*FUNDED).carried_out(replace(command, **more), NOW, ANA).facts
    return fact


def by_order(
    *approvers: UUID, command: CommitGrant = COMMIT, way: Way = Way.USUAL
) -> tuple[FundEvent, ...]:
    """Return a grant that was asked for by Ana and approved by others."""
    said = hash_of(content_of(command))
    return (
        asked(command, way=way, approvals=len(approvers)),
        *(approved(who, command) for who in approvers),
        carried_out(approvers[-1], command),
        committed(command, decision=ORDER, content_hash=said),
    )


def approvals(
    *case: FundEvent, pay: Orderable = PAY, more: tuple[FundEvent, ...] = (), way: Way = Way.USUAL
) -> int:
    given = Given(*FUNDED, *more, case=case)
    request = RequestOrder(occurred_on=TODAY, order=pay, way=way)
    (requested,) = given.when(request, actor=ANA).facts
    assert isinstance(requested, OrderRequested)
    return requested.approvals


def test_an_instalment_of_a_grant_that_was_approved_whole_is_not_approved_again() -> None:
    assert approvals(*by_order(BO)) == 0


def test_one_of_a_grant_that_one_person_wrote_down_is_whatever_it_says_of_itself() -> None:
    assert approvals(committed()) == 1
    assert approvals(committed(decision=ORDER, content_hash="0" * 64)) == 1
    lies = hash_of(content_of(COMMIT))
    assert approvals(committed(decision=ORDER, content_hash=lies)) == 1
    forged = (asked(COMMIT), committed(decision=ORDER, content_hash=lies))
    assert approvals(*forged) == 1


def test_one_of_a_grant_that_was_promised_tonight_is_approved() -> None:
    assert approvals(*by_order(CY, way=Way.URGENT)) == 1


def test_one_is_approved_where_the_policy_asks_for_more_people_today() -> None:
    raised = replace(POLICY, ladder=(POLICY.ladder[0], replace(POLICY.ladder[1], amount=300)))
    assert approvals(*by_order(BO), more=(raised,)) == 1
    assert approvals(*by_order(BO, CY), more=(raised,)) == 0


def test_one_is_approved_where_an_approver_of_the_grant_keeps_out_now() -> None:
    assert approvals(*by_order(BO), keeps_out(BO)) == 1


@pytest.mark.parametrize("fee, needed", [(10, 0), (11, 1), (5_000, 2)])
def test_only_a_small_fee_goes_with_the_approval_of_the_grant(fee: int, needed: int) -> None:
    assert approvals(*by_order(BO), pay=replace(PAY, fee=fee)) == needed


def test_a_corrected_grant_is_as_decided_as_its_correction() -> None:
    case = by_order(BO)
    given = Given(*FUNDED, case=case)
    larger = replace(
        COMMIT,
        amount=600,
        instalments=(Instalment(due_on=TODAY, amount=600),),
        decision=ORDER,
        content_hash=hash_of(content_of(COMMIT)),
    )
    at = given.position - 1
    right = CorrectLine(case_id=CASE, position=at, reason=Reason.WRONG_AMOUNT, replacement=larger)
    assert approvals(*case, pay=right) == 2, "for what it makes of it"


def test_a_correction_in_the_case_voids_what_was_signed_before_it() -> None:
    paying = replace(asked(PAY), order=UUID(int=77))
    signed = tuple(
        replace(one, order=UUID(int=77)) for one in (approved(BO, PAY), prepared(CY, PAY))
    )
    before = Given(*FUNDED, case=(*by_order(DEE), paying, *signed))
    assert orders_of(before.case)[UUID(int=77)].approved_by == (BO,)
    right = replace(COMMIT, payee=UUID(int=78))
    correct = CorrectLine(
        case_id=CASE,
        position=before.position - 4,
        reason=Reason.WRONG_KIND,
        replacement=right,
    )
    facts = before.carried_out(correct, NOW, ANA).facts
    after = Given(*FUNDED, case=(*by_order(DEE), paying, *signed, *facts))
    order = orders_of(after.case)[UUID(int=77)]
    assert (order.approved_by, order.prepared_by, order.is_open) == ((), None, True)


def test_a_correction_counts_as_the_larger_of_what_was_written_and_what_is_to_be() -> None:
    case = Given(
        *FUNDED, case=(carried_out(ANA), *Given(*FUNDED).carried_out(POST, NOW, ANA).facts)
    ).case
    position = case.lines[-1].position

    def correct(**other: Any) -> CorrectLine:
        right = replace(POST, **other)
        return CorrectLine(
            case_id=CASE, position=position, reason=Reason.WRONG_AMOUNT, replacement=right
        )

    admit = AdmitMember(occurred_on=TODAY, sign_in=ANA)
    assert amount_of(correct(amount=600), case) == usd(600)
    assert amount_of(correct(amount=1), case) == usd(100)
    assert amount_of(correct(amount=1, fee=200), case) == usd(201)
    assert amount_of(correct(currency="EUR"), case) is None, "it reaches every rung"
    assert amount_of(admit, Case(CASE)) is None


def test_a_correction_of_news_moves_nothing_whatever_amount_it_names() -> None:
    given = Given(*FUNDED, case=(posted(500), reported(News.REDUCED, amount=7)))
    news = ReportBail(occurred_on=TODAY, case_id=CASE, news=News.REDUCED, amount=5)
    mended = CorrectLine(
        case_id=CASE, position=given.position - 1, reason=Reason.WRONG_AMOUNT, replacement=news
    )
    assert amount_of(mended, given.case) is None


def test_taking_back_what_was_vouched_for_is_about_bail() -> None:
    given = Given(*FUNDED, case=(VOUCHED,))
    back = ReverseLine(case_id=CASE, position=given.position - 1, reason=Reason.WRONG_AMOUNT)
    assert category_of(back, given.case) is Category.BAIL
