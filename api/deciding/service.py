"""What is beside the book of decisions, in one place: what pages, routes and the clock ask for.

Nothing here says what a ballot says: `api.deciding.closing` opens a box once it is over, and hands
nothing on but the line.
"""

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING
from uuid import UUID

import structlog

from api.deciding.box import Box, Standing
from api.deciding.carrying import carry_out
from api.deciding.closing import Closing
from api.deciding.forgetting import Forgetting
from api.deciding.gate import Gate
from api.deciding.notes import Note, Notes, check_may_forget
from api.deciding.words import Words, WordsKept
from ledger.deciding.commands import ChangeProposal, Propose, Recuse
from ledger.deciding.proposal import proposal_of
from ledger.events.protocols import Stance
from ledger.rejections import Rejection
from ledger.store.errors import DatabaseError
from ledger.vault.keys import KeysUnusable

if TYPE_CHECKING:
    from api.site import Site
    from ledger.asking import Receipt

_log = structlog.get_logger(__name__)


def _nobody() -> None:
    """Tell nobody that a proposal was counted."""


class Deciding:
    """Decisions of the members, for all funds of an instance."""

    def __init__(self, site: "Site") -> None:
        self._site = site
        gate = Gate(site.database)
        self._words = WordsKept(site)
        self._notes = Notes(site)
        self._box = Box(site, gate)
        self._closing = Closing(site, gate)
        self._forgetting = Forgetting(site, self._words)
        self.counted: Callable[[], None] = _nobody
        """Called when a proposal was counted: what it decided may be carried out."""

    async def propose(
        self, fund_id: UUID, command: Propose, title: str, text: str, *, actor: str, key: str
    ) -> "Receipt":
        """Put a proposal forward with its words. See `WordsKept.write`."""
        return await self._words.write(fund_id, command, title, text, actor=actor, key=key)

    async def change(
        self, fund_id: UUID, command: ChangeProposal, title: str, text: str, *, actor: str, key: str
    ) -> "Receipt":
        """Change a proposal and its words, which take the place of those before."""
        return await self._words.write(fund_id, command, title, text, actor=actor, key=key)

    async def words(self, fund_id: UUID, proposal_ids: Collection[UUID]) -> dict[UUID, Words]:
        """Return what proposals say; those whose words are forgotten are left out."""
        return await self._words.read(fund_id, proposal_ids)

    async def forget(self, fund_id: UUID, proposal_id: UUID, *, actor: str) -> None:
        """Forget the words of a proposal and the notes under it, for ever; again changes nothing.

        Refusals in order: case-unknown, case-of-another-kind, mandate-missing (neither who made
        it nor a steward).
        """
        proposal = proposal_of(await self._site.books.get_case(fund_id, proposal_id))
        fund, _ = await self._site.books.get_fund(fund_id)
        check_may_forget(self._site, fund, proposal.by, actor)
        await self._words.forget(fund_id, proposal_id)

    async def notes(self, fund_id: UUID, proposal_id: UUID) -> tuple[Note, ...]:
        """List what was said about a proposal, first to last."""
        return await self._notes.list_notes(fund_id, proposal_id)

    async def note(
        self,
        fund_id: UUID,
        proposal_id: UUID,
        *,
        by: UUID,
        text: str,
        key: str,
        stance: Stance | None = None,
    ) -> UUID:
        """Say something about a proposal, and return the note's id. See `Notes.add`."""
        return await self._notes.add(fund_id, proposal_id, by=by, text=text, key=key, stance=stance)

    async def unsay(self, fund_id: UUID, proposal_id: UUID, note_id: UUID, *, actor: str) -> None:
        """Take a note away, by whoever wrote it or a steward. Raises MandateMissing."""
        await self._notes.remove(fund_id, proposal_id, note_id, actor)

    async def see(self, fund_id: UUID, proposal_id: UUID, sign_in: UUID) -> None:
        """Note that somebody opened a proposal. See `Box.see`."""
        await self._box.see(fund_id, proposal_id, sign_in)

    async def standing(
        self, fund_id: UUID, proposal_id: UUID, sign_in: UUID | None = None
    ) -> Standing:
        """Say how many opened a proposal and voted in its stage now. See `Box.standing`."""
        return await self._box.standing(fund_id, proposal_id, sign_in)

    async def cast(
        self, fund_id: UUID, proposal_id: UUID, sign_in: UUID, slip: str, choice: str
    ) -> Standing:
        """Put a ballot into the box, and count if that was the last one. See `Box.cast`."""
        cast = await self._box.cast(fund_id, proposal_id, sign_in, slip, choice)
        if cast.is_last:
            try:
                await self.close_if_due(fund_id, proposal_id)
            except (Rejection, DatabaseError, KeysUnusable) as trouble:
                # The ballot is in. The clock counts later what could not be counted now.
                _log.warning("box-not-closed", error=type(trouble).__name__)
        return cast.standing

    async def recuse(self, fund_id: UUID, command: Recuse, *, sign_in: UUID, key: str) -> "Receipt":
        """Write that somebody keeps out, unless a ballot of theirs is in. Raises BallotCast."""
        return await self._box.recuse(fund_id, command, sign_in, key)

    async def close_if_due(self, fund_id: UUID, proposal_id: UUID) -> bool:
        """Count a proposal if it is due; say whether its stage is over."""
        is_over = await self._closing.close_if_due(fund_id, proposal_id)
        if is_over:
            self.counted()
        return is_over

    async def sweep(self) -> int:
        """Take up boxes that were left over when something was cut short; return how many."""
        return await self._closing.sweep()

    async def forget_due(self) -> int:
        """Forget the words whose day has come; return of how many proposals."""
        return await self._forgetting.keep()

    async def carry_out(self, fund_id: UUID, decision: UUID, *, actor: str, key: str) -> "Receipt":
        """Carry out a decision that is no payment. See `api.deciding.carrying.carry_out`."""
        return await carry_out(self._site, fund_id, decision, actor=actor, key=key)
