"""Hearings of every open bail, opened because of court dates and sent once."""

from datetime import date
from typing import Annotated, Any, Final
from uuid import UUID

from litestar import Response
from msgspec import Meta, Struct

from api.access import Power
from api.site import site_of
from api.v1.receipts import AnyRequest, FundId
from api.v1.vault.shapes import CaseId, actor_with_code, acts, sent_once, today_of
from api.vault.hearings import Band, Hearing, open_hearings, open_hearings_of
from ledger.rejections import CaseUnknown, VaultLocked


class OpenedHearing(Struct, frozen=True, kw_only=True):
    """A hearing that was opened."""

    person_id: UUID
    case_ids: Annotated[tuple[UUID, ...], Meta(description="The cases that it concerns.")]
    day: Annotated[date | None, Meta(description="None where what is written is no day.")]
    written: Annotated[str, Meta(description="The day as it is written.")]
    place: str
    band: Annotated[Band, Meta(description="When it is, seen from today in the fund's zone.")]


class OpenedHearings(Struct, frozen=True):
    """Hearings by day: those that are over first, those without a day last."""

    hearings: tuple[OpenedHearing, ...]


def _sent(found: list[Hearing], today: date) -> Response[Any]:
    return sent_once(
        OpenedHearings(
            tuple(
                OpenedHearing(
                    person_id=each.person_id,
                    case_ids=each.case_ids,
                    day=each.day,
                    written=each.written,
                    place=each.place,
                    band=each.band(today),
                )
                for each in found
            )
        )
    )


@acts(
    "/vault/hearings",
    VaultLocked,
    power=Power.OPEN_VAULT,
    name="open_hearings",
    summary="Open the hearings of every open bail",
)
async def open_all_hearings(request: AnyRequest, fund_id: FundId) -> Response[Any]:
    """Open day and place only; it is written into the log for each person, as a court date."""
    actor, today = await actor_with_code(request), today_of(request)
    return _sent(await open_hearings(site_of(request), fund_id, actor, today), today)


@acts(
    "/cases/{case_id:uuid}/hearings",
    *(CaseUnknown, VaultLocked),
    power=Power.OPEN_VAULT,
    name="open_hearings_of_case",
    summary="Open the hearings of whom a case is about",
)
async def open_case_hearings(
    request: AnyRequest, fund_id: FundId, case_id: CaseId
) -> Response[Any]:
    """Open the same for one case, whether or not it is an open bail."""
    actor, today, site = await actor_with_code(request), today_of(request), site_of(request)
    if case_id == fund_id or not (await site.books.get_case(fund_id, case_id)).lines:
        raise CaseUnknown(case_id)
    return _sent(await open_hearings_of(site, fund_id, case_id, actor, today), today)


ROUTES: Final = (open_all_hearings, open_case_hearings)
