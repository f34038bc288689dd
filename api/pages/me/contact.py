"""How one is reached oneself, for each fund: so that nobody helps their own household."""

from collections.abc import Sequence
from typing import Any, ClassVar, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from api.access import Power, needs
from api.formats import day_text
from api.i18n import N_, Words
from api.pages import flow
from api.pages.fields import PageForm, PrivateText, stop
from api.pages.flow import Row
from api.pages.frame import FORM
from api.pages.people.room import Room, open_room
from api.pages.reading.reader import AnyRequest
from api.pages.step_up import StepUp, step_up_for
from api.pages.vault.base import VaultPage
from api.site import site_of
from ledger.vault.households import OwnContact

MOST_CONTACTS: Final = 8
"""Nobody is reached in more ways; more of them is a list of others."""
_LONGEST: Final = 600
_PATH: Final = "/{fund_id:uuid}/own-contact"


class Contacts(PrivateText):
    """Ways to be reached, one a line."""

    def read(self, text: str) -> str:
        """Return the lines. A list of many people is refused."""
        lines = [each.strip() for each in super().read(text).splitlines() if each.strip()]
        if len(lines) > MOST_CONTACTS:
            raise stop(Words(N_("Write at most {most} lines"), {"most": MOST_CONTACTS}))
        return "\n".join(lines)


class ContactForm(PageForm):
    """In which ways somebody is reached."""

    contacts = Contacts(
        N_("How are you reached yourself?"),
        hint=N_("One a line: telephone, e-mail, messenger. Empty takes back what you said before."),
        longest=_LONGEST,
    )


class SayOwnContact(VaultPage):
    """Says how one is reached: what was typed is not kept, and not shown again."""

    title = N_("How you are reached yourself")
    lede = N_(
        "It is compared with the contact of whoever asks this fund for help. When they are the "
        "same you neither screen that request nor vouch for it, and keep out of its money: the "
        "book says that you keep out, and not why."
    )
    write_verb = N_("Keep it")
    back_text = N_("Back to the fund")
    remarks: ClassVar[tuple[str, ...]] = (
        N_("What you type is not kept: only a fingerprint of it, with a key of its own."),
        N_("Nobody else sees it, and you do not have to say anything."),
    )
    form = ContactForm

    def __init__(self, room: Room, step_up: StepUp, said: OwnContact | None) -> None:
        super().__init__(room, step_up)
        self.said = said

    def back(self) -> str:
        """Return the first page of the fund."""
        return f"{self.room.prefix}/"

    def after(self) -> str:
        """Show the page again, which says since when it is kept."""
        return f"{self.room.prefix}/own-contact"

    def told(self) -> Sequence[Row]:
        """Say whether anything is kept, and since when."""
        if self.said is None:
            return [Row(N_("So far you have said"), N_("nothing"))]
        return [Row(N_("Said last on"), day_text(self.said.said_on, self.room.language))]

    async def do(self, request: AnyRequest, form: PageForm, key: str) -> None:  # noqa: ARG002
        """Keep fingerprints of it in place of what was kept."""
        contacts = (form["contacts"].data or "").splitlines()
        await self.vault(request).say_own_contact(
            self.room.fund_id, self.room.me, contacts, today=self.room.today
        )


async def _page(request: AnyRequest, fund_id: UUID) -> SayOwnContact:
    room, step_up = await open_room(request, fund_id), await step_up_for(request)
    return SayOwnContact(room, step_up, await site_of(request).vault.own_contact(fund_id, room.me))


@get(_PATH, opt=needs(Power.READ_PLAN))
async def own_contact_form(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Show whether one has said how one is reached."""
    return await flow.show(request, await _page(request, fund_id))


@post(_PATH, opt=FORM | needs(Power.READ_PLAN), status_code=200)
async def own_contact_sent(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Keep it, or take it back."""
    return await flow.take(request, await _page(request, fund_id))


CONTACT_PAGES: Final = (own_contact_form, own_contact_sent)
