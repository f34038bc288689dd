"""Break-glass: sealed paper sheets that make new stewards when those there are get lost."""

from datetime import timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

from ledger import guards
from ledger.command import Command, Context
from ledger.events import (
    FundEvent,
    GlassBroken,
    GlassMended,
    Role,
    SheetsSealed,
    SuccessorsInstalled,
)
from ledger.fund import Fund
from ledger.members import STEWARDS_MIN, known
from ledger.rejections import (
    GlassAlreadyBroken,
    GlassWhole,
    MendingOver,
    NotDue,
    PolicyUnusable,
    SheetsMissing,
    SheetsWrong,
    TooFewPeople,
)

MIN_SHEETS: Final = 2
"""One sheet that is found must not be enough."""
MAX_SHEETS: Final = 20
"""More than a collective can hand out and keep track of."""
MIN_HOURS: Final = 24
"""Time for a steward to see it and stop it."""
MAX_HOURS: Final = 720
"""Thirty days."""


class SealSheets(Command, frozen=True, kw_only=True):
    """Seal new sheets; those made before are void. *hashes* are SHA-256 digests in hexadecimal.

    Refusals in order: date-in-future, date-too-early, reference-unusable (a hash),
    policy-unusable (hashes: too few, too many or one twice; then needed, then hours),
    glass-already-broken.
    """

    hashes: tuple[str, ...]
    needed: int
    hours: int


class BreakGlass(Command, frozen=True, kw_only=True):
    """Type the codes of enough sheets: *successors* become stewards after the waiting time.

    Codes may be typed with spaces and dashes, in small letters or capitals.

    Refusals in order: date-in-future, date-too-early, sheets-missing, glass-already-broken,
    sheets-wrong, member-unknown (successors), too-few-people (successors).
    """

    sheets: tuple[str, ...]
    successors: tuple[UUID, ...]


class MendGlass(Command, frozen=True, kw_only=True):
    """Stop it within the waiting time; the sheets are void.

    Refusals in order: date-in-future, date-too-early, glass-whole, mending-over.
    """


class InstallSuccessors(Command, frozen=True, kw_only=True):
    """The waiting time is over: those of the successors who are members still become stewards.

    By the clock.

    Refusals in order: date-in-future, date-too-early, not-due.
    """


GlassCommand = SealSheets | BreakGlass | MendGlass | InstallSuccessors


def code_hash(code: str) -> str:
    """Return the digest of a sheet's code, however it was typed, in hexadecimal."""
    plain = "".join(each for each in code if not each.isspace() and each not in "-–—")
    return sha256(plain.upper().encode()).hexdigest()


def decide(command: GlassCommand, context: Context, fund: Fund) -> tuple[FundEvent, ...]:
    """Return the fact of *command*, or raise the first refusal that applies."""
    guards.day(command.occurred_on, context, fund.time_zone)
    match command:
        case SealSheets():
            return (_seal(command, fund),)
        case BreakGlass():
            return (_break(command, context, fund),)
        case MendGlass():
            return (_mend(command, context, fund),)
        case InstallSuccessors():
            return (_install(command, context, fund),)


def _seal(command: SealSheets, fund: Fund) -> SheetsSealed:
    hashes = command.hashes
    for each in hashes:
        guards.digest("hashes", each)
    if not MIN_SHEETS <= len(hashes) <= MAX_SHEETS or len(set(hashes)) != len(hashes):
        raise PolicyUnusable("hashes", f"{MIN_SHEETS} to {MAX_SHEETS} different ones")
    if not MIN_SHEETS <= command.needed <= len(hashes):
        raise PolicyUnusable("needed", f"{MIN_SHEETS} to {len(hashes)}")
    if not MIN_HOURS <= command.hours <= MAX_HOURS:
        raise PolicyUnusable("hours", f"{MIN_HOURS} to {MAX_HOURS}")
    breaking = fund.governance.breaking
    if breaking is not None:
        raise GlassAlreadyBroken(breaking.until)
    return SheetsSealed(
        occurred_on=command.occurred_on,
        hashes=hashes,
        needed=command.needed,
        hours=command.hours,
    )


def _break(command: BreakGlass, context: Context, fund: Fund) -> GlassBroken:
    sheets, breaking = fund.governance.sheets, fund.governance.breaking
    if sheets is None:
        raise SheetsMissing
    if breaking is not None:
        raise GlassAlreadyBroken(breaking.until)
    typed = {code_hash(code) for code in command.sheets[:MAX_SHEETS]}
    if len(typed & set(sheets.hashes)) < sheets.needed:
        raise SheetsWrong(sheets.needed)
    successors = tuple(dict.fromkeys(command.successors))
    for who in successors:
        known(fund, who, "successors")
    if len(successors) < STEWARDS_MIN:
        raise TooFewPeople(Role.STEWARD.value, STEWARDS_MIN, len(successors))
    return GlassBroken(
        occurred_on=command.occurred_on,
        by=UUID(context.actor),  # `ledger.powers` lets nobody else through
        successors=successors,
        until=context.now + timedelta(hours=sheets.hours),
    )


def _mend(command: MendGlass, context: Context, fund: Fund) -> GlassMended:
    breaking = fund.governance.breaking
    if breaking is None:
        raise GlassWhole
    if context.now >= breaking.until:
        raise MendingOver(breaking.until)
    return GlassMended(occurred_on=command.occurred_on, by=UUID(context.actor))


def _install(command: InstallSuccessors, context: Context, fund: Fund) -> SuccessorsInstalled:
    breaking = fund.governance.breaking
    if breaking is None or context.now < breaking.until:
        raise NotDue
    still = tuple(who for who in breaking.successors if fund.governance.is_member(who))
    return SuccessorsInstalled(occurred_on=command.occurred_on, successors=still)
