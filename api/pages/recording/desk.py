"""What a page that writes knows before anybody types: the fund, its names, the case, the day."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from enum import Enum
from typing import Any, Final
from uuid import UUID, uuid4

from litestar import Request
from litestar.exceptions import NotFoundException
from markupsafe import escape
from msgspec import Struct
from msgspec.structs import replace

from api.formats import money_text
from api.i18n import N_, Language, Words
from api.pages.fields import Option
from api.pages.frame import language_of
from api.pages.reading.reader import names_of_floats
from api.sessions import session_of
from api.site import site_of
from ledger.case import Case, CaseLine, evolve_case
from ledger.chart import Category
from ledger.command import Context
from ledger.corrections import ReverseLine, reverse
from ledger.events import AccountKind, AccountState, Reason, Restriction
from ledger.fund import Account, Fund, Purpose, evolve
from ledger.money import Money
from ledger.orders.content import command_of
from ledger.orders.state import Order
from ledger.recordings import CorrectLine
from ledger.rejections import Rejection
from ledger.store.labels import list_labels
from ledger.store.reading import list_lines_after

NAMELESS: Final = N_("(without a name)")


class Desk(Struct, frozen=True, kw_only=True):
    """The state that one page stands on.

    *book* and *book_case* are as the book is now. *fund* and *case* are what the new line builds
    on: the same, but as if the *wrong* line had never been when one is being corrected. *order* is
    there when what it says is being changed.
    """

    fund_id: UUID
    book: Fund
    fund: Fund
    position: int
    labels: Mapping[UUID, str]
    language: Language
    context: Context
    book_case: Case | None = None
    case: Case | None = None
    wrong: CaseLine | None = None
    order: Order | None = None

    @property
    def filled(self) -> Any | None:  # noqa: ANN401  any fact or command
        """What a form starts from: what the changed order says, or the fact of the wrong line."""
        if self.order is None:
            return self.wrong.event if self.wrong else None
        command = command_of(self.order.content)
        return command.replacement if isinstance(command, CorrectLine) else command

    @property
    def case_of_page(self) -> Case:
        """The case that the page writes into: a new one where there is none yet."""
        return self.book_case or Case(self.context.new_id())

    @property
    def prefix(self) -> str:
        """The address under which the pages of this fund stand."""
        return f"/{self.language.code}/{self.fund_id}"

    @property
    def today(self) -> date:
        """The day it is in the fund's time zone."""
        return self.context.today(self.book.time_zone)

    def name(self, thing: UUID) -> str:
        """Return the name of an account, purpose or authority."""
        return self.labels.get(thing) or self.language.say(NAMELESS)

    def money(self, amount: int, currency: str) -> Money:
        """Return an amount of one of the fund's currencies."""
        return Money(amount, currency, self.book.exponents.get(currency, self.book.exponent))

    def said(self, amount: int, currency: str) -> str:
        """Write an amount as the reader's language does."""
        return money_text(self.money(amount, currency), self.language)

    def account(self, text: str) -> Account | None:
        """Return the account that a form names, None when it names none of the fund."""
        return next((each for id_, each in self.fund.accounts.items() if str(id_) == text), None)

    @property
    def unsaid_currency(self) -> tuple[str, int]:
        """Currency and exponent of an amount before an account is chosen; none where several."""
        is_only_one = len(self.fund.exponents) == 1
        return self.fund.currency if is_only_one else "", self.fund.exponent

    def accounts(self, currency: str = "") -> list[Option]:
        """Return the accounts (of one currency) to choose from, with what each holds."""
        return [
            Option(str(each.account_id), escape(self.name(each.account_id)), self._holds(each))
            for each in self.fund.accounts.values()
            if currency in {"", each.currency} and not self._is_gone(each)
        ]

    def purposes(
        self, *, meant_for: Collection[Category] | None = None, movable: bool = False
    ) -> list[Option]:
        """Return the purposes to choose from, with what is free for each.

        Purposes whose money may not be used for any of *meant_for* are left out (an empty one
        asks for purposes that may pay for anything), and so are those that donors restricted
        when the money is to be *movable*.
        """
        return [
            Option(str(each.purpose_id), escape(self.name(each.purpose_id)), self._free(each))
            for each in self.fund.purposes.values()
            if (
                meant_for is None
                or not each.categories
                or any(category in meant_for for category in each.categories)
            )
            and not (movable and each.restriction is Restriction.RESTRICTED)
        ]

    def authorities(self) -> list[Option]:
        """Return the authorities to choose from, with what each holds."""
        return [
            Option(str(id_), escape(self.name(id_)), self._held(each.held))
            for id_, each in self.fund.authorities.items()
        ]

    def words(self, members: Sequence[Enum]) -> list[Option]:
        """Return the members of an enumeration to choose from, in the reader's language."""
        return [Option(str(each.value), escape(self.word(each))) for each in members]

    def word(self, member: Enum) -> str:
        """Say a member of an enumeration with a capital letter."""
        said = self.language.say(member)
        return said[:1].upper() + said[1:]

    def _is_gone(self, account: Account) -> bool:
        """Say whether nothing is written to *account* here: it is closed, or a float."""
        is_closed = account.state is AccountState.CLOSED and not account.balance
        return is_closed or self._is_float(account)

    def _is_float(self, account: Account) -> bool:
        """Say whether *account* is a float: only its own pages move what is in it."""
        is_out = account.account_id in self.book.governance.floats
        # One that was counted is empty for good, and nobody ever named it.
        is_empty = account.kind is AccountKind.CASH_HELD and not account.balance
        return is_out or (is_empty and account.account_id not in self.labels)

    def _holds(self, account: Account) -> str:
        if account.balance < 0:
            short = self.said(-account.balance, account.currency)
            sentence = N_("Short by {money}; it pays nothing until it is covered")
            if account.kind is AccountKind.FRONTED:
                sentence = N_(
                    "{money} is owed to a member; only what they paid already comes of it"
                )
            return self.language.say(Words(sentence, {"money": short}))
        money = self.said(account.balance, account.currency)
        if account.state is AccountState.FROZEN:
            sentence = N_("Frozen, with {money} in it; it pays nothing until it is released")
            return self.language.say(Words(sentence, {"money": money}))
        return self.language.say(Words(N_("Holds {money}"), {"money": money}))

    def _free(self, purpose: Purpose) -> str:
        parts = [self._free_of(purpose, currency) for currency in self._currencies(purpose)]
        if purpose.categories:
            meant = ", ".join(self.language.say(each) for each in purpose.categories)
            parts.append(self.language.say(Words(N_("only for {things}"), {"things": meant})))
        return " · ".join(parts)

    def _currencies(self, purpose: Purpose) -> list[str]:
        others = [
            currency
            for currency, amount in purpose.cash.items()
            if amount and currency != self.fund.currency
        ]
        return [self.fund.currency, *others]

    def _free_of(self, purpose: Purpose, currency: str) -> str:
        free, promised = purpose.free(currency), purpose.promised.get(currency, 0)
        if free < 0:
            facts = {"money": self.said(-free, currency)}
            return self.language.say(Words(N_("Short by {money}"), facts))
        facts = {"money": self.said(free, currency), "promised": self.said(promised, currency)}
        sentence = N_("{money} free, {promised} promised") if promised else N_("{money} free")
        return self.language.say(Words(sentence, facts))

    def _held(self, held: Mapping[str, int]) -> str:
        amounts = [self.said(amount, currency) for currency, amount in held.items() if amount]
        if not amounts:
            return ""
        # What it paid to a depositor, who owes it to the fund, is among this: so "holds" is wrong.
        return self.language.say(Words(N_("{money} still out"), {"money": ", ".join(amounts)}))


async def open_desk(
    request: Request[Any, Any, Any], fund_id: UUID, case_id: UUID | None = None
) -> Desk:
    """Return the desk of a fund, or of one of its cases. Raises FundUnknown, or not found."""
    site = site_of(request)
    fund, position = await site.books.get_fund(fund_id)
    case = None if case_id is None else await site.books.get_case(fund_id, case_id)
    if case is not None and not case.lines:
        raise NotFoundException
    async with site.database.acquire() as connection:
        labels = {each.id: each.text for each in await list_labels(connection, fund_id)}
    labels = await names_of_floats(request, language_of(request)) | labels
    session = session_of(request)
    context = Context(site.now(), session.actor if session else "", position + 1, uuid4)
    return Desk(
        fund_id=fund_id,
        book=fund,
        fund=fund,
        position=position,
        labels=labels,
        language=language_of(request),
        context=context,
        book_case=case,
        case=case,
    )


async def open_line(
    request: Request[Any, Any, Any], fund_id: UUID, position: int, *, refuse: bool
) -> Desk:
    """Return the desk on which the line at *position* is corrected.

    Raises not found, and with *refuse* what stands against taking the line back.
    """
    await site_of(request).books.get_fund(fund_id)  # an unknown fund is that first
    async with site_of(request).database.acquire() as connection:
        lines = await list_lines_after(connection, fund_id, position - 1, limit=1)
    if position < 1 or not lines:
        raise NotFoundException
    desk = await open_desk(request, fund_id, lines[0].case_id)
    case = desk.case
    wrong = case.at(position) if case else None
    if case is None or wrong is None:
        raise NotFoundException
    try:
        # The reason is not known yet and changes nothing here.
        asked = ReverseLine(case_id=case.case_id, position=position, reason=Reason.WRONG_AMOUNT)
        reversal = reverse(asked, case)
    except Rejection:
        if refuse:
            raise
        return replace(desk, wrong=wrong)
    return replace(
        desk,
        wrong=wrong,
        fund=evolve(desk.fund, reversal),
        case=evolve_case(case, desk.position + 1, reversal),
    )
