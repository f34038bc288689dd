"""What a backup says of itself: enough to refuse it before anything is touched.

BackupRefused
├── NotABackup       another kind of file
├── BackupDamaged    cut off, changed, or not what its manifest says
└── BackupNewer      made by a newer program, or with another schema than this program's
ToolsMissing         (in `tools`) pg_dump or pg_restore is not there in a version that fits
DatabaseNotEmpty     (in `filling`) the database to be filled holds books
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Struct

from ledger.store.migrate import Migration

FORMAT: Final = "parasol-backup"
VERSION: Final = 1


class BackupRefused(Exception):
    """The backup cannot be used; the sentence says why. Nothing was changed."""


class NotABackup(BackupRefused):
    """The file is something else."""


class BackupDamaged(BackupRefused):
    """The file is not whole, or not what was once written."""


class BackupNewer(BackupRefused):
    """This program does not know the schema that the backup was made with."""


class RanMigration(Struct, frozen=True):
    """A migration that had run when the backup was made; *sha256* in hexadecimal."""

    part: str
    number: int
    name: str
    sha256: str


class FundSummary(Struct, frozen=True):
    """A book: its last position, and the SHA-256 of its lines as `contents` reads them."""

    fund_id: UUID
    position: int
    lines_sha256: str


class TableSummary(Struct, frozen=True):
    """A table: its rows, and their SHA-256 as `contents` reads them, in the order of the key."""

    name: str
    rows: int
    sha256: str


class Contents(Struct, frozen=True):
    """All that is in a database and belongs into a backup, so that two can be compared."""

    funds: tuple[FundSummary, ...]
    tables: tuple[TableSummary, ...]


class Manifest(Struct, frozen=True, kw_only=True):
    """The member `manifest.json`. Fields are only ever added, with a new `VERSION`.

    *keys* are fingerprints in hexadecimal by the name of the key: never a key.
    """

    format: str
    version: int
    program: str
    postgresql: str
    pg_dump: str
    made_at: datetime
    migrations: tuple[RanMigration, ...]
    funds: tuple[FundSummary, ...]
    tables: tuple[TableSummary, ...]
    keys: dict[str, str]
    left_out: tuple[str, ...]
    dump_bytes: int
    dump_sha256: str

    @property
    def contents(self) -> Contents:
        """What the database holds once the backup is restored."""
        return Contents(self.funds, self.tables)

    @property
    def lines(self) -> int:
        """The number of lines of all books together."""
        return sum(fund.position for fund in self.funds)


def encode_manifest(manifest: Manifest) -> bytes:
    """Return the manifest as JSON that people can read."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"


def decode_manifest(text: bytes) -> Manifest:
    """Return the manifest in *text*. Raises `BackupRefused`."""
    try:
        kind = msgspec.json.decode(text, type=_Kind)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise BackupDamaged("The backup's manifest cannot be read: the file is damaged.") from None
    if kind.format != FORMAT:
        raise NotABackup("The file is no backup that Parasol made.")
    if kind.version != VERSION:
        raise BackupNewer(
            f"The backup is of version {kind.version}, made by Parasol {kind.program}; "
            f"this program knows version {VERSION}. Restore it with a newer program."
        )
    try:
        return msgspec.json.decode(text, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise BackupDamaged("The backup's manifest cannot be read: the file is damaged.") from None


def steps_of_backup(manifest: Manifest, known: Sequence[Migration]) -> list[Migration]:
    """List those of the *known* migrations that had run when the backup was made, in order.

    Raises `BackupNewer` when the backup had one that is not known, or with another text.
    """
    ours = {(step.part, step.number): step for step in known}
    for ran in manifest.migrations:
        step = ours.get((ran.part, ran.number))
        if step is None or step.sha256.hex() != ran.sha256:
            what = "which this program does not know" if step is None else "with another text"
            raise BackupNewer(
                f"The backup has the migration {ran.part}/{ran.number:04}_{ran.name}, {what}. It "
                f"was made by Parasol {manifest.program}: restore it with that one or a newer one."
            )
    had = {(ran.part, ran.number) for ran in manifest.migrations}
    return [step for step in known if (step.part, step.number) in had]


class _Kind(Struct, frozen=True):
    format: str = ""
    version: int = 0
    program: str = "of an unknown version"
