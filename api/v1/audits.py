"""The rounds of an audit, as the pages show them: what is looked at, answered and found.

Nothing in them was typed, so nobody can be named. Rounds are begun, answered and closed on the
pages, where an auditor has the papers beside them.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Final
from uuid import UUID

from litestar import get
from litestar.params import PathParameter
from msgspec import Meta, Struct

from api.access import Power, needs
from api.auditing.answers import (
    Answer,
    Finding,
    Question,
    Reason,
    Reply,
    Step,
    allowed_sentences,
    has_open_findings,
)
from api.auditing.rounds import Round, find_round, list_rounds, list_steps
from api.problems import NOT_FOUND, WebRefused
from api.site import site_of
from api.v1.receipts import AnyRequest, FundId
from api.v1.refusals import ANY, responses_of
from ledger.events import AssuranceSentence

_MOST: Final = 2**31
Number = Annotated[int, PathParameter(description="The number of the round.")]


class AuditRound(Struct, frozen=True, kw_only=True):
    """A round of the audit, and how far it is."""

    number: Annotated[int, Meta(description="Which round of the fund, from 1.")]
    from_day: Annotated[date, Meta(description="The first day that it is about.")]
    until_day: Annotated[date, Meta(description="The last day that it is about.")]
    begun_by: Annotated[UUID, Meta(description="The auditor who began it.")]
    begun_at: datetime
    closed_at: Annotated[datetime | None, Meta(description="Null while it is answered.")]
    steps: Annotated[int, Meta(description="How many things are looked at.")]
    done: Annotated[int, Meta(description="How many of them are answered.")]
    open_findings: Annotated[bool, Meta(description="Whether something found is not settled.")]


class AuditStep(Struct, frozen=True, kw_only=True):
    """One thing that is looked at."""

    step: Annotated[
        str, Meta(description="The number of a line; or `cash`, `bank`, `held`, `courts` and such.")
    ]
    position: Annotated[int | None, Meta(description="The line; null for what is no line.")]
    reasons: Annotated[tuple[Reason, ...], Meta(description="Why a line is looked at.")]
    answers: Annotated[
        dict[Question, Answer], Meta(description="What was answered, by what is asked.")
    ]
    finding: Annotated[Finding | None, Meta(description="What the auditor found.")]
    reply: Annotated[Reply | None, Meta(description="What the fund answers to it.")]
    is_settled: Annotated[bool, Meta(description="Whether the auditor says that it is settled.")]


class AuditRoundInFull(AuditRound, frozen=True, kw_only=True):
    """A round with its draw, its steps, and what an auditor may state after it."""

    upto: Annotated[int, Meta(description="The last line of the book when it began.")]
    above: Annotated[
        int | None,
        Meta(description="From which amount every line is looked at, in the fund's minor units."),
    ]
    report: Annotated[
        int | None, Meta(description="The report that the draw follows from; null without one.")
    ]
    said: Annotated[str, Meta(description="The digest of that report, or the day it began.")]
    seed: Annotated[str, Meta(description="What the lines were drawn with.")]
    looked_at: Annotated[tuple[AuditStep, ...], Meta(description="Lines first, then the rest.")]
    allowed: Annotated[
        tuple[AssuranceSentence, ...], Meta(description="What the answers allow to be stated.")
    ]


class AuditRounds(Struct, frozen=True):
    """Every round of a fund, the latest first."""

    rounds: tuple[AuditRound, ...]


@get(
    "/audits",
    operation_id="list_audit_rounds",
    summary="Rounds of the audit",
    responses=responses_of(ANY),
    opt={"refusals": (), **needs(Power.READ_BOOK)},
)
async def list_audit_rounds(request: AnyRequest, fund_id: FundId) -> AuditRounds:
    """List the rounds of the audit, and how far each is."""
    async with site_of(request).database.acquire() as connection:
        rounds = await list_rounds(connection, fund_id)
        steps = [await list_steps(connection, fund_id, each.number) for each in rounds]
    return AuditRounds(
        tuple(_round(each, found) for each, found in zip(rounds, steps, strict=True))
    )


@get(
    "/audits/{number:int}",
    operation_id="get_audit_round",
    summary="One round of the audit",
    responses=responses_of((*ANY, NOT_FOUND)),
    opt={"refusals": (), **needs(Power.READ_BOOK)},
)
async def get_audit_round(request: AnyRequest, fund_id: FundId, number: Number) -> AuditRoundInFull:
    """Say what a round looks at, what was answered and found, and what may be stated after it."""
    async with site_of(request).database.acquire() as connection:
        found = await find_round(connection, fund_id, number) if 0 < number < _MOST else None
        if found is None:
            raise WebRefused(NOT_FOUND)
        steps = await list_steps(connection, fund_id, number)
    shown = _round(found, steps)
    return AuditRoundInFull(
        **{name: getattr(shown, name) for name in AuditRound.__struct_fields__},
        upto=found.upto,
        above=found.above,
        report=found.report,
        said=found.said,
        seed=found.seed,
        looked_at=tuple(_step(each) for each in steps),
        allowed=allowed_sentences(steps),
    )


def _round(found: Round, steps: Iterable[Step]) -> AuditRound:
    every = tuple(steps)
    return AuditRound(
        number=found.number,
        from_day=found.from_day,
        until_day=found.until_day,
        begun_by=found.begun_by,
        begun_at=found.begun_at,
        closed_at=found.closed_at,
        steps=len(every),
        done=sum(each.is_done for each in every),
        open_findings=has_open_findings(every),
    )


def _step(step: Step) -> AuditStep:
    return AuditStep(
        step=step.name,
        position=step.position,
        reasons=step.reasons,
        answers=dict(step.answers),
        finding=step.finding,
        reply=step.reply,
        is_settled=step.is_settled,
    )


ROUTES: Final = (list_audit_rounds, get_audit_round)
