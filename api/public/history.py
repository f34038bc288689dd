"""All reports of a fund that are out, read once: what pages and files of several are made from."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from uuid import UUID

from msgspec import Struct

from api.public.fund import PublicFund
from api.public.report import Around
from ledger.events import AssuranceSentence
from projections.reports.manifest import Manifest, ManifestUnreadable, decode
from projections.reports.published import Report


class PublishedReport(Struct, frozen=True):
    """One report: its manifest, and what the book says of its publication."""

    report: Report
    manifest: Manifest
    published_on: date

    @property
    def number(self) -> int:
        """The number of the report."""
        return self.report.number

    @property
    def is_recomputed(self) -> bool:
        """Whether an auditor has built the same bytes again from the whole book."""
        return any(each.recomputed for each in self.report.countersigned)


def reports_of(fund: PublicFund) -> tuple[PublishedReport, ...]:
    """Return the reports of a fund that this program can read, the oldest first."""
    return tuple(_readable(fund))


def _readable(fund: PublicFund) -> Iterator[PublishedReport]:
    for each in fund.state.reports:
        with suppress(ManifestUnreadable):  # one bad report must not take the others with it
            yield PublishedReport(each, decode(each.manifest), fund.day_of(each.recorded_at))


def around_of(
    fund: PublicFund, reports: tuple[PublishedReport, ...], one: PublishedReport, address: str
) -> Around:
    """Return what stands beside the manifest of *one* of the *reports*."""
    return Around(
        published_on=one.published_on,
        is_recomputed=one.is_recomputed,
        is_countersigned=bool(one.report.countersigned),
        sha256=one.report.manifest_hash,
        key_id=one.report.key_id,
        names=names_of(fund),
        address=address,
        history=tuple(each.manifest for each in reports if each.number < one.number),
        restrictions_signed_for=restrictions_signed_for(fund),
    )


def names_of(fund: PublicFund) -> dict[UUID, str]:
    """Return the names of givers that agreed to be named and still do."""
    return dict(fund.names)


def restrictions_signed_for(fund: PublicFund) -> date | None:
    """Return the last day for which an auditor stated that restrictions were kept."""
    days = [
        each.for_day
        for each in fund.state.assurances
        if AssuranceSentence.RESTRICTIONS_KEPT in each.sentences
    ]
    return max(days, default=None)
