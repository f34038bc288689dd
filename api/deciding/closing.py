"""Counting a proposal: the only place that opens ballots, and what is destroyed afterwards.

1. The box is *closing*: from then on nobody puts a ballot in.
2. The ballots are opened and sorted, and one line is written, under a key that follows from the
   proposal, its stage and its deadline. So whoever tries again writes nothing twice.
3. The key of the box is destroyed, and everything in it is removed.

Killed at any moment, it is taken up again from what the book says: as long as no line was written
everything is still there, and once it was, only the third step is left.
"""

from typing import TYPE_CHECKING, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from msgspec import Struct

from api.deciding import ballot_rows
from api.deciding.ballot_rows import OpenBox, Place, State
from api.deciding.gate import Gate
from api.deciding.key_files import KeyFiles
from api.deciding.sealing import place_of, unseal_ballot
from api.deciding.seen_rows import list_seen, remove_seen
from ledger.deciding.commands import CloseProposal
from ledger.deciding.proposal import Proposal, proposal_of
from ledger.deciding.standing import may_close, quorum_missing
from ledger.powers import CLOCK
from ledger.rejections import KeyReused, NotDue, Rejection
from ledger.store.mapper import UnreadablePayload
from ledger.vault.keys import KeysUnusable
from ledger.vault.sealing import CannotOpen

if TYPE_CHECKING:
    from api.site import Site

_MICROSECONDS: Final = 1_000_000
_log = structlog.get_logger(__name__)


class _Opened(Struct, frozen=True):
    """What was in a box; *unreadable* when its key is lost."""

    ballots: tuple[str, ...] = ()
    unreadable: bool = False

    def __repr__(self) -> str:
        """Show nothing of it."""
        return "_Opened(…)"


class Closing:
    """Counts the proposals of an instance."""

    def __init__(self, site: "Site", gate: Gate) -> None:
        self._site = site
        self._gate = gate

    async def close_if_due(self, fund_id: UUID, proposal_id: UUID) -> bool:
        """Count a proposal if it is due; say whether the stage that was open is over.

        Raises what `proposal_of` raises. Asked about one that is over, it removes what is left.
        """
        async with self._gate.held(proposal_id):
            before = await self._proposal(fund_id, proposal_id)
            await self._remove_before(fund_id, before)
            if before.closed:
                return True
            after = await self._count(fund_id, before)
            if after is before:
                return False
            await self._remove_before(fund_id, after)
        return bool(after.closed) or after.stage != before.stage

    async def sweep(self) -> int:
        """Take up what was cut short, and empty boxes nobody will count; return how many."""
        async with self._site.database.acquire() as connection:
            boxes = await ballot_rows.list_open_boxes(connection)
        return sum([await self._sweep(box) for box in boxes])

    async def _sweep(self, box: OpenBox) -> bool:
        """Look at one box; one that cannot be looked at does not stop the others."""
        fund_id, proposal_id = box.place.fund_id, box.place.proposal_id
        try:
            fund, _ = await self._site.books.get_fund(fund_id)
            if box.state is State.OPEN and proposal_id in fund.deciding.open:
                return False
            return await self.close_if_due(fund_id, proposal_id)
        except (Rejection, UnreadablePayload, KeysUnusable) as trouble:
            _log.warning("box-not-closed", error=type(trouble).__name__)
            return False

    async def _count(self, fund_id: UUID, proposal: Proposal) -> Proposal:
        """Write what a proposal comes to, and return it after that; unchanged when it is not due.

        An error leaves the box as it is: closing, or not touched.
        """
        place = Place(fund_id, proposal.proposal, proposal.stage)
        fund, _ = await self._site.books.get_fund(fund_id)
        now = self._site.now()
        async with self._site.database.acquire() as connection:
            voters = await ballot_rows.list_marks(connection, place)
            seen = await list_seen(connection, fund_id, proposal)
        if not may_close(proposal, fund, now, voters):
            await self._move(place, State.OPEN)
            return proposal
        opened = _Opened()
        if proposal.sealed:
            await self._move(place, State.CLOSING)
            # Where too few voted nothing depends on what they wanted: it is never opened.
            if not quorum_missing(proposal, fund, now, voters):
                opened = await self._open(place)
        command = CloseProposal(
            occurred_on=min(now, proposal.until).astimezone(ZoneInfo(fund.time_zone)).date(),
            case_id=proposal.proposal,
            seen=tuple(who for who in seen if who in proposal.electorate),
            voters=voters,
            ballots=opened.ballots,
            unreadable=opened.unreadable,
        )
        try:
            await self._site.books.execute(fund_id, command, actor=CLOCK, key=close_key(proposal))
        except KeyReused:  # it was written before, and what stood beside the book has changed
            pass
        except NotDue:
            await self._move(place, State.OPEN)
            return proposal
        after = await self._proposal(fund_id, proposal.proposal)
        if not after.closed and after.stage == proposal.stage:
            await self._move(place, State.OPEN)  # it goes on, with the ballots that are in
        return after

    async def _open(self, place: Place) -> _Opened:
        """Open the ballots of a box that takes no more in, and sort them.

        Raises NotDue, and KeysUnusable when the key is there and must not or cannot be read.
        """
        files = KeyFiles(self._site.settings.keys_dir, place.fund_id)
        async with self._site.database.acquire() as connection:
            box = await ballot_rows.get_box(connection, place)
            sealed = await ballot_rows.list_ballots(connection, place)
        if box is None:
            return _Opened()
        if box.state is not State.CLOSING:  # nobody may put anything in any more
            raise NotDue
        try:
            private = files.read(files.ballots(place.proposal_id, place.stage))
            if private is None:
                return _Opened(unreadable=True)
            return _Opened(
                tuple(
                    sorted(
                        unseal_ballot(
                            each,
                            private,
                            place_of(place.fund_id, place.proposal_id, place.stage, code_hash),
                        )
                        for code_hash, each in sealed.items()
                    )
                )
            )
        except CannotOpen:  # a key that cannot be read now may be read later: that is raised
            return _Opened(unreadable=True)

    async def _remove_before(self, fund_id: UUID, proposal: Proposal) -> None:
        """Destroy and remove what is left of stages that are over, and of words before these."""
        async with self._site.database.acquire() as connection:
            stages = await ballot_rows.list_stages(connection, fund_id, proposal.proposal)
            over = [each for each in stages if proposal.closed or each < proposal.stage]
            for stage in over:
                place = Place(fund_id, proposal.proposal, stage)
                files = KeyFiles(self._site.settings.keys_dir, fund_id)
                files.destroy(files.ballots(place.proposal_id, stage))
                async with connection.transaction():
                    await ballot_rows.empty_box(connection, place)
            await remove_seen(connection, fund_id, proposal)
            if over:
                await ballot_rows.clear_away(connection)

    async def _move(self, place: Place, state: State) -> None:
        async with self._site.database.acquire() as connection:
            await ballot_rows.move_box(connection, place, state)

    async def _proposal(self, fund_id: UUID, proposal_id: UUID) -> Proposal:
        return proposal_of(await self._site.books.get_case(fund_id, proposal_id))


def close_key(proposal: Proposal) -> str:
    """Return the key under which the stage that is open is counted at its deadline."""
    until = int(proposal.until.timestamp() * _MICROSECONDS)
    return f"deadline:proposal:{proposal.proposal}:{proposal.stage}:{until}"
