"""Why witnesses did not cosign when they were last asked, and since when each of them has not.

Kept in small files of the data directory, one a fund and witness: every process that asks writes
them, pages and the terminal read them, and nothing is lost with them. A name is a digest, so a
list of files tells neither fund nor witness. Where there is no data directory nothing is kept.
"""

import os
import secrets
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Struct

from api.i18n import N_
from api.transparency.asking import NotAsked
from ledger.events import Witness
from ledger.transparency.text import Unusable

DIRECTORY: Final = "witnesses"


class Trouble(StrEnum):
    """What asking a witness ended with, when it was no cosignature."""

    UNREACHABLE = "unreachable"
    TOO_SLOW = "too_slow"
    CERTIFICATE = "certificate"
    ADDRESS = "address"
    UNREADABLE = "unreadable"
    UNKNOWN_LOG = "unknown_log"
    UNKNOWN_KEY = "unknown_key"
    CONFLICT = "conflict"
    OTHER_HISTORY = "other_history"
    REFUSED = "refused"
    OTHER_TIME = "other_time"
    COSIGNATURE = "cosignature"


WORDS: Final[dict[Trouble, str]] = {
    Trouble.UNREACHABLE: N_("it could not be reached"),
    Trouble.TOO_SLOW: N_("it took too long to answer"),
    Trouble.CERTIFICATE: N_("its certificate is not one that this machine trusts"),
    Trouble.ADDRESS: N_("its address is not one that this machine asks"),
    Trouble.UNREADABLE: N_("its answer could not be read"),
    Trouble.UNKNOWN_LOG: N_("it does not know this log: whoever runs it has to add its key"),
    Trouble.UNKNOWN_KEY: N_("it knows this log with another key"),
    Trouble.CONFLICT: N_("it did not agree on which step it cosigned last"),
    Trouble.OTHER_HISTORY: N_(
        "it has seen another history of this log, or more of it than there is: ask whoever runs it "
        "what it saw"
    ),
    Trouble.REFUSED: N_("it refused"),
    Trouble.OTHER_TIME: N_("its clock shows another time than the one here"),
    Trouble.COSIGNATURE: N_("what it signed is not right by the key that is set here"),
}
"""What people read about each."""
_NOT_ASKED: Final = {
    "too slow": Trouble.TOO_SLOW,
    "TimeoutError": Trouble.TOO_SLOW,
    "SSLCertVerificationError": Trouble.CERTIFICATE,
    "address": Trouble.ADDRESS,
    "too long": Trouble.UNREADABLE,
    "broken off": Trouble.UNREADABLE,
    "BadStatusLine": Trouble.UNREADABLE,
    "LineTooLong": Trouble.UNREADABLE,
    "IncompleteRead": Trouble.UNREADABLE,
}
_REFUSED: Final = {
    "forked": Trouble.OTHER_HISTORY,
    "ahead": Trouble.OTHER_HISTORY,
    "conflict": Trouble.CONFLICT,
    "another time": Trouble.OTHER_TIME,
    "status 403": Trouble.UNKNOWN_KEY,
    "status 404": Trouble.UNKNOWN_LOG,
}


class Failed(Struct, frozen=True):
    """Why a witness did not cosign when it was last asked, and since when it has not (UTC)."""

    trouble: Trouble
    since: datetime


def trouble_of(error: Exception) -> Trouble:
    """Return what an attempt ended with, by the one word of its error."""
    if isinstance(error, Unusable):
        return Trouble.COSIGNATURE
    if isinstance(error, NotAsked):
        return _NOT_ASKED.get(str(error), Trouble.UNREACHABLE)
    return _REFUSED.get(str(error), Trouble.REFUSED)


class Troubles:
    """The files of one data directory. Raises OSError where they cannot be written."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._directory = data_dir / DIRECTORY

    def note(self, fund_id: UUID, witness: Witness, trouble: Trouble, now: datetime) -> None:
        """Note what the last attempt ended with; the moment of the first one in a row stays."""
        if not self._data_dir.is_dir():
            return
        self._directory.mkdir(mode=0o700, exist_ok=True)
        path = self._path(fund_id, witness)
        before = _read(path)
        failed = Failed(trouble, now if before is None else min(before.since, now))
        if failed == before:
            return
        # Written beside and moved: whoever reads sees the old one or the new one, whole.
        beside = path.with_name(f".{secrets.token_hex(8)}")
        try:
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(msgspec.json.encode(failed))
            beside.replace(path)
        except OSError:
            beside.unlink(missing_ok=True)
            raise

    def forget(self, fund_id: UUID, witness: Witness) -> None:
        """Forget what was wrong: the witness has cosigned."""
        self._path(fund_id, witness).unlink(missing_ok=True)

    def keep_only(self, lacking: Iterable[tuple[UUID, Witness]]) -> None:
        """Forget all others: they have cosigned the newest head, or nobody asks them any more."""
        kept = {self._path(*each).name for each in lacking}
        with suppress(FileNotFoundError):
            for name in {each.name for each in self._directory.iterdir()} - kept:
                if not name.startswith("."):
                    (self._directory / name).unlink(missing_ok=True)

    def read(self, fund_id: UUID, witnesses: Collection[Witness]) -> Mapping[str, Failed]:
        """Return what is wrong with each of the *witnesses*, by its key; of most there is none."""
        found = ((each.vkey, _read(self._path(fund_id, each))) for each in witnesses)
        return {vkey: failed for vkey, failed in found if failed is not None}

    def _path(self, fund_id: UUID, witness: Witness) -> Path:
        named = f"{fund_id}\n{witness.vkey}\n{witness.url}"
        return self._directory / sha256(named.encode()).hexdigest()


def _read(path: Path) -> Failed | None:
    """Return what a file says; None where there is none, or it cannot be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Failed)
    except (OSError, msgspec.DecodeError):
        return None
