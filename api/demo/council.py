"""How the members of an example decide: they propose, say what they think, vote, meet, and adopt.

What is beside the book is kept by the service's own code, with a clock that stands in the diary.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final, cast
from uuid import UUID

from msgspec import Struct

from api.deciding.carrying import carry_out_key
from api.deciding.service import Deciding
from api.deciding.slips import new_slip
from api.demo.diary import Diary
from api.publishing.service import Publishing
from ledger.deciding.commands import ConfirmMeeting, Propose, RecordMeeting, Recuse, TakeStance
from ledger.deciding.proposal import Proposal, proposal_of
from ledger.deciding.standing import awaited
from ledger.events.deciding import ProposalKind, StanceCount
from ledger.events.protocols import Stance
from ledger.orders.content import Orderable, command_of
from ledger.powers import CLOCK
from ledger.store.database import Database
from ledger.vault.keys import Keys

if TYPE_CHECKING:
    from api.site import Site

_LOOKED_AT_AGAIN: Final = timedelta(days=180)


class Said(Struct, frozen=True):
    """What somebody says to a proposal, with a reason or without."""

    stance: Stance = Stance.AGREE
    why: str = ""


class Motion(Struct, frozen=True, kw_only=True):
    """A proposal before it is made: of which kind, in which words, and what it becomes."""

    kind: ProposalKind
    title: str
    text: str
    order: Orderable | None = None
    limit: int = 0
    is_reviewed: bool = False


class Council:
    """The members of one fund of the example."""

    def __init__(
        self, diary: Diary, database: Database, keys: Keys, keys_dir: Path, publishing: Publishing
    ) -> None:
        self.diary = diary
        place = SimpleNamespace(
            database=database,
            books=diary.books,
            keys=keys,
            settings=SimpleNamespace(keys_dir=keys_dir),
            now=lambda: diary.now,
            publishing=publishing,
        )
        self.deciding = Deciding(cast("Site", place))

    async def propose(self, who: UUID, motion: Motion) -> UUID:
        """Have somebody put something forward; return the proposal."""
        command = Propose(
            occurred_on=self.diary.day,
            kind=motion.kind,
            text_hash="",
            order=motion.order,
            review_on=self.diary.day + _LOOKED_AT_AGAIN if motion.is_reviewed else None,
            limit=motion.limit,
        )
        receipt = await self.deciding.propose(
            self.diary.fund_id, command, motion.title, motion.text, **self._asked(who)
        )
        return receipt.answer.case_id

    async def proposal(self, proposal_id: UUID) -> Proposal:
        """Return a proposal as it stands."""
        return proposal_of(await self.diary.books.get_case(self.diary.fund_id, proposal_id))

    async def say(self, proposal_id: UUID, who: UUID, said: Said | None = None) -> None:
        """Have somebody say what they think; it is counted if that was the last one."""
        said, now = said or Said(), await self.proposal(proposal_id)
        stance = TakeStance(
            occurred_on=self.diary.day,
            case_id=proposal_id,
            stance=said.stance,
            text_hash=now.text_hash,
            content_hash=now.content_hash,
        )
        await self.diary.act(who, stance)
        if said.why:
            await self.deciding.note(
                *(self.diary.fund_id, proposal_id),
                by=who,
                text=said.why,
                key=self.diary.new_id().hex,
                stance=said.stance,
            )
        await self.deciding.close_if_due(self.diary.fund_id, proposal_id)

    async def all_say(
        self, proposal_id: UUID, others: Mapping[UUID, Said] | None = None
    ) -> Proposal:
        """Have everybody who has not spoken agree, but for *others*; carry out what is adopted.

        In every stage. Call it as the last of a day: people come and leave on days, too.
        """
        now = await self.proposal(proposal_id)
        while not now.closed and (left := awaited(now, await self.diary.fund(), self.diary.now)):
            await self.say(proposal_id, left[0], (others or {}).get(left[0]))
            now = await self.proposal(proposal_id)
        return await self.count(proposal_id)

    async def keep_out(self, proposal_id: UUID, who: UUID) -> None:
        """Have somebody keep out of a decision."""
        command = Recuse(occurred_on=self.diary.day, case_id=proposal_id)
        await self.deciding.recuse(
            self.diary.fund_id, command, sign_in=who, key=self.diary.new_id().hex
        )

    async def vote(self, proposal_id: UUID, who: UUID, choice: str) -> None:
        """Put somebody's ballot in."""
        await self.deciding.cast(self.diary.fund_id, proposal_id, who, new_slip(), choice)

    async def met(
        self, proposal_id: UUID, who: UUID, held_on: date, counts: Mapping[Stance, int]
    ) -> None:
        """Have somebody write down what a meeting decided."""
        record = RecordMeeting(
            occurred_on=self.diary.day,
            case_id=proposal_id,
            held_on=held_on,
            present=sum(counts.values()),
            counts=tuple(StanceCount(stance=each, people=counts[each]) for each in counts),
        )
        await self.diary.act(who, record)

    async def confirm(self, proposal_id: UUID, who: UUID) -> None:
        """Have somebody else confirm what was written down of a meeting."""
        confirmed = ConfirmMeeting(occurred_on=self.diary.day, case_id=proposal_id)
        await self.diary.act(who, confirmed)

    async def count(self, proposal_id: UUID) -> Proposal:
        """Count a proposal if it is due, and carry out what it decided unless it is a payment."""
        await self.deciding.close_if_due(self.diary.fund_id, proposal_id)
        waiting = (await self.diary.fund()).deciding.decided
        now = await self.proposal(proposal_id)
        if proposal_id in waiting and now.kind is not ProposalKind.MONEY:
            await self.deciding.carry_out(
                self.diary.fund_id, proposal_id, actor=CLOCK, key=carry_out_key(proposal_id)
            )
        return now

    def decided_order(self, proposal: Proposal) -> Orderable:
        """Return what was decided, to be asked for."""
        return command_of(proposal.decided_content)

    def _asked(self, who: UUID) -> dict[str, Any]:
        return {"actor": str(who), "key": self.diary.new_id().hex}
