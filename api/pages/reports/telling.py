"""Telling the public about a decision: a text of its own, that two stewards agree on."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from markupsafe import escape

from api.access import Power, needs
from api.i18n import N_
from api.pages import flow
from api.pages.fields import ListField, Option, PageForm, PrivateText
from api.pages.frame import FORM
from api.pages.people.room import Room, open_room
from api.pages.reading.reader import AnyRequest
from api.pages.reports.base import PublishingPage
from api.pages.step_up import StepUp, step_up_for
from api.site import site_of
from ledger.publishing.commands import TellDecision
from ledger.publishing.settings import MAX_TEXT
from ledger.publishing.telling import FOR_PUBLIC
from ledger.store.labels import list_labels
from projections.reports.published import Told


class TellingForm(PageForm):
    """In which language, and the text."""

    language = ListField(N_("In which language is it?"), needed=N_("Choose a language"))
    text = PrivateText(
        N_("What shall the public read about it?"),
        longest=MAX_TEXT,
        hint=N_(
            "Everybody can read it. Name nobody, and no payment. Empty takes down what is there."
        ),
    )


class TellingDecision(PublishingPage):
    """Asks for a text about one decision."""

    title = N_("Tell the public about a decision")
    lede = N_("It is public from the next first of a month on, after two stewards agreed to it.")
    form = TellingForm
    remarks: ClassVar[tuple[str, ...]] = (
        N_("What members wrote to each other stays sealed: only what you write here is public."),
    )

    def __init__(
        self,
        room: Room,
        step_up: StepUp,
        names: Mapping[UUID, str] | None = None,
        *,
        decision: UUID,
        told: Sequence[Told],
        languages: Mapping[str, str],
    ) -> None:
        super().__init__(room, step_up, names)
        self.decision, self.languages = decision, languages
        self.there = {each.language: each.text for each in told if each.decision == decision}

    def options(self) -> dict[str, Sequence[Option]]:
        """Return the languages."""
        return {
            "language": [Option(code, escape(name)) for code, name in self.languages.items()],
        }

    def defaults(self) -> dict[str, Any]:
        """Start with what is told, in the reader's language."""
        code = self.room.language.code
        return {"language": code, "text": self.there.get(code)}

    def command(self, form: PageForm) -> TellDecision:
        """Return the command."""
        data: dict[str, Any] = form.data
        return TellDecision(
            occurred_on=self.room.today,
            decision=self.decision,
            language=data["language"],
            text=data["text"] or "",
        )


_PATH: Final = "/{fund_id:uuid}/decisions/{proposal_id:uuid}/tell"


async def _page(request: AnyRequest, fund_id: UUID, proposal_id: UUID) -> TellingDecision:
    """Return the page; about a payment, one case, or what is not decided there is none."""
    site, room = site_of(request), await open_room(request, fund_id)
    if room.fund.deciding.closed.get(proposal_id) not in FOR_PUBLIC:
        raise NotFoundException
    async with site.database.acquire() as connection:
        labels = await list_labels(connection, fund_id)
    published = await site.publishing.published(fund_id, room.fund.time_zone)
    return TellingDecision(
        room,
        await step_up_for(request),
        {each.id: each.text for each in labels},
        decision=proposal_id,
        told=published.now.told,
        languages={code: each.name for code, each in site.languages.items()},
    )


@get(_PATH, opt=needs(Power.GOVERN))
async def tell_form(
    request: AnyRequest, fund_id: FromPath[UUID], proposal_id: FromPath[UUID]
) -> Response[Any]:
    """Show the form."""
    return await flow.show(request, await _page(request, fund_id, proposal_id))


@post(_PATH, opt=FORM | needs(Power.GOVERN), status_code=200)
async def tell_sent(
    request: AnyRequest, fund_id: FromPath[UUID], proposal_id: FromPath[UUID]
) -> Response[Any]:
    """Check it, or ask for it."""
    return await flow.take(request, await _page(request, fund_id, proposal_id))


TELLING_PAGES: Final = (tell_form, tell_sent)
"""Handlers of the page that tells the public about a decision."""
