"""How the fund decides: the page that every member reads, and the form that changes it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, cast
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from markupsafe import escape
from msgspec.structs import replace

from api.access import Power, access_of, needs
from api.i18n import N_, Language
from api.pages import flow
from api.pages.deciding.numbers import NumberField
from api.pages.deciding.opened import frame_of
from api.pages.deciding.setting_words import setting_rows
from api.pages.deciding.words import KINDS, SUBJECTS, TEMPLATES, UNBUDGETED
from api.pages.fields import ChoiceField, ListField, Option, PageForm, TickField
from api.pages.flow import Row
from api.pages.frame import FORM, render
from api.pages.people.governing import GoverningPage
from api.pages.people.room import Room, open_room
from api.pages.reading.reader import AnyRequest
from api.pages.step_up import StepUp, step_up_for
from api.pages.ticks import TicksField
from ledger.deciding import templates
from ledger.deciding.setting import SetDeciding
from ledger.deciding.state import Rules
from ledger.events.deciding import KindProtocol, ProposalKind, Subject, Unbudgeted
from ledger.events.protocols import Method, Protocol, Stage
from ledger.orders.by_decision import MONEY_KINDS
from ledger.orders.content import Governing, Publishing

_PATH: Final = "/{fund_id:uuid}/decisions/rules"
_CLOSED: Final = "closed"
_NUMBERS: Final[dict[str, str]] = {
    "hours": N_("For how many hours is it open? (A week has 168.)"),
    "quorum_percent": N_("What percentage of those who may decide has to take part?"),
    "quorum_least": N_("How many people have to take part at least?"),
    "review_days": N_("Within how many days is it looked at again? (0 for never)"),
}
"""What a steward may set of a usual protocol, by the names of a stage's fields."""
_OF_MONEY: Final[dict[str, str]] = {
    **_NUMBERS,
    "lapses_days": N_("Within how many days has what was decided to be let go? (0 for 90)"),
}
"""The same of a kind of which orders are asked for."""


def _numbers(kind: ProposalKind) -> Mapping[str, str]:
    return _OF_MONEY if kind in MONEY_KINDS else _NUMBERS


def rules_of(room: Room) -> Rules:
    """Return how the fund decides now; by consent, before it said anything."""
    protocols = (KindProtocol(kind=kind, protocol=each) for kind, each in _DEFAULTS.items())
    return room.fund.deciding.rules or Rules(protocols=tuple(protocols))


_DEFAULTS: Final = templates.DEFAULTS


@get(_PATH, opt=needs(Power.DECIDE))
async def how_we_decide(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Say in words how each kind of proposal is decided."""
    room = await open_room(request, fund_id)
    rows = setting_rows(rules_of(room), room.fund, room.language)
    return render(
        request,
        "deciding/rules.html",
        title=N_("How we decide"),
        kinds=rows[: len(ProposalKind)],
        others=rows[len(ProposalKind) :],
        is_set=room.fund.deciding.rules is not None,
        may_change=access_of(request).may(Power.GOVERN) and not room.fund.single_signer,
        **frame_of(room),
    )


def _usual(kind: ProposalKind) -> Iterator[str]:
    """Yield the names of the usual protocols that fit a kind: only a budget has items to choose."""
    for name, each in templates.TEMPLATES.items():
        if kind is ProposalKind.BUDGET or each.stages[-1].method is not Method.BUDGET_BALLOT:
            yield name


def _form() -> type[PageForm]:
    fields: dict[str, Any] = {}
    for kind in ProposalKind:
        fields[f"kind_{kind.value}"] = ListField(KINDS[kind], needed=N_("Choose one of the list"))
        for name, text in _numbers(kind).items():
            fields[f"{name}_{kind.value}"] = NumberField(text)
    fields["by_decision"] = TicksField(
        N_("What takes a decision of the members?"),
        hint=N_("Two stewards cannot change it by themselves any more."),
    )
    fields["unbudgeted"] = ChoiceField(
        N_("What becomes of a payment that no budget covers?"), needed=N_("Choose one of them")
    )
    fields["case_votes"] = TickField(
        N_("Members may decide about one person's help, if the person agreed"),
        hint=N_(
            "They read what sort of help, how large and how urgent. In a small group that can be "
            "enough to know who asked, and everybody then talks about them."
        ),
    )
    return type("Form", (PageForm,), fields)


class SettingDeciding(GoverningPage):
    """Sets how the fund decides."""

    asks_for = SetDeciding
    title = N_("Change how the fund decides")
    lede = N_("It counts for proposals that are put forward afterwards; open ones keep their rule.")
    form = _form()
    template = "deciding/rules_form.html"

    def __init__(self, room: Room, step_up: StepUp) -> None:
        super().__init__(room, step_up)
        self.there = rules_of(room)
        self.now = {each.kind: each.protocol for each in self.there.protocols}

    def options(self) -> dict[str, Sequence[Option]]:
        """Return the protocols of each kind, and what else there is to choose from."""
        say = self.room.language
        found: dict[str, Sequence[Option]] = {
            f"kind_{kind.value}": self._protocols(kind, say) for kind in ProposalKind
        }
        found["by_decision"] = [Option(each.value, SUBJECTS[each]) for each in Subject]
        found["unbudgeted"] = [Option(each.value, UNBUDGETED[each]) for each in Unbudgeted]
        return found

    def _protocols(self, kind: ProposalKind, say: Language) -> list[Option]:
        found = [Option(_CLOSED, escape(say.say(N_("Nobody can put this forward"))))]
        for name in _usual(kind):
            title, does = (say.say(each) for each in TEMPLATES[name])
            found.append(Option(name, escape(f"{title}: {does}")))
        now = self.now.get(kind)
        if now is not None and now.name not in {each.value for each in found}:
            found.append(Option(now.name, escape(now.name.replace("_", " "))))
        return found

    def defaults(self) -> dict[str, Any]:
        """Return how it is now."""
        found: dict[str, Any] = {
            "by_decision": [each.value for each in self.there.by_decision],
            "unbudgeted": self.there.unbudgeted.value,
            "case_votes": self.there.case_votes,
        }
        for kind in ProposalKind:
            now = self.now.get(kind)
            found[f"kind_{kind.value}"] = now.name if now else _CLOSED
            for name in _numbers(kind):
                found[f"{name}_{kind.value}"] = getattr(now.stages[0], name) if now else None
        return found

    def command(self, form: PageForm) -> SetDeciding:
        """Return the command."""
        data: dict[str, Any] = form.data
        chosen = ((kind, self._protocol(kind, data)) for kind in ProposalKind)
        return SetDeciding(
            occurred_on=self.room.today,
            protocols=tuple(
                KindProtocol(kind=kind, protocol=protocol)
                for kind, protocol in chosen
                if protocol is not None
            ),
            unbudgeted=Unbudgeted(data["unbudgeted"]),
            by_decision=tuple(each for each in Subject if each.value in data["by_decision"]),
            case_votes=data["case_votes"],
        )

    def _protocol(self, kind: ProposalKind, data: Mapping[str, Any]) -> Protocol | None:
        """Return what was chosen for a kind with its numbers; None where it is closed.

        Numbers that stand in the form because of another protocol count for the one that is
        chosen only where they were changed.
        """
        name, now = data[f"kind_{kind.value}"], self.now.get(kind)
        if name == _CLOSED:
            return None
        is_same = now is not None and now.name == name
        base = now if is_same and now is not None else templates.TEMPLATES[name]
        shown = now.stages[0] if now else None
        typed = {
            field: number
            for field in _numbers(kind)
            if (number := data[f"{field}_{kind.value}"]) is not None
            and (is_same or shown is None or number != getattr(shown, field))
        }
        return numbered(base, typed)

    def details(self, command: Governing | Publishing) -> Sequence[Row]:
        """Return what is set, line by line."""
        assert isinstance(command, SetDeciding), "this page sets nothing else"
        return setting_rows(command, self.room.fund, self.room.language)

    async def frame(self, request: AnyRequest) -> dict[str, Any]:
        """Return the masthead, and the fields kind by kind."""
        kinds = [
            (
                f"kind_{kind.value}",
                KINDS[kind],
                [f"{name}_{kind.value}" for name in _numbers(kind)],
            )
            for kind in ProposalKind
        ]
        return {**await super().frame(request), **frame_of(self.room), "kinds": kinds}


def numbered(base: Protocol, numbers: Mapping[str, int]) -> Protocol:
    """Return a protocol with other numbers in its stages; another version where any differs."""
    stages = tuple(_stage(each, base.stages[0], numbers) for each in base.stages)
    if stages == base.stages:
        return base
    return replace(base, stages=stages, version=base.version + 1)


def _stage(stage: Stage, first: Stage, numbers: Mapping[str, int]) -> Stage:
    """Return a stage with the numbers that differ from the first one's, which the form shows."""
    changed = {name: number for name, number in numbers.items() if number != getattr(first, name)}
    if not changed:
        return stage
    least = min(stage.least_hours, changed.get("hours", stage.hours))
    return replace(stage, **cast("Any", changed), least_hours=least)


async def _page(request: AnyRequest, fund_id: UUID) -> SettingDeciding:
    return SettingDeciding(await open_room(request, fund_id), await step_up_for(request))


@get(f"{_PATH}/change", opt=needs(Power.GOVERN))
async def setting_form(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Show the form with how it is now."""
    return await flow.show(request, await _page(request, fund_id))


@post(f"{_PATH}/change", opt=FORM | needs(Power.GOVERN), status_code=200)
async def setting_sent(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Check it, and ask for it or put it forward."""
    return await flow.take(request, await _page(request, fund_id))


RULING_PAGES: Final = (how_we_decide, setting_form, setting_sent)
"""Handlers of how the fund decides."""
