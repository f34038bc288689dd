"""Attacks on the door: floods, marks that turn up elsewhere, answers that tell who was helped."""

import io
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from itertools import pairwise
from typing import Any, Final
from uuid import uuid4

import asyncpg
import pytest
import structlog

from api.pages.help.status import UNKNOWN
from api.request_log import configure_logging
from api.requests import table
from api.requests.rate import FUND_HOURLY, INSTANCE_HOURLY, Rates
from api.requests.service import Requests
from api.requests.table import State
from ledger.store.connection import Connection
from ledger.store.database import Database
from ledger.vault.vault import Vault
from tests.api.pages.help.stage import TYPED, Street, code_in, told
from tests.api.requests.test_photos import picture, tagged, written

MARKER = "Zqxstranger"
SAME = "+1 555 010-4477"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    configure_logging("debug", stream)
    yield stream
    structlog.reset_defaults()


# Floods.


@pytest.mark.slow
async def test_five_hundred_requests_leave_the_book_as_it_is_and_stop_at_the_cap(
    street: Street,
) -> None:
    before = await street.head()
    street.site.requests.rates = Rates(of_fund=1_000, of_all=1_000)
    statuses = []
    for number in range(500):
        answer = await street.ask(TYPED, key=f"00000000-0000-4000-8000-{number:012}")
        statuses.append(answer.status_code)
    assert statuses == [200] * table.MAX_WAITING + [429] * (500 - table.MAX_WAITING)
    assert len(await street.rows()) == table.MAX_WAITING
    assert await street.head() == before
    async with street.site.database.acquire() as connection:
        people = await connection.fetchval(
            "select count(*) from vault_people where fund_id = $1", street.fund_id
        )
    assert people == table.MAX_WAITING


async def test_all_photos_together_have_a_cap_too(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "MAX_WAITING_BYTES", 1_000)
    assert code_in(await street.ask(photos=[("a.jpg", written(picture(), "JPEG"))]))
    assert (await street.ask()).status_code == 429


def test_a_rate_is_of_a_fund_and_of_all_and_comes_back_with_time() -> None:
    now = 0.0
    rates = Rates(lambda: now)
    fund = uuid4()
    assert [rates.take(fund) for _ in range(FUND_HOURLY + 1)] == [True] * FUND_HOURLY + [False]
    others = [rates.take(uuid4()) for _ in range(INSTANCE_HOURLY)]
    assert others.count(True) == INSTANCE_HOURLY - FUND_HOURLY
    now = 3600.0 / FUND_HOURLY
    assert rates.take(fund)
    assert not rates.take(fund)


# Marks.


async def test_what_a_stranger_sent_is_in_no_event_log_title_or_plain_row(
    street: Street, log: io.StringIO
) -> None:
    typed = {**TYPED, **{name: f"{MARKER} {name}" for name in TYPED if name not in _CHOICES}}
    exif = tagged()
    exif[0x010F] = MARKER
    photo = written(picture(), "JPEG", exif=exif, comment=MARKER.encode())
    answers = [
        await street.ask(
            typed, photos=[(f"{MARKER}.jpg", photo)], headers={"Referer": f"/{MARKER}"}
        ),
        await street.ask({**typed, "for_whom": MARKER, "safe": [MARKER], "extra": MARKER}),
        await street.ask(typed, photos=[(f"{MARKER}.jpg", MARKER.encode())]),
        await street.status(MARKER),
        await street.status(MARKER, forget=MARKER, sure="y"),
    ]
    assert [each.status_code for each in answers] == [200, 422, 422, 200, 200]
    for answer in answers:
        title = answer.text.partition("<title>")[2].partition("</title>")[0]
        assert MARKER not in title
        assert MARKER not in str(answer.headers)
    for index in (0, 3, 4):
        assert MARKER not in answers[index].text
    row = await street.row(code_in(answers[0]))
    assert MARKER in (await street.said(row))["own_words"]
    assert '"event": "request"' in log.getvalue()
    assert MARKER not in log.getvalue()
    assert await _found_in_tables(street.site.database, MARKER) == []
    assert await _found_in_tables(street.site.database, str(street.fund_id)) != []


_CHOICES = frozenset({"for_whom", "kind", "when", "safe", "consents"})


async def _found_in_tables(database: Database, mark: str) -> list[str]:
    """List the tables in whose rows *mark* stands, as text or as bytes: what a dump would hold."""
    found = []
    async with database.acquire() as connection:
        tables = await connection.fetch(
            "select format('%I.%I', table_schema, table_name) as name"
            " from information_schema.tables where table_type = 'BASE TABLE'"
            " and table_schema not in ('pg_catalog', 'information_schema')"
        )
        for (name,) in tables:
            sought = (f"%{mark}%", f"%{mark.encode().hex()}%")
            query = f"select exists (select from {name} t where t::text ilike any($1))"
            try:
                if await connection.fetchval(query, list(sought)):
                    found.append(name)
            except asyncpg.InsufficientPrivilegeError:
                continue  # not the service's to read
    return found


# Who was helped before.


_ASKING: Final = ContextVar("asking", default=False)
"""Whether a statement is of whoever asks, and not of the clock that looks at all vaults."""


class Counting(Database):
    """A database that counts the statements of whoever asks, by their text.

    Not those with which the driver learns a type the first time that a connection meets it:
    they depend on which of the pool's connections was lent, and on nothing that was asked.
    """

    def __init__(self, inner: Database) -> None:
        self._inner, self.statements = inner, list[str]()

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[Connection]:
        async with self._inner.acquire() as connection:
            with connection.query_logger(self._note):
                yield connection

    @asynccontextmanager
    async def transaction(self, *args: Any, **more: Any) -> AsyncIterator[Connection]:
        async with self._inner.transaction(*args, **more) as connection:
            with connection.query_logger(self._note):
                yield connection

    def _note(self, record: Any) -> None:
        of_the_driver = any(word in record.query for word in ("typeinfo_tree", "current_setting"))
        if _ASKING.get() and not of_the_driver:
            self.statements.append(record.query)


async def test_the_answer_and_the_work_are_the_same_whether_or_not_somebody_was_helped_before(
    street: Street,
) -> None:
    before = await street.row(code_in(await street.ask({**TYPED, "contact": SAME})))
    await street.site.requests.move(
        street.fund_id, before.request_id, State.HELPED, before.person_id
    )
    site, counting = street.site, Counting(street.site.database)
    site.vault = Vault(counting, site.settings.keys_dir, site.now)
    site.requests = Requests(counting, site.vault, site.keys, site.now)
    pages, works = [], []
    _ASKING.set(True)
    for contact in (SAME, "+1 555 010-9999", SAME, "+1 555 010-8888"):
        counting.statements.clear()
        answer = await street.ask({**TYPED, "contact": contact})
        code = code_in(answer)
        status = await street.status(code)
        pages.append((answer.text.replace(code, "code"), status.content))
        works.append(tuple(counting.statements))
    assert all(one == other for one, other in pairwise(pages))
    differing = [set(one) ^ set(other) for one, other in pairwise(works) if one != other]
    assert not differing
    assert len(works[0]) > 5


async def test_codes_cannot_be_tried_out(street: Street) -> None:
    code = code_in(await street.ask())
    near = [code[:place] + ("0" if code[place] != "0" else "1") + code[place + 1 :]
            for place in range(len(code)) if code[place] != "-"]  # fmt: skip
    answers = [await street.status(each) for each in near]
    assert {told(each) for each in answers} == {UNKNOWN}
    assert len({each.content for each in answers}) == 1
    assert told(await street.status(code)) == "It is here, and nobody has read it yet."
