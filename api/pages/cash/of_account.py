"""What the pages share that write about one account: which one, and in which currency."""

from typing import Any, ClassVar
from uuid import UUID

from litestar.exceptions import NotFoundException

from api.i18n import N_, Words
from api.pages.fields import PageForm
from api.pages.recording.base import AnyRequest, Recording
from api.pages.recording.desk import Desk
from api.pages.recording.refused import FIELDS_OF_REFUSALS
from ledger.fund import Account
from ledger.money import Money


class OfAccount(Recording):
    """A page about one account of the fund. Raises not found for one that is a float, or none."""

    fields_of_refusals: ClassVar = FIELDS_OF_REFUSALS

    def __init__(self, desk: Desk, account_id: UUID | None = None) -> None:
        super().__init__(desk)
        named = account_id or getattr(desk.filled, "account_id", None)
        account = desk.book.accounts.get(named) if named else None
        if account is None or account.account_id in desk.book.governance.floats:
            raise NotFoundException
        self.account: Account = account

    @property
    def booked(self) -> Money:
        """What the book has in the account."""
        return Money(self.account.balance, self.account.currency, self.account.exponent)

    async def write(self, request: AnyRequest, form: PageForm, key: str) -> str:
        """Write it, or ask for it; what is written now shows on the page of the account."""
        address = await super().write(request, form, key)
        if self.asking is not None:
            return address
        return f"{self.desk.prefix}/accounts/{self.account.account_id}"

    def situation(self) -> Words | None:
        """Say which account it is, and what the book has in it."""
        facts = {"account": self.desk.name(self.account.account_id), "money": self.said_booked()}
        return Words(N_("{account}: the book has {money}."), facts)

    def said_booked(self) -> str:
        """Write what the book has."""
        return self.desk.said(self.booked.amount, self.booked.currency)

    def currency(self, form: PageForm) -> tuple[str, int]:  # noqa: ARG002  the account has only one
        """Return the currency of the account."""
        return self.account.currency, self.account.exponent

    def values(self, form: PageForm) -> dict[str, Any]:
        """Return the fields of the command; not every command is about an amount."""
        values = super().values(form) | {"account_id": self.account.account_id}
        return {
            name: value for name, value in values.items() if name in self.asks.__struct_fields__
        }
