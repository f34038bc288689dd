"""The rounds of an audit as rows: nothing in them is a line of the book, and no words of people."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from asyncpg import Record
from msgspec import Struct, json

from api.auditing.answers import Answer, Finding, Question, Reason, Reply, Step, Whole
from api.auditing.draw import seed_of_round
from api.auditing.sample import Sample
from ledger.store.connection import Connection
from ledger.store.errors import database_errors

_ROUND: Final = """
select fund_id, number, begun_by, begun_at, from_day, until_day, upto, above, report, said,
    closed_at
from audit_rounds where fund_id = $1 and ($2::integer is null or number = $2)
order by number desc
"""
_STEPS: Final = """
select step, reasons, answers::text as answers, finding, reply, is_settled
from audit_steps where fund_id = $1 and round = $2
"""


class Round(Struct, frozen=True, kw_only=True):
    """One round: what happened on some days, as the book stood at line *upto*.

    *said* is what the draw starts from: the hash of *report*, or without one the day it began.
    *above* is in minor units of the fund's currency.
    """

    fund_id: UUID
    number: int
    begun_by: UUID
    begun_at: datetime
    from_day: date
    until_day: date
    upto: int
    above: int | None
    report: int | None
    said: str
    closed_at: datetime | None = None

    @property
    def seed(self) -> str:
        """The seed of the draw."""
        return seed_of_round(self.fund_id, self.number, self.said)

    @property
    def is_open(self) -> bool:
        """Whether it is still answered."""
        return self.closed_at is None


async def list_rounds(connection: Connection, fund_id: UUID) -> tuple[Round, ...]:
    """Return every round of a fund, the latest first."""
    with database_errors():
        rows = await connection.fetch(_ROUND, fund_id, None)
    return tuple(Round(**row) for row in rows)


async def find_round(connection: Connection, fund_id: UUID, number: int) -> Round | None:
    """Return the round of that number."""
    with database_errors():
        row = await connection.fetchrow(_ROUND, fund_id, number)
    return Round(**row) if row else None


async def begin_round(connection: Connection, begun: Round, sample: Sample) -> bool:
    """Keep a round with its steps; ``False`` when one is open already."""
    steps = [(str(position), list(reasons)) for position, reasons in sample.lines.items()]
    with database_errors():
        async with connection.transaction():
            kept = await connection.fetchval(
                "insert into audit_rounds (fund_id, number, begun_by, begun_at, from_day,"
                " until_day, upto, above, report, said)"
                " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
                " on conflict do nothing returning number",
                *(begun.fund_id, begun.number, begun.begun_by, begun.begun_at),
                *(begun.from_day, begun.until_day, begun.upto, begun.above),
                *(begun.report, begun.said),
            )
            if kept is None:
                return False
            await connection.executemany(
                "insert into audit_steps (fund_id, round, step, reasons) values ($1, $2, $3, $4)",
                [
                    (begun.fund_id, begun.number, step, reasons)
                    for step, reasons in [*steps, *((each.value, []) for each in Whole)]
                ],
            )
    return True


async def close_round(connection: Connection, fund_id: UUID, number: int, now: datetime) -> None:
    """End a round; one that is closed stays as it is."""
    with database_errors():
        await connection.execute(
            "update audit_rounds set closed_at = $3"
            " where fund_id = $1 and number = $2 and closed_at is null",
            fund_id,
            number,
            now,
        )


async def list_steps(connection: Connection, fund_id: UUID, number: int) -> tuple[Step, ...]:
    """Return the steps of a round: its lines in the order of the book, then everything else."""
    with database_errors():
        rows = await connection.fetch(_STEPS, fund_id, number)
    found = {row["step"]: _step(row) for row in rows}
    lines = sorted(each.position for each in found.values() if each.position is not None)
    names = [*map(str, lines), *(each.value for each in Whole)]
    return tuple(found[name] for name in names if name in found)


async def keep_answers(connection: Connection, fund_id: UUID, number: int, step: Step) -> bool:
    """Keep what an auditor answered and found; ``False`` once the round is closed."""
    with database_errors():
        kept = await connection.fetchval(
            "update audit_steps set answers = $4::text::jsonb, finding = $5, is_settled = $6"
            " where fund_id = $1 and round = $2 and step = $3 and exists ("
            "select from audit_rounds where fund_id = $1 and number = $2 and closed_at is null)"
            " returning 1",
            *(fund_id, number, step.name, json.encode(step.answers).decode()),
            *(step.finding, step.is_settled),
        )
    return kept is not None


async def settle(
    connection: Connection, fund_id: UUID, number: int, step: str, *, is_settled: bool
) -> None:
    """Keep whether a finding is settled, also after the round."""
    with database_errors():
        await connection.execute(
            "update audit_steps set is_settled = $4"
            " where fund_id = $1 and round = $2 and step = $3 and finding is not null",
            *(fund_id, number, step, is_settled),
        )


async def reply_to(
    connection: Connection, fund_id: UUID, number: int, step: str, reply: Reply
) -> None:
    """Keep what the fund answers to a finding."""
    with database_errors():
        await connection.execute(
            "update audit_steps set reply = $4"
            " where fund_id = $1 and round = $2 and step = $3 and finding is not null",
            *(fund_id, number, step, reply.value),
        )


async def open_findings(connection: Connection, fund_id: UUID) -> int:
    """Return how many findings of all rounds are not settled."""
    with database_errors():
        found: int = await connection.fetchval(
            "select count(*) from audit_steps"
            " where fund_id = $1 and finding is not null and not is_settled",
            fund_id,
        )
    return found


def _step(row: Record) -> Step:
    return Step(
        name=row["step"],
        reasons=tuple(Reason(each) for each in row["reasons"]),
        answers=json.decode(row["answers"], type=dict[Question, Answer]),
        finding=Finding(row["finding"]) if row["finding"] else None,
        reply=Reply(row["reply"]) if row["reply"] else None,
        is_settled=row["is_settled"],
    )
