"""What waits for somebody: what is short, what falls due, what courts have held for long."""

from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from markupsafe import Markup
from msgspec import Struct

from api.i18n import N_
from api.pages.reading.reader import Reader
from ledger.case_label import case_label
from ledger.events import AccountKind
from projections.balances import Balances
from projections.cases import OpenCases
from projections.figures import Due, OpenCase

SOON: Final = timedelta(days=7)
LONG_HELD: Final = timedelta(days=90)
"""After this a deposit is worth asking for."""
MOST: Final = 6
"""How many of one sort are named; the page of the cases has them all."""


class Wait(Struct, frozen=True):
    """Something to do: *state* in a word, a sentence, and where to go for it."""

    state: str
    text: Markup
    address: str
    is_urgent: bool = True


def list_waits(
    reader: Reader,
    balances: Balances,
    cases: OpenCases,
    asked: Collection[tuple[UUID, int]] = (),
) -> tuple[Wait, ...]:
    """Return what waits, what is wrong first.

    *asked* are instalments, by case and number, that wait as orders already.
    """
    return (
        *_short(reader, balances),
        *_due(reader, cases.cases, asked),
        *_held_long(reader, cases.cases),
    )


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
        case=_called(case),
    )
    state = N_("overdue") if is_late else N_("due today") if is_today else N_("due soon")
    return Wait(state, text, f"{reader.prefix}/cases/{case.case_id}", is_urgent=is_late)


def _held_long(reader: Reader, cases: Sequence[OpenCase]) -> Iterator[Wait]:
    since = reader.today - LONG_HELD
    held = [case for case in cases if case.kind == "bail" and case.opened_on <= since]
    for case in sorted(held, key=lambda each: each.opened_on)[: MOST // 2]:
        text = reader.say(
            N_("{who} has held {money} since {day}: {case}."),
            who=reader.name(case.authority_id),
            money=reader.money(case.rest, case.currency),
            day=case.opened_on,
            case=_called(case),
        )
        address = f"{reader.prefix}/cases/{case.case_id}"
        yield Wait(N_("held for long"), text, address, is_urgent=False)


def _called(case: OpenCase) -> Markup:
    return Markup('<bdi lang="en">{}</bdi>').format(case_label(case.case_id))
