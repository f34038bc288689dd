"""Requests for help and consents: what the desk found, and what whoever is helped agreed to."""

from litestar import Response
from litestar.params import JSONBody

from api.access import Power
from api.v1.grants import PROMISING
from api.v1.receipts import AnyRequest, FundId, Key, Recorded, record, writes
from api.v1.refusals import DATES
from ledger.consents import RecordConsent, WithdrawConsent
from ledger.grants import CommitGrant
from ledger.rejections import CaseOfAnotherKind, CaseUnknown, NotInThisState
from ledger.requests import CloseRequest, ScreenRequest, WaitlistRequest


@writes(
    "/requests",
    ScreenRequest,
    *(NotInThisState, *DATES),
    power=Power.SCREEN,
    name="screen_request",
    summary="Screen a request",
)
async def screen_request(
    request: AnyRequest, fund_id: FundId, data: JSONBody[ScreenRequest], key: Key
) -> Response[Recorded]:
    """Write down that somebody may be helped. Opens a case; what they said stays in the vault."""
    return await record(request, fund_id, data, key)


@writes(
    "/requests/{case_id:uuid}/screening",
    ScreenRequest,
    *(NotInThisState, *DATES),
    power=Power.SCREEN,
    name="screen_request_again",
    summary="Screen a request anew",
)
async def screen_request_again(
    request: AnyRequest, fund_id: FundId, data: JSONBody[ScreenRequest], key: Key
) -> Response[Recorded]:
    """Write down what was found when a request was looked at once more; it is open again."""
    return await record(request, fund_id, data, key)


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
