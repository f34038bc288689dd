"""Refusals about what the public sees: settings, reports and what auditors state."""

from dataclasses import dataclass
from datetime import date

from ledger.rejections.base import Kind, Rejection


@dataclass(eq=True)
class PublishingUnusable(Rejection):
    """A field of what is to be published cannot mean anything."""

    code, kind = "publishing-unusable", Kind.INVALID
    title = "This cannot be published like that"
    message = "{field}: {expected}."

    field: str
    expected: str


@dataclass(eq=True)
class NotPublic(Rejection):
    """The fund has not decided to publish anything."""

    code, kind = "not-public", Kind.CONFLICT
    title = "This fund publishes nothing"
    message = "Two stewards decide first that this fund is public, and how."


@dataclass(eq=True)
class ManifestUnusable(Rejection):
    """The manifest is not a report of this fund that this program can read."""

    code, kind = "manifest-unusable", Kind.INVALID
    title = "This is not a report of the fund"
    message = "{field}: {expected}."

    field: str
    expected: str


@dataclass(eq=True)
class ReportNotNext(Rejection):
    """Reports follow one another; this one follows another than the last."""

    code, kind = "report-not-next", Kind.CONFLICT
    title = "Another report comes next"
    message = "This is report {number}; the next one is {expected} and names the one before it."

    number: int
    expected: int


@dataclass(eq=True)
class ReportCutUnusable(Rejection):
    """The report ends before the one before it, or after the book."""

    code, kind = "report-cut-unusable", Kind.CONFLICT
    title = "The report ends at the wrong line"
    message = "The report is built from the lines up to {cut}; it has to be {least} to {most}."

    cut: int
    least: int
    most: int


@dataclass(eq=True)
class ReportUnderOtherRules(Rejection):
    """The publishing rule is another one than the report was built by."""

    code, kind = "report-under-other-rules", Kind.CONFLICT
    title = "The publishing rule has changed"
    message = "The report was not built by the publishing rule in force: build it again."


@dataclass(eq=True)
class ReportOutOfTurn(Rejection):
    """A stretch leaves months out, or says some of them again."""

    code, kind = "report-out-of-turn", Kind.CONFLICT
    title = "A stretch begins in the wrong month"
    message = "{side} in {currency} begins with {begins}; the last report leads to {expected}."

    side: str
    currency: str
    begins: str
    expected: str


@dataclass(eq=True)
class ReportTooEarly(Rejection):
    """A stretch ended too short a time ago."""

    code, kind = "report-too-early", Kind.CONFLICT
    title = "It is too early for this report"
    message = "A stretch through {until} may be out from {first_day} on."

    until: str
    first_day: date


@dataclass(eq=True)
class ReportUnknown(Rejection):
    """No report of that number is out."""

    code, kind = "report-unknown", Kind.MISSING
    title = "There is no such report"
    message = "Report {number} is not out."

    number: int


@dataclass(eq=True)
class ReportDiffers(Rejection):
    """What was read, or is to be published, is not what the book gives."""

    code, kind = "report-differs", Kind.CONFLICT
    title = "The book gives another report"
    message = "This is not report {number} as the book gives it."

    number: int


@dataclass(eq=True)
class ReportOutBefore(Rejection):
    """Another report was out under the number before, which this book does not know any more."""

    code, kind = "report-out-before", Kind.CONFLICT
    title = "Another report was out under this number"
    message = "Another report {number} was out before. A second one is not signed."

    number: int


@dataclass(eq=True)
class CountersignedAlready(Rejection):
    """The same auditor countersigned the report before."""

    code, kind = "countersigned-already", Kind.CONFLICT
    title = "You countersigned this already"
    message = "Your name is under report {number} already."

    number: int


@dataclass(eq=True)
class AgreementUnknown(Rejection):
    """No agreement with a funder has that id."""

    code, kind = "agreement-unknown", Kind.MISSING
    title = "There is no such agreement"
    message = "agreement_id: no agreement of this fund has it."


@dataclass(eq=True)
class LogUnusable(Rejection):
    """A field of the log cannot mean anything, or is not what this log needs."""

    code, kind = "log-unusable", Kind.INVALID
    title = "The log cannot be kept like that"
    message = "{field}: {expected}."

    field: str
    expected: str


@dataclass(eq=True)
class LogBegunAlready(Rejection):
    """The fund's log of that number began before."""

    code, kind = "log-begun-already", Kind.CONFLICT
    title = "This log began before"
    message = "Log {number} of the fund began before; a number is never used again."

    number: int
