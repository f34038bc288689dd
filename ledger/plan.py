"""What a batch of commands would write: every command decided against the state so far.

Pure but for fresh ids and the clock that it is given. Nothing of the shared state changes here;
the plan holds what becomes known once its lines are committed.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from ledger.asking import Answer, Asking
from ledger.case import Case, evolve_case
from ledger.command import Context
from ledger.decider import case_of, decide, is_about_fund, labels_of
from ledger.events import AccountOpened, AuthorityOpened, FundEvent, PurposeOpened
from ledger.fund import evolve
from ledger.known import Known
from ledger.rejections import Rejection
from ledger.store.append import Kept, Label, NewLine
from ledger.store.mapper import encode


class Plan:
    """The lines, answers and labels of a batch, and the state after them."""

    def __init__(self, known: Known, *, now: datetime, new_id: Callable[[], UUID]) -> None:
        self._known = known
        self._now = now
        self._new_id = new_id
        self._cases: dict[UUID, Case] = {}
        self._refused: list[tuple[Asking, Rejection]] = []
        self._repeated: list[tuple[Asking, bytes, Answer]] = []
        self._accepted: dict[tuple[str, str], tuple[Asking, Answer]] = {}
        self.after = known.position
        self.position = known.position
        self.fund = known.fund
        self.lines: list[NewLine] = []
        self.kept: list[Kept] = []
        self.labels: list[Label] = []

    def add(self, asking: Asking) -> None:
        """Decide one command after those added before it."""
        earlier = self._accepted.get(asking.name)
        if earlier is not None:
            self._repeated.append((asking, earlier[0].hash, earlier[1]))
            return
        command, fund_id = asking.command, self.fund.fund_id
        case_id = fund_id if is_about_fund(command) else case_of(command) or self._new_id()
        case = self._cases.get(case_id) or self._known.case(case_id)
        context = Context(self._now, asking.actor, self.position + 1, self._new_id)
        events = decide(command, context, self.fund, case)
        if isinstance(events, Rejection):
            events.known_at = self.position
            self._refused.append((asking, events))
            return
        answer = Answer(case_id, self.position + 1, self.position + len(events), _opened(events))
        labels = [Label(*label) for label in labels_of(command, events, fund_id)]
        self._write(asking.actor, case, events)
        self.labels += labels
        self.kept.append(Kept(asking.actor, asking.key, asking.hash, answer.encode()))
        self._accepted[asking.name] = asking, answer

    def repeat(self, asking: Asking, kept_hash: bytes, answer: Answer) -> None:
        """Note a command whose key is in the book already."""
        self._repeated.append((asking, kept_hash, answer))

    def _write(self, actor: str, case: Case, events: Sequence[FundEvent]) -> None:
        """Add the lines of one command, all or none. Those after its first name it as their cause.

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
            cause = cause or event_id
            position += 1
            fund = evolve(fund, event)
            case = evolve_case(case, position, event)
        self.fund, self.position = fund, position
        self.lines += lines
        self._cases[case.case_id] = case

    def become_known(self) -> None:
        """Make the state after the plan the known one: its lines are committed."""
        self._known.fund = self.fund
        self._known.position = self.position
        for case in self._cases.values():
            self._known.keep(case)
        self._known.forget_cases()

    def answer(self) -> None:
        """Answer every command of the batch; only now are the accepted ones in the book."""
        for asking, answer in self._accepted.values():
            asking.accept(answer)
        for asking, kept_hash, answer in self._repeated:
            asking.repeat(kept_hash, answer)
        for asking, rejection in self._refused:
            asking.refuse(rejection)


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
