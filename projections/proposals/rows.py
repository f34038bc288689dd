"""One proposal as the lines about it have made it: who may decide, who spoke, what came of it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from msgspec import Struct

from ledger.events import Method, ProposalKind

SEALED: Final = frozenset({Method.BALLOT, Method.BUDGET_BALLOT})
"""The methods that show nothing until the end."""


class ProposalState(StrEnum):
    """How it stands with a proposal."""

    OPEN = "open"
    ADOPTED = "adopted"
    NOT_ADOPTED = "not_adopted"
    VOID = "void"
    WITHDRAWN = "withdrawn"


class ProposalRow(Struct, frozen=True, kw_only=True):
    """A proposal as it stands. References to lines are positions; people are sign-ins.

    *methods* are those of its stages, *stage* counts from 1. *electorate* may decide in this
    stage, *spoke* said openly in it what they think. *decided_hash* is the digest of what was
    adopted, None where nothing is bound; *order_id* is the order that carries it out. *has_meeting*
    says that a meeting waits to be confirmed, *meeting_waits* that a confirmed one waits for
    *until*, when it is counted.
    """

    proposal_id: UUID
    kind: ProposalKind
    state: ProposalState
    protocol: str
    methods: tuple[Method, ...]
    stage: int
    made_by: UUID
    made_at: datetime
    made_on: date
    made_position: int
    last_position: int
    until: datetime
    text_hash: str
    content_hash: str | None
    review_on: date | None
    limit: int
    electorate: tuple[UUID, ...]
    recused: tuple[UUID, ...]
    spoke: tuple[UUID, ...] = ()
    has_meeting: bool = False
    meeting_waits: bool = False
    reason: str = ""
    decided_hash: str | None = None
    order_id: UUID | None = None
    budget_id: UUID | None = None
    closed_position: int | None = None
    closed_at: datetime | None = None
    carried_out_position: int | None = None

    @property
    def stages(self) -> int:
        """Return how many stages its protocol has."""
        return len(self.methods)

    @property
    def method(self) -> Method:
        """Return how people say what they think in the stage that is open, or was the last."""
        return self.methods[self.stage - 1]

    @property
    def is_open(self) -> bool:
        """Say whether it is not closed and not withdrawn."""
        return self.state is ProposalState.OPEN

    @property
    def is_sealed(self) -> bool:
        """Say whether nothing of this stage is shown before its end."""
        return self.method in SEALED

    @property
    def may_decide(self) -> tuple[UUID, ...]:
        """Return who may decide and does not keep out."""
        return tuple(who for who in self.electorate if who not in self.recused)

    @property
    def is_undone(self) -> bool:
        """Say whether it was adopted, binds something, and is not carried out yet."""
        return (
            self.state is ProposalState.ADOPTED
            and self.decided_hash is not None
            and self.carried_out_position is None
        )
