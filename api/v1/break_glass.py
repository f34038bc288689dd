"""Break-glass: sealed sheets that make new stewards when those there are get lost."""

from datetime import datetime
from uuid import UUID

from litestar import Response, get
from litestar.params import JSONBody
from msgspec import Struct

from api.access import Power, access_of, needs
from api.v1.people import GOVERNS, governed
from api.v1.receipts import AnyRequest, FundId, Key, Recorded, record, writes
from api.v1.refusals import ANY, DATES, responses_of
from ledger.break_glass import BreakGlass, MendGlass, SealSheets
from ledger.rejections import (
    GlassAlreadyBroken,
    GlassWhole,
    MemberUnknown,
    MendingOver,
    PolicyUnusable,
    ReferenceUnusable,
    SheetsMissing,
    SheetsWrong,
    TooFewPeople,
)


class SealedSheets(Struct, frozen=True):
    """How many sheets there are, how many of them are needed, and how long is waited then."""

    count: int
    needed: int
    hours: int


class BrokenGlass(Struct, frozen=True):
    """The waiting time runs until *until*; who typed the sheets, and who shall be steward."""

    until: datetime
    by: UUID
    successors: tuple[UUID, ...]


class Glass(Struct, frozen=True, kw_only=True):
    """Whether there are sealed sheets, and whether they were typed."""

    known_at: int
    sheets: SealedSheets | None
    breaking: BrokenGlass | None


@get(
    "/break-glass",
    operation_id="get_break_glass",
    summary="Whether there are sealed sheets",
    responses=responses_of(ANY),
    opt={"refusals": (), **needs(Power.READ_PEOPLE)},
)
async def get_break_glass(request: AnyRequest, fund_id: FundId) -> Glass:
    """Say how many sheets there are, and whether the glass is broken. No digest is told."""
    del fund_id
    access = access_of(request)
    sheets, breaking = access.fund.governance.sheets, access.fund.governance.breaking
    return Glass(
        known_at=access.position,
        sheets=None
        if sheets is None
        else SealedSheets(len(sheets.hashes), sheets.needed, sheets.hours),
        breaking=None
        if breaking is None
        else BrokenGlass(breaking.until, breaking.by, breaking.successors),
    )


@writes(
    "/break-glass/sheets",
    SealSheets,
    *(*DATES, ReferenceUnusable, PolicyUnusable, GlassAlreadyBroken),
    power=Power.GOVERN,
    name="seal_sheets",
    summary="Seal new sheets",
    also=GOVERNS,
)
async def seal_sheets(
    request: AnyRequest, fund_id: FundId, data: JSONBody[SealSheets], key: Key
) -> Response[Recorded]:
    """Seal sheets by the SHA-256 digests of their codes; those made before are void."""
    return await governed(request, fund_id, data, key)


@writes(
    "/break-glass/break",
    BreakGlass,
    *(*DATES, SheetsMissing, GlassAlreadyBroken, SheetsWrong, MemberUnknown, TooFewPeople),
    power=Power.BREAK_GLASS,
    name="break_glass",
    summary="Type the sheets",
)
async def break_glass(
    request: AnyRequest, fund_id: FundId, data: JSONBody[BreakGlass], key: Key
) -> Response[Recorded]:
    """Type the codes of enough sheets; after the waiting time the successors are stewards."""
    return await record(request, fund_id, data, key)


@writes(
    "/break-glass/mend",
    MendGlass,
    *(*DATES, GlassWhole, MendingOver),
    power=Power.GOVERN,
    name="mend_glass",
    summary="Stop the breaking of the glass",
    also=GOVERNS,
)
async def mend_glass(
    request: AnyRequest, fund_id: FundId, data: JSONBody[MendGlass], key: Key
) -> Response[Recorded]:
    """Stop it within the waiting time; the sheets are void."""
    return await governed(request, fund_id, data, key)


ROUTES = (get_break_glass, seal_sheets, break_glass, mend_glass)
