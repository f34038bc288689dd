"""Facts that take money: one person writes them within an allowance, beyond it a second confirms.

The page is the same. Once it is known how much is gone, the check page says whether it will be
written now or asked for.
"""

from collections.abc import Collection
from typing import Final

from msgspec import Struct

from api.i18n import N_, Words
from api.pages.fields import PageForm
from api.pages.flow import FormPage
from api.pages.recording.asking import Asking
from api.pages.recording.desk import Desk
from api.reconciling import explaining_once
from api.site import Site
from ledger.asking import Answer
from ledger.bail import RecordBailReturn
from ledger.chart import Category
from ledger.decider import AnyCommand
from ledger.events import FundEvent, OrderRequested
from ledger.orders.commands import ChangeOrder, RequestOrder
from ledger.orders.content import ORDERABLE, Orderable
from ledger.rejections import KeyReused
from ledger.witnessed import WITNESSED, allowed, takes_a_witness

_CONFIRMED: Final = N_(
    "A second person confirms it: you write it down, and somebody else who knows of it signs."
)
_OF_BAIL: Final = N_(
    "If the court kept a part of it, a second person confirms it: somebody else who knows of it "
    "signs."
)
_WITHIN: Final = N_(
    "Up to {money} of what takes money away may still be written by one person in these seven "
    "days. If it is more, a second person confirms it."
)


class Witnessing(Asking):
    """How a page asks whose fact may also be written by one."""

    @property
    def note(self) -> str | Words:
        """What the form says about a second person."""
        desk = self._desk
        left = allowed(desk.book, desk.context)
        if left:
            return Words(_WITHIN, {"money": desk.said(left, desk.book.currency)})
        return _OF_BAIL if self._asks is RecordBailReturn else _CONFIRMED

    @property
    def lede(self) -> str:
        """What the check page says above everything."""
        return _CONFIRMED

    def name(self, page: FormPage) -> None:
        """Leave the page its own name: it may be written now."""

    def check(self, page: FormPage, facts: Collection[FundEvent]) -> None:
        """Say on the check page whether it is written now or asked for."""
        if any(isinstance(fact, OrderRequested) for fact in facts):
            super().name(page)
            super().check(page, facts)
        else:
            page.check_lede = FormPage.check_lede  # type: ignore[misc]

    def command(self, form: PageForm, order: Orderable) -> AnyCommand:
        """Return the fact itself, or an order that says it."""
        if takes_a_witness(order, self._desk.context, self._desk.book):
            return super().command(form, order)
        return order


def asking_of(desk: Desk, asks: type[Struct], kinds: Collection[Category]) -> Asking | None:
    """Return how a page asks; None where it writes by itself."""
    if desk.book.single_signer or not (desk.wrong is not None or asks in ORDERABLE):
        return None
    is_new = desk.wrong is None and desk.order is None
    return (Witnessing if is_new and asks in WITNESSED else Asking)(desk, asks, kinds)


async def give(
    site: Site, desk: Desk, command: AnyCommand, alone: AnyCommand, key: str
) -> tuple[AnyCommand, Answer]:
    """Give *command* to the book; return what it obeyed and its answer.

    Sent twice, a fact that used the allowance up would be an order the second time: under the key
    of the first it stays what it was, written by one.
    """
    actor = desk.context.actor
    try:
        async with explaining_once(site, desk.fund_id, command, actor=actor, key=key):
            receipt = await site.books.execute(desk.fund_id, command, actor=actor, key=key)
    except KeyReused:
        if type(alone) not in WITNESSED or command is alone:
            raise
        command = alone
        receipt = await site.books.execute(desk.fund_id, command, actor=actor, key=key)
    return command, receipt.answer


def is_asked(command: AnyCommand) -> bool:
    """Say whether *command* asks for an order, or changes one."""
    return isinstance(command, RequestOrder | ChangeOrder)


def line_of(command: AnyCommand, answer: Answer) -> int:
    """Return the line to show: a fact stands before what it uses of the allowance."""
    return answer.first if type(command) in WITNESSED else answer.last
