"""A decision in front of somebody: what was proposed, what it says in words, and how it stands."""

from contextlib import suppress
from typing import Any, Final
from uuid import UUID

from litestar.exceptions import NotFoundException
from markupsafe import Markup, escape
from msgspec import Struct

from api.access import Access, Power, access_of
from api.deciding.box import Standing
from api.deciding.notes import Note
from api.deciding.showing import reads_content
from api.deciding.words import Words
from api.i18n import N_
from api.pages.people.room import Room, open_room
from api.pages.reading.reader import PATIENCE_SECONDS, AnyRequest
from api.site import site_of
from ledger.case import Case
from ledger.case_label import case_label
from ledger.deciding.proposal import Proposal, proposal_of
from ledger.deciding.standing import awaited, base_of, is_open, may_decide
from ledger.events.deciding import ProposalKind
from ledger.events.protocols import Method
from ledger.rejections import CaseOfAnotherKind, CaseUnknown
from projections.known import ProjectionBehind
from projections.proposals import ProposalRow, get_proposal
from projections.proposals.hiding import shows_counts

OF_ONE_PERSON: Final = frozenset({ProposalKind.ONE_CASE, ProposalKind.RATIFICATION})
"""Kinds about help for one person: what is said about it is for whoever may read the book."""
MOVING: Final = frozenset({ProposalKind.MONEY, ProposalKind.ONE_CASE, ProposalKind.RATIFICATION})
"""Kinds of which plain members read nothing after the decision: it moves with payments."""


class Opened(Struct, frozen=True, kw_only=True):
    """A proposal as one person sees it. *said* is None once its words are forgotten.

    *row* is what became of it, as far as the read model knows; None for a moment after it was made.
    """

    room: Room
    access: Access
    case: Case
    proposal: Proposal
    said: Words | None
    notes: tuple[Note, ...]
    standing: Standing
    row: ProposalRow | None
    sees_book: bool

    @property
    def address(self) -> str:
        """Where its page is."""
        return f"{self.room.prefix}/decisions/{self.proposal.proposal}"

    @property
    def title(self) -> str:
        """What it is called: by its words, or by two words that stand for its id."""
        return self.said.title if self.said else case_label(self.proposal.proposal)

    @property
    def text(self) -> str:
        """What it says, as far as whoever reads may see it."""
        return self.said.text if self.said and self.shows_content else ""

    @property
    def hidden(self) -> str:
        """Why whoever reads may not see what it says; empty where they may."""
        if self.shows_content:
            return ""
        if self.proposal.kind in OF_ONE_PERSON:
            return N_("What it says is not shown here: it could tell whom it is about.")
        return N_("What it says is shown to those who decide it, and to whoever may read the book.")

    @property
    def sees_people(self) -> bool:
        """Whether whoever reads may see who belongs to the fund, and so who said what."""
        return self.access.may(Power.READ_PEOPLE)

    def person(self, who: UUID) -> Markup:
        """Name somebody: as they are called, or as a member to whoever may not see who they are."""
        if self.sees_people or who == self.room.me:
            return self.room.person(who)
        return escape(self.room.language.say(N_("a member")))

    @property
    def is_open(self) -> bool:
        """Whether something can be said to it now."""
        return is_open(self.proposal, self.room.now)

    @property
    def is_over(self) -> bool:
        """Whether it ended: it was counted, or taken back."""
        return bool(self.proposal.closed)

    @property
    def is_mine(self) -> bool:
        """Whether whoever reads made it."""
        return self.proposal.by == self.room.me

    @property
    def may_decide(self) -> bool:
        """Whether whoever reads may say something to it."""
        return may_decide(self.proposal, self.room.fund, self.room.now, self.room.me)

    @property
    def is_ballot(self) -> bool:
        """Whether the stage that is open takes sealed ballots."""
        return self.proposal.table.method is not Method.STANCES

    @property
    def base(self) -> tuple[UUID, ...]:
        """Who counts now: those who may decide, less who keeps out and who has left."""
        return base_of(self.proposal, self.room.fund, self.room.now)

    @property
    def awaited(self) -> int:
        """How many have not spoken, or not voted. Never who, where ballots are sealed."""
        if self.is_ballot:
            return max(0, len(self.base) - self.standing.ballots)
        return len(awaited(self.proposal, self.room.fund, self.room.now))

    @property
    def shows_counts(self) -> bool:
        """Whether the figures of a count may be shown: never of fewer than ten ballots."""
        return shows_counts(self.proposal.table.method, len(self.proposal.ballots))

    @property
    def shows_content(self) -> bool:
        """Whether whoever reads may see what it says and would do, besides sort and size.

        Of one case members see the category, the size and the urgency; what was paid already
        is decided by people with a mandate, who find it in the book.
        """
        proposal = self.proposal
        return reads_content(
            proposal.kind, proposal.electorate, self.room.me, reads_book=self.sees_book
        )

    @property
    def shows_becoming(self) -> bool:
        """Whether whoever reads may see what became of it after the decision."""
        return self.sees_book or self.proposal.kind not in MOVING


async def open_decision(request: AnyRequest, fund_id: UUID, proposal_id: UUID) -> Opened:
    """Return a proposal as it stands now. Raises not found."""
    site, room = site_of(request), await open_room(request, fund_id)
    case = await site.books.get_case(fund_id, proposal_id)
    try:
        proposal = proposal_of(case)
    except (CaseUnknown, CaseOfAnotherKind):
        raise NotFoundException from None
    access, row = access_of(request), None
    with suppress(ProjectionBehind):  # what became of it is said in a moment
        await site.runner.wait_for(fund_id, access.position, timeout=PATIENCE_SECONDS)
        async with site.database.acquire() as connection:
            row = await get_proposal(connection, fund_id, proposal_id)
    sees_book = access.may(Power.READ_BOOK)
    names = proposal.kind not in OF_ONE_PERSON or sees_book
    reads = reads_content(proposal.kind, proposal.electorate, room.me, reads_book=sees_book)
    said = await site.deciding.words(fund_id, [proposal_id]) if names else {}
    return Opened(
        room=room,
        access=access,
        case=case,
        proposal=proposal,
        said=said.get(proposal_id),
        notes=await site.deciding.notes(fund_id, proposal_id) if reads else (),
        standing=await site.deciding.standing(fund_id, proposal_id, room.me),
        row=row,
        sees_book=sees_book,
    )


def frame_of(room: Room) -> dict[str, Any]:
    """Return what `render` needs on every page of decisions."""
    return room.frame("decisions")
