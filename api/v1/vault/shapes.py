"""What requests and answers about the vault look like, and how their routes are made."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from litestar import Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import PathParameter
from msgspec import Meta, Struct

from api.access import Power, access_of, needs
from api.governed import stepped_up
from api.problems import STEP_UP_NEEDED, TOO_LARGE, Wrong
from api.site import site_of
from api.v1.plain_bodies import reads_plain
from api.v1.receipts import AnyRequest
from api.v1.refusals import ANY, Refusal, responses_of
from api.vault.hearings import day_in
from api.vault.words import DAY_FIELDS
from ledger.vault.openings import OpeningPurpose
from ledger.vault.records import Draft, OpenedRecord, RecordKind, RecordRow

NO_STORE: Final = {"Cache-Control": "no-store"}
PersonId = Annotated[UUID, PathParameter(description="Somebody in the vault, by a random id.")]
CaseId = Annotated[UUID, PathParameter(description="A case of the fund.")]
RecordId = Annotated[UUID, PathParameter(description="A record of the vault.")]
AskingId = Annotated[UUID, PathParameter(description="An auditor's wish to open one record.")]


class TypedField(Struct, frozen=True, forbid_unknown_fields=True):
    """One field and what was typed into it."""

    name: Annotated[str, Meta(description="The field, as the record profiles name it.")]
    text: Annotated[str, Meta(description="What was typed; empty takes away what stood there.")]


class NewRecord(Struct, frozen=True, forbid_unknown_fields=True):
    """A record to be sealed."""

    kind: Annotated[RecordKind, Meta(description="What it is about; not a file.")]
    fields: Annotated[tuple[TypedField, ...], Meta(description="Its fields.")]

    def draft(self) -> Draft:
        """Return it as the vault takes it."""
        return Draft(self.kind, {field.name: field.text for field in self.fields})


def days_of(records: Sequence[NewRecord], at: str = "") -> Iterator[Wrong]:
    """Yield each field that should hold a day and does not; *at* is where the records are."""
    for record_number, record in enumerate(records):
        where = f"{at}/{record_number}" if at else ""
        for number, field in enumerate(record.fields):
            if field.name in DAY_FIELDS and field.text.strip() and not day_in(field.text.strip()):
                yield Wrong("text", "a day, like 2026-11-21", f"{where}/fields/{number}/text")


class NewPerson(Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody whom a case is about."""

    records: Annotated[tuple[NewRecord, ...], Meta(description="What is known about them.")]


class OpenFor(Struct, frozen=True, forbid_unknown_fields=True):
    """What something is opened for."""

    purpose: Annotated[OpeningPurpose, Meta(description="It is written into the log.")]


class SealedPerson(Struct, frozen=True):
    """Somebody who was sealed."""

    person_id: UUID


class ListedRecord(Struct, frozen=True):
    """A record, unopened; *size* in bytes, rounded up so that it tells little."""

    record_id: UUID
    kind: RecordKind
    version: int
    made_on: date
    size: int


class OnePerson(Struct, frozen=True, kw_only=True):
    """Somebody in the vault, unopened."""

    person_id: UUID
    made_on: date
    keep_until: date
    erased_on: date | None
    on_hold: bool
    cases: tuple[UUID, ...]
    records: tuple[ListedRecord, ...]


class Opened(Struct, frozen=True, kw_only=True):
    """A record that was opened: *fields*, or a file as *content* in base64."""

    record_id: UUID
    person_id: UUID
    kind: RecordKind
    version: int
    fields: dict[str, str]
    media_type: str
    content: bytes


class OpenedPerson(Struct, frozen=True):
    """All that is known about somebody, but the files."""

    records: tuple[Opened, ...]


class ListedAct(Struct, frozen=True, kw_only=True):
    """Something that was done in the vault."""

    acted_at: datetime
    actor: str
    act: str
    purpose: str | None
    kind: str | None
    person_id: UUID | None
    agreed_by: str | None


def listed(row: RecordRow) -> ListedRecord:
    """Return a record as the API lists it."""
    return ListedRecord(row.record_id, row.kind, row.version, row.made_on, row.size)


def opened(record: OpenedRecord) -> Opened:
    """Return a record as the API sends it."""
    return Opened(
        record_id=record.record_id,
        person_id=record.person_id,
        kind=record.kind,
        version=record.version,
        fields=record.fields,
        media_type=record.media_type,
        content=record.content,
    )


def sent_once(answer: object) -> Response[Any]:
    """Return an answer that nothing on the way may keep."""
    return Response(answer, headers=NO_STORE)


async def actor_with_code(request: AnyRequest) -> str:
    """Return under which name whoever asks stands in the log, once they gave a fresh code."""
    await stepped_up(request)
    return str(access_of(request).sign_in_id)


async def whole_person(request: AnyRequest, fund_id: UUID, person_id: UUID) -> OnePerson:
    """Return somebody, unopened. Raises PersonUnknown."""
    vault = site_of(request).vault
    person = await vault.get_person(fund_id, person_id)
    return OnePerson(
        person_id=person_id,
        made_on=person.made_on,
        keep_until=person.keep_until,
        erased_on=person.erased_on,
        on_hold=person.on_hold,
        cases=tuple(await vault.cases_of(fund_id, person_id)),
        records=tuple(listed(row) for row in await vault.list_records(fund_id, person_id)),
    )


def today_of(request: AnyRequest) -> date:
    """Return the day it is in the fund of this request."""
    zone = ZoneInfo(access_of(request).fund.time_zone)
    return site_of(request).now().astimezone(zone).date()


def id_of(request: AnyRequest, fund_id: UUID, key: str, what: str) -> UUID:
    """Return the id of something new: the same key makes it once."""
    return uuid5(fund_id, f"{access_of(request).sign_in_id} {key} {what}")


def acts(
    path: str,
    *refusals: Refusal,
    power: Power,
    name: str,
    summary: str,
    body: type[Struct] | None = None,
    status: int = 200,
    takes_code: bool = True,
    **more: Any,  # noqa: ANN401  options of the framework
) -> Callable[[Callable[..., Any]], HTTPRouteHandler]:
    """Make a route that does something in the vault; most take a fresh code."""
    also = ((STEP_UP_NEEDED,) if takes_code else ()) + ((TOO_LARGE,) if body else ())
    if body is not None:
        more |= {"dto": reads_plain(body), "return_dto": None}
    return post(
        path,
        operation_id=name,
        summary=summary,
        status_code=status,
        responses=responses_of((*ANY, *also, *refusals)),
        opt={"refusals": refusals, **needs(power)},
        **more,
    )
