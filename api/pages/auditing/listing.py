"""The rounds of an audit, and how one begins."""

from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from msgspec import Struct

from api.access import Power, access_of, needs
from api.auditing.answers import has_open_findings
from api.auditing.rounds import Round, begin_round, list_rounds, list_steps
from api.auditing.sample import Wanted, sample
from api.i18n import N_
from api.pages import flow
from api.pages.auditing.base import AuditPage
from api.pages.fields import DayField, MoneyField, PageForm
from api.pages.flow import Sent
from api.pages.frame import FORM, render
from api.pages.people.room import Room, open_room
from api.pages.reading.reader import AnyRequest
from api.site import site_of

_PATH: Final = "/{fund_id:uuid}/audit"
_YEAR: Final = timedelta(days=365)


class ShownRound(Struct, frozen=True):
    """A round, in the list."""

    number: int
    from_day: date
    until_day: date
    is_open: bool
    done: int
    steps: int
    open_findings: bool


@get(_PATH, opt=needs(Power.READ_BOOK))
async def audit(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Show every round of an audit."""
    room, shown = await open_room(request, fund_id), list[ShownRound]()
    async with site_of(request).database.acquire() as connection:
        for each in await list_rounds(connection, fund_id):
            steps = await list_steps(connection, fund_id, each.number)
            shown.append(
                ShownRound(
                    each.number,
                    each.from_day,
                    each.until_day,
                    each.is_open,
                    sum(step.is_done for step in steps),
                    len(steps),
                    has_open_findings(steps),
                )
            )
    return render(
        request,
        "auditing/rounds.html",
        title=N_("Audit"),
        rounds=shown,
        has_open_round=any(each.is_open for each in shown),
        may_audit=access_of(request).may(Power.AUDIT),
        **room.frame("-"),
    )


class RoundForm(PageForm):
    """What a round looks at."""

    from_day = DayField(N_("From which day on?"), needed=N_("Write a day"))
    until_day = DayField(N_("Through which day?"), needed=N_("Write a day"))
    above = MoneyField(
        N_("From which amount on do you look at every movement?"),
        hint=N_("Leave it empty to look at no line for its size. Other currencies count as large."),
    )

    def validate(self, *_: Any, **__: Any) -> bool:  # noqa: ANN401  WTForms's signature
        """Ask for days in their order and for an amount."""
        is_valid = super().validate()
        first, last, above = self["from_day"], self["until_day"], self["above"]
        if first.data and last.data and last.data < first.data:
            last.errors = [N_("Write a day that is not before the first one")]
            is_valid = False
        if above.data is not None and above.data.amount <= 0:
            above.errors = [N_("Write an amount above zero, or nothing")]
            is_valid = False
        return is_valid


class Beginning(AuditPage):
    """Begins a round."""

    title = N_("Begin a round of the audit")
    lede = N_(
        "It takes about two hours, on a phone as well, and can be put aside at any time. Twelve "
        "lines are drawn at random; payments outside the rules and lines taken back are all there."
    )
    write_verb = N_("Draw the lines")
    remarks = (
        N_("Nobody chooses what is drawn, you neither: anybody can draw the same lines again."),
        N_("One round is open at a time. What you answer is kept at once."),
    )

    def __init__(self, room: Room, begins: date) -> None:
        super().__init__(room)
        self.begins = begins

    async def make_form(self, request: AnyRequest, sent: Sent | None) -> PageForm:  # noqa: ARG002
        """Return the form, from the end of the last round through today."""
        form = RoundForm(sent, data={"from_day": self.begins, "until_day": self.room.today})
        amount: Any = form["above"]
        amount.currency, amount.exponent = self.room.fund.currency, self.room.fund.exponent
        return form

    async def write(self, request: AnyRequest, form: PageForm, key: str) -> str:  # noqa: ARG002
        """Draw the lines and begin; where a round is open already, lead to it."""
        data: dict[str, Any] = form.data
        fund_id = self.room.fund_id
        async with site_of(request).database.acquire() as connection:
            before = await list_rounds(connection, fund_id)
            begun = await self._round(request, data, len(before) + 1)
            if not (before and before[0].is_open):
                found = await sample(
                    connection,
                    fund_id,
                    wanted_in(begun, self.room),
                    seed=begun.seed,
                    upto=begun.upto,
                )
                await begin_round(connection, begun, found)
            number = (await list_rounds(connection, fund_id))[0].number
        return f"{self.address}/{number}"

    async def _round(self, request: AnyRequest, data: dict[str, Any], number: int) -> Round:
        """Return the round; its draw starts from the latest report, or from today without one."""
        room = self.room
        published = await site_of(request).publishing.published(room.fund_id, room.fund.time_zone)
        latest = published.now.reports[-1] if published.now.reports else None
        return Round(
            fund_id=room.fund_id,
            number=number,
            begun_by=room.me,
            begun_at=room.now,
            from_day=data["from_day"],
            until_day=data["until_day"],
            upto=access_of(request).position,
            above=data["above"].amount if data["above"] else None,
            report=latest.number if latest else None,
            said=latest.manifest_hash if latest else room.today.isoformat(),
        )


def wanted_in(one: Round, room: Room) -> Wanted:
    """Return what a round looks at."""
    return Wanted(
        from_day=one.from_day,
        until_day=one.until_day,
        currency=room.fund.currency,
        above=one.above,
    )


async def _page(request: AnyRequest, fund_id: UUID) -> Beginning:
    room = await open_room(request, fund_id)
    async with site_of(request).database.acquire() as connection:
        before = await list_rounds(connection, fund_id)
    begins = before[0].until_day + timedelta(days=1) if before else room.today - _YEAR
    return Beginning(room, min(begins, room.today))


@get(f"{_PATH}/begin", opt=needs(Power.AUDIT))
async def begin_form(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Show how a round begins."""
    return await flow.show(request, await _page(request, fund_id))


@post(f"{_PATH}/begin", opt=FORM | needs(Power.AUDIT), status_code=200)
async def begin_sent(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Begin a round."""
    return await flow.take(request, await _page(request, fund_id))
