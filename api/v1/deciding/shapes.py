"""What the API says about proposals, and what of it to whom.

Plain members read decisions, never what moves with a payment or a case: no position of the book,
and of what is about one case only its kind, its size in steps and how urgent it is.
"""

from datetime import date, datetime
from typing import Annotated, Final
from uuid import UUID

from msgspec import Meta, Struct

from api.access import Access, Power
from api.deciding.notes import Note
from api.deciding.words import Words
from api.v1.cautions import Warnings
from api.v1.deciding.item_reasons import ItemReason
from api.v1.deciding.meetings import OneContested, OneMeeting
from ledger.case_label import case_label
from ledger.chart import Category
from ledger.deciding import standing
from ledger.deciding.proposal import Proposal
from ledger.events import (
    DecisionOutcome,
    Method,
    OutcomeReason,
    ProposalKind,
    Protocol,
    Stance,
    StanceCount,
    Tally,
    Urgency,
)
from ledger.orders.content import Orderable
from projections.proposals import ProposalRow, ProposalState
from projections.proposals.hiding import shows_counts

ABOUT_ONE_CASE: Final = frozenset({ProposalKind.ONE_CASE, ProposalKind.RATIFICATION})
"""Kinds of which plain members read neither words nor content."""
ABOUT_MONEY: Final = ABOUT_ONE_CASE | {ProposalKind.MONEY}
"""Kinds of which plain members do not read whether the money has moved."""

ProposalId = Annotated[UUID, Meta(description="The proposal; it is a case of the book.")]
Label = Annotated[str, Meta(description="Two words by which people call the case.")]


class Written(Struct, frozen=True, kw_only=True):
    """What is in the book now. *last* is null for whoever may not read the book."""

    fund_id: UUID
    proposal_id: ProposalId
    case_label: Label
    last: Annotated[int | None, Meta(description="The position of the last line written.")]
    replayed: Annotated[
        bool, Meta(description="Whether it was recorded before, under the same key.")
    ]


class ProposalSummary(Struct, frozen=True, kw_only=True):
    """A proposal as it stands. *title* is null where its words are forgotten, or not for you."""

    proposal_id: ProposalId
    case_label: Label
    title: str | None
    kind: ProposalKind
    state: ProposalState
    protocol: Annotated[str, Meta(description="The name of the protocol that it is decided by.")]
    method: Annotated[Method, Meta(description="How people decide in the stage of now.")]
    stage: int
    stages: int
    made_at: datetime
    until: Annotated[datetime, Meta(description="At this moment the stage is over.")]
    review_on: date | None
    closed_at: datetime | None
    reason: OutcomeReason | None
    awaits_me: Annotated[
        bool, Meta(description="Whether you may decide openly and have not said anything yet.")
    ]
    carried_out: Annotated[
        bool | None,
        Meta(
            description="Whether what was adopted is done. Null where nothing was adopted that "
            "binds, and about money for whoever may not read the book."
        ),
    ]
    budget_id: UUID | None


class Proposals(Struct, frozen=True, kw_only=True):
    """Some proposals; *next* is the address of the older ones, null where it ends."""

    proposals: tuple[ProposalSummary, ...]
    next: str | None


class OneStance(Struct, frozen=True):
    """What somebody thinks of it; for whoever may see who belongs to the fund."""

    sign_in: UUID
    stance: Stance


class OneNote(Struct, frozen=True, kw_only=True):
    """What somebody had to say; *by* is null for whoever may not see who belongs to the fund."""

    note_id: UUID
    by: UUID | None
    stance: Stance | None
    text: str


class Counted(Struct, frozen=True, kw_only=True):
    """How a stage was counted. Of a sealed one with fewer than ten ballots: nothing."""

    stage: int
    method: Method
    tally: Tally | None
    ballots: Annotated[
        tuple[str, ...], Meta(description="The opened ballots, sorted; nobody knows whose.")
    ]


class OneProposal(Struct, frozen=True, kw_only=True):
    """One proposal, and what whoever asks may do with it now."""

    proposal: ProposalSummary
    text: str | None
    text_hash: Annotated[str, Meta(description="Send it with a stance: what you have read.")]
    content_hash: Annotated[
        str | None,
        Meta(
            description="The same about what it becomes; null where that is not for you: "
            "then send none."
        ),
    ]
    order: Annotated[
        Orderable | None,
        Meta(
            description="The command that it becomes. About money it is for those who decide it, "
            "about one case for whoever may read the book; `text` and `notes` likewise."
        ),
    ]
    before: Annotated[
        Orderable | None,
        Meta(
            description="What holds now of what it would replace, said as the same command: null "
            "where `order` is, where it replaces nothing, and once it is closed."
        ),
    ]
    warnings: Warnings
    decided: Annotated[
        Orderable | None,
        Meta(description="What was adopted; of a budget ballot the items that were chosen."),
    ]
    limit: Annotated[int, Meta(description="What a budget ballot may spend, in minor units.")]
    category: Category | None
    band: Annotated[int, Meta(description="How large help in one case is, in steps from 0 to 4.")]
    urgency: Urgency | None
    protocol: Annotated[Protocol, Meta(description="The whole protocol, fixed when it was made.")]
    outcome: DecisionOutcome | None
    last_day: Annotated[
        date | None,
        Meta(
            description="After this day what was adopted about money lapses, if no order with it "
            "was let go. Null of everything else."
        ),
    ]
    in_meeting: bool
    chosen: Annotated[tuple[UUID, ...], Meta(description="Items that a budget ballot chose.")]
    reasons: Annotated[
        tuple[ItemReason, ...],
        Meta(description="Why, of each item; of fewer than ten ballots: nothing."),
    ]
    counted: Annotated[tuple[Counted, ...], Meta(description="Each stage that was counted.")]
    may_decide: Annotated[int, Meta(description="How many may decide and do not keep out.")]
    awaited: Annotated[
        int | None, Meta(description="How many have not spoken yet; null of a sealed stage.")
    ]
    stances: Annotated[
        tuple[StanceCount, ...], Meta(description="What people said openly in this stage.")
    ]
    people: tuple[OneStance, ...]
    notes: tuple[OneNote, ...]
    meeting: OneMeeting | None
    contested: Annotated[
        tuple[OneContested, ...],
        Meta(description="Meetings that were confirmed and then said not to be so."),
    ]
    mine: Annotated[Stance | None, Meta(description="What you said yourself.")]
    has_voted: Annotated[bool, Meta(description="Whether a ballot of yours is in the box.")]
    acts: Annotated[
        tuple[str, ...],
        Meta(
            description="What you could do now: `stance`, `ballot`, `recusal`, `change`, "
            "`withdrawal`, `meeting`, `confirmation`, `contest`, `close`."
        ),
    ]


def reads_title(access: Access, kind: ProposalKind) -> bool:
    """Say whether somebody reads the title of what is proposed."""
    return kind not in ABOUT_ONE_CASE or access.may(Power.READ_BOOK)


def reads_becoming(access: Access, kind: ProposalKind) -> bool:
    """Say whether somebody reads whether it was carried out: of money that is a payment."""
    return kind not in ABOUT_MONEY or access.may(Power.READ_BOOK)


def proposal_summary(
    row: ProposalRow, words: Words | None, access: Access, now: datetime
) -> ProposalSummary:
    """Return a proposal as the API says it to whoever has *access*."""
    me, kind = access.sign_in_id, row.kind
    awaits = row.is_open and not row.is_sealed and now < row.until and me in row.may_decide
    binds = row.decided_hash is not None and reads_becoming(access, kind)
    return ProposalSummary(
        proposal_id=row.proposal_id,
        case_label=case_label(row.proposal_id),
        title=words.title if words and reads_title(access, kind) else None,
        kind=kind,
        state=row.state,
        protocol=row.protocol,
        method=row.method,
        stage=row.stage,
        stages=row.stages,
        made_at=row.made_at,
        until=row.until,
        review_on=row.review_on,
        closed_at=row.closed_at,
        reason=OutcomeReason(row.reason) if row.reason else None,
        awaits_me=awaits and me not in row.spoke,
        carried_out=row.carried_out_position is not None if binds else None,
        budget_id=row.budget_id,
    )


def counted_of(proposal: Proposal) -> tuple[Counted, ...]:
    """Return how each stage was counted, as far as that is shown."""
    found = [(each.stage, each.tally, each.ballots) for each in proposal.ended]
    if proposal.tally is not None:
        found.append((proposal.stage, proposal.tally, proposal.ballots))
    return tuple(_counted(proposal, *each) for each in found)


def _counted(proposal: Proposal, stage: int, tally: Tally, ballots: tuple[str, ...]) -> Counted:
    method = proposal.protocol.stages[stage - 1].method
    shown = shows_counts(method, tally.took_part)
    return Counted(
        stage=stage,
        method=method,
        tally=tally if shown else None,
        ballots=ballots if shown else (),
    )


def stances_of(proposal: Proposal) -> tuple[StanceCount, ...]:
    """Return how many said what, in the order in which the stage names what can be said."""
    said = list(proposal.stances.values())
    return tuple(
        StanceCount(stance=each, people=said.count(each))
        for each in proposal.table.stances
        if each in said
    )


def note_of(note: Note, access: Access) -> OneNote:
    """Return a note as the API says it."""
    by = note.by if access.may(Power.READ_PEOPLE) or note.by == access.sign_in_id else None
    return OneNote(note_id=note.note_id, by=by, stance=note.stance, text=note.text)


def acts_of(
    proposal: Proposal, access: Access, now: datetime, *, has_voted: bool
) -> tuple[str, ...]:
    """Return what whoever asks could do now; the rules say the last word."""
    me, fund = access.sign_in_id, access.fund
    open_now = standing.is_open(proposal, now)
    decides = open_now and standing.may_decide(proposal, fund, now, me)
    mine = proposal.by == me
    meeting = proposal.meeting
    waits = meeting is not None and meeting.confirmed_by is None and meeting.by != me
    theirs = meeting is not None and meeting.confirmed_by not in {None, me} and meeting.by != me
    could = {
        "stance": decides and not proposal.sealed,
        "ballot": decides and proposal.sealed,
        "recusal": decides and not has_voted,
        "change": open_now and mine and not proposal.sealed,
        "withdrawal": mine and not proposal.closed,
        "meeting": decides and not proposal.sealed,
        "confirmation": decides and waits,
        "contest": decides and theirs,
        "close": not proposal.closed and standing.may_close(proposal, fund, now),
    }
    return tuple(name for name, may in could.items() if may)
