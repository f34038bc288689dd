"""Deciding about a request that was read: help, the waiting list, or no, with a reason."""

from collections.abc import Sequence
from datetime import timedelta
from typing import ClassVar, Final
from uuid import UUID

from msgspec import Struct

from api.i18n import N_
from api.pages.fields import ChoiceField, ListField, Option, PageForm, PrivateText, TickField
from api.pages.people.room import Room
from api.pages.reading.reader import AnyRequest
from api.pages.screening.known import household_of
from api.pages.step_up import CODE_FIELD, StepUp
from api.pages.vault.base import NothingToType, VaultPage
from api.requests.table import RequestRow, State
from api.site import site_of
from ledger.case_label import case_label
from ledger.chart import Category
from ledger.events import ClosingReason, Outcome, Urgency
from ledger.rejections import OwnHousehold
from ledger.requests import CloseRequest, ScreenRequest, WaitlistRequest
from ledger.vault.records import Draft, RecordKind

_NOW, _LATER = "now", "later"
_LONGEST: Final = 2_000


class OfRequest(VaultPage):
    """A page about one request that somebody has read."""

    back_text = N_("Back to the request")
    fits: ClassVar[tuple[State, ...]] = (State.READ,)
    """How a request stands with which this may be done."""
    may_have_case: ClassVar[bool] = False
    """Whether it may have become a case already."""
    fields_of_refusals: ClassVar = {
        "step-up-refused": CODE_FIELD,
        "record-unusable": "note",
        "not-in-this-state": "outcome",
    }

    def __init__(self, room: Room, step_up: StepUp, row: RequestRow) -> None:
        super().__init__(room, step_up)
        self.row = row

    def back(self) -> str:
        """Return the page of the request."""
        return f"{self.room.prefix}/requests/{self.row.request_id}"

    def is_fitting(self) -> bool:
        """Say whether this may be done with the request now; a case goes on in the book."""
        return self.row.state in self.fits and (self.may_have_case or self.row.case_id is None)

    async def note(self, request: AnyRequest, key: str, *said: str) -> None:
        """Seal what was noted about the request with the person. Raises VaultLocked."""
        text = "\n".join(each for each in said if each)
        await self.vault(request).seal(
            self.room.fund_id,
            self.row.person_id,
            Draft(RecordKind.SCREENING, {"screening_note": text}),
            actor=self.actor,
            today=self.room.today,
            record_id=self.id_of(key, "note"),
        )

    async def move(self, request: AnyRequest, state: State, case_id: UUID | None = None) -> None:
        """Say how the request stands now."""
        requests = site_of(request).requests
        await requests.move(self.room.fund_id, self.row.request_id, state, case_id)


class RequestedCase(Struct, frozen=True):
    """The case that a request becomes, the one that somebody came from, and who looks at it."""

    case_id: UUID
    same_as: str
    has_own_contact: bool


class ScreenForm(PageForm):
    """What the book is told: a kind of help, how soon, and who vouches; never who it is."""

    category = ListField(N_("What kind of help is it?"), needed=N_("Choose a kind of help"))
    urgency = ChoiceField(N_("How soon?"), needed=N_("Choose how soon"))
    voucher = ListField(
        N_("Who of us vouches for them?"),
        hint=N_("Nobody vouches for their own household."),
    )
    same_as = ListField(N_("Of the same household as"))
    then = ChoiceField(N_("And now?"), needed=N_("Choose what happens now"))
    note = PrivateText(
        N_("Note for whoever opens this later"),
        hint=N_("It is sealed with the person, and is no part of the book."),
        longest=_LONGEST,
    )


class ApartForm(ScreenForm):
    """The same, of whoever has not said how they are reached."""

    apart = TickField(
        N_("I do not live with this person and am not related to them"),
        needed=N_("Tick this, or leave it to somebody else"),
        hint=N_("Nobody asks this once you have said, on your own page, how you are reached."),
    )


class ScreenIn(OfRequest):
    """Lets a request become a case of the book."""

    title = N_("Help with this")
    lede = N_("It becomes a case of the book, which has no names, and is linked with the person.")
    write_verb = N_("Write it down")
    form: ClassVar[type[PageForm]] = ScreenForm
    fields_of_refusals: ClassVar = {**OfRequest.fields_of_refusals, "member-unknown": "voucher"}

    def __init__(self, room: Room, step_up: StepUp, row: RequestRow, case: RequestedCase) -> None:
        super().__init__(room, step_up, row)
        self.case_id, self.same_as = case.case_id, case.same_as
        if not case.has_own_contact:
            self.form = ApartForm  # type: ignore[misc]

    def after(self) -> str:
        """Return the page of the case."""
        return f"{self.room.prefix}/cases/{self.case_id}"

    def options(self) -> dict[str, Sequence[Option]]:
        """Return kinds of help, how soon, and the case that somebody came from, if they did."""
        say = self.room.language.say
        nobody = Option("", say(N_("nobody we know")))
        other = [Option(self.same_as, case_label(UUID(self.same_as)))] if self.same_as else []
        return {
            "category": [
                Option("", ""),
                *(Option(each.value, say(each).capitalize()) for each in Category),
            ],
            "urgency": [Option(each.value, say(each).capitalize()) for each in Urgency],
            "voucher": [
                Option("", say(N_("nobody"))),
                *(
                    Option(str(who), self.room.name(who))
                    for who in sorted(self.room.governance.members, key=self.room.name)
                ),
            ],
            "same_as": [nobody, *other],
            "then": [
                Option(_NOW, say(N_("We look for money now"))),
                Option(_LATER, say(N_("Onto the waiting list: it fits, and there is none now"))),
            ],
        }

    async def do(self, request: AnyRequest, form: PageForm, key: str) -> None:
        """Write it into the book, link the case with the person, and keep the person for it."""
        room, case_id = self.room, self.case_id
        screened = await self._screened(request, form)
        if {room.me, screened.voucher} & {*screened.kept_out}:
            raise OwnHousehold  # before anything is noted about them
        if form["note"].data:
            await self.note(request, key, form["note"].data)
        await self.ask(request, screened, key)
        state = State.HELPED
        if form["then"].data == _LATER:
            waits = WaitlistRequest(occurred_on=room.today, case_id=case_id)
            await self.ask(request, waits, f"{key}-list")
            state = State.LISTED
        await self._keep(request)
        await self.move(request, state, case_id)

    async def _screened(self, request: AnyRequest, form: PageForm) -> ScreenRequest:
        """Return what the book is told; which members live there too is known from the vault."""
        room, voucher = self.room, form["voucher"].data
        return ScreenRequest(
            occurred_on=room.today,
            case_id=self.case_id,
            category=Category(form["category"].data),
            urgency=Urgency(form["urgency"].data),
            voucher=UUID(voucher) if voucher else None,
            kept_out=await self.vault(request).members_of_household(
                room.fund_id, self.row.person_id, actor=self.actor
            ),
            household=await self._household(request, form["same_as"].data),
        )

    async def _household(self, request: AnyRequest, same_as: str) -> UUID | None:
        """Return the reference of the household of another case; None where none was named."""
        if not same_as:
            return None
        other = await site_of(request).books.get_case(self.room.fund_id, UUID(same_as))
        return household_of(other)

    async def _keep(self, request: AnyRequest) -> None:
        """Link the person with the case, and keep them for as long as a case asks for."""
        vault, fund_id, person_id = self.vault(request), self.room.fund_id, self.row.person_id
        await vault.link(fund_id, self.case_id, person_id, today=self.room.today)
        profile, person = await vault.profile(fund_id), await vault.get_person(fund_id, person_id)
        until = self.room.today + timedelta(days=profile.keep_case_days)
        if until > person.keep_until:
            await vault.set_keep_until(
                fund_id, person_id, until, actor=self.actor, today=self.room.today
            )


class CloseForm(PageForm):
    """How it ends, and why."""

    outcome = ChoiceField(N_("How does it end?"), needed=N_("Choose how it ends"))
    reason = ListField(N_("Why?"), needed=N_("Choose a reason"))
    note = PrivateText(
        N_("Note for whoever opens this later"),
        hint=N_("It is sealed with the person, and is no part of the book."),
        longest=_LONGEST,
    )


class CloseIt(OfRequest):
    """Ends a request without money."""

    title = N_("End it without money")
    lede = N_(
        "Tell them first, the way they said, and say who else may help. The page of their code "
        "says no more than that we cannot help with this one, or that it is finished."
    )
    write_verb = N_("End it")
    form = CloseForm
    fits = (State.READ, State.LISTED)
    may_have_case = True

    def options(self) -> dict[str, Sequence[Option]]:
        """Return how a request may end, and why."""
        say = self.room.language.say
        reasons = [Option(each.value, say(each).capitalize()) for each in ClosingReason]
        return {
            "outcome": [Option(each.value, say(each).capitalize()) for each in Outcome],
            "reason": [Option("", ""), *reasons],
        }

    async def do(self, request: AnyRequest, form: PageForm, key: str) -> None:
        """Seal why, close the case if there is one, and let the code say so."""
        room, say = self.room, self.room.language.say
        outcome = Outcome(form["outcome"].data)
        reason = ClosingReason(form["reason"].data)
        said = f"{say(outcome)}: {say(reason)}"
        await self.note(request, key, said, form["note"].data or "")
        if self.row.case_id is not None:
            closed = CloseRequest(
                occurred_on=room.today, case_id=self.row.case_id, outcome=outcome, reason=reason
            )
            await self.ask(request, closed, key)
        is_own_wish = outcome is Outcome.WITHDRAWN
        await self.move(request, State.OVER if is_own_wish else State.NO)


class LookAgain(OfRequest):
    """Takes up a request again that ended without a case."""

    title = N_("Look at it again")
    lede = N_("It stands again among those that were read and not decided.")
    write_verb = N_("Take it up again")
    form = NothingToType
    fits = (State.NO, State.OVER)

    async def do(self, request: AnyRequest, form: PageForm, key: str) -> None:  # noqa: ARG002
        """Let it wait for a decision again."""
        await self.move(request, State.READ)
