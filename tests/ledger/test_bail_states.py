"""Every cell of the table of bail, met by the command itself in a case that is in the state."""

from datetime import timedelta
from typing import Any, Final

import pytest

from ledger.bail import (
    EndSurety,
    GiveSurety,
    PlaceReceipt,
    PostBail,
    RaiseBail,
    RecordBailForfeiture,
    RecordBailRecovery,
    RecordBailReturn,
    RecordDepositorRepayment,
    RecordReturnToDepositor,
    ReportBail,
    State,
    VerifyBail,
    WriteOffBail,
    figures_of,
    held,
    state_of,
)
from ledger.bail.states import course_of, expected
from ledger.bail.table import BAIL_TABLE
from ledger.decider import COMMANDS, AnyCommand
from ledger.events import BailKind, FundEvent, HeldBy, News, ReceiptPlace
from ledger.rejections import NotInThisState, Rejection
from ledger.state_table import REFUSED, is_event
from tests.ledger.bail_facts import (
    CASES,
    PREMIUM,
    forfeited,
    kept,
    recovered,
    repaid,
    reported,
    returned,
    to_depositor,
    written_off,
)
from tests.ledger.book import CASE, TODAY, TOMORROW, Given
from tests.ledger.world import BAIL, BANK, BOOK, COURT, brought, posted

ON: Final[dict[str, Any]] = {"case_id": CASE, "occurred_on": TODAY}
USD: Final[dict[str, Any]] = {"currency": "USD", "exponent": 2}
SOME: Final[dict[str, Any]] = {**ON, **USD, "amount": 50}
ARRIVED: Final[dict[str, Any]] = {**SOME, "account_id": BANK}
PAID: Final[dict[str, Any]] = {**ARRIVED, "purpose_id": BAIL, "authority_id": COURT}
ASKED_FOR: Final[dict[str, Any]] = {**SOME, "authority_id": COURT}


def command_of(name: str, state: State) -> AnyCommand:
    """Return a command of the table that is right but for the state."""
    if name.startswith("report_bail:"):
        news = News(name.partition(":")[2])
        return ReportBail(**ON, news=news, amount=50 if news is News.REDUCED else None)
    owed = HeldBy.DEPOSITOR if state is State.WITH_DEPOSITOR else HeldBy.AUTHORITY
    commands: dict[str, AnyCommand] = {
        "verify_bail": VerifyBail(**ASKED_FOR, kind=BailKind.POLICE_BOND, share=50),
        "post_bail": PostBail(**PAID),
        "raise_bail": RaiseBail(**ARRIVED),
        "place_receipt": PlaceReceipt(**ON, place=ReceiptPlace.FUND),
        "record_bail_return": RecordBailReturn(**ARRIVED),
        "record_return_to_depositor": RecordReturnToDepositor(**SOME),
        "record_depositor_repayment": RecordDepositorRepayment(**ARRIVED),
        "record_bail_forfeiture": RecordBailForfeiture(**SOME),
        "write_off_bail": WriteOffBail(**SOME, held_by=owed),
        "record_bail_recovery": RecordBailRecovery(**ARRIVED),
        "give_surety": GiveSurety(**ASKED_FOR),
        "end_surety": EndSurety(**ON),
    }
    return commands[name]


def in_case(*facts: FundEvent) -> Given:
    """Return a book with plenty of money, and a case of these facts."""
    return Given(*BOOK, brought(5_000, purpose_id=BAIL), case=facts)


@pytest.mark.parametrize("state", State)
def test_the_case_of_each_state_is_in_it(state: State) -> None:
    assert state_of(in_case(*CASES[state]).case, TODAY) is state


@pytest.mark.parametrize(
    "state, name", sorted(BAIL_TABLE.cells), ids=[f"{s}-{c}" for s, c in sorted(BAIL_TABLE.cells)]
)
def test_the_command_does_what_its_cell_says(state: str, name: str) -> None:
    command = command_of(name, State(state))
    answer = in_case(*CASES[State(state)]).when(command).answer
    cell = BAIL_TABLE.cells[state, name]
    if is_event(cell):
        assert not isinstance(answer, Rejection), answer
        assert [fact.topic for fact in answer] == [cell]
    elif cell == REFUSED:
        assert answer == NotInThisState(state, name)
    else:
        assert isinstance(answer, Rejection)
        assert answer.code == cell


def test_the_table_has_every_state_every_kind_of_news_and_every_command_about_bail() -> None:
    assert BAIL_TABLE.states == tuple(State)
    of_bail = {
        name for name, command in COMMANDS.items() if command.__module__.startswith("ledger.bail.")
    }
    named = {name.partition(":")[0] for name in BAIL_TABLE.commands}
    assert named == of_bail
    news = {name.partition(":")[2] for name in BAIL_TABLE.commands if ":" in name}
    assert news == set(News)


def after(*facts: FundEvent) -> State | None:
    return state_of(in_case(*facts).case, TODAY)


def test_a_missed_appearance_that_is_cured_leads_back_to_where_the_person_was() -> None:
    cured = reported(News.APPEARANCE_CURED)
    missed = reported(News.APPEARANCE_MISSED)
    assert after(posted(500), missed, cured) is State.POSTED
    assert after(posted(500), reported(News.FREED), missed, cured) is State.FREED
    assert after(posted(500), reported(News.HELD_OVER), missed, cured) is State.HELD_OVER


def test_an_order_of_forfeiture_that_is_set_aside_leads_back_too() -> None:
    ordered, aside = reported(News.FORFEITURE_ORDERED), reported(News.FORFEITURE_SET_ASIDE)
    assert after(posted(500), reported(News.FREED), ordered, aside) is State.FREED


def test_of_a_half_that_is_forfeited_the_other_half_stays_open() -> None:
    ordered = reported(News.FORFEITURE_ORDERED, amount=250)
    freed = (posted(500), reported(News.FREED), ordered)
    assert after(*freed, forfeited(250)) is State.FREED
    assert after(*freed, forfeited(500)) is State.SETTLED


def test_a_refund_is_overdue_on_the_thirty_first_day_after_its_day() -> None:
    case = in_case(posted(500), reported(News.REFUND_DUE, due_on=TODAY)).case
    assert state_of(case, TODAY + timedelta(days=30)) is State.REFUND_DUE
    assert state_of(case, TODAY + timedelta(days=31)) is State.OVERDUE


def test_a_refund_of_which_a_part_came_is_due_for_the_rest() -> None:
    due = (posted(500), reported(News.REFUND_DUE))
    assert after(*due, returned(100)) is State.REFUND_DUE
    assert after(*due, returned(100), to_depositor(350, kept(50))) is State.WITH_DEPOSITOR
    assert after(*due, to_depositor(500), repaid(500)) is State.SETTLED


def test_what_was_written_off_and_came_back_whole_is_settled() -> None:
    gone = (posted(500), to_depositor(200), written_off(300))
    assert after(*gone) is State.WITH_DEPOSITOR
    given_up = (*gone, written_off(200, HeldBy.DEPOSITOR))
    assert after(*given_up) is State.WRITTEN_OFF
    assert after(*given_up, recovered(499)) is State.WRITTEN_OFF
    assert after(*given_up, recovered(500)) is State.SETTLED


def test_what_is_expected_when_is_the_rest_or_the_part_that_was_released() -> None:
    def when(*facts: FundEvent) -> list[tuple[object, int]]:
        case = in_case(*facts).case
        course = course_of(case, TODAY)
        assert course is not None
        return list(expected(course, figures_of(case)))

    reduced = (posted(500), reported(News.REDUCED, amount=200, due_on=TOMORROW))
    assert when(posted(500)) == []
    assert when(*reduced) == [(TOMORROW, 200)]
    assert when(*reduced, returned(150)) == [(TOMORROW, 50)]
    assert when(*reduced, returned(200)) == []
    assert when(*reduced, reported(News.DISPOSED, due_on=TODAY)) == [(TODAY, 500)]
    assert when(posted(500), reported(News.DISPOSED)) == []


def test_a_premium_is_no_deposit_and_nothing_of_it_is_held() -> None:
    book = in_case(PREMIUM)
    assert held(book.case) == 0
    assert book.fund.authorities[COURT].held == {}
    assert book.fund.purposes[BAIL].cash == {"USD": 4_500}
