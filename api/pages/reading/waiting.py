"""What waits for somebody: what is short, what falls due, and what courts hold."""

from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

from api.i18n import N_
from api.pages.reading.bail_waits import bail_waits
from api.pages.reading.reader import Reader
from api.pages.reading.wait import MOST, SOON, Wait, by_urgency, called
from ledger.events import AccountKind
from projections.balances import Balances
from projections.cases import OpenCases
from projections.figures import Due, OpenCase


def list_waits(
    reader: Reader,
    balances: Balances,
    cases: OpenCases,
    asked: Collection[tuple[UUID, int]] = (),
) -> tuple[Wait, ...]:
    """Return what waits, what is wrong first.

    *asked* are instalments, by case and number, that wait as orders already.
    """
    waits = (
        *_short(reader, balances),
        *_due(reader, cases.cases, asked),
        *bail_waits(reader, cases.cases),
    )
    return by_urgency(waits)


def _short(reader: Reader, balances: Balances) -> Iterator[Wait]:
    for account in balances.accounts:
        is_owed = account.kind is AccountKind.FRONTED
        if account.short:
            sentence = N_(
                "{name} is short by {money}. Nothing can be paid from it until it is covered."
            )
            if is_owed:
                sentence = N_("{name}: {money} is owed to a member who paid with their own.")
            text = reader.say(
                sentence,
                name=reader.name(account.account_id),
                money=reader.money(account.short, account.currency),
            )
            address = f"{reader.prefix}/journal?account_id={account.account_id}"
            state = N_("owed back") if is_owed else N_("short")
            yield Wait(state, text, address, is_urgent=not is_owed)
    for purpose in balances.purposes:
        for each in purpose.money:
            if each.free < 0:
                text = reader.say(
                    N_("{name} lacks {money} for what is promised out of it."),
                    name=reader.name(purpose.purpose_id),
                    money=reader.money(-each.free, each.currency),
                )
                address = f"{reader.prefix}/journal?purpose_id={purpose.purpose_id}"
                yield Wait(N_("short"), text, address)


def _due(
    reader: Reader, cases: Sequence[OpenCase], asked: Collection[tuple[UUID, int]]
) -> Iterator[Wait]:
    until = reader.today + SOON
    found = [
        (due, case)
        for case in cases
        for due in case.due
        if due.due_on <= until and (case.case_id, due.instalment) not in asked
    ]
    found.sort(key=lambda each: each[0].due_on)
    for due, case in found[:MOST]:
        yield _due_wait(reader, due, case)


def _due_wait(reader: Reader, due: Due, case: OpenCase) -> Wait:
    is_late = due.due_on < reader.today
    is_today = due.due_on == reader.today
    sentence = N_("{money} for {what} was due on {day}: {case}.")
    if not is_late:
        sentence = N_("{money} for {what} is due on {day}: {case}.")
    text = reader.say(
        sentence,
        money=reader.money(due.amount, case.currency),
        what=case.category,
        day=due.due_on,
        case=called(case),
    )
    state = N_("overdue") if is_late else N_("due today") if is_today else N_("due soon")
    address = f"{reader.prefix}/cases/{case.case_id}"
    return Wait(state, text, address, is_urgent=is_late, on=due.due_on)
