"""What waits about bail: refunds that are due, what may be lost, what was held for long."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from api.i18n import N_
from api.pages.reading.bail_words import BAD, STATES
from api.pages.reading.reader import Reader
from api.pages.reading.wait import MOST, SOON, Wait, called
from ledger.bail.states import State
from projections.figures import OpenCase

LONG_HELD: Final = timedelta(days=90)
"""After this a deposit is worth asking for."""

_SAID: Final[dict[State, str]] = {
    State.VERIFIED: N_("{who} asks for bail, and our {money} is not paid yet: {case}."),
    State.MISSED: N_("An appearance was missed while {who} holds {money}: {case}."),
    State.FORFEITURE_ORDERED: N_("{who} wants to keep a deposit and holds {money}: {case}."),
    State.DISPOSED: N_("The court case is over and {who} still holds {money}: {case}."),
    State.REFUND_DUE: N_("{who} is to pay {money} back on {day}: {case}."),
    State.OVERDUE: N_("{who} was to pay {money} back on {day}: {case}."),
    State.CLAIMED: N_("{money} was claimed from {who} and has not come back: {case}."),
    State.ESCALATED: N_("{who} was pressed for {money}, which has not come back: {case}."),
    State.WITH_DEPOSITOR: N_("A depositor owes {money} to the fund: {case}."),
}
"""States in which somebody should do something, and what to say of them."""


def bail_waits(reader: Reader, cases: Sequence[OpenCase]) -> Iterator[Wait]:
    """Yield what waits about bail: the worst first, so many of each sort, then what is old."""
    said = [wait for case in cases if (wait := _wait(reader, case)) is not None]
    for is_urgent in (True, False):
        some = [wait for wait in said if wait.is_urgent is is_urgent]
        yield from sorted(some, key=lambda wait: wait.on or reader.today)[:MOST]
    yield from _held_long(reader, cases)


def _wait(reader: Reader, case: OpenCase) -> Wait | None:
    bail = case.bail
    if bail is None:
        return None
    state, day = bail.state(reader.today), bail.due_on
    if state not in _SAID:
        return _part(reader, case)
    text, is_late = _SAID[state], day is not None and day < reader.today
    if state is State.REFUND_DUE and is_late:
        text = _SAID[State.OVERDUE]
    is_urgent = state in BAD or state is State.VERIFIED
    return _about(reader, case, STATES[state], text, is_urgent=is_urgent, on=day)


def _part(reader: Reader, case: OpenCase) -> Wait | None:
    """Return that a part falls due of bail that goes on."""
    bail = case.bail
    if bail is None or bail.part_on is None or not bail.part:
        return None
    if bail.part_on > reader.today + SOON:
        return None
    text = _SAID[State.OVERDUE if bail.part_on < reader.today else State.REFUND_DUE]
    state = STATES[State.REFUND_DUE]
    return _about(reader, case, state, text, on=bail.part_on, amount=min(bail.part, bail.held))


def _held_long(reader: Reader, cases: Sequence[OpenCase]) -> Iterator[Wait]:
    since = reader.today - LONG_HELD
    held = [case for case in cases if case.kind == "bail" and case.opened_on <= since]
    quiet = [case for case in held if _wait(reader, case) is None and case.rest]
    for case in sorted(quiet, key=lambda each: each.opened_on)[: MOST // 2]:
        text = N_("{who} has held {money} since {day}: {case}.")
        yield _about(reader, case, N_("held for long"), text)


def _about(
    reader: Reader,
    case: OpenCase,
    state: str,
    text: str,
    *,
    is_urgent: bool = False,
    on: date | None = None,
    amount: int = 0,
) -> Wait:
    amount = amount or case.rest or case.amount
    said = reader.say(
        text,
        who=reader.name(case.authority_id),
        money=reader.money(amount, case.currency),
        day=on or case.opened_on,
        case=called(case),
    )
    return Wait(state, said, f"{reader.prefix}/cases/{case.case_id}", is_urgent=is_urgent, on=on)
