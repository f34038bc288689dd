"""Opening a fund, and adding accounts, purposes and authorities to it."""

from datetime import date
from functools import cache
from importlib import resources
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct

from ledger import guards
from ledger.chart import Category
from ledger.command import Command, Context
from ledger.currencies import EXPONENTS
from ledger.events import (
    AccountKind,
    AccountOpened,
    AuthorityKind,
    AuthorityOpened,
    FundEvent,
    FundOpened,
    PurposeOpened,
    Restriction,
)
from ledger.fund import Fund
from ledger.rejections import CurrencyUnknown, FundExists, TimeZoneUnknown


class NewAccount(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """An account to open: what it is, how people call it, and its currency (ISO 4217)."""

    kind: AccountKind
    label: str
    currency: str


class NewPurpose(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A purpose to open; *categories* limits what it may pay for, empty means anything."""

    restriction: Restriction
    label: str
    categories: tuple[Category, ...] = ()


class NewAuthority(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """An authority that can hold bail, to add."""

    kind: AuthorityKind
    label: str


class OpenFund(Command, frozen=True, kw_only=True):
    """Open a fund with its accounts, purposes and authorities, in single-signer mode.

    Refusals in order: fund-exists, label-unusable (label), time-zone-unknown, date-in-future,
    date-too-early, currency-unknown (currency), then one account after the other label-unusable
    and currency-unknown, then label-unusable (purposes, then authorities).
    """

    label: str
    currency: str
    time_zone: str
    accounts: tuple[NewAccount, ...] = ()
    purposes: tuple[NewPurpose, ...] = ()
    authorities: tuple[NewAuthority, ...] = ()


class OpenAccount(Command, frozen=True, kw_only=True):
    """Add an account.

    Refusals in order: date-in-future, date-too-early, label-unusable, currency-unknown.
    """

    account: NewAccount


class OpenPurpose(Command, frozen=True, kw_only=True):
    """Add a purpose.

    Refusals in order: date-in-future, date-too-early, label-unusable.
    """

    purpose: NewPurpose


class OpenAuthority(Command, frozen=True, kw_only=True):
    """Add an authority.

    Refusals in order: date-in-future, date-too-early, label-unusable.
    """

    authority: NewAuthority


OpeningCommand = OpenFund | OpenAccount | OpenPurpose | OpenAuthority


def decide(command: OpeningCommand, context: Context, fund: Fund) -> tuple[FundEvent, ...]:
    """Return the facts of an opening, or raise the first refusal that applies."""
    if isinstance(command, OpenFund):
        return _open_fund(command, context, fund)
    guards.day(command.occurred_on, context, fund.time_zone)
    match command:
        case OpenAccount():
            return (_account(command.account, command.occurred_on, context, fund.exponents),)
        case OpenPurpose():
            return (_purpose(command.purpose, command.occurred_on, context),)
        case OpenAuthority():
            return (_authority(command.authority, command.occurred_on, context),)


def _open_fund(command: OpenFund, context: Context, fund: Fund) -> tuple[FundEvent, ...]:
    if fund.is_open:
        raise FundExists(fund.fund_id)
    guards.label("label", command.label)
    _time_zone(command.time_zone)
    day = command.occurred_on
    guards.day(day, context, command.time_zone)
    exponent = _exponent(command.currency, {})
    opened = FundOpened(
        occurred_on=day,
        currency=command.currency,
        exponent=exponent,
        time_zone=command.time_zone,
        single_signer=True,
        founder=_sign_in(context.actor),
    )
    known = {command.currency: exponent}
    accounts = [_account(account, day, context, known) for account in command.accounts]
    purposes = [_purpose(purpose, day, context) for purpose in command.purposes]
    authorities = [_authority(authority, day, context) for authority in command.authorities]
    return (opened, *accounts, *purposes, *authorities)


def _sign_in(actor: str) -> UUID | None:
    """Return the sign-in that opens the fund; None for the operator."""
    try:
        return UUID(actor)
    except ValueError:
        return None


@cache
def _zones() -> frozenset[str]:
    """Return every name that is a time zone on any machine: those that the program brings.

    A machine's own files know more (``localtime``, ``right/UTC``), and a fund opened in one of
    those could not be written to on another machine, or would mean another time there.
    """
    names = resources.files("tzdata").joinpath("zones").read_text(encoding="ascii").split()
    return frozenset(names) - {"Factory"}


def _time_zone(name: str) -> None:
    if name not in _zones():
        raise TimeZoneUnknown
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise TimeZoneUnknown from None


def _exponent(currency: str, known: dict[str, int]) -> int:
    """Return the decimal digits of *currency*: as the fund counts it already, else ISO 4217."""
    exponent = known.get(currency, EXPONENTS.get(currency))
    if exponent is None:
        raise CurrencyUnknown("currency", currency)
    return exponent


def _account(
    account: NewAccount, day: date, context: Context, known: dict[str, int]
) -> AccountOpened:
    guards.label("label", account.label)
    return AccountOpened(
        occurred_on=day,
        account_id=context.new_id(),
        kind=account.kind,
        currency=account.currency,
        exponent=_exponent(account.currency, known),
    )


def _purpose(purpose: NewPurpose, day: date, context: Context) -> PurposeOpened:
    guards.label("label", purpose.label)
    return PurposeOpened(
        occurred_on=day,
        purpose_id=context.new_id(),
        restriction=purpose.restriction,
        categories=tuple(dict.fromkeys(purpose.categories)),  # each once, however often it is said
    )


def _authority(authority: NewAuthority, day: date, context: Context) -> AuthorityOpened:
    guards.label("label", authority.label)
    return AuthorityOpened(occurred_on=day, authority_id=context.new_id(), kind=authority.kind)


def labels(
    command: OpeningCommand, events: tuple[FundEvent, ...], fund_id: UUID
) -> tuple[tuple[str, UUID, str], ...]:
    """Return (kind, id, text) for every name in *command*; names stand beside the book."""
    names: list[str] = []
    match command:
        case OpenFund():
            names = [
                command.label,
                *(account.label for account in command.accounts),
                *(purpose.label for purpose in command.purposes),
                *(authority.label for authority in command.authorities),
            ]
        case OpenAccount():
            names = [command.account.label]
        case OpenPurpose():
            names = [command.purpose.label]
        case OpenAuthority():
            names = [command.authority.label]
    named = [_named(event, fund_id) for event in events]
    return tuple(
        (kind, id_, guards.tidied(name)) for (kind, id_), name in zip(named, names, strict=True)
    )


def _named(event: FundEvent, fund_id: UUID) -> tuple[str, UUID]:
    """Return what *event* opened: the kind of label and the id it is kept under."""
    match event:
        case AccountOpened():
            return "account", event.account_id
        case PurposeOpened():
            return "purpose", event.purpose_id
        case AuthorityOpened():
            return "authority", event.authority_id
        case _:
            return "fund", fund_id
