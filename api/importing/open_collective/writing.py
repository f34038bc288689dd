"""Writing what is new, oldest first, many at once through the same queue as everybody."""

import asyncio
from collections.abc import Callable
from typing import Final
from uuid import UUID

from api.importing.open_collective.bookings import Booking, command_of
from api.importing.open_collective.plan import Importer, ImportPlan
from ledger.asking import Receipt
from ledger.rejections import Rejection

_AT_ONCE: Final = 256


class Stopped(Exception):
    """The book refused a row, because the fund changed since the plan. What came before is in."""

    def __init__(self, row: int, rejection: Rejection) -> None:
        self.row = row
        self.rejection = rejection
        super().__init__(f"Row {row}: {rejection.detail()}")


async def write_plan(importer: Importer, plan: ImportPlan, progress: Callable[[int], None]) -> None:
    """Write every new booking of *plan*; *progress* is told how many more are in the book.

    Raises Stopped. Running the import again goes on where it stopped.
    """
    async with importer.database.acquire() as connection:
        await plan.people.keep(connection)
    cases = dict(plan.cases)
    waiting: list[tuple[Booking, asyncio.Task[Receipt]]] = []
    for booking in plan.new:
        if len(waiting) >= _AT_ONCE or (booking.main.is_refund and booking.main.kind.is_main):
            await _settle(waiting, cases, progress)
        waiting.append((booking, _ask(importer, plan, booking, cases)))
    await _settle(waiting, cases, progress)


def _ask(
    importer: Importer, plan: ImportPlan, booking: Booking, cases: dict[str, UUID]
) -> asyncio.Task[Receipt]:
    command = command_of(
        booking,
        plan.choices,
        person=plan.people.reference_of(booking),
        case_id=cases.get(booking.main.refund_of),
    )
    asked = importer.books.execute(plan.fund_id, command, actor=importer.actor, key=booking.key)
    return asyncio.create_task(asked)


async def _settle(
    waiting: list[tuple[Booking, asyncio.Task[Receipt]]],
    cases: dict[str, UUID],
    progress: Callable[[int], None],
) -> None:
    """Wait for every answer; refunds need the cases of their gifts."""
    await asyncio.gather(*(task for _, task in waiting), return_exceptions=True)
    for booking, task in waiting:
        try:
            cases[booking.main.short_id] = task.result().answer.case_id
        except Rejection as rejection:
            raise Stopped(booking.main.number, rejection) from None
    progress(len(waiting))
    waiting.clear()
