"""The check that stands before every handler, for pages and routes alike."""

from typing import Any, Final, cast
from uuid import UUID

from litestar.connection import ASGIConnection
from litestar.exceptions import NotFoundException

from api.access.admissions import Access, Admissions
from api.access.powers import (
    MANDATES,
    OF_EVERYBODY_SIGNED_IN,
    OF_FUNDS,
    SCOPES,
    SECOND_STEP,
    SOMEWHERE,
    Power,
)
from api.problems import SCOPE_MISSING, SECOND_STEP_NEEDED, WebRefused
from api.sessions import Session
from ledger.events import Role
from ledger.rejections import FundUnknown, MandateMissing

Connection = ASGIConnection[Any, Any, Any, Any]
_HERE: Final = "parasol_access"


def access_of(connection: Connection) -> Access:
    """Return what whoever asks is in the fund of this request; every handler of a fund has it."""
    access = access_if_any(connection)
    assert access is not None, "a handler of a fund runs for its members only"
    return access


def access_if_any(connection: Connection) -> Access | None:
    """Return the same where the request may be about no fund."""
    return _kept(connection).get(_HERE)


def _kept(connection: Connection) -> dict[str, Any]:
    """Return where things are kept as long as a request lasts."""
    return cast("dict[str, Any]", connection.scope)


async def admit(connection: Connection, session: Session, opt: dict[str, Any]) -> None:
    """Refuse what *session*'s person may not ask for; *opt* is that of the handler.

    Refusals in order: fund-unknown (of pages: not found), scope-missing, second-step-needed,
    mandate-missing.
    """
    power: Power | None = opt.get("power")
    if power is None:
        return  # the framework's own answer to OPTIONS: no other handler is without
    if power in OF_FUNDS:
        access = await _member(connection, session, power, is_command="body" in opt)
        _kept(connection)[_HERE] = access
        _check_scope(session, power)
        if not access.may(power):
            needed = MANDATES[power]
            if access.waits_for_second_step and needed & SECOND_STEP:
                raise WebRefused(SECOND_STEP_NEEDED)
            raise _missing(needed)
        return
    _check_scope(session, power)
    if power in OF_EVERYBODY_SIGNED_IN:
        return
    if not await connection.app.state.site.admissions.may_somewhere(session, power):
        raise _missing(SOMEWHERE[power])


async def _member(
    connection: Connection, session: Session, power: Power, *, is_command: bool
) -> Access:
    fund_id: UUID = connection.path_params["fund_id"]
    admissions: Admissions = connection.app.state.site.admissions
    if is_command:
        lately = await admissions.of_lately(session, fund_id)
        # A yes is enough, for the ledger decides anew; a no may be of yesterday.
        if lately is not None and lately.may(power):
            return lately
    try:
        return await admissions.of(session, fund_id)
    except FundUnknown:
        if connection.scope["path"].startswith("/api/"):
            raise
        raise NotFoundException from None


def _check_scope(session: Session, power: Power) -> None:
    if session.scopes is None:
        return
    if not any(power in SCOPES[scope] for scope in session.scopes):
        raise WebRefused(SCOPE_MISSING)


def _missing(needed: frozenset[Role]) -> MandateMissing:
    return MandateMissing(tuple(sorted(role.value for role in needed)))
