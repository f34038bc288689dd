"""What a fund is asked to write down about its public side.

None of these names a case: `ledger.decider.written_in` puts them into the fund's publications.
"""

from datetime import date
from typing import Final, get_args
from uuid import UUID

from ledger.budgets.commands import BudgetCommand
from ledger.budgets.old_orders import TAG
from ledger.command import Command
from ledger.events.log import LogHead, Witness
from ledger.events.publishing import (
    AssuranceSentence,
    ItemWord,
    Rounding,
    Standing,
    WordingKind,
)
from ledger.publishing.state import BATCH_SIZE, EVERY_HOURS

K: Final = 10
"""As many people as a published sum has at least."""
K_SMALLER: Final = 5
"""The same where two stewards decided that a smaller group is enough."""


class SetDisclosure(Command, frozen=True, kw_only=True):
    """Say whether and how the fund publishes: an order of two stewards.

    Refusals in order: date-in-future, date-too-early, publishing-unusable (period_months, k,
    delay_days, count_step, tick_hour), then one rounding after the other currency-unknown,
    amount-not-positive, amount-too-large, publishing-unusable (rounding: too fine), then
    publishing-unusable (rounding: one a currency).
    """

    is_public: bool
    period_months: int = 3
    k: int = K
    smaller_group: bool = False
    delay_days: int = 45
    rounding: tuple[Rounding, ...] = ()
    count_step: int = 5
    tick_hour: int = 0
    bands_weekly: bool = False
    everyone_seated: bool = False
    open_grants_data: bool = False


class ApproveWording(Command, frozen=True, kw_only=True):
    """Publish a text from the next monthly tick on: an order of two stewards.

    An empty text takes down what is there; a change, once told, stays.

    Refusals in order: date-in-future, date-too-early, publishing-unusable (language, text).
    """

    kind: WordingKind
    language: str
    text: str


class TellDecision(Command, frozen=True, kw_only=True):
    """Tell the public about a decision from the next tick on: an order of two stewards.

    Only about budgets, rules, and what binds no money: never about a payment or one case. An empty
    text takes down what is there.

    Refusals in order: date-in-future, date-too-early, decision-unknown (it is not closed),
    not-for-public, publishing-unusable (language, text).
    """

    decision: UUID
    language: str
    text: str


class SetGiverStanding(Command, frozen=True, kw_only=True):
    """Say how a giver is counted: an order. A named giver has a label, nobody else.

    Refusals in order: date-in-future, date-too-early, publishing-unusable (label_id),
    nothing-changes.
    """

    giver: UUID
    standing: Standing
    label_id: UUID | None = None


class RecordAgreement(Command, frozen=True, kw_only=True):
    """Write down what was agreed with a funder: an order.

    Without *agreement_id* it is a new one, with it an earlier one is said anew.

    Refusals in order: date-in-future, date-too-early, agreement-unknown, purpose-unknown,
    publishing-unusable (from_month, until_month, report_due).
    """

    agreement_id: UUID | None = None
    giver: UUID
    purpose_id: UUID | None = None
    from_month: str
    until_month: str
    report_due: date


class CountDocket(Command, frozen=True, kw_only=True):
    """Write down how many bails the courts of the place set in some months, by public records.

    Refusals in order: date-in-future, date-too-early, publishing-unusable (from_month,
    until_month, bails).
    """

    from_month: str
    until_month: str
    bails: int


class PublishReport(Command, frozen=True, kw_only=True):
    """Publish a report: an order. What people sign holds the manifest itself.

    *head* is the newest of the fund's log, where it has one.

    Refusals in order: date-in-future, date-too-early, not-public, manifest-unusable (manifest,
    signature, key_id, for_members), log-unusable (head), report-not-next, report-cut-unusable,
    report-under-other-rules, then one stretch after the other report-out-of-turn, report-too-early.
    """

    number: int
    cut: int
    manifest: str
    signature: str
    key_id: str
    for_members: tuple[ItemWord, ...] = ()
    head: LogHead | None = None


class CountersignReport(Command, frozen=True, kw_only=True):
    """Put an auditor's name under a report that is out. It stops nothing and grants nothing.

    Refusals in order: date-in-future, date-too-early, report-unknown, report-differs,
    countersigned-already.
    """

    number: int
    manifest_hash: str
    recomputed: bool = False


class SignAssurance(Command, frozen=True, kw_only=True):
    """State something in public as an auditor, from a report date on that is still to come.

    Without a sentence and without open findings it takes back what the same auditor signed for that
    day, as long as the day has not come.

    Refusals in order: date-in-future, date-too-early, not-public, auditor-kept-books (in the year
    before), publishing-unusable (for_day, sentences).
    """

    for_day: date
    sentences: tuple[AssuranceSentence, ...] = ()
    open_findings: bool = False


class SetLog(Command, frozen=True, kw_only=True):
    """Say how the fund's log grows, and who watches it: an order of two stewards.

    A log adds *batch_size* leaves with every head, and one comes every *every_hours* hours.

    Once a log has begun, batches only grow and heads only come more often.

    Refusals in order: date-in-future, date-too-early, log-unusable (batch_size, every_hours; then
    either, where it leaves less room than there is; witnesses, quorum).
    """

    batch_size: int = BATCH_SIZE
    every_hours: int = EVERY_HOURS
    witnesses: tuple[Witness, ...] = ()
    quorum: int = 0


class BeginLog(Command, frozen=True, kw_only=True):
    """Begin the fund's first log, or the next one, which names the last head of the one *before*.

    The clock begins the first, as soon as the fund is public or has a rule for it; the operator
    any other one.

    Refusals in order: date-in-future, date-too-early, not-public, log-begun-already, log-unusable
    (number, origin, vkey, promise_vkey, before).
    """

    number: int
    origin: str
    vkey: str
    promise_vkey: str
    before: LogHead | None = None


GoverningPublication = SetDisclosure | BudgetCommand | ApproveWording | TellDecision | SetLog
"""Rules and texts: two stewards."""
OrderedPublication = SetGiverStanding | RecordAgreement | PublishReport
"""Orders of a treasurer or steward and somebody who approves."""
PublishingCommand = (
    GoverningPublication
    | OrderedPublication
    | CountDocket
    | CountersignReport
    | SignAssurance
    | BeginLog
)

PUBLISHING_COMMANDS: Final = frozenset(get_args(PublishingCommand))
"""Everything that is written into the publications of a fund."""
ORDERED_TAGS: Final = frozenset(
    {
        TAG,
        *(
            str(kind.__struct_config__.tag)
            for kind in get_args(GoverningPublication | OrderedPublication)
        ),
    }
)
"""The names of those that are orders, as they stand in an order's content; old plans as well."""
