"""One's own sign-in, for programs: sessions, tokens, and the fresh code that some things take.

A lasting token reaches none of this: it takes a session, which a person signed in for.
"""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from litestar import delete, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from api.access import Power, needs
from api.governed import stepped_up
from api.problems import (
    BUG,
    CODE_REFUSED,
    DISK_FULL,
    MALFORMED,
    NOT_FOUND,
    SCOPE_MISSING,
    SIGN_IN_NEEDED,
    STEP_UP_NEEDED,
    TOO_LARGE,
    TOO_MANY,
    UNAVAILABLE,
    WebRefused,
)
from api.session import STEPPED_UP, Scope, Session, Way, reference_of, session_of
from api.site import site_of
from api.v1.opened_session import OpenedSession, opened
from api.v1.plain_bodies import reads_plain
from api.v1.receipts import AnyRequest
from api.v1.refusals import responses_of

_ANY: Final = (MALFORMED, SIGN_IN_NEEDED, SCOPE_MISSING, UNAVAILABLE, DISK_FULL, BUG)
_OPT: Final = {"refusals": (), **needs(Power.OWN_SIGN_IN)}


class OwnSession(Struct, frozen=True, kw_only=True):
    """A session. *reference* names it and opens nothing."""

    reference: str
    way: Annotated[Way, Meta(description="page: a browser; api: a program")]
    started_at: datetime
    seen_at: datetime
    is_this: bool


class OwnSessions(Struct, frozen=True):
    """The living sessions, the latest first."""

    sessions: tuple[OwnSession, ...]


class OwnToken(Struct, frozen=True, kw_only=True):
    """A lasting token. *hint* is how its secret begins after ``parasol_``."""

    reference: str
    hint: str
    scopes: tuple[Scope, ...]
    made_at: datetime
    ends_at: datetime
    used_at: datetime | None


class OwnTokens(Struct, frozen=True):
    """The living tokens, the latest first."""

    tokens: tuple[OwnToken, ...]


class Me(Struct, frozen=True, kw_only=True):
    """Who is signed in, and with what."""

    sign_in_id: UUID
    handle: Annotated[str | None, Meta(description="null until one is chosen, on the pages")]
    has_totp: Annotated[bool, Meta(description="Whether an app shows codes for this person.")]
    recovery_codes_left: int
    signed_in_at: datetime
    session_ends_at: datetime
    stepped_up_until: Annotated[
        datetime | None, Meta(description="Until when no fresh code is needed; null when it is.")
    ]


class FreshCode(Struct, frozen=True, forbid_unknown_fields=True):
    """A code of the second step."""

    code: Annotated[
        str, Meta(description="The six digits of the person's app, or a recovery code.")
    ]


class NewToken(Struct, frozen=True, forbid_unknown_fields=True):
    """What a lasting token is for."""

    scopes: Annotated[
        tuple[Scope, ...],
        Meta(description="What it may do, at least one. It never moves money, signs or governs."),
    ]
    days: Annotated[int, Meta(description="How long it lives, from 1 to 90 days.", examples=[30])]


class MadeToken(Struct, frozen=True):
    """The secret of a new token; it is shown once."""

    token: str


def _own(request: AnyRequest) -> Session:
    session = session_of(request)
    if session is None:
        raise WebRefused(SIGN_IN_NEEDED)
    return session


@get(
    "/",
    operation_id="get_me",
    summary="Who is signed in",
    responses=responses_of(_ANY),
    opt=_OPT,
)
async def get_me(request: AnyRequest) -> Me:
    """Say who is signed in, with what, and for how long."""
    site, session = site_of(request), _own(request)
    who, people = session.sign_in_id, site.people
    fresh = session.is_stepped_up(site.now()) and session.stepped_up_at
    return Me(
        sign_in_id=who,
        handle=await people.handle_of(who),
        has_totp=await people.has_totp(who),
        recovery_codes_left=await people.recovery_codes.left(who),
        signed_in_at=session.started_at,
        session_ends_at=session.ends_at,
        stepped_up_until=fresh + STEPPED_UP if fresh else None,
    )


@post(
    "/step-up",
    operation_id="step_up",
    summary="Give a fresh code",
    status_code=200,
    dto=reads_plain(FreshCode),
    return_dto=None,
    responses=responses_of((*_ANY, CODE_REFUSED, TOO_LARGE, TOO_MANY)),
    opt=_OPT,
)
async def step_up(request: AnyRequest, data: JSONBody[FreshCode]) -> OpenedSession:
    """Take a code, which counts for five minutes; the token that was sent ends, another begins.

    Each code works once. After five wrong ones the session has ended.
    """
    token = await site_of(request).people.step_up(_own(request), data.code)
    if token is None:
        raise WebRefused(CODE_REFUSED)
    return opened(token)


@get(
    "/sessions",
    operation_id="list_sessions",
    summary="Where you are signed in",
    responses=responses_of(_ANY),
    opt=_OPT,
)
async def list_sessions(request: AnyRequest) -> OwnSessions:
    """List the living sessions of browsers and programs."""
    session = _own(request)
    listed = await site_of(request).sessions.list_of(session.sign_in_id, session)
    return OwnSessions(
        tuple(
            OwnSession(
                reference=each.reference,
                way=each.way,
                started_at=each.started_at,
                seen_at=each.seen_at,
                is_this=each.is_this,
            )
            for each in listed
        )
    )


@delete(
    "/sessions",
    operation_id="end_sessions",
    summary="Sign out everywhere",
    responses=responses_of((*_ANY, STEP_UP_NEEDED)),
    opt=_OPT,
)
async def end_sessions(request: AnyRequest) -> None:
    """End every session and every lasting token of the person, this one too. It takes a fresh code
    of whoever has an app.
    """  # noqa: D205  one sentence is longer than a line
    await stepped_up(request)
    await site_of(request).people.end_everything_of(_own(request).sign_in_id)


@delete(
    "/sessions/{reference:str}",
    operation_id="end_session",
    summary="End one session",
    responses=responses_of((*_ANY, STEP_UP_NEEDED, NOT_FOUND)),
    opt=_OPT,
)
async def end_session(request: AnyRequest, reference: FromPath[str]) -> None:
    """End the session that is listed under *reference*. Of whoever has an app it takes a fresh
    code, unless it is the one that asks.
    """  # noqa: D205  one sentence is longer than a line
    session = _own(request)
    if reference != reference_of(session.session_hash):
        await stepped_up(request)
    if not await site_of(request).sessions.end_one(session.sign_in_id, reference):
        raise NotFoundException


@get(
    "/tokens",
    operation_id="list_tokens",
    summary="Your lasting tokens",
    responses=responses_of(_ANY),
    opt=_OPT,
)
async def list_tokens(request: AnyRequest) -> OwnTokens:
    """List the living tokens: what each may do, until when, and when it was last used."""
    listed = await site_of(request).people.tokens.list_of(_own(request).sign_in_id)
    return OwnTokens(
        tuple(
            OwnToken(
                reference=each.reference,
                hint=each.hint,
                scopes=tuple(scope for scope in Scope if scope in each.scopes),
                made_at=each.made_at,
                ends_at=each.ends_at,
                used_at=each.used_at,
            )
            for each in listed
        )
    )


@post(
    "/tokens",
    operation_id="make_token",
    summary="Make a lasting token",
    dto=reads_plain(NewToken),
    return_dto=None,
    responses=responses_of((*_ANY, STEP_UP_NEEDED, TOO_LARGE)),
    opt=_OPT,
)
async def make_token(request: AnyRequest, data: JSONBody[NewToken]) -> MadeToken:
    """Make a token for a program that runs by itself. It takes a fresh code."""
    tokens = site_of(request).people.tokens
    return MadeToken(await tokens.make(_own(request), data.scopes, data.days))


@delete(
    "/tokens/{reference:str}",
    operation_id="end_token",
    summary="End a lasting token",
    responses=responses_of((*_ANY, NOT_FOUND)),
    opt=_OPT,
)
async def end_token(request: AnyRequest, reference: FromPath[str]) -> None:
    """End the token that is listed under *reference*."""
    if not await site_of(request).people.tokens.end(_own(request).sign_in_id, reference):
        raise NotFoundException


ROUTES: Final = (
    get_me,
    step_up,
    list_sessions,
    end_sessions,
    end_session,
    list_tokens,
    make_token,
    end_token,
)
