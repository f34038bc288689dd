"""One step of an audit: what to look at, what a fraud would look like there, and the answers."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from msgspec.structs import replace

from api.access import Power, needs
from api.auditing.answers import Answer, Finding, Question, Step, Whole
from api.auditing.rounds import Round, keep_answers, settle
from api.i18n import N_
from api.pages import flow
from api.pages.auditing.base import AuditPage, round_or_nowhere, title_of
from api.pages.auditing.seen import seen_of_line, seen_of_whole
from api.pages.auditing.words import (
    ANSWERS,
    FINDINGS,
    FRAUDS,
    FRAUDS_OF_WHOLES,
    PLACES,
    QUESTIONS,
    REASONS,
    TO_DO,
)
from api.pages.fields import ChoiceField, ListField, Option, PageForm, TickField
from api.pages.flow import Row, Sent
from api.pages.frame import FORM
from api.pages.people.room import Room, open_room
from api.pages.reading.reader import AnyRequest
from api.site import site_of

_PATH: Final = "/{fund_id:uuid}/audit/{number:int}/steps/{step:str}"


class StepForm(PageForm):
    """The answers; a no says what was found. Its fields are those of `_fields`."""

    def validate(self, *_: Any, **__: Any) -> bool:  # noqa: ANN401  WTForms's signature
        """Ask what was found where the answer is no."""
        is_valid = super().validate()
        answers = {self[each.value].data for each in Question if each.value in self}
        if Answer.NO.value in answers and not self["finding"].data:
            self["finding"].errors = [N_("Choose what you found, as you answered no")]
            is_valid = False
        if self["is_settled"].data and not self["finding"].data:
            self["is_settled"].errors = [N_("Choose what you found before it can be settled")]
            is_valid = False
        return is_valid


class SettledForm(PageForm):
    """What can still be said when the round is closed."""

    is_settled = TickField(N_("What I found is settled"))


class Answering(AuditPage):
    """Answers one step."""

    template = "auditing/step.html"

    def __init__(self, room: Room, one: Round, step: Step, after: str) -> None:
        super().__init__(room)
        self.round, self.step, self.next_step = one, step, after
        self.title = room.language.say(title_of(step))  # type: ignore[misc]
        self.lede = ""  # type: ignore[misc]

    def back(self) -> str:
        """Return the address of the round."""
        return f"{self.address}/{self.round.number}"

    async def make_form(self, request: AnyRequest, sent: Sent | None) -> PageForm:  # noqa: ARG002
        """Return the form as it was answered so far."""
        step, say = self.step, self.room.language.say
        data: dict[str, Any] = {each.value: answer for each, answer in step.answers.items()}
        data |= {"finding": step.finding or "", "is_settled": step.is_settled}
        if not self.round.is_open:
            return SettledForm(sent, data=data)
        form: PageForm = type("Form", (StepForm,), self._fields())(sent, data=data)
        for each in step.questions:
            field: Any = form[each.value]
            field.options = [Option(one.value, say(text)) for one, text in ANSWERS.items()]
        finding: Any = form["finding"]
        finding.options = [
            Option("", say(N_("nothing"))),
            *(Option(one.value, say(text)) for one, text in FINDINGS.items()),
        ]
        return form

    def _fields(self) -> dict[str, Any]:
        """Return the questions, then what was found: fields stand in the order they are made."""
        found: dict[str, Any] = {each.value: self._question(each) for each in self.step.questions}
        return found | {
            "finding": ListField(N_("What did you find?")),
            "is_settled": TickField(
                N_("What I found is settled"),
                hint=N_("Only you say so, after the fund has answered."),
            ),
        }

    def _question(self, question: Question) -> ChoiceField:
        if self.step.position is None:
            whole = Whole(self.step.name)
            return ChoiceField(TO_DO[whole], needed=N_("Choose an answer"))
        return ChoiceField(
            QUESTIONS[question], hint=FRAUDS[question], needed=N_("Choose an answer")
        )

    async def frame(self, request: AnyRequest) -> dict[str, Any]:
        """Return the masthead, what is to be looked at, and where."""
        step = self.step
        if step.position is not None:
            seen: Sequence[Row] = await seen_of_line(request, self.room, step.position)
            fraud, places = "", tuple[tuple[str, str], ...]()
        else:
            whole = Whole(step.name)
            seen = await seen_of_whole(request, self.room, whole)
            fraud, places = FRAUDS_OF_WHOLES[whole], PLACES[whole]
        return {
            **await super().frame(request),
            "round": self.round,
            "seen": seen,
            "fraud": fraud,
            "places": places,
            "reasons": [REASONS[each] for each in step.reasons],
            "finding": FINDINGS[step.finding] if step.finding else "",
            "answered": [
                (QUESTIONS[each], ANSWERS[answer]) for each, answer in step.answers.items()
            ],
        }

    async def write(self, request: AnyRequest, form: PageForm, key: str) -> str:  # noqa: ARG002
        """Keep the answers and lead to the next step that has none."""
        data: dict[str, Any] = form.data
        place = self.room.fund_id, self.round.number
        async with site_of(request).database.acquire() as connection:
            if not self.round.is_open:
                is_settled = data["is_settled"]
                await settle(connection, *place, self.step.name, is_settled=is_settled)
                return self.back()
            answered = replace(
                self.step,
                answers={each: Answer(data[each.value]) for each in self.step.questions},
                finding=Finding(data["finding"]) if data["finding"] else None,
                is_settled=data["is_settled"],
            )
            await keep_answers(connection, *place, answered)
        return f"{self.back()}/steps/{self.next_step}" if self.next_step else self.back()


async def _page(request: AnyRequest, fund_id: UUID, number: int, name: str) -> Answering:
    room = await open_room(request, fund_id)
    found, steps = await round_or_nowhere(request, fund_id, number)
    names = [each.name for each in steps]
    if name not in names:
        raise NotFoundException
    at = names.index(name)
    ahead = [*steps[at + 1 :], *steps[:at]]
    after = next((each.name for each in ahead if not each.is_done), "")
    return Answering(room, found, steps[at], after)


@get(_PATH, opt=needs(Power.AUDIT))
async def step_form(
    request: AnyRequest, fund_id: FromPath[UUID], number: FromPath[int], step: FromPath[str]
) -> Response[Any]:
    """Show a step."""
    return await flow.show(request, await _page(request, fund_id, number, step))


@post(_PATH, opt=FORM | needs(Power.AUDIT), status_code=200)
async def step_sent(
    request: AnyRequest, fund_id: FromPath[UUID], number: FromPath[int], step: FromPath[str]
) -> Response[Any]:
    """Keep the answers of a step."""
    return await flow.take(request, await _page(request, fund_id, number, step))
