"""Funds: opening one, and what it consists of."""

import hmac
import secrets
from hashlib import sha256
from typing import Annotated, Final
from uuid import UUID

from litestar import Response, get
from litestar.params import JSONBody
from msgspec import Meta, Struct

from api.access import Power, needs
from api.problems import BUG, MALFORMED, SCOPE_MISSING, SIGN_IN_NEEDED, UNAVAILABLE
from api.sessions import session_of
from api.site import site_of
from api.v1.receipts import (
    AnyRequest,
    FundId,
    Key,
    Recorded,
    actor_of,
    books_of,
    record,
    writes,
)
from api.v1.refusals import ANY, DATES, responses_of
from ledger.chart import Category
from ledger.events import AccountKind, AuthorityKind, Restriction
from ledger.opening import OpenFund
from ledger.rejections import (
    CurrencyUnknown,
    FundExists,
    LabelUnusable,
    TimeZoneUnknown,
)
from ledger.store.connection import Connection
from ledger.store.errors import database_errors
from ledger.store.labels import list_labels

_NAME_OF_SECRET: Final = "secret of fund ids"  # noqa: S105  where it is, not what it is


class FundName(Struct, frozen=True):
    """A fund of this service."""

    fund_id: UUID
    label: str


class FundNames(Struct, frozen=True):
    """The funds that somebody belongs to."""

    funds: tuple[FundName, ...]


class NamedAccount(Struct, frozen=True):
    """An account."""

    account_id: UUID
    label: str
    kind: AccountKind
    currency: str
    exponent: int


class NamedPurpose(Struct, frozen=True):
    """A purpose; without categories it may pay for anything."""

    purpose_id: UUID
    label: str
    restriction: Restriction
    categories: tuple[Category, ...]


class NamedAuthority(Struct, frozen=True):
    """An authority that can hold bail."""

    authority_id: UUID
    label: str
    kind: AuthorityKind


class OneFund(Struct, frozen=True, kw_only=True):
    """A fund and what it consists of, as of now."""

    known_at: int
    fund_id: UUID
    label: str
    currency: str
    exponent: int
    time_zone: str
    single_signer: Annotated[bool, Meta(description="Whether one person signs alone.")]
    accounts: tuple[NamedAccount, ...]
    purposes: tuple[NamedPurpose, ...]
    authorities: tuple[NamedAuthority, ...]


@writes(
    "/",
    OpenFund,
    *(FundExists, LabelUnusable, TimeZoneUnknown, *DATES, CurrencyUnknown),
    power=Power.OPEN_FUND,
    name="open_fund",
    summary="Open a fund",
)
async def open_fund(request: AnyRequest, data: JSONBody[OpenFund], key: Key) -> Response[Recorded]:
    """Open a fund with its accounts, purposes and authorities; one person signs alone at first."""
    async with site_of(request).database.acquire() as connection:
        secret = await secret_of_ids(connection)
    fund_id = fund_id_of(secret, actor_of(request), key)
    return await record(request, fund_id, data, key)


async def secret_of_ids(connection: Connection) -> bytes:
    """Return what makes the ids of this service's funds unpredictable; made when first needed."""
    with database_errors():
        await connection.execute(
            "insert into instance (name, value) values ($1, $2) on conflict do nothing",
            _NAME_OF_SECRET,
            secrets.token_bytes(32),
        )
        secret: bytes = await connection.fetchval(
            "select value from instance where name = $1", _NAME_OF_SECRET
        )
    return secret


def fund_id_of(secret: bytes, actor: str, key: str) -> UUID:
    """Return the id of the fund that *actor* opens under *key*: the same one for a retry.

    It cannot be told from a random one without the secret of this service.
    """
    message = b"parasol: fund of a request\n" + actor.encode() + b"\n" + key.encode()
    return UUID(bytes=hmac.digest(secret, message, sha256)[:16], version=4)


@get(
    "/",
    operation_id="list_funds",
    summary="The funds that you belong to",
    responses=responses_of((MALFORMED, SIGN_IN_NEEDED, SCOPE_MISSING, UNAVAILABLE, BUG)),
    opt={"refusals": (), **needs(Power.LIST_FUNDS)},
)
async def list_funds(request: AnyRequest) -> FundNames:
    """List the funds that whoever is signed in belongs to."""
    site, session = site_of(request), session_of(request)
    assert session is not None, "the guard refuses strangers"
    found = []
    own = await site.admissions.funds_of(session)
    async with site.database.acquire() as connection:
        for fund_id in (access.fund.fund_id for access in own):
            labels = await list_labels(connection, fund_id, kind="fund")
            found.append(FundName(fund_id, labels[0].text if labels else ""))
    return FundNames(tuple(found))


@get(
    "/{fund_id:uuid}",
    operation_id="get_fund",
    summary="A fund with its accounts, purposes and authorities",
    responses=responses_of(ANY),
    opt={"refusals": (), **needs(Power.READ_BOOK)},
)
async def get_fund(request: AnyRequest, fund_id: FundId) -> OneFund:
    """Say what a fund consists of; the figures are in its balances."""
    fund, position = await books_of(request).get_fund(fund_id)
    async with site_of(request).database.acquire() as connection:
        names = {label.id: label.text for label in await list_labels(connection, fund_id)}
    return OneFund(
        known_at=position,
        fund_id=fund_id,
        label=names.get(fund_id, ""),
        currency=fund.currency,
        exponent=fund.exponent,
        time_zone=fund.time_zone,
        single_signer=fund.single_signer,
        accounts=tuple(
            NamedAccount(id_, names.get(id_, ""), each.kind, each.currency, each.exponent)
            for id_, each in fund.accounts.items()
        ),
        purposes=tuple(
            NamedPurpose(id_, names.get(id_, ""), each.restriction, each.categories)
            for id_, each in fund.purposes.items()
        ),
        authorities=tuple(
            NamedAuthority(id_, names.get(id_, ""), each.kind)
            for id_, each in fund.authorities.items()
        ),
    )


ROUTES = (open_fund, list_funds, get_fund)
