"""What an import would write, decided on a copy of the fund before anything is written."""

from datetime import datetime
from uuid import UUID, uuid4

from msgspec import Struct

from api.importing.open_collective.bookings import (
    Booking,
    Choices,
    ImportCommand,
    command_of,
    list_bookings,
)
from api.importing.open_collective.figures import Figures, sum_up
from api.importing.open_collective.people import People, person_of
from api.importing.open_collective.recognition import Booked, find_booked, recognise
from api.importing.open_collective.rows import FileUnusable, Row
from ledger.books import Books
from ledger.case import Case, evolve_case
from ledger.command import Context
from ledger.decider import decide
from ledger.fund import Fund, evolve
from ledger.rejections import Rejection
from ledger.store.database import Database
from ledger.vault.keys import Keys


class RefusedBooking(Struct, frozen=True):
    """A booking that the rules of the book refuse."""

    booking: Booking
    rejection: Rejection


class ImportPlan(Struct, frozen=True, kw_only=True):
    """Everything that an import found out. Nothing is written yet.

    *cases* are the cases of rows in the book, by short id: refunds go there. *before* and *after*
    are the balances of the account, in minor units.
    """

    fund_id: UUID
    choices: Choices
    rows: tuple[Row, ...]
    new: tuple[Booking, ...]
    refused: tuple[RefusedBooking, ...]
    people: People
    cases: dict[str, UUID]
    of_file: Figures
    of_new: Figures
    before: int
    after: int
    known: int


class Importer(Struct, frozen=True):
    """What an import works with."""

    database: Database
    books: Books
    keys: Keys
    actor: str


async def make_plan(
    importer: Importer, fund_id: UUID, choices: Choices, rows: list[Row], now: datetime
) -> ImportPlan:
    """Find out what of *rows* is new, and what the rules say to it. Raises FileUnusable."""
    bookings = list_bookings(rows)
    people = People(importer.keys, fund_id)
    async with importer.database.acquire() as connection:
        booked = await find_booked(connection, fund_id, importer.actor, rows)
        found = recognise(bookings, choices, booked)
        everybody = {person for booking in bookings if (person := person_of(booking))}
        await people.find(connection, everybody, found.people)
    fund, _ = await importer.books.get_fund(fund_id)
    trial = _Trial(importer, fund, people, choices, booked, now)
    for booking in found.new:
        await trial.book(booking)
    # Only to be added up: which case a refund belongs to makes no difference to its figures.
    everything = [
        command_of(booking, choices, person=people.reference_of(booking), case_id=fund_id)
        for booking in bookings
    ]
    return ImportPlan(
        fund_id=fund_id,
        choices=choices,
        rows=tuple(rows),
        new=tuple(found.new),
        refused=tuple(trial.refused),
        people=people,
        cases={short_id: one.answer.case_id for short_id, one in booked.items()},
        of_file=sum_up(everything),
        of_new=sum_up(trial.commands),
        before=fund.accounts[choices.account_id].balance,
        after=trial.fund.accounts[choices.account_id].balance,
        known=sum(booking.main.short_id in booked for booking in bookings),
    )


class _Trial:
    """The fund as it would be, one booking after another."""

    def __init__(
        self,
        importer: Importer,
        fund: Fund,
        people: People,
        choices: Choices,
        booked: dict[str, Booked],
        now: datetime,
    ) -> None:
        self._importer = importer
        self.fund = fund
        self._people = people
        self._choices = choices
        self._cases_of_rows = {short_id: one.answer.case_id for short_id, one in booked.items()}
        self._cases: dict[UUID, Case] = {}
        self._now = now
        self.commands: list[ImportCommand] = []
        self.refused: list[RefusedBooking] = []

    async def book(self, booking: Booking) -> None:
        """Decide one booking after those before it."""
        case = await self._case(booking)
        command = command_of(
            booking,
            self._choices,
            person=self._people.reference_of(booking),
            case_id=case.case_id,
        )
        context = Context(self._now, self._importer.actor, 1, uuid4)
        events = decide(command, context, self.fund, case)
        if isinstance(events, Rejection):
            self.refused.append(RefusedBooking(booking, events))
            return
        for event in events:
            self.fund = evolve(self.fund, event)
            case = evolve_case(case, 1, event)
        self._cases[case.case_id] = case
        self._cases_of_rows[booking.main.short_id] = case.case_id
        self.commands.append(command)

    async def _case(self, booking: Booking) -> Case:
        """Return the case that a booking goes on with, or a new one."""
        main = booking.main
        if not main.is_refund or not main.kind.is_main:
            return Case(uuid4())
        case_id = self._cases_of_rows.get(main.refund_of)
        if case_id is None:
            raise FileUnusable(
                [f"Row {main.number}, shortRefundId: neither the file nor the book has that row."]
            )
        known = self._cases.get(case_id)
        return known or await self._importer.books.get_case(self.fund.fund_id, case_id)
