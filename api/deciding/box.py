"""Putting ballots in, and what may be known before the end: how many are in, and never which.

This file holds nothing that opens a ballot, and needs no key that could.
"""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from msgspec import Struct

from api.deciding import ballot_rows
from api.deciding.ballot_rows import Place, State
from api.deciding.choices import check_choice
from api.deciding.gate import Gate
from api.deciding.key_files import KeyFiles
from api.deciding.sealing import place_of, public_of, seal_ballot
from api.deciding.seen_rows import add_seen, list_seen
from api.deciding.slips import digest_of
from ledger.deciding.proposal import Proposal, proposal_of
from ledger.deciding.standing import is_open, may_close, may_decide
from ledger.rejections import (
    BallotCast,
    BallotsUnreadable,
    DecidingOver,
    MayNotDecide,
    OpenStances,
    ProposalIsClosed,
    RecusedAlready,
)

if TYPE_CHECKING:
    from api.site import Site
    from ledger.asking import Receipt
    from ledger.deciding.commands import Recuse
    from ledger.fund import Fund
    from ledger.store.connection import Connection


class Standing(Struct, frozen=True):
    """How many opened a proposal and voted in its stage now, and whether somebody did."""

    seen: int = 0
    ballots: int = 0
    has_voted: bool = False


class Cast(Struct, frozen=True):
    """How the box stands with a ballot that was put in, and whether nobody else is waited for."""

    standing: Standing
    is_last: bool


class Box:
    """The ballot boxes of an instance, from the side of those who vote."""

    def __init__(self, site: "Site", gate: Gate) -> None:
        self._site = site
        self._gate = gate

    async def cast(
        self, fund_id: UUID, proposal_id: UUID, sign_in: UUID, slip: str, choice: str
    ) -> "Cast":
        """Put a ballot in; with the same *slip* again, in place of the one that is there.

        Refusals in order: case-unknown, case-of-another-kind, proposal-is-closed, open-stances,
        deciding-over, recused-already, may-not-decide, slip-unusable, ballot-unusable,
        ballots-unreadable, ballot-cast.
        """
        async with self._gate.held(proposal_id) as connection:
            fund, _ = await self._site.books.get_fund(fund_id)
            proposal = await self._proposal(fund_id, proposal_id)
            place = Place(fund_id, proposal_id, proposal.stage)
            box = await ballot_rows.get_box(connection, place)
            is_counted = box is not None and box.state is not State.OPEN
            _check_voter(proposal, fund, self._site.now(), sign_in, is_counted=is_counted)
            code_hash = digest_of(slip, fund_id, proposal_id, proposal.stage, sign_in)
            said = check_choice(proposal, choice)
            public = await self._public(connection, place, box)
            ballots = await ballot_rows.list_ballots(connection, place)
            marks = set(await ballot_rows.list_marks(connection, place))
            if sign_in in marks and code_hash not in ballots:
                raise BallotCast
            put = place_of(fund_id, proposal_id, proposal.stage, code_hash)
            ballots[code_hash] = seal_ballot(said, public, put)
            marks.add(sign_in)
            await ballot_rows.put_in(connection, place, ballots, marks)
            is_last = may_close(proposal, fund, self._site.now(), marks)
        return Cast(Standing(ballots=len(ballots), has_voted=True), is_last=is_last)

    async def recuse(self, fund_id: UUID, command: "Recuse", sign_in: UUID, key: str) -> "Receipt":
        """Write that somebody keeps out, unless a ballot of theirs is in: nobody could find it.

        Raises BallotCast, besides what the rules refuse.
        """
        async with self._gate.held(command.case_id) as connection:
            for stage in await ballot_rows.list_stages(connection, fund_id, command.case_id):
                place = Place(fund_id, command.case_id, stage)
                if sign_in in await ballot_rows.list_marks(connection, place):
                    raise BallotCast
            return await self._site.books.execute(fund_id, command, actor=str(sign_in), key=key)

    async def see(self, fund_id: UUID, proposal_id: UUID, sign_in: UUID) -> None:
        """Note that somebody who may decide opened a proposal; nothing for anybody else."""
        proposal = await self._proposal(fund_id, proposal_id)
        is_theirs = sign_in in proposal.electorate and sign_in not in proposal.recused
        if is_theirs and is_open(proposal, self._site.now()):
            async with self._site.database.acquire() as connection:
                await add_seen(connection, fund_id, proposal, sign_in)

    async def standing(
        self, fund_id: UUID, proposal_id: UUID, sign_in: UUID | None = None
    ) -> Standing:
        """Say how many opened a proposal and voted in its stage now; nothing once it is closed."""
        proposal = await self._proposal(fund_id, proposal_id)
        if proposal.closed:
            return Standing()
        place = Place(fund_id, proposal_id, proposal.stage)
        async with self._site.database.acquire() as connection:
            seen = await list_seen(connection, fund_id, proposal)
            marks = await ballot_rows.list_marks(connection, place)
        return Standing(len(seen), len(marks), sign_in in marks)

    async def _proposal(self, fund_id: UUID, proposal_id: UUID) -> Proposal:
        return proposal_of(await self._site.books.get_case(fund_id, proposal_id))

    async def _public(
        self, connection: "Connection", place: Place, box: ballot_rows.BoxRow | None
    ) -> bytes:
        """Return the key that seals for a box, which is made if need be. Raises BallotsUnreadable.

        The key that opens is only looked for, so that nobody votes into a box that is lost.
        """
        files = KeyFiles(self._site.settings.keys_dir, place.fund_id)
        path = files.ballots(place.proposal_id, place.stage)
        if box is None:
            public = public_of(files.make(path))
            await ballot_rows.make_box(connection, place, public)
            return public
        if box.public_key is None or not path.exists():
            raise BallotsUnreadable
        return box.public_key


def _check_voter(
    proposal: Proposal, fund: "Fund", now: datetime, sign_in: UUID, *, is_counted: bool
) -> None:
    """Refuse whoever may not put a ballot in now. See `Box.cast`."""
    if proposal.closed:
        raise ProposalIsClosed(proposal.closed)
    if not proposal.sealed:
        raise OpenStances
    if is_counted or not is_open(proposal, now):
        raise DecidingOver(proposal.until)
    if sign_in in proposal.recused:
        raise RecusedAlready
    if not may_decide(proposal, fund, now, sign_in):
        raise MayNotDecide
