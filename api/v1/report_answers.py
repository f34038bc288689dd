"""What the API says about reports: those that are out, the next one, and what auditors found."""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from ledger.events import BudgetWord, LogHead
from projections.reports.published import Report


class OneReport(Struct, frozen=True, kw_only=True):
    """A report that is out."""

    number: int
    cut: Annotated[int, Meta(description="The last line of the book that it is built from.")]
    position: Annotated[int, Meta(description="The line that says it is out.")]
    manifest: Annotated[str, Meta(description="The very bytes that are signed, as text.")]
    manifest_hash: str
    signature: str
    key_id: Annotated[str, Meta(description="The public key (Ed25519), in hexadecimal.")]
    countersigned_by: tuple[UUID, ...]


class Reports(Struct, frozen=True):
    """Every report that is out, in order."""

    reports: tuple[OneReport, ...]


class Missing(Struct, frozen=True, kw_only=True):
    """What holds one side back now."""

    people: int
    money: int
    one_is_large: bool
    bail: bool


class SideAhead(Struct, frozen=True, kw_only=True):
    """When one side would be out next, were the past year to go on; null: not in three years."""

    side: str
    currency: str
    on: date | None
    lacks: Missing | None


class PeriodAhead(Struct, frozen=True):
    """The same for periods of one length."""

    period_months: int
    sides: tuple[SideAhead, ...]


class OneWord(Struct, frozen=True):
    """What members read about one item of the plan."""

    item: str
    word: BudgetWord


class NextReport(Struct, frozen=True, kw_only=True):
    """The report that comes next, unsigned, and what is ahead. For whoever keeps the fund."""

    cut: int
    manifest: Annotated[str | None, Meta(description="Null while no period is over.")]
    manifest_hash: str | None
    ahead: tuple[PeriodAhead, ...]


class Rebuilding(Struct, frozen=True, kw_only=True):
    """What came of building a report again from the whole book."""

    number: int
    same: Annotated[bool, Meta(description="The same bytes, and they are signed.")]
    manifest_hash: str
    found: Annotated[str, Meta(description="The digest of what the book gives; empty: nothing.")]
    signed: bool


class ToPublish(Struct, frozen=True, kw_only=True):
    """The next report, signed: the fields of the command `publish_report`."""

    number: int
    cut: int
    manifest: str
    signature: str
    key_id: str
    for_members: tuple[OneWord, ...]
    head: Annotated[LogHead | None, Meta(description="Null while the fund has no log.")]


class SignedReport(Struct, frozen=True):
    """What an order to publish a report says."""

    report: Annotated[ToPublish | None, Meta(description="Null while no period is over.")]


def one_report(report: Report) -> OneReport:
    """Return what the API says about a report that is out."""
    return OneReport(
        number=report.number,
        cut=report.cut,
        position=report.position,
        manifest=report.manifest,
        manifest_hash=report.manifest_hash,
        signature=report.signature,
        key_id=report.key_id,
        countersigned_by=tuple(each.by for each in report.countersigned),
    )
