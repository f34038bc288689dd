"""Facts about what the public sees. They stand in one case of a fund, its publications.

Months are written ``2026-07``. Nothing here moves money, and nothing here is taken back: a later
line takes the place of an earlier one.
"""

from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from msgspec import Struct

from ledger.events.base import Step


class WordingKind(StrEnum):
    """What a public text is about."""

    ABOUT = "about"
    WAYS_TO_GIVE = "ways_to_give"
    HOW_WE_DECIDE = "how_we_decide"
    CLOSURE_PLAN = "closure_plan"
    CHANGE = "change"


class Standing(StrEnum):
    """How a giver is counted in reports."""

    PROTECTED = "protected"
    NAMED = "named"
    COUNTED_APART = "counted_apart"


class BudgetWord(StrEnum):
    """How much of a budget item is used."""

    UNDER_HALF = "under_half"
    OVER_HALF = "over_half"
    USED_UP = "used_up"


class AssuranceSentence(StrEnum):
    """What auditors can state in public: nothing else, and in these words."""

    CASH_COUNTED = "cash_counted"
    BANK_AGREES = "bank_agrees"
    TWO_PEOPLE = "two_people"
    REPORT_FOLLOWS = "report_follows"
    RESTRICTIONS_KEPT = "restrictions_kept"


class Rounding(Struct, frozen=True, kw_only=True):
    """Parts of reports in *currency* are rounded to multiples of *base* minor units."""

    currency: str
    base: int


class PlanItem(Struct, frozen=True, kw_only=True):
    """What is planned for one *item*: a kind of help, a group, a kind of cost, or ``reserve``."""

    item: str
    amount: int
    currency: str
    exponent: int


class ItemWord(Struct, frozen=True, kw_only=True):
    """What members read about one *item* of the plan."""

    item: str
    word: BudgetWord


class DisclosureSet(Step, frozen=True, kw_only=True):
    """What may be published and how, as it holds from this line on.

    A sum is published once at least *k* people are in it; fewer than ten is a recorded decision,
    *smaller_group*. Stretches are multiples of *period_months*, and out *delay_days* after their
    end at the earliest. Counts are rounded to *count_step*. What changes daily changes in the hour
    *tick_hour*. Members read bands of what is free where *bands_weekly*, and everyone has a seat
    at the table where *everyone_seated*. Grants are open data where *open_grants_data*.
    """

    topic: ClassVar[str] = "disclosure.set.v1"

    is_public: bool
    period_months: int
    k: int
    delay_days: int
    count_step: int
    smaller_group: bool = False
    rounding: tuple[Rounding, ...] = ()
    tick_hour: int = 0
    bands_weekly: bool = False
    everyone_seated: bool = False
    open_grants_data: bool = False


class PlanAdopted(Step, frozen=True, kw_only=True):
    """What the money is meant for from *from_month* through *until_month*."""

    topic: ClassVar[str] = "plan.adopted.v1"

    from_month: str
    until_month: str
    items: tuple[PlanItem, ...]


class WordingApproved(Step, frozen=True, kw_only=True):
    """Two stewards approved a public *text* in *language*; an empty one takes it down."""

    topic: ClassVar[str] = "wording.approved.v1"

    kind: WordingKind
    language: str
    text: str


class GiverStandingSet(Step, frozen=True, kw_only=True):
    """How *giver* is counted from now on. A named one has a label, which may be taken away."""

    topic: ClassVar[str] = "giver.standing_set.v1"

    giver: UUID
    standing: Standing
    label_id: UUID | None = None


class AgreementRecorded(Step, frozen=True, kw_only=True):
    """What was agreed with a funder: the end of *until_month* ends a stretch of reports.

    The same *agreement_id* again says the agreement anew.
    """

    topic: ClassVar[str] = "grant_agreement.recorded.v1"

    agreement_id: UUID
    giver: UUID
    from_month: str
    until_month: str
    report_due: date
    purpose_id: UUID | None = None


class DocketCounted(Step, frozen=True, kw_only=True):
    """How many *bails* the courts of the place set in these months, by public records."""

    topic: ClassVar[str] = "docket.counted.v1"

    from_month: str
    until_month: str
    bails: int


class ReportPublished(Step, frozen=True, kw_only=True):
    """A report is out: *manifest* is its canonical JSON, built from the lines up to *cut*.

    *signature* is the Ed25519 signature of the manifest's bytes and *key_id* the public key, both
    in hexadecimal. *for_members* is what members read beside it.
    """

    topic: ClassVar[str] = "report.published.v1"

    number: int
    cut: int
    manifest: str
    signature: str
    key_id: str
    for_members: tuple[ItemWord, ...] = ()


class ReportCountersigned(Step, frozen=True, kw_only=True):
    """An auditor agrees with a report; *recomputed* from the whole book, or only read."""

    topic: ClassVar[str] = "report.countersigned.v1"

    number: int
    by: UUID
    manifest_hash: str
    recomputed: bool = False


class AssuranceSigned(Step, frozen=True, kw_only=True):
    """What an auditor states in public from *for_day* on; *open_findings* says that some are.

    One that says nothing takes back what the same auditor signed for that day.
    """

    topic: ClassVar[str] = "assurance.signed.v1"

    by: UUID
    for_day: date
    sentences: tuple[AssuranceSentence, ...] = ()
    open_findings: bool = False

    @property
    def says_something(self) -> bool:
        """Whether it states anything."""
        return bool(self.sentences) or self.open_findings
