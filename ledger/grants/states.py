"""The states of a grant, and what each command makes of each."""

from typing import Final

from ledger import requests
from ledger.case import Case
from ledger.events import (
    GrantCommitted,
    GrantMoneyReturned,
    GrantPaid,
    GrantPayeeChanged,
    GrantPaymentReturned,
    GrantPlanChanged,
    GrantRestReleased,
)
from ledger.grants.plan import plan_of, promised
from ledger.rejections import (
    CaseExists,
    CaseOfAnotherKind,
    CaseUnknown,
    MoreThanPaid,
    MoreThanPromised,
    NothingPromised,
)
from ledger.requests import ASKED, CLOSED, NEW, WAITLISTED
from ledger.state_table import REFUSED, Cell, StateTable, row

PROMISED: Final = "promised"
PAYING: Final = "paying"
COMPLETED: Final = "completed"
STOPPED: Final = "stopped"

_BEFORE: Final = (ASKED, WAITLISTED, CLOSED)
_RUNNING: Final = (PROMISED, PAYING)
_OVER: Final = (COMPLETED, STOPPED)
STATES: Final = (NEW, *_BEFORE, *_RUNNING, *_OVER)
"""*promised*: nothing is paid yet. *paying*: some is. *completed*: all of the plan is paid.
*stopped*: the rest was released, or all of it."""


def _going_on(command: str, cells: dict[Cell, tuple[str, ...]]) -> dict[tuple[str, str], Cell]:
    """Return the row of a command that goes on with a grant that was promised."""
    before: dict[Cell, tuple[str, ...]] = {
        CaseUnknown.code: (NEW,),
        CaseOfAnotherKind.code: _BEFORE,
    }
    return row(command, STATES, before | cells)


TABLE: Final = StateTable(
    name="Grant",
    states=STATES,
    commands=(
        "commit_grant",
        "change_grant_plan",
        "change_grant_payee",
        "pay_grant",
        "release_grant_rest",
        "record_returned_payment",
        "record_money_back",
    ),
    cells={
        **row(
            "commit_grant",
            STATES,
            {GrantCommitted.topic: (NEW, ASKED, WAITLISTED), REFUSED: (CLOSED,)},
            CaseExists.code,
        ),
        **_going_on(
            "change_grant_plan",
            {GrantPlanChanged.topic: (*_RUNNING, COMPLETED), REFUSED: (STOPPED,)},
        ),
        **_going_on("change_grant_payee", {GrantPayeeChanged.topic: _RUNNING, REFUSED: _OVER}),
        **_going_on("pay_grant", {GrantPaid.topic: _RUNNING, MoreThanPromised.code: _OVER}),
        **_going_on(
            "release_grant_rest",
            {GrantRestReleased.topic: _RUNNING, NothingPromised.code: _OVER},
        ),
        **_going_on(
            "record_returned_payment",
            {GrantPaymentReturned.topic: (PAYING, *_OVER), MoreThanPaid.code: (PROMISED,)},
        ),
        **_going_on(
            "record_money_back",
            {GrantMoneyReturned.topic: (PAYING, *_OVER), MoreThanPaid.code: (PROMISED,)},
        ),
    },
)
"""What each command makes of a grant. What was paid decides further than the state."""


def state_of(case: Case) -> str:
    """Return the state of the grant in *case*, or of its request while nothing is promised."""
    plan = plan_of(case)
    if not plan:
        return requests.state_of(case)
    if promised(case) > 0:
        return PAYING if any(planned.paid for planned in plan) else PROMISED
    return STOPPED if any(planned.cancelled for planned in plan) else COMPLETED
