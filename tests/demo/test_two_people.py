"""In the example two people sign since half a year, and something waits for each of them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pyotp
import pytest

from api.demo.filling import HalfFilled, fill_example
from api.demo.people import Person, cast_of, code_now, passphrase_of, read_people, write_people
from api.people.people import People
from api.sessions import Sessions, cookie_name
from api.sign_in import SignIn
from ledger.books import Books
from ledger.events import OrderCarriedOut, SingleSignerEnded
from ledger.orders.commands import Act
from ledger.orders.open_acts import acts_in_one_go
from ledger.orders.state import orders_of
from ledger.store.database import Database
from ledger.store.reading import StoredLine, list_lines_after
from projections.orders import list_waiting_orders
from projections.runner import Runner
from tests.api.client import plain_settings, serving, site_of_client
from tests.api.lent_apps import KEYS
from tests.demo.told import large_fund

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
PAYING = {
    "bail.posted.v1",
    "grant.paid.v1",
    "cost.paid.v1",
    "account_transfer.made.v1",
    "grant.committed.v1",
    "line.reversed.v1",
    "float.handed.v1",
    "float.closed.v1",
    "donation.refunded.v1",
}

pytestmark = pytest.mark.slow


async def told(
    database: Database, tmp_path: Path
) -> tuple[UUID, list[StoredLine], tuple[Person, ...]]:
    """Tell the example; return the fund, its lines, and how to sign in."""
    people: list[Person] = []
    assert await fill_example(database, KEYS, tmp_path, now=NOW, made=people.extend)
    async with database.acquire() as connection:
        fund_id = await large_fund(connection)
        lines = await list_lines_after(connection, fund_id, 0, limit=9_000)
    return fund_id, lines, tuple(people)


async def test_since_two_are_needed_no_money_moves_without_an_order(
    database: Database, tmp_path: Path
) -> None:
    _, lines, _ = await told(database, tmp_path)
    (ended,) = [line for line in lines if line.topic == SingleSignerEnded.topic]
    assert timedelta(days=150) < NOW - ended.recorded_at < timedelta(days=190)
    carried_out = {line.event_id for line in lines if line.topic == OrderCarriedOut.topic}
    later = [line for line in lines if line.position > ended.position and line.topic in PAYING]
    assert len(later) > 80
    by_id = {line.event_id: line for line in lines}

    def causes(line: StoredLine) -> set[UUID]:
        """Return what a line follows from: what replaces another follows from taking that back."""
        return set() if line.cause is None else {line.cause, *causes(by_id[line.cause])}

    assert [line.topic for line in later if not causes(line) & carried_out] == []


async def test_every_order_that_was_carried_out_has_the_names_of_two(
    database: Database, tmp_path: Path
) -> None:
    fund_id, lines, _ = await told(database, tmp_path)
    books = Books(database)
    cases = {line.case_id for line in lines if line.topic == OrderCarriedOut.topic}
    for case_id in cases:
        for order in orders_of(await books.get_case(fund_id, case_id)).values():
            if order.carried_out_by is not None:
                assert {order.by, *order.approved_by, order.authorised_by} - {None, order.by}
    await books.close()


async def test_something_waits_for_each_of_those_who_sign(
    database: Database, tmp_path: Path
) -> None:
    fund_id, _, people = await told(database, tmp_path)
    cast = cast_of(people)
    await Runner(database).catch_up(fund_id)
    books = Books(database)
    fund, _ = await books.get_fund(fund_id)
    async with database.acquire() as connection:
        waiting = (await list_waiting_orders(connection, fund_id)).orders
    found: dict[UUID, set[tuple[str, Act]]] = {person.sign_in_id: set() for person in people}
    for row in waiting:
        case = await books.get_case(fund_id, row.case_id)
        order = orders_of(case)[row.order_id]
        for who, things in found.items():
            things |= {(row.kind, act) for act in acts_in_one_go(order, fund, case, who, NOW)}
    await books.close()
    assert found[cast.heron] >= {("pay_grant", Act.AUTHORISE), ("post_bail", Act.RATIFY)}
    assert found[cast.lark] >= {("post_bail", Act.APPROVE), ("post_bail", Act.AUTHORISE)}
    assert found[cast.otter] == found[cast.wren] >= {("post_bail", Act.APPROVE)}
    assert (found[cast.owl], found[cast.fox]) == (set(), set())
    (running,) = fund.governance.ratifications.values()
    assert timedelta(days=1) < running.until - NOW < timedelta(days=7)


async def test_each_of_them_can_sign_in(database: Database, tmp_path: Path) -> None:
    _, _, people = await told(database, tmp_path)
    now = NOW + timedelta(minutes=2)
    sessions, first = Sessions(database, lambda: now), SignIn(database, lambda: now)
    asked = People(database, lambda: now, KEYS, sessions, first)
    for person in people:
        entry = await asked.enter(person.handle, person.passphrase)
        assert entry is not None
        assert entry.needs_code is bool(person.totp)
        if person.totp:
            assert await asked.answer(entry.pending, code_now(person, now)) == person.sign_in_id
        assert await asked.enter(person.handle, "something else entirely") is None
    assert await asked.first() == people[0].sign_in_id


async def test_each_of_them_sees_the_fund_and_nobody_else_does(
    database: Database, service_url: str, tmp_path: Path
) -> None:
    fund_id, _, people = await told(database, tmp_path)
    async with serving(service_url, now=lambda: NOW + timedelta(minutes=2)) as client:
        site = site_of_client(client)
        stranger = await client.get(f"/en/{fund_id}")
        assert stranger.status_code in {303, 404}
        for person in people:
            secret = await site.sessions.start(person.sign_in_id, "page")
            client.cookies.clear()
            client.cookies.set(cookie_name(plain_settings()), secret)
            overview = await client.get(f"/en/{fund_id}")
            assert overview.status_code == (403 if person.handle == "fox" else 200), person.handle


async def test_a_start_that_made_people_and_no_fund_is_noticed(
    database: Database, tmp_path: Path
) -> None:
    await SignIn(database, lambda: NOW).issue_code()
    with pytest.raises(HalfFilled):
        await fill_example(database, KEYS, tmp_path, now=NOW)


def test_how_to_sign_in_is_kept_for_the_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "people.json"
    assert read_people(file) == ()
    secret = pyotp.random_base32()
    person = Person(UUID(int=1), "heron", passphrase_of("heron"), secret, "steward")
    write_people(file, [person])
    assert read_people(file) == (person,)
    assert file.stat().st_mode & 0o777 == 0o600
    assert pyotp.TOTP(secret).verify(code_now(person, NOW), for_time=NOW)
