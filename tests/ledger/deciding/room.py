"""A room in which a proposal is decided: people speak, time passes, the clock counts.

A row of a table is some moves and what became of them; every move goes through the real rules.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from ledger.case import Case, evolve_case
from ledger.command import Command, Context
from ledger.decider import decide
from ledger.deciding.commands import (
    ChangeProposal,
    CloseProposal,
    ConfirmMeeting,
    Propose,
    RecordMeeting,
    Recuse,
    TakeStance,
)
from ledger.deciding.proposal import Proposal, proposal_of
from ledger.events import (
    ColleagueSuspended,
    DecidingSet,
    FundEvent,
    KindProtocol,
    MandateEnded,
    MemberLeft,
    ProposalAdvanced,
    ProposalClosed,
    ProposalExtended,
    ProposalKind,
    Protocol,
    Role,
    Stance,
    StanceCount,
    Unbudgeted,
)
from ledger.fund import Fund, evolve
from ledger.orders.content import Orderable
from ledger.powers import CLOCK
from ledger.rejections import Rejection
from tests.ledger.book import CASE, FUND, NOW, fresh
from tests.ledger.people import ANA, BO, CY, DEE, EVE, FAY, FUNDED, admitted
from tests.ledger.world import DIGEST

GUS: Final = UUID(int=0x57)
HAL: Final = UUID(int=0x58)
MEMBERS: Final = (ANA, BO, CY, DEE, EVE, FAY, GUS, HAL)
"""Eight people: the six of `people`, and two more members without a mandate."""
EIGHT: Final = (*FUNDED, admitted(GUS), admitted(HAL))
OTHER_WORDS: Final = DIGEST[::-1]

Move = Callable[["Room"], None]


def deciding(case_votes: bool = False, **by_kind: Protocol) -> DecidingSet:
    """Return that the fund decides about each kind by such a protocol."""
    return DecidingSet(
        occurred_on=date(2026, 11, 20),
        protocols=tuple(
            KindProtocol(kind=ProposalKind(kind), protocol=protocol)
            for kind, protocol in by_kind.items()
        ),
        unbudgeted=Unbudgeted.SHOWN,
        case_votes=case_votes,
    )


class Room:
    """One proposal from the moment it is made by Ana; times are hours since then."""

    def __init__(
        self,
        protocol: Protocol,
        kind: ProposalKind = ProposalKind.ANYTHING,
        order: Orderable | None = None,
        **fields: Any,
    ) -> None:
        self.fund, self.case, self.now = Fund(fund_id=FUND), Case(CASE), NOW
        self.position = 1
        self.answers: list[str] = []
        self._fresh = 0
        self.told: list[tuple[UUID, datetime, FundEvent]] = []
        for fact in (*EIGHT, deciding(case_votes=False, **{kind.value: protocol})):
            self.happens(fact)
        if any(stage.review_days for stage in protocol.stages):
            fields.setdefault("review_on", self.today + timedelta(days=30))
        self.ask(
            Propose(occurred_on=self.today, kind=kind, text_hash=DIGEST, order=order, **fields), ANA
        )
        assert not self.answers, self.answers

    @property
    def today(self) -> date:
        """The day in the time zone of the fund."""
        return self._context("").today(self.fund.time_zone)

    @property
    def proposal(self) -> Proposal:
        """The proposal as its case tells it."""
        return proposal_of(self.case)

    @property
    def came_to(self) -> str:
        """What became of it: the last refusal, or what the last line of counting says."""
        last = [
            line.event
            for line in self.case.lines
            if isinstance(line.event, ProposalExtended | ProposalAdvanced | ProposalClosed)
        ]
        if self.answers:
            return self.answers[-1]
        match last[-1] if last else None:
            case ProposalExtended() as event:
                return f"extended, {event.reason.value}"
            case ProposalAdvanced() as event:
                return f"stage {event.stage}"
            case ProposalClosed() as event:
                return f"{event.outcome.value}, {event.reason.value}"
            case _:
                return "open"

    def ask(self, command: Command, actor: UUID | str) -> tuple[FundEvent, ...]:
        """Ask the rules; a refusal is remembered until something is accepted."""
        answer = decide(command, self._context(str(actor)), self.fund, self.case)  # type: ignore[arg-type]
        if isinstance(answer, Rejection):
            self.answers.append(answer.code)
            return ()
        self.answers.clear()
        for fact in answer:
            self.case = evolve_case(self.case, self.position, fact)
            self.happens(fact, CASE)
        return answer

    def happens(self, fact: FundEvent, case_id: UUID = FUND) -> None:
        """Let something happen, elsewhere in the fund if no case is named."""
        self.told.append((case_id, self.now, fact))
        self.fund = evolve(self.fund, fact)
        self.position += 1

    def _context(self, actor: str) -> Context:
        return Context(self.now, actor, self.position, self._new_id)

    def _new_id(self) -> UUID:
        self._fresh += 1
        return fresh(self._fresh)


def played(room: Room, *moves: Move) -> Room:
    """Return *room* after *moves*."""
    for move in moves:
        move(room)
    return room


def says(stance: str, *people: UUID) -> Move:
    """Let people take a stance on what the proposal says now."""

    def move(room: Room) -> None:
        said = room.proposal
        for who in people:
            room.ask(
                TakeStance(
                    occurred_on=room.today,
                    case_id=CASE,
                    stance=Stance(stance),
                    text_hash=said.text_hash,
                    content_hash=said.content_hash,
                ),
                who,
            )

    return move


def recuses(*people: UUID) -> Move:
    """Let people keep out."""

    def move(room: Room) -> None:
        for who in people:
            room.ask(Recuse(occurred_on=room.today, case_id=CASE), who)

    return move


def changes(**fields: Any) -> Move:
    """Let its maker change the words."""

    def move(room: Room) -> None:
        said = room.proposal
        usual = {"text_hash": OTHER_WORDS, "review_on": said.review_on, "order": said.order}
        room.ask(ChangeProposal(occurred_on=room.today, case_id=CASE, **(usual | fields)), said.by)

    return move


def waits(**time: float) -> Move:
    """Let time pass."""

    def move(room: Room) -> None:
        room.now += timedelta(**time)

    return move


def at_the_end(**before: float) -> Move:
    """Let time pass up to the very instant at which it ends, or so long before."""

    def move(room: Room) -> None:
        room.now = room.proposal.until - timedelta(**before)

    return move


def leaves(*people: UUID) -> Move:
    """Let people leave the fund."""

    def move(room: Room) -> None:
        for who in people:
            room.happens(MemberLeft(occurred_on=room.today, sign_in=who))

    return move


def is_stopped(who: UUID, hours: int = 72) -> Move:
    """Let somebody be suspended."""

    def move(room: Room) -> None:
        until: datetime = room.now + timedelta(hours=hours)
        room.happens(ColleagueSuspended(occurred_on=room.today, holder=who, by=ANA, until=until))

    return move


def loses(who: UUID, *roles: Role) -> Move:
    """Let mandates of somebody end."""

    def move(room: Room) -> None:
        for role in roles:
            room.happens(MandateEnded(occurred_on=room.today, holder=who, role=role))

    return move


def counts(**fields: Any) -> Move:
    """Let the clock count: whoever opened it is *seen*, and *votes* are ballots by person."""

    def move(room: Room) -> None:
        fields.setdefault("seen", ())
        given = {
            name: tuple(sorted(value)) for name, value in fields.items() if name != "unreadable"
        }
        unreadable = fields.get("unreadable", False)
        room.ask(
            CloseProposal(occurred_on=room.today, case_id=CASE, unreadable=unreadable, **given),
            CLOCK,
        )

    return move


def votes(ballots: dict[UUID, str]) -> Move:
    """Let the clock count these ballots."""
    return counts(voters=tuple(ballots), ballots=tuple(ballots.values()))


def meets(present: int, recused: int = 0, by: UUID = BO, **people: int) -> Move:
    """Let somebody write a meeting down."""

    def move(room: Room) -> None:
        said = tuple(
            StanceCount(stance=Stance(name), people=number) for name, number in people.items()
        )
        room.ask(
            RecordMeeting(
                occurred_on=room.today,
                case_id=CASE,
                held_on=room.today,
                present=present,
                counts=said,
                recused=recused,
            ),
            by,
        )

    return move


def confirms(who: UUID) -> Move:
    """Let somebody else confirm the meeting."""

    def move(room: Room) -> None:
        room.ask(ConfirmMeeting(occurred_on=room.today, case_id=CASE), who)

    return move
