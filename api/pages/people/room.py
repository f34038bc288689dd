"""What a page about people knows before anybody types: the fund, who asks, and their handles."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from markupsafe import Markup, escape
from msgspec import Struct

from api.access import access_of
from api.i18n import N_, Language, Words
from api.pages.frame import language_of
from api.pages.fund_nav import fund_nav
from api.pages.people.words import person_words
from api.pages.reading.reader import AnyRequest
from api.sessions import session_of
from api.site import site_of
from ledger.case_label import case_label
from ledger.command import Context
from ledger.events import Role
from ledger.fund import Fund
from ledger.governance import Governance, Mandate


class Room(Struct, frozen=True, kw_only=True):
    """The people of one fund, as one of them sees them. *handles* lacks who was only invited."""

    fund_id: UUID
    fund: Fund
    language: Language
    context: Context
    me: UUID
    roles: frozenset[Role]
    handles: Mapping[UUID, str]

    @property
    def prefix(self) -> str:
        """The address under which the pages of this fund stand."""
        return f"/{self.language.code}/{self.fund_id}"

    @property
    def governance(self) -> Governance:
        """The people of the fund as its rules see them."""
        return self.fund.governance

    @property
    def now(self) -> datetime:
        """The moment of the request, in UTC."""
        return self.context.now

    @property
    def today(self) -> date:
        """The day it is in the fund's time zone."""
        return self.context.today(self.fund.time_zone)

    @property
    def is_steward(self) -> bool:
        """Whether whoever asks may invite, give mandates and set rules."""
        return Role.STEWARD in self.roles

    def name(self, who: UUID) -> str:
        """Return what somebody is called: the handle, or two words for who was only invited."""
        return self.handles.get(who) or case_label(who)

    def person(self, who: UUID) -> Markup:
        """Return what somebody is called, as a page shows it."""
        said: Words | Markup = person_words(who, self.handles)
        return said if isinstance(said, Markup) else escape(self.language.say(said))

    def mandates_of(self, who: UUID) -> tuple[Mandate, ...]:
        """Return the mandates somebody holds, also those whose term is over."""
        return tuple(each for each in self.governance.mandates if each.holder == who)

    def frame(self, current: str = "people") -> dict[str, Any]:
        """Return what `render` needs on every page about people."""
        return {
            "nav": fund_nav(self.prefix, current),
            "home": f"{self.prefix}/",
            "prefix": self.prefix,
            "room": self,
        }


async def open_room(request: AnyRequest, fund_id: UUID) -> Room:
    """Return the room of a fund whose door `api.access` has opened already."""
    site, session, access = site_of(request), session_of(request), access_of(request)
    assert session is not None, "the gate sends strangers to sign in"
    governance = access.fund.governance
    language = language_of(request)
    handles = await site.people.handles(governance.members)
    if governance.founder is not None:
        # Whoever opened the fund has come, even before they have chosen a handle.
        nameless = language.say(N_("whoever opened the fund"))
        handles.setdefault(governance.founder, nameless)
    return Room(
        fund_id=fund_id,
        fund=access.fund,
        language=language,
        context=Context(site.now(), session.actor, access.position + 1, uuid4),
        me=session.sign_in_id,
        roles=access.roles,
        handles=handles,
    )
