"""Every cell of the tables of requests, consents and grants, met by the command itself."""

from typing import Any, Final

import pytest

from ledger import consents, grants, requests
from ledger.chart import Category
from ledger.consents import RecordConsent, WithdrawConsent
from ledger.decider import AnyCommand
from ledger.events import (
    BackReason,
    ClosingReason,
    ConsentScope,
    ConsentWithdrawn,
    FundEvent,
    GrantCommitted,
    Instalment,
    Outcome,
    PayeeKind,
    RequestWaitlisted,
    Urgency,
)
from ledger.grants import (
    ChangeGrantPayee,
    ChangeGrantPlan,
    CommitGrant,
    PayGrant,
    RecordMoneyBack,
    RecordReturnedPayment,
    ReleaseGrantRest,
)
from ledger.rejections import Rejection
from ledger.requests import CloseRequest, ScreenRequest, WaitlistRequest
from ledger.state_table import Cell, StateTable, is_event
from tests.ledger import world
from tests.ledger.book import CASE, TODAY, Given
from tests.ledger.world import BANK, BOOK, HOUSING, WITHOUT_ACCOUNT, WITHOUT_PURPOSE, brought

GRANT: Final = world.promised(900, HOUSING, 500, 400)
LISTED: Final = RequestWaitlisted(occurred_on=TODAY)
WITHDRAWN: Final = ConsentWithdrawn(occurred_on=TODAY, scope=ConsentScope.SPEAK_FOR)
AGREED: Final = world.agreed(ConsentScope.SPEAK_FOR)
PLAN: Final = tuple(Instalment(due_on=TODAY, amount=amount) for amount in (500, 400, 100))
ON: Final[dict[str, Any]] = {"case_id": CASE, "occurred_on": TODAY}
PART: Final[dict[str, Any]] = {**WITHOUT_PURPOSE, "case_id": CASE, "amount": 100}

STANDS: Final[dict[str, tuple[FundEvent, ...]]] = {
    requests.NEW: (),
    requests.ASKED: (world.screened(),),
    requests.WAITLISTED: (world.screened(), LISTED),
    requests.CLOSED: (world.screened(), world.closed()),
    requests.MET: (world.screened(), GRANT),
    "promised": (GRANT,),
    "paying": (GRANT, world.rent_paid(1, 200)),
    "completed": (GRANT, world.rent_paid(1, 500), world.rent_paid(2, 400)),
    "stopped": (GRANT, world.rent_paid(1, 200), world.released(700)),
    consents.UNSAID: (world.screened(),),
    consents.GIVEN: (world.screened(), AGREED),
    consents.WITHDRAWN: (world.screened(), AGREED, WITHDRAWN),
}
"""The lines of a case in each state, of whichever table."""

COMMANDS: Final[dict[str, AnyCommand]] = {
    "screen_request": ScreenRequest(**ON, category=Category.RENT, urgency=Urgency.TONIGHT),
    "waitlist_request": WaitlistRequest(**ON),
    "close_request": CloseRequest(
        **ON, outcome=Outcome.REFERRED, reason=ClosingReason.BETTER_ELSEWHERE
    ),
    "record_consent": RecordConsent(**ON, scope=ConsentScope.SPEAK_FOR),
    "withdraw_consent": WithdrawConsent(**ON, scope=ConsentScope.SPEAK_FOR),
    "commit_grant": CommitGrant(
        **(WITHOUT_ACCOUNT | {"purpose_id": HOUSING}),
        case_id=CASE,
        category=Category.RENT,
        amount=100,
        instalments=(Instalment(due_on=TODAY, amount=100),),
    ),
    "change_grant_plan": ChangeGrantPlan(**ON, instalments=PLAN, currency="USD", exponent=2),
    "change_grant_payee": ChangeGrantPayee(**ON, payee_kind=PayeeKind.HOTEL),
    "pay_grant": PayGrant(**PART, instalment=1),
    "release_grant_rest": ReleaseGrantRest(**ON),
    "record_returned_payment": RecordReturnedPayment(**PART, instalment=1),
    "record_money_back": RecordMoneyBack(**PART, why=BackReason.UNSPENT),
}

ROWS: Final = [
    (table, state, command, cell)
    for table in (requests.TABLE, consents.TABLE, grants.TABLE)
    for (state, command), cell in table.cells.items()
]


@pytest.mark.parametrize(
    ("table", "state", "command", "cell"),
    ROWS,
    ids=[f"{table.name}-{state}-{command}" for table, state, command, _ in ROWS],
)
def test_the_command_does_what_its_cell_says(
    table: StateTable, state: str, command: str, cell: Cell
) -> None:
    assert command in table.commands
    book = Given(*BOOK, brought(5_000, BANK, HOUSING), case=STANDS[state])
    answer = book.when(COMMANDS[command]).answer
    if is_event(cell):
        assert not isinstance(answer, Rejection), answer
        assert [fact.topic for fact in answer] == [cell]
    else:
        assert isinstance(answer, Rejection)
        assert answer.code == cell


def test_every_command_of_the_tables_is_met() -> None:
    tables = (requests.TABLE, consents.TABLE, grants.TABLE)
    assert set(COMMANDS) == {command for table in tables for command in table.commands}
    assert set(STANDS) >= {state for table in tables for state in table.states}


@pytest.mark.parametrize("state", grants.TABLE.states)
def test_a_case_is_in_the_state_that_its_lines_say(state: str) -> None:
    assert grants.state_of(Given(*BOOK, case=STANDS[state]).case) == state


@pytest.mark.parametrize("state", requests.TABLE.states)
def test_a_request_is_in_the_state_that_its_lines_say(state: str) -> None:
    assert requests.state_of(Given(*BOOK, case=STANDS[state]).case) == state


def test_a_payment_that_returns_opens_a_stopped_or_completed_grant_again() -> None:
    for state in ("stopped", "completed"):
        case = (*STANDS[state], world.rent_returned(1, 200))
        again = grants.state_of(Given(*BOOK, case=case).case)
        assert again in {"promised", "paying"}


def test_what_was_promised_and_taken_back_is_new_again() -> None:
    book = Given(*BOOK, brought(5_000, BANK, HOUSING), case=(GRANT,))
    line = book.case.lines[0].position
    (reversal,) = book.when(world.taking_back(line)).facts
    after = Given(*BOOK, brought(5_000, BANK, HOUSING), case=(GRANT, reversal))
    assert grants.state_of(after.case) == requests.NEW
    assert isinstance(after.when(COMMANDS["commit_grant"]).facts[0], GrantCommitted)
