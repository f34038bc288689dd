"""What makes the log of a fund verifiable: its rule, its keys, and which report it holds to."""

from typing import ClassVar

from msgspec import Struct

from ledger.events.base import Step


class Witness(Struct, frozen=True, kw_only=True):
    """Somebody who cosigns heads: a verifier key *vkey*, and the address *url* that is asked."""

    vkey: str
    url: str


class LogHead(Struct, frozen=True, kw_only=True):
    """A signed head: the log's *origin*, its *size* in leaves, and its *root* in hexadecimal."""

    origin: str
    size: int
    root: str


class LogSet(Step, frozen=True, kw_only=True):
    """How the log grows from the next head on, and who watches it.

    Every head adds *batch_size* leaves, and one comes every *every_hours* hours. Readers believe a
    head that *quorum* of the *witnesses* cosigned; none is asked for where it is 0.
    """

    topic: ClassVar[str] = "log.set.v1"

    batch_size: int
    every_hours: int
    witnesses: tuple[Witness, ...] = ()
    quorum: int = 0


class LogBegun(Step, frozen=True, kw_only=True):
    """A log began: the fund's first, or the next one after the head *before* of another.

    *vkey* signs its heads, *promise_vkey* its promises. They and the *origin* stay as long as the
    log does.
    """

    topic: ClassVar[str] = "log.begun.v1"

    number: int
    origin: str
    vkey: str
    promise_vkey: str
    before: LogHead | None = None


class ReportLogged(Step, frozen=True, kw_only=True):
    """Which manifest is out under a report's *number*, and the newest *head* at that time.

    It stands right behind the line that publishes the report, and is proven to the public.
    """

    topic: ClassVar[str] = "report.logged.v1"

    number: int
    manifest_hash: str
    head: LogHead | None = None
