"""What is looked at: plain facts about an instance. No fund, no amount, no address, no path."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class Disk(Struct, frozen=True):
    """The file system on which the data lies, in bytes; *free* is what PostgreSQL may still use."""

    free: int
    total: int


class KeyTrouble(StrEnum):
    """What is wrong with the keys."""

    MISSING = "missing"
    FOREIGN = "foreign"
    EXPOSED = "exposed"
    UNREADABLE = "unreadable"


class Facts(Struct, frozen=True, kw_only=True):
    """What could be seen of an instance at the moment *now*. Moments are UTC.

    ``None`` stands for what never happened, is not there, or cannot be seen.
    """

    now: datetime
    time_zones: tuple[str, ...] = ()
    """Those of the funds, each once, that of the most funds first."""
    books: int = 0
    lines: int = 0
    newest_line_at: datetime | None = None

    backup_at: datetime | None = None
    drill_at: datetime | None = None
    restored_at: datetime | None = None

    clock_is_kept: bool | None = None
    """Whether the system says that something keeps its clock right."""

    has_own_database: bool = True
    """Whether the data lies on this machine; otherwise its disk cannot be seen."""
    disk: Disk | None = None
    stored_bytes: int = 0
    lines_lately: int = 0
    """How many lines were recorded in the last 90 days."""

    behind: int = 0
    """How many lines the read models of all funds lack together."""
    behind_since: datetime | None = None
    """When the oldest of those lines was recorded."""
    degraded: int = 0
    """How many read models have stopped."""

    program: str | None = None
    """The version that is running; None when it runs from its source."""
    installed: str | None = None
    """The version that would run after a restart."""
    postgresql: str = ""
    postgresql_waits: bool = False
    """Whether settings of PostgreSQL wait for a restart."""
    schema: str = ""
    schema_is_newer: bool = False
    """Whether a newer program has changed the database since this one started."""

    gaps: int = 0
    """How many statements of accounts, in all funds, show what no line and nobody explains."""

    key_trouble: KeyTrouble | None = None

    ballot_keys_missing: int = 0
    """How many ballot boxes, in all funds, nobody will be able to open at their time."""
    boxes_in_doubt: int = 0
    """How many boxes are being counted: for longer than a moment only when that was cut short."""

    logs_stopped: int = 0
    """How many logs, of all funds, get no head signed until somebody looks at them."""
    logs_late: int = 0
    """How many others have no newest head, although its time is over an hour ago."""
    logs_unwitnessed: int = 0
    """How many have one that fewer witnesses signed within the hour than their rule asks for."""
    witnesses_failing: int = 0
    """How many witnesses, of all logs, did not cosign when they were last asked."""
    witnesses_contradicting: int = 0
    """How many of those have seen another history of the log, or more of it than there is."""
