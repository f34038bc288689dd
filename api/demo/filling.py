"""Filling the funds of the example: once."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from api.demo.coded import Shown
from api.demo.council import Council
from api.demo.courts import plan_courts
from api.demo.decisions import plan_decisions
from api.demo.diary import Diary
from api.demo.fund import LABEL, TIME_ZONE, open_fund
from api.demo.giving import plan_giving
from api.demo.governing import plan_governing
from api.demo.helping import plan_helping
from api.demo.keeping import plan_keeping
from api.demo.knocking import Reception, plan_knocking
from api.demo.neighbours import plan_neighbours
from api.demo.nights import plan_nights
from api.demo.people import Cast, Person, cast_of, make_people
from api.demo.plans import plan_plans
from api.demo.public import plan_publishing
from api.demo.publishing import Press, forget_log
from api.demo.running import plan_running
from api.demo.small import ALONE_FOR, OPENS, open_small, plan_small
from api.demo.small import LABEL as LABEL_OF_SMALL
from api.demo.waiting import plan_waiting
from api.giving.service import Giving
from api.publishing.service import Publishing
from api.publishing.signing import Signing
from api.requests.service import Requests
from ledger.store.database import Database
from ledger.store.errors import database_errors
from ledger.store.reading import list_funds
from ledger.transparency.log import Log
from ledger.vault.keys import Keys
from ledger.vault.vault import Vault

_SEED: Final = 1977
_SEED_OF_SMALL: Final = 1312
_FILLED: Final = "example fund filled"


_PLANS: Final = (
    *(plan_giving, plan_helping, plan_courts, plan_plans, plan_running),
    *(plan_nights, plan_waiting, plan_keeping, plan_neighbours),
)


class HalfFilled(Exception):
    """Filling was interrupted once; the directory should be removed and filled anew."""


def _tell_nobody(_: object) -> None:
    """Let what there is to know be forgotten."""


class _Place(Struct, frozen=True):
    """Where the example is written: the database, the instance's keys, and for whom and when.

    *host* names the logs of its funds.
    """

    database: Database
    keys: Keys
    keys_dir: Path
    host: str
    cast: Cast
    now: datetime

    def diary(self, seed: int, **more: int) -> Diary:
        """Return an empty diary of a fund of its own."""
        today = self.now.astimezone(ZoneInfo(TIME_ZONE)).date()
        return Diary(self.database, self.cast, today=today, now=self.now, seed=seed, **more)


async def fill_example(
    database: Database,
    keys: Keys,
    keys_dir: Path,
    *,
    host: str = "localhost",
    now: datetime | None = None,
    made: Callable[[Sequence[Person]], None] = _tell_nobody,
    shown: Callable[[Sequence[Shown]], None] = _tell_nobody,
) -> bool:
    """Fill the example unless that was done before; say whether it was done now.

    *made* is told how to sign in before anything is told, *shown* at the end what strangers can
    look at. The logs of the funds are named after the *host*. Raises `HalfFilled`.
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
    place = _Place(database, keys, keys_dir, host, cast_of(people), now)
    funds = await _tell_large(place), await _tell_small(place)
    shown(funds)
    async with database.acquire() as connection:
        with database_errors():
            await connection.execute(
                "insert into instance (name, value) values ($1, $2)",
                _FILLED,
                funds[0].fund_id.bytes,
            )
    return True


async def _tell_large(place: _Place) -> Shown:
    """Tell two years of a fund of many people."""
    diary = place.diary(_SEED)
    try:
        places = await open_fund(diary)
        for plan in _PLANS:
            plan(diary, places)
        plan_governing(diary)
        reception, press, council = _services(place, diary)
        plan_knocking(diary, reception)
        codes = plan_publishing(diary, places, press, council)
        plan_decisions(diary, places, council)
        await diary.tell()
        await press.log.keep(diary.fund_id)
    finally:
        await diary.books.close()
    return Shown(LABEL, diary.fund_id, tuple(codes))


async def _tell_small(place: _Place) -> Shown:
    """Tell the months of a fund of few."""
    diary = place.diary(_SEED_OF_SMALL, alone=OPENS + ALONE_FOR)
    try:
        shed = await open_small(diary)
        _, press, council = _services(place, diary)
        codes = plan_small(diary, shed, press, council)
        await diary.tell()
        await press.log.keep(diary.fund_id)
    finally:
        await diary.books.close()
    return Shown(LABEL_OF_SMALL, diary.fund_id, tuple(codes))


def _services(place: _Place, diary: Diary) -> tuple[Reception, Press, Council]:
    """Return where requests arrive, reports are built and members decide, by the diary's clock."""

    def now() -> datetime:
        return diary.now

    database, keys = place.database, place.keys
    vault = Vault(database, place.keys_dir, now)
    reception = Reception(database, Requests(database, vault, keys, now), vault)
    forget_log(place.keys_dir, diary.fund_id)
    log = Log(database, diary.books, place.keys_dir, place.host, now)
    publishing = Publishing(database, Signing(database, place.keys_dir), now, log)
    giving = Giving(database, vault, keys, diary.books, now)
    council = Council(diary, database, keys, place.keys_dir, publishing)
    return reception, Press(database, publishing, giving, log), council
