"""Signing in and out for programs: a first code, or what a person signs in with, becomes a token.

For a program that runs by itself a person makes a lasting token instead: see `api.v1.me`.
"""

from typing import Annotated, Any

from litestar import Request, delete, post
from litestar.params import JSONBody
from msgspec import Meta, Struct

from api.access import Power, needs
from api.problems import (
    BUG,
    CODE_REFUSED,
    DISK_FULL,
    MALFORMED,
    SIGN_IN_NEEDED,
    SIGN_IN_REFUSED,
    TOO_LARGE,
    TOO_MANY,
    TOTP_NEEDED,
    UNAVAILABLE,
    WebRefused,
    Wrong,
)
from api.sessions import session_of
from api.site import Site, site_of
from api.v1.opened_session import OpenedSession, opened
from api.v1.plain_bodies import reads_plain
from api.v1.refusals import responses_of

MAX_BODY_BYTES = 4096
"""What it takes is short; strangers may send nothing longer."""


class OpenSession(Struct, frozen=True, forbid_unknown_fields=True):
    """Either *code*, or *handle* and *passphrase*, with *totp* where an app is set up."""

    code: Annotated[
        str | None,
        Meta(description="The first code of this service, as printed; dashes do not matter."),
    ] = None
    handle: Annotated[str | None, Meta(description="The handle that the person chose.")] = None
    passphrase: Annotated[str | None, Meta(description="Its passphrase, letter by letter.")] = None
    totp: Annotated[
        str | None, Meta(description="The six digits of the person's app, or a recovery code.")
    ] = None


@post(
    "/session",
    opt={"refusals": (), **needs(Power.STRANGER)},
    request_max_body_size=MAX_BODY_BYTES,
    dto=reads_plain(OpenSession),
    return_dto=None,
    operation_id="open_session",
    summary="Sign in",
    tags=["session"],
    responses=responses_of((
        MALFORMED, CODE_REFUSED, SIGN_IN_REFUSED, TOTP_NEEDED, TOO_LARGE, TOO_MANY, UNAVAILABLE,
        DISK_FULL, BUG,
    )),
)  # fmt: skip
async def open_session(
    request: Request[Any, Any, Any], data: JSONBody[OpenSession]
) -> OpenedSession:
    """Sign in for a token that lives twelve hours, half an hour when unused.

    The first code works until its sign-in has a handle and a passphrase.
    """
    site = site_of(request)
    if data.code is not None:
        if wrong := [name for name in ("handle", "passphrase", "totp") if getattr(data, name)]:
            expected = "nothing: a code is sent alone"
            errors = tuple(Wrong(name, expected, f"/{name}") for name in wrong)
            raise WebRefused(MALFORMED, errors=errors)
        sign_in_id = await site.sign_in.redeem(data.code)
        if sign_in_id is None:
            raise WebRefused(CODE_REFUSED)
        return opened(await site.sessions.start(sign_in_id, "api"))
    return opened(await _by_passphrase(site, data))


async def _by_passphrase(site: Site, data: OpenSession) -> str:
    if not data.handle or not data.passphrase:
        missing = [name for name in ("handle", "passphrase") if not getattr(data, name)]
        errors = tuple(Wrong(name, "a text; it is missing", f"/{name}") for name in missing)
        raise WebRefused(MALFORMED, errors=errors)
    entry = await site.people.enter(data.handle, data.passphrase)
    if entry is None:
        raise WebRefused(SIGN_IN_REFUSED)
    if not entry.needs_code:
        return await site.sessions.start(entry.sign_in_id, "api")
    if not data.totp:
        raise WebRefused(TOTP_NEEDED)
    who = await site.people.answer(entry.pending, data.totp)
    if who is None:
        raise WebRefused(SIGN_IN_REFUSED)
    return await site.sessions.start(who, "api", stepped_up=True)


@delete(
    "/session",
    operation_id="close_session",
    summary="Sign out",
    tags=["session"],
    opt={"refusals": (), **needs(Power.OWN_SIGN_IN)},
    responses=responses_of((SIGN_IN_NEEDED, UNAVAILABLE, DISK_FULL, BUG)),
)
async def close_session(request: Request[Any, Any, Any]) -> None:
    """End the session of the token that was sent."""
    session = session_of(request)
    if session is None:
        raise WebRefused(SIGN_IN_NEEDED)
    await site_of(request).sessions.end(session)
