"""Bail goes on its way: asked for, raised, owed by a depositor, written off, vouched for."""

from typing import Any

import pytest
from msgspec.structs import replace

from ledger.bail import (
    EndSurety,
    PlaceReceipt,
    PostBail,
    RaiseBail,
    RecordBailRecovery,
    RecordDepositorRepayment,
    ReportBail,
    VerifyBail,
    figures_of,
    held,
    with_depositor,
)
from ledger.chart import Category
from ledger.corrections import ReverseLine
from ledger.events import BailKind, BailReceiptPlaced, FundEvent, News, Reason, ReceiptPlace
from ledger.rejections import LaterLinesStand, NotInThisState
from tests.ledger.bail_facts import (
    ASKED,
    DECLINED,
    VOUCHED,
    VOUCHED_NO_MORE,
    kept,
    raised,
    recovered,
    repaid,
    reported,
    returned,
    to_depositor,
    verified,
    written_off,
)
from tests.ledger.book import CASE, TODAY, Given
from tests.ledger.test_bail_courts import IN_CASE, MEMO, bail
from tests.ledger.world import BAIL, BOOK, COURT, HOUSEHOLD, RIGHT, brought, posted


def test_bail_that_was_asked_for_is_verified_and_posted_in_one_case() -> None:
    book = Given(*BOOK, brought(500, purpose_id=BAIL), case=(ASKED,))
    verify = VerifyBail(
        **MEMO,
        case_id=CASE,
        kind=BailKind.CASH_DEPOSIT,
        authority_id=COURT,
        amount=1_000,
        share=500,
    )
    book.when(verify).then(verified(1_000, 500))
    asked = Given(*BOOK, brought(500, purpose_id=BAIL), case=(ASKED, verified(1_000, 500)))
    fields: dict[str, Any] = {**(RIGHT | {"purpose_id": BAIL}), "authority_id": COURT}
    (fact,) = asked.when(PostBail(**fields, amount=500, case_id=CASE)).facts
    assert fact == posted(500)
    assert fact.household == ASKED.household == HOUSEHOLD


def test_what_is_raised_is_held_beside_what_was_posted() -> None:
    book = bail(brought(200, purpose_id=BAIL))
    book.when(RaiseBail(**IN_CASE, amount=200)).then(raised(200))
    more = bail(brought(200, purpose_id=BAIL), case=(posted(500), raised(200)))
    assert held(more.case) == 700
    assert more.fund.authorities[COURT].held == {"USD": 700}
    more.when(ReportBail(case_id=CASE, occurred_on=TODAY, news=News.FREED)).then(
        reported(News.FREED)
    )


def test_what_a_depositor_got_is_owed_until_it_is_handed_on() -> None:
    book = bail(case=(posted(500), to_depositor(470, kept(30))))
    assert (held(book.case), with_depositor(book.case)) == (0, 470)
    assert book.fund.authorities[COURT].held == {"USD": 470}
    book.when(RecordDepositorRepayment(**IN_CASE, amount=470)).then(repaid(470))
    paid = bail(case=(posted(500), to_depositor(470, kept(30)), repaid(470)))
    assert with_depositor(paid.case) == 0
    assert paid.fund.purposes[BAIL].cash == {"USD": 470}
    assert paid.fund.authorities[COURT].held == {"USD": 0}


def test_what_was_written_off_is_spent_until_it_comes_back() -> None:
    gone = bail(case=(posted(500), written_off(500)))
    assert figures_of(gone.case).lost == 500
    assert gone.fund.purposes[BAIL].cash == {"USD": 0}
    gone.when(RecordBailRecovery(**IN_CASE, amount=200)).then(recovered(200))
    back = bail(case=(posted(500), written_off(500), recovered(200)))
    assert figures_of(back.case).lost == 300
    assert back.fund.purposes[BAIL].cash == {"USD": 200}


def test_vouching_moves_no_money_and_ends_with_the_same_amount() -> None:
    book = Given(*BOOK, case=(VOUCHED,))
    assert all(purpose.cash == {} for purpose in book.fund.purposes.values())
    book.when(EndSurety(case_id=CASE, occurred_on=TODAY)).then(VOUCHED_NO_MORE)


def test_a_receipt_is_where_it_was_put() -> None:
    command = PlaceReceipt(case_id=CASE, occurred_on=TODAY, place=ReceiptPlace.LOST)
    bail().when(command).then(BailReceiptPlaced(occurred_on=TODAY, place=ReceiptPlace.LOST))


@pytest.mark.parametrize(
    "case, wrong",
    [
        ((posted(500), raised(200), returned(600)), 1),
        ((posted(500), to_depositor(500), repaid(500)), 1),
        ((posted(500), written_off(500), recovered(1)), 1),
        ((verified(), posted(500), reported(News.FREED)), 1),
        ((VOUCHED, VOUCHED_NO_MORE), 0),
    ],
)
def test_a_line_that_others_rest_on_is_not_taken_back(
    case: tuple[FundEvent, ...], wrong: int
) -> None:
    book = bail(case=case)
    first = book.case.lines[0].position
    command = ReverseLine(case_id=CASE, position=first + wrong, reason=Reason.DID_NOT_HAPPEN)
    last = book.case.lines[-1].position
    book.when(command).refused(LaterLinesStand(first + wrong, last))


def test_a_report_is_taken_back_like_any_line() -> None:
    book = bail(case=(posted(500), reported(News.FREED), reported(News.APPEARANCE_MISSED)))
    wrong = book.case.lines[1].position
    book.when(ReverseLine(case_id=CASE, position=wrong, reason=Reason.DID_NOT_HAPPEN)).facts  # noqa: B018


def test_bail_is_not_paid_in_a_case_whose_request_for_other_help_was_closed() -> None:
    for_rent = replace(ASKED, category=Category.RENT)
    book = Given(*BOOK, brought(500, purpose_id=BAIL), case=(for_rent, DECLINED))
    fields: dict[str, Any] = {**(RIGHT | {"purpose_id": BAIL}), "authority_id": COURT}
    post = PostBail(**fields, amount=500, case_id=CASE)
    book.when(post).refused(NotInThisState("closed", "post_bail"))
    again = Given(*BOOK, brought(500, purpose_id=BAIL), case=(for_rent, DECLINED, ASKED))
    assert again.when(post).facts
