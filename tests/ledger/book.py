"""Rules told as tables: `Given(facts).when(command).then(facts)`, or `.refused(rejection)`.

`Ladder` tells the order of a command's refusals: it starts from a command that is wrong in every
way at once, and each step names the refusal that comes now and then mends only that. So every
refusal is met while all later ones apply as well, where the two can be true together.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from ledger import decider
from ledger.case import Case, evolve_case
from ledger.command import Context
from ledger.decider import AnyCommand, also_read, decide
from ledger.events import FundEvent
from ledger.fund import Fund, evolve
from ledger.rejections import REJECTIONS, Rejection

NOW: Final = datetime(2026, 11, 21, 2, 30, tzinfo=UTC)
"""Half past two at night in UTC, and still the day before in `ZONE`."""
ZONE: Final = "America/Sao_Paulo"
TODAY: Final = date(2026, 11, 20)
TOMORROW: Final = date(2026, 11, 21)
LONG_AGO: Final = date(1899, 12, 31)

FUND: Final = UUID(int=1)
CASE: Final = UUID(int=2)
OTHER_CASE: Final = UUID(int=3)


Actor = UUID | str
"""Who asks: a sign-in, or a word for machinery."""


def fresh(number: int) -> UUID:
    """Return the *number*th random id that a command asks for, counted from 1."""
    return UUID(int=(0xF << 64) + number)


def context(
    position: int, now: datetime = NOW, actor: Actor = "import", other: Case | None = None
) -> Context:
    """Return a world in which *actor* asks and ids are `fresh(1)`, `fresh(2)` and so on."""
    asked = iter(range(1, 1_000))
    return Context(
        now=now,
        actor=str(actor),
        position=position,
        new_id=lambda: fresh(next(asked)),
        other=other,
    )


class Given:
    """A book with some facts. Those of *case* are of the case that the command is about.

    Those of *other* are of `OTHER_CASE`, for a command that reads it besides its own.
    """

    def __init__(
        self, *facts: FundEvent, case: Sequence[FundEvent] = (), other: Sequence[FundEvent] = ()
    ) -> None:
        self.fund = Fund(fund_id=FUND)
        self.case = Case(CASE)
        self.other = Case(OTHER_CASE)
        self.position = 1
        for fact in facts:
            self._append(fact)
        for fact in other:
            self.other = evolve_case(self.other, self.position, fact)
            self._append(fact)
        for fact in case:
            self.case = evolve_case(self.case, self.position, fact)
            self._append(fact)

    def _append(self, fact: FundEvent) -> None:
        self.fund = evolve(self.fund, fact)
        self.position += 1

    def when(self, command: AnyCommand, now: datetime = NOW, actor: Actor = "import") -> "Answer":
        """Ask the ledger; see that a refusal leaves fund and case as they were."""
        before = _bytes(self.fund, self.case)
        world = context(self.position, now, actor, self._also_read(command))
        answer = decide(command, world, self.fund, self.case)
        self._unchanged(before)
        return Answer(answer)

    def carried_out(self, command: AnyCommand, now: datetime, actor: Actor) -> "Answer":
        """Ask the rules alone, as an order does that two people signed."""
        before = _bytes(self.fund, self.case)
        world = context(self.position, now, actor, self._also_read(command))
        try:
            answer: tuple[FundEvent, ...] | Rejection
            answer = decider._decide(command, world, self.fund, self.case)
        except Rejection as rejection:
            answer = rejection
        self._unchanged(before)
        return Answer(answer)

    def _also_read(self, command: AnyCommand) -> Case | None:
        named = also_read(command)
        if named is None:
            return None
        return self.other if named == OTHER_CASE else Case(named)

    def _unchanged(self, before: object) -> None:
        assert _bytes(self.fund, self.case) == before, "deciding changed the state"


class Answer:
    """What the ledger said."""

    def __init__(self, answer: tuple[FundEvent, ...] | Rejection) -> None:
        self.answer = answer

    def then(self, *facts: FundEvent) -> None:
        """Expect exactly these facts."""
        assert not isinstance(self.answer, Rejection), self.answer
        assert self.answer == facts

    def refused(self, rejection: Rejection) -> None:
        """Expect this refusal with these figures."""
        assert self.answer == rejection

    @property
    def facts(self) -> tuple[FundEvent, ...]:
        """Return the facts of a command that must have been accepted."""
        assert not isinstance(self.answer, Rejection), self.answer
        return self.answer


class Step(Struct, frozen=True):
    """One refusal, and what mends it: other fields, another book, another person, another time."""

    refusal: Rejection
    mend: dict[str, Any] = {}
    given: Given | None = None
    actor: Actor | None = None
    now: datetime | None = None


class Ladder(Struct, frozen=True):
    """A command that is wrong in every way, and the steps that make it right."""

    command: AnyCommand
    given: Given
    steps: tuple[Step, ...]
    actor: Actor = "import"
    by_order: bool = False
    """Whether the command is carried out by an order: outside single-signer mode it is."""

    def rungs(self) -> "list[Rung]":
        """Return every state of command and book with the refusal it meets, the right one last."""
        command, given, actor, now, rungs = self.command, self.given, self.actor, NOW, []
        for step in self.steps:
            rungs.append(Rung(command, given, step.refusal, actor, now, self.by_order))
            command = replace(command, **step.mend)
            given, actor, now = step.given or given, step.actor or actor, step.now or now
        return [*rungs, Rung(command, given, None, actor, now, self.by_order)]

    @property
    def codes(self) -> list[str]:
        """Return the refusals in order, each run of the same code once."""
        return without_repeats([step.refusal.code for step in self.steps])


class Rung(Struct, frozen=True):
    """A row of the table: a command, a book, and the refusal, or None when it is accepted."""

    command: AnyCommand
    given: Given
    refusal: Rejection | None
    actor: Actor = "import"
    now: datetime = NOW
    by_order: bool = False

    def __str__(self) -> str:
        name = type(self.command).__name__
        return f"{name}-{self.refusal.code if self.refusal else 'accepted'}"

    def check(self) -> None:
        """Expect the refusal of this row, or an answer without one."""
        ask = self.given.carried_out if self.by_order else self.given.when
        answer = ask(self.command, self.now, self.actor)
        if self.refusal is None:
            assert answer.facts
        else:
            answer.refused(self.refusal)


def documented(command: type[AnyCommand]) -> list[str]:
    """Return the codes that a command's docstring lists, in order, each run of one code once."""
    _, _, text = (command.__doc__ or "").partition("Refusals in order:")
    plain = re.sub(r"\([^)]*\)", "", text)
    words = re.findall(r"[a-z]+(?:-[a-z]+)+", plain)
    unknown = [word for word in words if word not in REJECTIONS]
    assert not unknown, f"{command.__name__} lists {unknown}, which are no refusals"
    return without_repeats(words)


def without_repeats(codes: list[str]) -> list[str]:
    """Return *codes* with each run of the same code once."""
    return [code for i, code in enumerate(codes) if i == 0 or code != codes[i - 1]]


def _bytes(fund: Fund, case: Case) -> tuple[bytes, list[tuple[int, bytes, int | None]]]:
    """Return all of the state as bytes, because frozen Structs may hold dicts."""
    encode = msgspec.json.encode
    lines = [(line.position, encode(line.event), line.reversed_by) for line in case.lines]
    return encode(fund), lines
