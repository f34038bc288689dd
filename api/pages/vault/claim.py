"""A letter that claims a refund: from the book, and from the vault if somebody opens it for that.

Without the vault it has lines to write on by hand. What was opened is drawn in the answer to the
sent form, to be printed at once.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from msgspec import Struct

from api.access import Power, access_of, needs
from api.i18n import N_
from api.pages.fields import ListField, Option, PageForm
from api.pages.frame import FORM, render
from api.pages.people.room import open_room
from api.pages.reading.reader import AnyRequest, Reader, reading
from api.pages.step_up import StepUp, step_up_for, with_code
from api.pages.vault.opening import Tried, opener_of
from api.site import site_of
from ledger.case_label import case_label
from ledger.vault.openings import OpeningPurpose
from ledger.vault.records import OpenedRecord, RecordKind
from projections.bail import BailNow, authority_of, bail_now
from projections.cases import CaseView, get_case
from projections.figures import CaseFigures

_PATH: Final = "/{fund_id:uuid}/cases/{case_id:uuid}/claim"
_PERSON: Final = "person"
LINES: Final[dict[str, str]] = {
    "legal_name": N_("Name"),
    "cause_number": N_("Number of the court case"),
    "receipt_number": N_("Number of the receipt"),
    "depositor_name": N_("Depositor named on the receipt"),
    "national_id": N_("Number of the identity card"),
}
"""Fields of the bail papers that the letter has a line for."""
_ALWAYS: Final = ("legal_name", "cause_number", "receipt_number", "depositor_name")
"""Lines that stand in the letter also when nothing is known."""

NO_MANDATE: Final = N_("Whoever may open the vault can have the names filled in.")
LOCKED: Final = N_("The vault is locked: the names cannot be filled in.")
NOBODY: Final = N_("The vault knows nobody in this case: there are no names to fill in.")
NO_PAPERS: Final = N_("No bail papers are written down for this person.")


class Claim(Struct, frozen=True, kw_only=True):
    """What the book knows of a bail that can be claimed."""

    reader: Reader
    case_id: UUID
    view: CaseView
    figures: CaseFigures
    now: BailNow


class Line(Struct, frozen=True):
    """One line of the letter: *value* is empty where it is to be written by hand."""

    label: str
    value: str


class Papers(Struct, frozen=True):
    """What is filled in; *unclear* names the lines for which several things are written down."""

    lines: tuple[Line, ...]
    unclear: tuple[str, ...] = ()
    is_empty: bool = False


BLANK: Final = Papers(tuple(Line(LINES[name], "") for name in _ALWAYS))
"""The letter without anything from the vault."""


def papers_in(records: Sequence[OpenedRecord]) -> Papers:
    """Return what the bail papers of somebody say; where they differ the line stays empty."""
    said = {
        name: {each.fields[name] for each in records if each.fields.get(name)} for name in LINES
    }
    shown = [name for name in LINES if name in _ALWAYS or len(said[name]) == 1]
    return Papers(
        tuple(
            Line(LINES[name], next(iter(said[name])) if len(said[name]) == 1 else "")
            for name in shown
        ),
        tuple(LINES[name] for name in LINES if len(said[name]) > 1),
        is_empty=not any(said.values()),
    )


async def _claim(request: AnyRequest, fund_id: UUID, case_id: UUID) -> Claim:
    """Return what can be claimed; a case without such money is an address that leads nowhere."""
    async with reading(request, fund_id) as (reader, connection):
        view = await get_case(connection, fund_id, case_id)
    now = bail_now(view.case) if view else None
    if view is None or now is None or view.figures is None or not (now.held or now.owed):
        raise NotFoundException
    return Claim(reader=reader, case_id=case_id, view=view, figures=view.figures, now=now)


def _form_of(people: Sequence[UUID]) -> Callable[[StepUp], type[PageForm]]:
    """Return what makes the form: who the letter is about, when the case is about several."""
    options = [Option("", ""), *(Option(str(each), case_label(each)) for each in people)]
    about = ListField(N_("Who the letter is about"), needed=N_("Choose a person"), options=options)
    fields = {_PERSON: about} if len(people) > 1 else {}
    return lambda step_up: with_code(type("Form", (PageForm,), fields), step_up)


def _why_blank(request: AnyRequest, fund_id: UUID, people: Sequence[UUID]) -> str:
    """Say why the letter cannot be filled in; nothing when it can."""
    if not access_of(request).may(Power.OPEN_VAULT):
        return NO_MANDATE
    if not people:
        return NOBODY
    return "" if site_of(request).vault.is_open(fund_id) else LOCKED


def _letter(
    request: AnyRequest, claim: Claim, people: Sequence[UUID], form: PageForm, tried: Tried
) -> Response[Any]:
    reader, now, currency = claim.reader, claim.now, claim.figures.currency
    papers: Papers = tried.opened or BLANK
    return render(
        request,
        "vault/claim.html",
        title=N_("Claim for a refund"),
        status=tried.status,
        wrong=bool(tried.problems),
        problems=tried.problems,
        form=form,
        why_blank=_why_blank(request, reader.fund_id, people),
        papers=papers,
        no_papers=NO_PAPERS if papers.is_empty else "",
        is_filled=tried.opened is not None,
        authority=reader.name(authority_of(claim.view.case)),
        posted_on=min(line.event.occurred_on for line in claim.view.case.standing),
        deposited=reader.money(claim.figures.amount, currency),
        came_back=reader.money(claim.figures.came_back, currency),
        lost=reader.money(claim.figures.lost, currency),
        held=reader.money(now.held, currency),
        owed=reader.money(now.owed, currency),
        due_on=now.due_on,
        days_late=now.days_late(reader.today),
        case_address=f"{reader.prefix}/cases/{claim.case_id}",
        **reader.frame("cases"),
    )


@get(_PATH, opt=needs(Power.READ_BOOK))
async def claim_letter(
    request: AnyRequest, fund_id: FromPath[UUID], case_id: FromPath[UUID]
) -> Response[Any]:
    """Show the letter with lines to write on by hand, and what would fill them."""
    claim = await _claim(request, fund_id, case_id)
    people = await site_of(request).vault.people_of(fund_id, case_id)
    form = _form_of(people)(await step_up_for(request))()
    return _letter(request, claim, people, form, Tried())


@post(_PATH, opt=FORM | needs(Power.OPEN_VAULT), status_code=200)
async def claim_filled(
    request: AnyRequest, fund_id: FromPath[UUID], case_id: FromPath[UUID]
) -> Response[Any]:
    """Open the bail papers of whom the case is about, logged, and fill the letter from them."""
    claim = await _claim(request, fund_id, case_id)
    room, vault = await open_room(request, fund_id), site_of(request).vault
    people = await vault.people_of(fund_id, case_id)
    opener = await opener_of(request, _form_of(people))

    async def fill() -> Papers | None:
        if not people:
            return None
        chosen = opener.form[_PERSON].data if _PERSON in opener.form else str(people[0])
        opened = await vault.open_of_person(
            fund_id,
            UUID(chosen),
            RecordKind.BAIL,
            actor=str(room.me),
            purpose=OpeningPurpose.CLAIMING_REFUND,
        )
        return papers_in(opened)

    return _letter(request, claim, people, opener.form, await opener.try_to(request, fill))
