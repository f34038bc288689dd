"""What a batch of commands would write: every command decided against the state so far.

Pure but for fresh ids and the time that it is given. Deciding changes nothing of the shared state;
the plan holds what becomes known when its lines are on their way, and can take that back.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from ledger.asking import Answer, Asking
from ledger.case import Case, evolve_case
from ledger.command import Context
from ledger.decider import AnyCommand, also_read, decide, labels_of, written_in
from ledger.events import (
    AccountOpened,
    AuthorityOpened,
    FundEvent,
    LineReversed,
    OrderCarriedOut,
    PurposeOpened,
)
from ledger.fund import evolve
from ledger.known import Known
from ledger.rejections import Rejection
from ledger.store.append import Kept, Label, NewLine
from ledger.store.mapper import encode

_CAUSES: Final = (OrderCarriedOut, LineReversed)
"""Facts that the lines after them in the same command follow from."""


class Plan:
    """The lines, answers and labels of a batch, and the state after them."""

    def __init__(self, known: Known, *, now: datetime, new_id: Callable[[], UUID]) -> None:
        self._known = known
        self._fund_before = known.fund
        self._new_id = new_id
        self._cases: dict[UUID, Case] = {}
        self._refused: list[tuple[Asking, Rejection]] = []
        self._repeated: list[tuple[Asking, bytes, Answer]] = []
        self._accepted: dict[tuple[str, str], tuple[Asking, Answer]] = {}
        self.now = now
        self.askings: list[Asking] = []
        self.after = known.position
        self.position = known.position
        self.fund = known.fund
        self.lines: list[NewLine] = []
        self.kept: list[Kept] = []
        self.labels: list[Label] = []

    def add(self, asking: Asking) -> None:
        """Decide one command after those added before it; its cases must be in memory."""
        earlier = self._accepted.get(asking.name)
        if earlier is not None:
            self._repeated.append((asking, earlier[0].hash, earlier[1]))
            self.askings.append(asking)
            return
        command, fund_id = asking.command, self.fund.fund_id
        case_id = written_in(command, fund_id) or self._new_id()
        case = self._cases.get(case_id) or self._known.case(case_id)
        context = Context(
            self.now, asking.actor, self.position + 1, self._new_id, self._other(command)
        )
        events = decide(command, context, self.fund, case)
        if isinstance(events, Rejection):
            events.known_at = self.position
            self._refused.append((asking, events))
            self.askings.append(asking)
            return
        answer = Answer(case_id, self.position + 1, self.position + len(events), _opened(events))
        labels = [Label(*label) for label in labels_of(command, events, fund_id)]
        self._write(asking.actor, case, events)
        self.labels += labels
        self.kept.append(Kept(asking.actor, asking.key, asking.hash, answer.encode()))
        self._accepted[asking.name] = asking, answer
        self.askings.append(asking)

    def _other(self, command: AnyCommand) -> Case | None:
        """Return the case that *command* reads besides its own, as of the commands before it."""
        named = also_read(command)
        return None if named is None else self._cases.get(named) or self._known.case(named)

    def repeat(self, asking: Asking, kept: Kept) -> None:
        """Note a command whose key is in the book already."""
        self.askings.append(asking)
        try:
            answer = msgspec.json.decode(kept.answer, type=Answer)
        except msgspec.DecodeError as error:  # `parasol check` reports it; nobody else waits for it
            asking.refuse(error)
        else:
            self._repeated.append((asking, kept.request_hash, answer))

    def has(self, case_id: UUID) -> bool:
        """Say whether a case is in memory, so that commands about it can be decided."""
        return case_id in self._cases or self._known.has(case_id)

    @property
    def refused(self) -> set[tuple[str, str]]:
        """Return actor and key of every command that is refused."""
        return {asking.name for asking, _ in self._refused}

    def _write(self, actor: str, case: Case, events: Sequence[FundEvent]) -> None:
        """Add the lines of one command, all or none. Those after its first name it as their cause.

        Those that an order becomes name its carrying out, and a right line the reversal.
        Nothing of the plan changes before everything that may fail is done.
        """
        cause: UUID | None = None
        fund, position, lines = self.fund, self.position, list[NewLine]()
        for event in events:
            topic, payload = encode(event)
            event_id = self._new_id()
            lines.append(
                NewLine(case.case_id, case.version, topic, payload, event_id, actor, cause)
            )
            if cause is None or isinstance(event, _CAUSES):
                cause = event_id
            position += 1
            fund = evolve(fund, event)
            case = evolve_case(case, position, event)
        self.fund, self.position = fund, position
        self.lines += lines
        self._cases[case.case_id] = case

    def become_known(self) -> None:
        """Make the state after the plan the known one: its lines are committed, or about to be."""
        self._known.fund = self.fund
        self._known.position = self.position
        for case in self._cases.values():
            self._known.keep(case)
        self._known.forget_cases()

    def take_back(self) -> None:
        """Undo `become_known`: nothing of the plan was written. Nothing may be built on it."""
        self._known.fund = self._fund_before
        self._known.position = self.after
        self._known.forget(self._cases)

    def answer(self, kept: Collection[Kept] = ()) -> None:
        """Answer every command of the plan; only now are the accepted ones in the book.

        *kept* are answers given before under keys of commands that would be refused today.
        """
        before = {(each.actor, each.key): each for each in kept}
        for asking, answer in self._accepted.values():
            asking.accept(answer)
        for asking, rejection in self._refused:
            if asking.name in before:
                self.repeat(asking, before[asking.name])
            else:
                asking.refuse(rejection)
        for asking, kept_hash, answer in self._repeated:
            asking.repeat(kept_hash, answer)


def _opened(events: Sequence[FundEvent]) -> tuple[UUID, ...]:
    opened: list[UUID] = []
    for event in events:
        match event:
            case AccountOpened():
                opened.append(event.account_id)
            case PurposeOpened():
                opened.append(event.purpose_id)
            case AuthorityOpened():
                opened.append(event.authority_id)
            case _:
                pass
    return tuple(opened)
