"""What the pages about one float share: its facts, and whom they may be shown."""

from typing import Any
from uuid import UUID

from litestar import Request
from litestar.exceptions import NotFoundException

from api.access import Power, access_of
from api.pages.recording.base import Recording
from api.pages.recording.desk import Desk, open_desk
from ledger.case import Case
from ledger.events import FloatHanded
from ledger.fund import Fund
from ledger.money import Money

AnyRequest = Request[Any, Any, Any]


def handed_in(case: Case | None) -> FloatHanded:
    """Return what was handed out. Raises not found for a case of another kind."""
    opening = case.opening if case else None
    if not isinstance(opening, FloatHanded):
        raise NotFoundException
    return opening


def there_should_be(fund: Fund, handed: FloatHanded) -> Money:
    """Return what should be with the carrier."""
    balance = fund.accounts[handed.float_id].balance
    return Money(balance, handed.currency, handed.exponent)


async def open_float(request: AnyRequest, fund_id: UUID, case_id: UUID) -> Desk:
    """Return the desk of a float.

    Raises not found, also for a member who neither carries it nor reads the book.
    """
    desk, access = await open_desk(request, fund_id, case_id), access_of(request)
    is_carrier = handed_in(desk.case).carrier == access.sign_in_id
    if not is_carrier and not access.may(Power.READ_BOOK):
        raise NotFoundException
    return desk


class OfFloat(Recording):
    """A page that writes into the case of a float."""

    @property
    def handed(self) -> FloatHanded:
        """What the case began with."""
        return handed_in(self.desk.case)

    async def write(self, request: AnyRequest, form: Any, key: str) -> str:  # noqa: ANN401
        """Write it; whoever carries the float cannot read the book, but this float's page."""
        address = await super().write(request, form, key)
        if self.asking is not None or self.desk.book_case is None:
            return address
        return f"{self.desk.prefix}/floats/{self.desk.book_case.case_id}"
