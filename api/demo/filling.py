"""Filling the example fund: once."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from api.demo.courts import plan_courts
from api.demo.diary import Diary
from api.demo.fund import TIME_ZONE, open_fund
from api.demo.giving import plan_giving
from api.demo.governing import plan_governing
from api.demo.helping import plan_helping
from api.demo.keeping import plan_keeping
from api.demo.knocking import Reception, plan_knocking
from api.demo.nights import plan_nights
from api.demo.people import Person, cast_of, make_people
from api.demo.plans import plan_plans
from api.demo.running import plan_running
from api.demo.waiting import plan_waiting
from api.requests.service import Requests
from ledger.store.database import Database
from ledger.store.errors import database_errors
from ledger.store.reading import list_funds
from ledger.vault.keys import Keys
from ledger.vault.vault import Vault

_SEED: Final = 1977
_FILLED: Final = "example fund filled"


_PLANS: Final = (
    *(plan_giving, plan_helping, plan_courts, plan_plans, plan_running),
    *(plan_nights, plan_waiting, plan_keeping),
)


class HalfFilled(Exception):
    """Filling was interrupted once; the directory should be removed and filled anew."""


def _tell_nobody(_: Sequence[Person]) -> None:
    """Let how to sign in be forgotten."""


def _reception(database: Database, keys: Keys, keys_dir: Path, diary: Diary) -> Reception:
    """Return where requests arrive, with clocks that stand where the diary stands."""

    def now() -> datetime:
        return diary.now

    vault = Vault(database, keys_dir, now)
    return Reception(database, Requests(database, vault, keys, now), vault)


async def fill_example(
    database: Database,
    keys: Keys,
    keys_dir: Path,
    *,
    now: datetime | None = None,
    made: Callable[[Sequence[Person]], None] = _tell_nobody,
) -> bool:
    """Fill the example unless that was done before; say whether it was done now.

    *made* is told how to sign in before anything is told. Raises `HalfFilled`.
    """
    async with database.acquire() as connection:
        with database_errors():
            done = await connection.fetchval("select 1 from instance where name = $1", _FILLED)
        if done:
            return False
        with database_errors():
            begun = await connection.fetchval("select exists (select from sign_ins)")
        if begun or await list_funds(connection):
            raise HalfFilled
    now = now or datetime.now(UTC)
    people = await make_people(database, keys, now)
    made(people)
    today = now.astimezone(ZoneInfo(TIME_ZONE)).date()
    diary = Diary(database, cast_of(people), today=today, now=now, seed=_SEED)
    try:
        places = await open_fund(diary)
        for plan in _PLANS:
            plan(diary, places)
        plan_governing(diary)
        plan_knocking(diary, _reception(database, keys, keys_dir, diary))
        await diary.tell()
    finally:
        await diary.books.close()
    async with database.acquire() as connection:
        with database_errors():
            await connection.execute(
                "insert into instance (name, value) values ($1, $2)", _FILLED, diary.fund_id.bytes
            )
    return True
