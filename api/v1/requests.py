"""Requests for help and consents: what the desk found, and what whoever is helped agreed to."""

from contextlib import suppress
from typing import Final
from uuid import UUID

from litestar import Response
from litestar.params import JSONBody
from msgspec.structs import asdict, replace

from api.access import Power, access_of
from api.problems import MALFORMED, WebRefused, Wrong
from api.site import site_of
from api.v1.grants import PROMISING
from api.v1.receipts import AnyRequest, FundId, Key, Recorded, record, writes
from api.v1.refusals import DATES, UNBUDGETED
from ledger.consents import RecordConsent, WithdrawConsent
from ledger.grants import CommitGrant
from ledger.rejections import (
    CaseOfAnotherKind,
    CaseUnknown,
    MemberUnknown,
    NotInThisState,
    OwnHousehold,
    PersonErased,
    VaultLocked,
)
from ledger.requests import CloseRequest, ScreenRequest, WaitlistRequest

TICKED: Final = "not_of_the_household"
_TRUE: Final = "true: that you do not live with whoever asks and are not related to them"


class Screening(ScreenRequest, frozen=True, kw_only=True, tag="screen_request"):
    """What is found when a request is screened, and whether whoever screens has no part in it.

    Whom a case of the fund is about is compared with how members are reached, as on its page. Where
    nobody can be compared *not_of_the_household* is said in place of it.
    """

    not_of_the_household: bool = False


@writes(
    "/requests",
    Screening,
    *(NotInThisState, *DATES, MemberUnknown, OwnHousehold),
    power=Power.SCREEN,
    name="screen_request",
    summary="Screen a request",
)
async def screen_request(
    request: AnyRequest, fund_id: FundId, data: JSONBody[Screening], key: Key
) -> Response[Recorded]:
    """Write down that somebody may be helped. Opens a case; what they said stays in the vault.

    `not_of_the_household` has to be true: no person is known yet who could be compared.
    """
    return await record(request, fund_id, await _compared(request, fund_id, data), key)


@writes(
    "/requests/{case_id:uuid}/screening",
    Screening,
    *(NotInThisState, *DATES, MemberUnknown, OwnHousehold),
    power=Power.SCREEN,
    name="screen_request_again",
    summary="Screen a request anew",
    also=(VaultLocked,),
)
async def screen_request_again(
    request: AnyRequest, fund_id: FundId, data: JSONBody[Screening], key: Key
) -> Response[Recorded]:
    """Write down what was found when a request was looked at once more; it is open again.

    Members who are reached as whoever the case is about keep out of it: the vault is open for that.
    Where the case is about nobody in the vault, or you have not said how you are reached,
    `not_of_the_household` has to be true.
    """
    return await record(request, fund_id, await _compared(request, fund_id, data), key)


async def _compared(request: AnyRequest, fund_id: UUID, data: Screening) -> ScreenRequest:
    """Return what the book is told, with the members who live there too, as far as that is known.

    Raises VaultLocked, and refuses a body that does not say what cannot be compared.
    """
    access, vault, found = access_of(request), site_of(request).vault, set[UUID]()
    people = [] if data.case_id is None else await vault.people_of(fund_id, data.case_id)
    for person_id in people:
        with suppress(PersonErased):
            actor = str(access.sign_in_id)
            found |= {*await vault.members_of_household(fund_id, person_id, actor=actor)}
    own = await vault.own_contact(fund_id, access.sign_in_id) if people else None
    if own is None and not data.not_of_the_household:
        raise WebRefused(MALFORMED, errors=(Wrong(TICKED, _TRUE, f"/{TICKED}"),))
    told = replace(data, kept_out=tuple(dict.fromkeys((*data.kept_out, *sorted(found)))))
    return ScreenRequest(**{name: each for name, each in asdict(told).items() if name != TICKED})


@writes(
    "/requests/{case_id:uuid}/waitlisting",
    WaitlistRequest,
    *(CaseUnknown, NotInThisState, *DATES),
    power=Power.SCREEN,
    name="waitlist_request",
    summary="Put a request on the waiting list",
)
async def waitlist_request(
    request: AnyRequest, fund_id: FundId, data: JSONBody[WaitlistRequest], key: Key
) -> Response[Recorded]:
    """Put a request on the waiting list: it fits, and there is no money for it now."""
    return await record(request, fund_id, data, key)


@writes(
    "/requests/{case_id:uuid}/closing",
    CloseRequest,
    *(CaseUnknown, NotInThisState, *DATES),
    power=Power.SCREEN,
    name="close_request",
    summary="Close a request",
)
async def close_request(
    request: AnyRequest, fund_id: FundId, data: JSONBody[CloseRequest], key: Key
) -> Response[Recorded]:
    """End a request without money: declined, referred to others, or withdrawn."""
    return await record(request, fund_id, data, key)


@writes(
    "/requests/{case_id:uuid}/grant",
    CommitGrant,
    *PROMISING,
    power=Power.MOVE_MONEY,
    name="commit_grant_for_request",
    summary="Promise a grant to whoever asked",
    also=UNBUDGETED,
)
async def commit_grant_for_request(
    request: AnyRequest, fund_id: FundId, data: JSONBody[CommitGrant], key: Key
) -> Response[Recorded]:
    """Promise a grant in the case of a request that was screened: an order."""
    return await record(request, fund_id, data, key)


@writes(
    "/cases/{case_id:uuid}/consents",
    RecordConsent,
    *(CaseUnknown, CaseOfAnotherKind, NotInThisState, *DATES),
    power=Power.SCREEN,
    name="record_consent",
    summary="Record a consent",
)
async def record_consent(
    request: AnyRequest, fund_id: FundId, data: JSONBody[RecordConsent], key: Key
) -> Response[Recorded]:
    """Write down that whoever the case is about agrees to something."""
    return await record(request, fund_id, data, key)


@writes(
    "/cases/{case_id:uuid}/consents/withdrawal",
    WithdrawConsent,
    *(CaseUnknown, CaseOfAnotherKind, NotInThisState, *DATES),
    power=Power.SCREEN,
    name="withdraw_consent",
    summary="Withdraw a consent",
)
async def withdraw_consent(
    request: AnyRequest, fund_id: FundId, data: JSONBody[WithdrawConsent], key: Key
) -> Response[Recorded]:
    """Write down that whoever the case is about does not agree to something any more."""
    return await record(request, fund_id, data, key)


ROUTES = (
    *(screen_request, screen_request_again, waitlist_request, close_request),
    *(commit_grant_for_request, record_consent, withdraw_consent),
)
