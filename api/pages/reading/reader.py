"""What every page that reads a fund begins with: the fund, its names, and where it is read at."""

from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import date
from enum import Enum
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Request
from litestar.exceptions import NotFoundException
from markupsafe import Markup, escape
from msgspec import Struct
from msgspec.structs import replace

from api.access import access_if_any
from api.formats import day_text, money_html, money_text
from api.i18n import N_, Language, Words
from api.pages.frame import language_of
from api.pages.fund_nav import fund_nav
from api.problems import UNAVAILABLE, WebRefused
from api.site import site_of
from ledger.case_label import case_label
from ledger.fund import Fund
from ledger.money import Money
from ledger.store.connection import Connection
from ledger.store.labels import list_labels
from ledger.store.reading import get_head
from projections.balances import get_fund_at
from projections.known import ProjectionBehind, get_known

AnyRequest = Request[Any, Any, Any]

PATIENCE_SECONDS: Final = 1.0
"""How long a page waits for the newest lines to be in the sums; later it says what is missing."""
PINNED_PATIENCE_SECONDS: Final = 5.0
"""How long a page waits that can only be shown from a later position on."""
LARGEST_POSITION: Final = 2**63 - 1


class Reader(Struct, frozen=True, kw_only=True):
    """A fund as it is read: what was opened in it by *known_at*, without any balance.

    *behind* is how many of the newest lines are not in the figures yet. *handles* are the names
    that people chose, of those whom the page mentions; *floats* are those that are out now.
    """

    fund_id: UUID
    fund: Fund
    names: Mapping[UUID, str]
    language: Language
    today: date
    known_at: int
    behind: int = 0
    handles: Mapping[UUID, str] = {}
    floats: Collection[UUID] = ()

    @property
    def prefix(self) -> str:
        """The address under which the pages of this fund stand."""
        return f"/{self.language.code}/{self.fund_id}"

    @property
    def title(self) -> str:
        """The name of the fund."""
        return self.name(self.fund_id)

    def name(self, thing: UUID | None) -> str:
        """Return the name of the fund, an account, a purpose or an authority.

        What no line opened by itself and nobody named is a float: cash in somebody's hands.
        """
        named = self.names.get(thing) if thing else None
        if named:
            return named
        fund = self.fund
        is_known = thing in (None, self.fund_id, *fund.accounts, *fund.purposes, *fund.authorities)
        return self.language.say(N_("(without a name)") if is_known else N_("a float"))

    def handle(self, who: UUID) -> str:
        """Return how somebody whom the page mentions is called."""
        return self.handles.get(who) or self.language.say(N_("somebody"))

    def person(self, who: UUID) -> Markup:
        """Return the same, to stand among text in any script."""
        return Markup("<bdi>{}</bdi>").format(self.handle(who))

    def money(self, amount: int, currency: str = "") -> Money:
        """Return an amount of one of the fund's currencies, by default its own."""
        code = currency or self.fund.currency
        return Money(amount, code, self.fund.exponents.get(code, self.fund.exponent))

    def amount(self, amount: int, currency: str = "") -> Markup:
        """Write an amount for a page."""
        return money_html(self.money(amount, currency), self.language)

    def plain_amount(self, amount: int, currency: str = "") -> str:
        """Write an amount without markup."""
        return money_text(self.money(amount, currency), self.language)

    def say(self, template: str, **facts: object) -> Markup:
        """Say a sentence with facts in it; what is not markup yet is escaped."""
        said = {name: self._fact(fact) for name, fact in facts.items()}
        return escape(self.language.gettext(template)).format(**said)

    def _fact(self, fact: object) -> object:
        match fact:
            case Enum():
                return self.language.say(fact)
            case Markup() | str():
                return fact
            case Money():
                return money_html(fact, self.language)
            case date():
                return day_text(fact, self.language)
            case int():
                return fact
            case _:
                return self.language.say(fact)

    def case(self, case_id: UUID) -> Markup:
        """Return the two words of a case, as a link to it. The words are English everywhere."""
        return Markup('<a href="{}/cases/{}"><bdi lang="en">{}</bdi></a>').format(
            self.prefix, case_id, case_label(case_id)
        )

    def frame(self, current: str = "-") -> dict[str, Any]:
        """Return what `render` needs on every page of the fund."""
        return {
            "nav": fund_nav(self.prefix, current),
            "home": f"{self.prefix}/",
            "reader": self,
            "prefix": self.prefix,
        }


@asynccontextmanager
async def reading(
    request: AnyRequest, fund_id: UUID, *, known_at: int | None = None
) -> AsyncIterator[tuple[Reader, Connection]]:
    """Lend a connection and the fund as it was known at a line, or as it is known now.

    A fund that is unknown is an address that leads nowhere; so is a line that is not there yet.
    """
    site = site_of(request)
    async with site.database.acquire() as connection:
        head = await get_head(connection, fund_id)
    if head is None or (known_at is not None and not 1 <= known_at <= head.position):
        raise NotFoundException
    patience = PATIENCE_SECONDS if known_at is None else PINNED_PATIENCE_SECONDS
    with suppress(ProjectionBehind):
        await site.runner.wait_for(fund_id, known_at or head.position, timeout=patience)
    async with site.database.acquire() as connection:
        known = await _known(connection, fund_id, known_at)
        fund = await get_fund_at(connection, fund_id, known)
        labels = await list_labels(connection, fund_id)
        language = language_of(request)
        floats = await names_of_floats(request, language)
        reader = Reader(
            fund_id=fund_id,
            fund=fund,
            names=floats | {each.id: each.text for each in labels},
            language=language,
            today=site.now().astimezone(ZoneInfo(fund.time_zone)).date(),
            known_at=known,
            floats=tuple(floats),
            behind=0 if known_at else max(0, head.position - known),
        )
        yield reader, connection


async def names_of_floats(request: AnyRequest, language: Language) -> dict[UUID, str]:
    """Return what floats are called that are out now: by who carries them."""
    access = access_if_any(request)
    floats = access.fund.governance.floats if access else {}
    if not floats:
        return {}
    handles = await site_of(request).people.handles({each.carrier for each in floats.values()})
    somebody = language.gettext(N_("somebody"))
    return {
        float_id: language.say(
            Words(N_("Float of {person}"), {"person": handles.get(each.carrier, somebody)})
        )
        for float_id, each in floats.items()
    }


async def _known(connection: Connection, fund_id: UUID, known_at: int | None) -> int:
    """Return where to read at; a page that must wait longer says that it cannot be shown yet."""
    try:
        known = await get_known(connection, fund_id)
    except ProjectionBehind:
        known = 0
    if known == 0 or (known_at or 0) > known:
        raise WebRefused(UNAVAILABLE, headers={"Retry-After": "2"})
    return known_at or known


async def with_handles(request: AnyRequest, reader: Reader, people: Iterable[UUID]) -> Reader:
    """Return *reader* with the handles of some people."""
    asked = set(people) - reader.handles.keys()
    if not asked:
        return reader
    found = await site_of(request).people.handles(asked)
    return replace(reader, handles={**reader.handles, **found})


def position_in(text: str | None) -> int | None:
    """Read a position of the book from an address; None when it holds none."""
    if not text or not text.isascii() or not text.isdigit() or len(text) > 19:  # noqa: PLR2004
        return None
    return min(int(text), LARGEST_POSITION)
