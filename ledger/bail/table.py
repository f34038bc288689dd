"""The table of a bail: what each command makes of each state.

Facts go in wherever they can be true: a court may pay back what nobody knew to be over. Only what
contradicts the lines before is refused, and orders where their money is not.
"""

from typing import Final

from ledger.bail.states import State
from ledger.events import (
    BailForfeited,
    BailPosted,
    BailRaised,
    BailReceiptPlaced,
    BailRecovered,
    BailRepaidByDepositor,
    BailReported,
    BailReturned,
    BailReturnedToDepositor,
    BailSuretyEnded,
    BailSuretyGiven,
    BailVerified,
    BailWrittenOff,
    News,
)
from ledger.rejections import CaseExists, MoreThanHeld, MoreThanOwed
from ledger.state_table import REFUSED, Cell, StateTable, row

_S = State
BEFORE: Final = (_S.ASKED, _S.VERIFIED)
"""Nothing is posted yet and something may be."""
OPEN: Final = (_S.POSTED, _S.HELD_OVER, _S.FREED, _S.MISSED, _S.FORFEITURE_ORDERED)
"""The money is at the authority, and the case at the court goes on."""
OVER: Final = (_S.DISPOSED, _S.REFUND_DUE, _S.OVERDUE, _S.CLAIMED, _S.ESCALATED)
"""The money is at the authority, and the case at the court is over."""
HELD: Final = (*OPEN, *OVER)
"""The authority has money of the fund."""
NOTHING_HELD: Final = (_S.WITH_DEPOSITOR, _S.SETTLED, _S.WRITTEN_OFF)
"""What was deposited is not at the authority any more."""

_GOES_ON: Final = (_S.POSTED, _S.HELD_OVER, _S.FREED, _S.MISSED)
_FROM: Final[dict[News, tuple[State, ...]]] = {
    News.FREED: (_S.POSTED, _S.HELD_OVER),
    News.HELD_OVER: (_S.POSTED, _S.FREED),
    News.APPEARANCE_MISSED: (_S.POSTED, _S.HELD_OVER, _S.FREED),
    News.APPEARANCE_CURED: (_S.MISSED, _S.FORFEITURE_ORDERED),
    News.FORFEITURE_ORDERED: _GOES_ON,
    News.FORFEITURE_SET_ASIDE: (_S.FORFEITURE_ORDERED,),
    News.REDUCED: _GOES_ON,
    News.REVOKED: _GOES_ON,
    News.DISPOSED: OPEN,
    News.REFUND_DUE: HELD,
    News.REFUND_CLAIMED: (_S.DISPOSED, _S.REFUND_DUE, _S.OVERDUE),
    News.ESCALATED: (_S.DISPOSED, _S.REFUND_DUE, _S.OVERDUE, _S.CLAIMED),
}
"""The states in which each kind of news can be true."""


def report_of(news: News) -> str:
    """Return the name under which the table knows a report of *news*."""
    return f"report_bail:{news}"


def _opening(topic: str) -> dict[Cell, tuple[State, ...]]:
    return {topic: BEFORE, REFUSED: (_S.CLOSED,)}


def _rows() -> dict[tuple[str, str], Cell]:
    states = tuple(State)
    exists, too_much, not_owed = CaseExists.code, MoreThanHeld.code, MoreThanOwed.code
    cells: dict[tuple[str, str], Cell] = {}

    def add(command: str, where: dict[Cell, tuple[State, ...]], otherwise: Cell = REFUSED) -> None:
        cells.update(row(command, states, where, otherwise))

    add("verify_bail", {BailVerified.topic: BEFORE})
    add("post_bail", _opening(BailPosted.topic), exists)
    add("give_surety", _opening(BailSuretyGiven.topic), exists)
    add("raise_bail", {BailRaised.topic: _GOES_ON})
    for news, where in _FROM.items():
        add(report_of(news), {BailReported.topic: where})
    waiting = (*HELD, _S.WITH_DEPOSITOR)
    add("place_receipt", {BailReceiptPlaced.topic: (*waiting, _S.PREMIUM_PAID)})
    add("record_bail_return", {BailReturned.topic: HELD, too_much: NOTHING_HELD})
    add("record_return_to_depositor", {BailReturnedToDepositor.topic: HELD, too_much: NOTHING_HELD})
    repaid = BailRepaidByDepositor.topic
    add("record_depositor_repayment", {repaid: waiting, not_owed: NOTHING_HELD[1:]})
    add("record_bail_forfeiture", {BailForfeited.topic: HELD, too_much: NOTHING_HELD})
    add("write_off_bail", {BailWrittenOff.topic: waiting, too_much: NOTHING_HELD[1:]})
    add("record_bail_recovery", {BailRecovered.topic: (*HELD, *NOTHING_HELD)})
    add("end_surety", {BailSuretyEnded.topic: (_S.SURETY,)})
    return cells


_CELLS: Final = _rows()
BAIL_TABLE: Final = StateTable(
    name="Bail",
    states=tuple(state.value for state in State),
    commands=tuple(dict.fromkeys(command for _, command in _CELLS)),
    cells={(str(state), command): cell for (state, command), cell in _CELLS.items()},
)
"""What can be recorded of a bail, by where it stands."""
