"""Refusals of the vault: it is locked, somebody is erased or must be kept, or it takes two."""

from dataclasses import dataclass

from ledger.rejections.base import Kind, Rejection


@dataclass(eq=True)
class VaultLocked(Rejection):
    """The vault of the fund is locked: nobody can open anything in it."""

    code, kind = "vault-locked", Kind.CONFLICT
    title = "The vault is locked"
    message = "The vault is locked. Nothing in it is lost; it must be unlocked first."


@dataclass(eq=True)
class VaultOpen(Rejection):
    """The vault of the fund is not locked."""

    code, kind = "vault-open", Kind.CONFLICT
    title = "The vault is open"
    message = "The vault is not locked, so there is nothing to unlock."


@dataclass(eq=True)
class SharesWrong(Rejection):
    """What was typed is not two different sheets of this vault's key."""

    code, kind = "shares-wrong", Kind.INVALID
    title = "These sheets do not open the vault"
    message = "Type the words of two different sheets of this vault, each in one field."


@dataclass(eq=True)
class SharesNeeded(Rejection):
    """The private key is not on this machine: it comes back from two sheets of paper."""

    code, kind = "shares-needed", Kind.CONFLICT
    title = "This takes two sheets"
    message = "The key is not on this machine any more: type the words of two of its sheets."


@dataclass(eq=True)
class PersonUnknown(Rejection):
    """The vault of the fund knows nobody under this id."""

    code, kind = "person-unknown", Kind.MISSING
    title = "The vault knows nobody under this id"
    message = "There is nobody under this id in the vault of this fund."


@dataclass(eq=True)
class PersonErased(Rejection):
    """The key of the person is destroyed: what was known about them cannot be read any more."""

    code, kind = "person-erased", Kind.CONFLICT
    title = "This person is erased"
    message = "What was known about this person is erased; nobody can bring it back."


@dataclass(eq=True)
class RecordUnknown(Rejection):
    """The vault of the fund has no such record."""

    code, kind = "record-unknown", Kind.MISSING
    title = "There is no such record"
    message = "The vault of this fund has no such record."


@dataclass(eq=True)
class RecordUnusable(Rejection):
    """A record is empty, too large, or has a field that its kind does not have."""

    code, kind = "record-unusable", Kind.INVALID
    title = "The record cannot be kept like this"
    message = "Fill in at least one field, none with more than {maximum} letters."

    field: str
    maximum: int


@dataclass(eq=True)
class LegalHold(Rejection):
    """A hold forbids to erase this person."""

    code, kind = "legal-hold", Kind.CONFLICT
    title = "A hold forbids to erase"
    message = "Somebody placed a hold: as long as it stands, nothing of this person is erased."


@dataclass(eq=True)
class HoldMissing(Rejection):
    """There is no hold that could be lifted."""

    code, kind = "hold-missing", Kind.CONFLICT
    title = "There is no hold"
    message = "No hold stands on this person, so there is none to lift."


@dataclass(eq=True)
class AskedByYou(Rejection):
    """The second person must be another one than the first."""

    code, kind = "asked-by-you", Kind.FORBIDDEN
    title = "This takes somebody else"
    message = "You asked for this yourself; somebody else has to agree to it."


@dataclass(eq=True)
class AskingUnknown(Rejection):
    """Nobody asked for this opening, or it was used or is too old."""

    code, kind = "asking-unknown", Kind.MISSING
    title = "Nobody asks for this any more"
    message = "This opening was not asked for, was used already, or is older than a day."


@dataclass(eq=True)
class AskingOpen(Rejection):
    """Nobody has agreed to this opening yet."""

    code, kind = "asking-open", Kind.CONFLICT
    title = "Nobody has agreed yet"
    message = "Somebody who may open the vault has to agree first."


@dataclass(eq=True)
class ProfileUnknown(Rejection):
    """There is no record profile of this name."""

    code, kind = "profile-unknown", Kind.INVALID
    title = "There is no such record profile"
    message = "There is no record profile of this name; choose one of the list."


@dataclass(eq=True)
class ExportMissing(Rejection):
    """The record profile of the fund names no report that the law asks for."""

    code, kind = "export-missing", Kind.CONFLICT
    title = "No report is asked for here"
    message = "The record profile of this fund names no report that the law asks for."


@dataclass(eq=True)
class KeepUntilUnusable(Rejection):
    """A day until which something is kept is over, or further away than ten years."""

    code, kind = "keep-until-unusable", Kind.INVALID
    title = "Until this day it cannot be kept"
    message = "Choose a day from today on, at most ten years away."
