"""Putting a sealed ballot in: the slip that changes it, the choice, and what is said beforehand."""

from collections.abc import Sequence
from typing import Any, Final, cast
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from markupsafe import escape

from api.access import Power, needs
from api.deciding.slips import new_slip
from api.formats import moment_text, money_html, refusal_words
from api.i18n import N_, Words
from api.pages import flow
from api.pages.deciding.content import Choice, choices_of
from api.pages.deciding.names import names_in
from api.pages.deciding.one_decision import FEWEST_IN_A_FILE
from api.pages.deciding.opened import Opened, frame_of, open_decision
from api.pages.deciding.words import BALLOTS
from api.pages.fields import ChoiceField, HiddenField, Option, PageForm
from api.pages.flow import FormPage, Row, Sent
from api.pages.frame import FORM, see_other
from api.pages.reading.reader import AnyRequest
from api.pages.secret_fields import CodeField
from api.pages.ticks import TicksField
from api.problems import TOO_MANY, WebRefused
from api.site import site_of
from ledger.events.protocols import Method
from ledger.money import Money
from ledger.rejections import Rejection

_PATH: Final = "/{fund_id:uuid}/decisions/{proposal_id:uuid}/ballot"


class Voting(FormPage):
    """Takes one ballot, in one step: with its slip it can be changed until the end."""

    title = N_("Your ballot")
    template = "deciding/ballot.html"
    write_verb = N_("Put it into the box")

    def __init__(self, opened: Opened, choices: Sequence[Choice]) -> None:
        self.opened, self.choices = opened, choices
        self.slip = ""

    @property
    def is_of_items(self) -> bool:
        """Whether items are marked, any number of them."""
        return self.opened.proposal.table.method is Method.BUDGET_BALLOT

    async def make_form(self, request: AnyRequest, sent: Sent | None) -> PageForm:  # noqa: ARG002
        """Return the form: the slip is fresh until a ballot is in, and typed afterwards."""
        voted = self.opened.standing.has_voted
        slip = (
            CodeField(
                N_("The code of your slip"),
                needed=N_("Type the code of your slip"),
                hint=N_("You wrote it down when you voted. Without it the ballot stays as it is."),
                width=28,
                keeps=True,
            )
            if voted
            else HiddenField()
        )
        form = type("Form", (PageForm,), {"slip": slip, "choice": self._field()})
        self.slip = "" if voted else (sent.get("slip") if sent else new_slip())
        made: PageForm = form(sent, data={} if voted else {"slip": self.slip})
        cast("ChoiceField", made["choice"]).options = self._options()
        return made

    def _field(self) -> ChoiceField:
        if self.is_of_items:
            return TicksField(
                N_("Which items do you want?"),
                hint=N_("Mark as many as you like, also more than there is money for, or none."),
            )
        return ChoiceField(N_("What do you say to it?"), needed=N_("Choose one of them"))

    def _options(self) -> list[Option]:
        language = self.opened.room.language
        if self.is_of_items:
            return [
                Option(str(each.number), escape(each.name), money_html(each.cost, language))
                for each in self.choices
            ]
        return [Option(value, text, means) for value, (text, means) in BALLOTS.items()]

    async def rows(self, request: AnyRequest, form: PageForm) -> Sequence[Row]:  # noqa: ARG002
        """Check nothing beforehand: a ballot can be changed until the end."""
        return ()

    async def write(self, request: AnyRequest, form: PageForm, key: str) -> str:  # noqa: ARG002
        """Put the ballot into the box; the same slip again changes it."""
        said = form["choice"].data
        choice = " ".join(said) if self.is_of_items else said
        opened, site = self.opened, site_of(request)
        wait = site.casts.take(opened.room.fund_id, opened.room.me)
        if wait:
            raise WebRefused(TOO_MANY, headers={"Retry-After": str(wait)})
        await site.deciding.cast(
            opened.room.fund_id,
            opened.proposal.proposal,
            opened.room.me,
            form["slip"].data or "",
            choice,
        )
        return f"{opened.address}#mine"

    async def frame(self, request: AnyRequest) -> dict[str, Any]:  # noqa: ARG002  for pages
        """Return the masthead, the slip, and what is to be known before voting."""
        opened, room = self.opened, self.opened.room
        fund, proposal = room.fund, opened.proposal
        return {
            **frame_of(room),
            "opened": opened,
            "slip": self.slip,
            "until": moment_text(proposal.until, room.language, fund.time_zone),
            "few": len(opened.base) < FEWEST_IN_A_FILE,
            "limit": Money(proposal.limit, fund.currency, fund.exponent)
            if self.is_of_items
            else None,
        }

    async def words_of(self, request: AnyRequest, no: Rejection) -> Words:  # noqa: ARG002
        """Say a refusal; one of the slip leads to it."""
        self.fields_of_refusals = {"slip-unusable": "slip", "ballot-cast": "slip"}  # type: ignore[misc]
        return refusal_words(no, self.opened.room.language)


async def _voting(request: AnyRequest, fund_id: UUID, proposal_id: UUID) -> Voting:
    opened = await open_decision(request, fund_id, proposal_id)
    if not any(each.method is not Method.STANCES for each in opened.proposal.protocol.stages):
        raise NotFoundException
    is_of_items = opened.proposal.table.method is Method.BUDGET_BALLOT
    names = await names_in(request, fund_id) if is_of_items else {}
    return Voting(opened, choices_of(opened, names) if is_of_items else ())


@get(_PATH, opt=needs(Power.DECIDE))
async def ballot_form(
    request: AnyRequest, fund_id: FromPath[UUID], proposal_id: FromPath[UUID]
) -> Response[Any]:
    """Show the ballot with its slip; where there is nothing to vote on, lead to the proposal."""
    page = await _voting(request, fund_id, proposal_id)
    opened = page.opened
    if not (opened.is_open and opened.is_ballot and opened.may_decide):
        return see_other(opened.address)
    await site_of(request).deciding.see(fund_id, proposal_id, opened.room.me)
    return await flow.show(request, page)


@post(_PATH, opt=FORM | needs(Power.DECIDE), status_code=200)
async def ballot_sent(
    request: AnyRequest, fund_id: FromPath[UUID], proposal_id: FromPath[UUID]
) -> Response[Any]:
    """Put the ballot into the box."""
    return await flow.take(request, await _voting(request, fund_id, proposal_id))


BALLOT_PAGES: Final = (ballot_form, ballot_sent)
"""Handlers of the sealed ballot."""
