"""People in the vault: sealing, opening, changing, comparing."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from litestar import Response, get
from litestar.params import JSONBody
from msgspec import Meta, Struct

from api.access import Power, needs
from api.problems import MALFORMED, WebRefused
from api.site import site_of
from api.v1.receipts import AnyRequest, FundId, Key, key_given
from api.v1.refusals import ANY, KEY_MISSING, responses_of
from api.v1.vault.shapes import (
    CaseId,
    NewPerson,
    NewRecord,
    OnePerson,
    OpenedPerson,
    OpenFor,
    PersonId,
    RecordId,
    SealedPerson,
    actor_with_code,
    acts,
    days_of,
    id_of,
    opened,
    sent_once,
    today_of,
    whole_person,
)
from api.vault.households import Linking, compare_opened, keep_household_out
from ledger.rejections import (
    CaseUnknown,
    OwnRequest,
    PersonErased,
    PersonUnknown,
    RecordUnknown,
    RecordUnusable,
    VaultLocked,
)
from ledger.vault.matching import contacts_in
from ledger.vault.records import LONGEST_FIELD, Draft, RecordKind


class PeopleOfCase(Struct, frozen=True):
    """Whom a case is about, unopened."""

    people: tuple[OnePerson, ...]


class SealedRecord(Struct, frozen=True):
    """A record that was sealed."""

    record_id: UUID


class Matches(Struct, frozen=True):
    """Others who are reached in one of the same ways: a note, and never a reason to refuse."""

    people: Annotated[tuple[UUID, ...], Meta(description="Their random ids.")]


@get(
    "/cases/{case_id:uuid}/people",
    operation_id="list_people_of_case",
    summary="Whom a case is about",
    responses=responses_of(ANY),
    opt={"refusals": (), **needs(Power.READ_VAULT)},
)
async def list_people_of_case(
    request: AnyRequest, fund_id: FundId, case_id: CaseId
) -> PeopleOfCase:
    """List whom a case is about, by random ids and unopened."""
    found = await site_of(request).vault.people_of(fund_id, case_id)
    return PeopleOfCase(tuple([await whole_person(request, fund_id, each) for each in found]))


@acts(
    "/cases/{case_id:uuid}/people",
    *(KEY_MISSING, CaseUnknown, RecordUnusable, OwnRequest),
    power=Power.OPEN_VAULT,
    name="seal_person",
    summary="Seal whom a case is about",
    body=NewPerson,
    status=201,
    guards=[key_given],
)
async def seal_person(
    request: AnyRequest, fund_id: FundId, case_id: CaseId, data: JSONBody[NewPerson], key: Key
) -> Response[SealedPerson]:
    """Seal what is known about somebody new, also while the vault is locked.

    Members who are reached in the same way keep out of the case from then on.
    """
    actor = await actor_with_code(request)
    site = site_of(request)
    case = await site.books.get_case(fund_id, case_id)
    if not case.lines or case_id == fund_id:
        raise CaseUnknown(case_id)
    if not data.records:
        raise RecordUnusable("records", LONGEST_FIELD)
    profile, today = await site.vault.profile(fund_id), today_of(request)
    drafts = _drafts(data.records, "/records")
    linking = Linking(fund_id, actor, today)
    await keep_household_out(site, linking, case_id, contacts_in(drafts))
    person_id = await site.vault.create_person(
        fund_id,
        drafts,
        keep_until=today + timedelta(days=profile.keep_case_days),
        today=today,
        person_id=id_of(request, fund_id, key, "person"),
    )
    await site.vault.link(fund_id, case_id, person_id, today=today)
    return Response(SealedPerson(person_id), status_code=201)


@get(
    "/vault/people/{person_id:uuid}",
    operation_id="get_person",
    summary="Somebody in the vault",
    responses=responses_of((*ANY, PersonUnknown)),
    opt={"refusals": (PersonUnknown,), **needs(Power.READ_VAULT)},
)
async def get_person(request: AnyRequest, fund_id: FundId, person_id: PersonId) -> OnePerson:
    """Say what there is about somebody, and open nothing."""
    return await whole_person(request, fund_id, person_id)


@acts(
    "/vault/people/{person_id:uuid}/openings",
    *(PersonUnknown, PersonErased, VaultLocked),
    power=Power.OPEN_VAULT,
    name="open_person",
    summary="Open what is known about somebody",
    body=OpenFor,
)
async def open_person(
    request: AnyRequest, fund_id: FundId, person_id: PersonId, data: JSONBody[OpenFor]
) -> Response[Any]:
    """Open everything about somebody but the files; each opening is written into the log."""
    actor = await actor_with_code(request)
    site = site_of(request)
    found = await site.vault.open_person(fund_id, person_id, actor=actor, purpose=data.purpose)
    await compare_opened(site, Linking(fund_id, actor, today_of(request)), person_id)
    return sent_once(OpenedPerson(tuple(opened(record) for record in found)))


@acts(
    "/vault/people/{person_id:uuid}/records",
    *(KEY_MISSING, RecordUnusable, PersonUnknown, PersonErased, VaultLocked),
    power=Power.OPEN_VAULT,
    name="seal_record",
    summary="Seal more about somebody",
    body=NewRecord,
    status=201,
    guards=[key_given],
)
async def seal_record(
    request: AnyRequest, fund_id: FundId, person_id: PersonId, data: JSONBody[NewRecord], key: Key
) -> Response[SealedRecord]:
    """Seal a record; the same key seals it once."""
    actor, (draft,) = await actor_with_code(request), _drafts([data])
    record_id = await site_of(request).vault.seal(
        fund_id,
        person_id,
        draft,
        actor=actor,
        today=today_of(request),
        record_id=id_of(request, fund_id, key, "record"),
    )
    return Response(SealedRecord(record_id), status_code=201)


@acts(
    "/vault/people/{person_id:uuid}/matches",
    *(PersonUnknown, PersonErased, VaultLocked),
    power=Power.OPEN_VAULT,
    name="find_matches",
    summary="Who is reached in the same way",
)
async def find_matches(request: AnyRequest, fund_id: FundId, person_id: PersonId) -> Response[Any]:
    """Compare the contacts of somebody with everybody's; it is written into the log."""
    actor = await actor_with_code(request)
    found = await site_of(request).vault.matches(fund_id, person_id, actor=actor)
    return sent_once(Matches(tuple(found)))


@acts(
    "/vault/records/{record_id:uuid}/openings",
    *(RecordUnknown, PersonErased, VaultLocked),
    power=Power.OPEN_VAULT,
    name="open_record",
    summary="Open one record",
    body=OpenFor,
)
async def open_record(
    request: AnyRequest, fund_id: FundId, record_id: RecordId, data: JSONBody[OpenFor]
) -> Response[Any]:
    """Open one record, or a file; it is written into the log."""
    actor = await actor_with_code(request)
    found = await site_of(request).vault.open_record(
        fund_id, record_id, actor=actor, purpose=data.purpose
    )
    return sent_once(opened(found))


@acts(
    "/vault/records/{record_id:uuid}/versions",
    *(RecordUnknown, PersonErased, VaultLocked, RecordUnusable),
    power=Power.OPEN_VAULT,
    name="change_record",
    summary="Change what is written",
    body=NewRecord,
    status=204,
)
async def change_record(
    request: AnyRequest, fund_id: FundId, record_id: RecordId, data: JSONBody[NewRecord]
) -> None:
    """Put new words in place of a record's; fields that are not named stay."""
    actor, (draft,) = await actor_with_code(request), _drafts([data])
    await site_of(request).vault.reseal(
        fund_id, record_id, draft, actor=actor, today=today_of(request)
    )


def _drafts(records: Sequence[NewRecord], at: str = "") -> list[Draft]:
    """Return records as they are sealed; refuse with every day that is none."""
    if any(record.kind is RecordKind.FILE for record in records):
        raise RecordUnusable("kind", LONGEST_FIELD)
    if wrong := tuple(days_of(records, at)):
        raise WebRefused(MALFORMED, errors=wrong)
    return [record.draft() for record in records]


ROUTES: Final = (
    list_people_of_case,
    seal_person,
    get_person,
    open_person,
    seal_record,
    find_matches,
    open_record,
    change_record,
)
