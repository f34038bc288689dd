"""An auditor opens one record at a time, once somebody else agreed; and the report of the law."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from litestar import Response, get
from msgspec import Struct

from api.access import Power, needs
from api.site import site_of
from api.v1.receipts import AnyRequest, FundId
from api.v1.refusals import ANY, responses_of
from api.v1.vault.shapes import (
    NO_STORE,
    AskingId,
    RecordId,
    actor_with_code,
    acts,
    opened,
    sent_once,
)
from api.vault.report import table_of
from ledger.rejections import (
    AskedByYou,
    AskingOpen,
    AskingUnknown,
    ExportMissing,
    PersonErased,
    RecordUnknown,
    VaultLocked,
)


class ListedAsking(Struct, frozen=True, kw_only=True):
    """A wish to open one record."""

    asking_id: UUID
    record_id: UUID
    asked_by: str
    asked_at: datetime
    agreed_by: str | None


class Askings(Struct, frozen=True):
    """The wishes that stand, the oldest first."""

    askings: tuple[ListedAsking, ...]


class NewAsking(Struct, frozen=True):
    """A wish that was noted."""

    asking_id: UUID


@get(
    "/vault/askings",
    operation_id="list_askings",
    summary="What auditors ask to open",
    responses=responses_of(ANY),
    opt={"refusals": (), **needs(Power.READ_VAULT)},
)
async def list_askings(request: AnyRequest, fund_id: FundId) -> Askings:
    """List the wishes that stand; each lasts a day."""
    found = await site_of(request).vault.list_askings(fund_id)
    return Askings(
        tuple(
            ListedAsking(
                asking_id=each.asking_id,
                record_id=each.record_id,
                asked_by=each.asked_by,
                asked_at=each.asked_at,
                agreed_by=each.agreed_by,
            )
            for each in found
        )
    )


@acts(
    "/vault/records/{record_id:uuid}/askings",
    RecordUnknown,
    power=Power.AUDIT_VAULT,
    name="ask_opening",
    summary="Ask to open a record",
    status=201,
)
async def ask_opening(
    request: AnyRequest, fund_id: FundId, record_id: RecordId
) -> Response[NewAsking]:
    """Ask to open one record for an audit."""
    actor = await actor_with_code(request)
    asking_id = await site_of(request).vault.ask_opening(fund_id, record_id, actor=actor)
    return Response(NewAsking(asking_id), status_code=201)


@acts(
    "/vault/askings/{asking_id:uuid}/agreement",
    *(AskingUnknown, AskedByYou),
    power=Power.OPEN_VAULT,
    name="agree_opening",
    summary="Agree that an auditor opens a record",
    status=204,
)
async def agree_opening(request: AnyRequest, fund_id: FundId, asking_id: AskingId) -> None:
    """Agree that somebody else opens one record, once."""
    actor = await actor_with_code(request)
    await site_of(request).vault.agree_opening(fund_id, asking_id, actor=actor)


@acts(
    "/vault/askings/{asking_id:uuid}/opening",
    *(AskingUnknown, AskingOpen, RecordUnknown, PersonErased, VaultLocked),
    power=Power.AUDIT_VAULT,
    name="open_asked",
    summary="Open the record that was asked for",
)
async def open_asked(request: AnyRequest, fund_id: FundId, asking_id: AskingId) -> Response[Any]:
    """Open the one record, once, with who agreed written into the log."""
    actor = await actor_with_code(request)
    return sent_once(
        opened(await site_of(request).vault.open_asked(fund_id, asking_id, actor=actor))
    )


@acts(
    "/vault/report",
    *(ExportMissing, VaultLocked),
    power=Power.OPEN_VAULT,
    name="make_report_of_law",
    summary="Make the report that the law asks for",
)
async def make_report_of_law(request: AnyRequest, fund_id: FundId) -> Response[bytes]:
    """Return the report of the record profile as CSV. It names people."""
    actor, vault = await actor_with_code(request), site_of(request).vault
    columns = (await vault.profile(fund_id)).export
    if not columns:
        raise ExportMissing
    rows = await vault.export(fund_id, columns, actor=actor)
    return Response(table_of(columns, rows), media_type="text/csv", headers=NO_STORE)


ROUTES: Final = (list_askings, ask_opening, agree_opening, open_asked, make_report_of_law)
