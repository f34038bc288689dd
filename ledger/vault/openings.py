"""Who did what in the vault, when and for what: a log beside the book, which has none of it.

It says which kind of record of which random id was opened, never what is in it, and it stays when
the person is erased. An auditor opens one record at a time, once somebody else has agreed.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid4

from msgspec import Struct

from ledger.rejections import AskedByYou, AskingOpen, AskingUnknown
from ledger.store.connection import Connection

ASKING_LIFE: Final = timedelta(days=1)
"""How long an auditor's wish to open a record stands."""

_NOTE: Final = """
insert into vault_acts (fund_id, act_id, acted_at, actor, act, purpose, kind, person_id, agreed_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
_LIST: Final = """
select act_id, acted_at, actor, act, purpose, kind, person_id, agreed_by from vault_acts
where fund_id = $1 and ($2::uuid is null or person_id = $2)
order by acted_at desc, act_id limit $3
"""
_ASKINGS: Final = """
select asking_id, record_id, asked_by, asked_at, agreed_by from vault_askings
where fund_id = $1 and asked_at > $2 order by asked_at, asking_id
"""


class OpeningPurpose(StrEnum):
    """What a record is opened for; whoever opens it says it."""

    SCREENING = "screening"
    VERIFYING = "verifying"
    PAYING = "paying"
    CLAIMING_REFUND = "claiming_refund"
    COURT_DATE = "court_date"
    CONTACTING = "contacting"
    CORRECTING = "correcting"
    PERSONS_OWN_WISH = "persons_own_wish"
    AUDIT = "audit"
    STATUTORY_EXPORT = "statutory_export"


class ActKind(StrEnum):
    """What was done."""

    OPENED = "opened"
    WRITTEN = "written"
    COMPARED = "compared"
    KEPT_UNTIL = "kept_until"
    HELD = "held"
    LIFT_ASKED = "lift_asked"
    LIFTED = "lifted"
    ERASED = "erased"
    EXPORTED = "exported"
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    PROFILE_ASKED = "profile_asked"
    PROFILE_SET = "profile_set"
    OWN_CONTACT_SAID = "own_contact_said"
    GIVER_FORGOTTEN = "giver_forgotten"


class Act(Struct, frozen=True, kw_only=True):
    """One thing that was done. *actor* is a sign-in, ``clock`` or ``operator``."""

    act_id: UUID
    acted_at: datetime
    actor: str
    act: ActKind
    purpose: OpeningPurpose | None = None
    kind: str | None = None
    person_id: UUID | None = None
    agreed_by: str | None = None


class Asking(Struct, frozen=True):
    """An auditor's wish to open one record."""

    asking_id: UUID
    record_id: UUID
    asked_by: str
    asked_at: datetime
    agreed_by: str | None


async def note(connection: Connection, fund_id: UUID, act: Act) -> None:
    """Write down what is done, in the transaction of doing it or before it."""
    await connection.execute(
        _NOTE,
        fund_id,
        act.act_id,
        act.acted_at,
        act.actor,
        act.act,
        act.purpose,
        act.kind,
        act.person_id,
        act.agreed_by,
    )


async def list_acts(
    connection: Connection, fund_id: UUID, person_id: UUID | None = None, limit: int = 500
) -> list[Act]:
    """List what was done, the latest first; only of *person_id* when one is named."""
    rows = await connection.fetch(_LIST, fund_id, person_id, limit)
    return [
        Act(
            act_id=row["act_id"],
            acted_at=row["acted_at"],
            actor=row["actor"],
            act=ActKind(row["act"]),
            purpose=OpeningPurpose(row["purpose"]) if row["purpose"] else None,
            kind=row["kind"],
            person_id=row["person_id"],
            agreed_by=row["agreed_by"],
        )
        for row in rows
    ]


async def ask(
    connection: Connection, fund_id: UUID, record_id: UUID, actor: str, now: datetime
) -> UUID:
    """Ask to open one record; wishes that nobody used in time go."""
    await connection.execute(
        "delete from vault_askings where fund_id = $1 and asked_at <= $2",
        fund_id,
        now - ASKING_LIFE,
    )
    asking_id = uuid4()
    await connection.execute(
        "insert into vault_askings (fund_id, asking_id, record_id, asked_by, asked_at)"
        " values ($1, $2, $3, $4, $5)",
        fund_id,
        asking_id,
        record_id,
        actor,
        now,
    )
    return asking_id


async def list_askings(connection: Connection, fund_id: UUID, now: datetime) -> list[Asking]:
    """List the wishes that stand, the oldest first."""
    rows = await connection.fetch(_ASKINGS, fund_id, now - ASKING_LIFE)
    return [Asking(*row) for row in rows]


async def agree(
    connection: Connection, fund_id: UUID, asking_id: UUID, actor: str, now: datetime
) -> None:
    """Agree to somebody else's wish. Raises AskingUnknown, AskedByYou."""
    asking = await _find(connection, fund_id, asking_id, now)
    if asking.asked_by == actor:
        raise AskedByYou
    await connection.execute(
        "update vault_askings set agreed_by = $3, agreed_at = $4"
        " where fund_id = $1 and asking_id = $2 and agreed_by is null",
        fund_id,
        asking_id,
        actor,
        now,
    )


async def use(
    connection: Connection, fund_id: UUID, asking_id: UUID, actor: str, now: datetime
) -> Asking:
    """Use a wish that was agreed to: it can be used once, by whoever had it.

    Raises AskingUnknown, AskingOpen.
    """
    asking = await _find(connection, fund_id, asking_id, now)
    if asking.asked_by != actor:
        raise AskingUnknown
    if asking.agreed_by is None:
        raise AskingOpen
    used = await connection.fetchval(
        "delete from vault_askings where fund_id = $1 and asking_id = $2 returning true",
        fund_id,
        asking_id,
    )
    if not used:
        raise AskingUnknown
    return asking


async def _find(connection: Connection, fund_id: UUID, asking_id: UUID, now: datetime) -> Asking:
    for each in await list_askings(connection, fund_id, now):
        if each.asking_id == asking_id:
            return each
    raise AskingUnknown
