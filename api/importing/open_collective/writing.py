"""Writing what is new, oldest first, many at once through the same queue as everybody."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final

from api.importing.open_collective.bookings import Booking, command_of
from api.importing.open_collective.plan import Importer, ImportPlan
from ledger.asking import Receipt
from ledger.rejections import Rejection

_AT_ONCE: Final = 512
"""How many bookings are on their way: while the book writes some, the next ones wait for it."""

_TOLD: Final = 256
"""After how many answers *progress* is told."""


class Stopped(Exception):
    """The book refused a row, because the fund changed since the plan.

    *written* bookings of the plan are in the book: all before that row, and of those behind it the
    ones that were on their way already. *missing* ones are not.
    """

    def __init__(self, row: int, rejection: Rejection, written: int, missing: int) -> None:
        self.row = row
        self.rejection = rejection
        self.written = written
        self.missing = missing
        super().__init__(f"Row {row}: {rejection.detail()}")


async def write_plan(importer: Importer, plan: ImportPlan, progress: Callable[[int], None]) -> None:
    """Write every new booking of *plan*; *progress* is told how many more are in the book.

    Raises Stopped. Running the import again writes what is missing, and nothing twice.
    """
    async with importer.database.acquire() as connection:
        await plan.people.keep(connection)
    await _Writing(importer, plan, progress).write()


class _Writing:
    """The bookings on their way, in order, and what came of those before them."""

    def __init__(
        self, importer: Importer, plan: ImportPlan, progress: Callable[[int], None]
    ) -> None:
        self._importer = importer
        self._plan = plan
        self._progress = progress
        self._cases = dict(plan.cases)
        self._asked: deque[tuple[Booking, asyncio.Task[Receipt]]] = deque()
        self._written = 0
        self._told = 0

    async def write(self) -> None:
        """Ask for one booking after another. Nothing is on its way any more when this returns."""
        try:
            for booking in self._plan.new:
                while self._asked and (len(self._asked) >= _AT_ONCE or self._lacks_case(booking)):
                    await self._settle_oldest()
                self._ask(booking)
            while self._asked:
                await self._settle_oldest()
            self._tell()
        finally:
            await self._settle_all()

    def _lacks_case(self, booking: Booking) -> bool:
        """Say whether *booking* is a refund of a gift that is not answered yet."""
        main = booking.main
        return main.is_refund and main.kind.is_main and main.refund_of not in self._cases

    def _ask(self, booking: Booking) -> None:
        command = command_of(
            booking,
            self._plan.choices,
            person=self._plan.people.reference_of(booking),
            case_id=self._cases.get(booking.main.refund_of),
        )
        importer = self._importer
        asked = importer.books.execute(
            self._plan.fund_id, command, actor=importer.actor, key=booking.key
        )
        self._asked.append((booking, asyncio.create_task(asked)))

    async def _settle_oldest(self) -> None:
        booking, task = self._asked.popleft()
        try:
            receipt = await task
        except Rejection as rejection:
            await self._settle_all()
            self._tell()
            missing = len(self._plan.new) - self._written
            raise Stopped(booking.main.number, rejection, self._written, missing) from None
        self._cases[booking.main.short_id] = receipt.answer.case_id
        self._written += 1
        if self._written - self._told >= _TOLD:
            self._tell()

    async def _settle_all(self) -> None:
        """Wait for what is on its way, whatever the answers are."""
        answers = await asyncio.gather(*(task for _, task in self._asked), return_exceptions=True)
        self._asked.clear()
        self._written += sum(isinstance(answer, Receipt) for answer in answers)

    def _tell(self) -> None:
        self._progress(self._written - self._told)
        self._told = self._written
