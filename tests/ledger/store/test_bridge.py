"""An ordinary application of the `eventsourcing` library opens a real book, and cannot write."""

from collections.abc import AsyncIterator, Iterable
from datetime import date
from uuid import UUID, uuid4

import pytest
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, DomainEventProtocol
from eventsourcing.persistence import InfrastructureFactory, InfrastructureFactoryError, Tracking
from msgspec import Struct

from ledger.events import BailPosted
from ledger.events.bail import BailKind
from ledger.store.append import NewLine, append
from ledger.store.database import Database
from ledger.store.errors import InterfaceError, ProgrammingError
from ledger.store.eventsourcing_bridge import (
    BridgedProcessRecorder,
    Factory,
    LoopThread,
    RecordedFact,
)
from ledger.store.mapper import encode
from ledger.store.recorder import AsyncProcessRecorder
from tests.database import Urls, run
from tests.ledger.store.lines import NOW

CASES = [uuid4(), uuid4()]


def posted(amount: int) -> BailPosted:
    return BailPosted(
        occurred_on=date(2026, 1, 2),
        kind=BailKind.CASH_DEPOSIT,
        account_id=uuid4(),
        purpose_id=uuid4(),
        authority_id=uuid4(),
        amount=amount,
        currency="USD",
        exponent=2,
        household=uuid4(),
    )


FACTS = [posted(100), posted(200), posted(300)]


async def write_book(urls: Urls) -> UUID:
    fund_id = uuid4()
    places = [(CASES[0], 0), (CASES[1], 0), (CASES[0], 1)]
    lines = [
        NewLine(case_id, version, *encode(fact), uuid4(), "someone")
        for (case_id, version), fact in zip(places, FACTS, strict=True)
    ]
    async with (
        Database.open(urls.service, min_size=1, max_size=1) as database,
        database.acquire() as connection,
    ):
        await append(connection, fund_id, lines, after=0, now=NOW)
    return fund_id


@pytest.fixture
def environment(urls: Urls) -> dict[str, str]:
    return {
        "PERSISTENCE_MODULE": "ledger.store.eventsourcing_bridge",
        "PARASOL_DATABASE_URL": urls.service,
        "PARASOL_FUND_ID": str(run(write_book(urls))),
    }


@pytest.fixture
async def reader(environment: dict[str, str]) -> AsyncIterator[Application[UUID]]:
    app = Application[UUID](environment)
    yield app
    app.close()


class Held(Struct, frozen=True):
    """What an application of somebody else makes of a case."""

    id: UUID
    version: int
    amount: int


def project(held: Held | None, events: Iterable[DomainEventProtocol[UUID]]) -> Held | None:
    for recorded in events:
        assert isinstance(recorded, RecordedFact)
        assert isinstance(recorded.event, BailPosted)
        amount = recorded.event.amount + (held.amount if held else 0)
        held = Held(recorded.originator_id, recorded.originator_version, amount)
    return held


def test_it_reads_the_book_in_order(reader: Application[UUID]) -> None:
    notifications = reader.notification_log.select(1, 10)
    assert [each.id for each in notifications] == [1, 2, 3]
    facts = [reader.mapper.to_domain_event(each) for each in notifications]
    assert [getattr(fact, "event", None) for fact in facts] == FACTS
    assert [fact.originator_id for fact in facts] == [CASES[0], CASES[1], CASES[0]]
    assert [fact.originator_version for fact in facts] == [0, 0, 1]
    assert reader.recorder.max_notification_id() == 3


def test_it_reads_a_case(reader: Application[UUID]) -> None:
    assert reader.repository.get(CASES[0], projector_func=project) == Held(CASES[0], 1, 400)
    first = reader.repository.get(CASES[0], version=0, projector_func=project)
    assert first == Held(CASES[0], 0, 100)


def test_it_follows_the_book(reader: Application[UUID]) -> None:
    with reader.recorder.subscribe(gt=1) as subscription:
        assert [next(subscription).id, next(subscription).id] == [2, 3]


def test_it_cannot_write(reader: Application[UUID], environment: dict[str, str]) -> None:
    with pytest.raises(ProgrammingError, match="read only"):
        reader.save(Aggregate())
    fact = RecordedFact(uuid4(), 0, FACTS[0])
    with pytest.raises(ProgrammingError, match="read only"):
        reader.events.put([fact])
    with pytest.raises(ProgrammingError, match="read only"):
        reader.recorder.insert_events(reader.recorder.select_events(CASES[0]))
    factory = Factory(environment)
    try:
        with pytest.raises(ProgrammingError, match="read only"):
            factory.aggregate_recorder().insert_events([])
        with pytest.raises(ProgrammingError, match="read only"):
            factory.process_recorder().insert_tracking(Tracking("upstream", 1))
        with pytest.raises(ProgrammingError, match="read only"):
            factory.tracking_recorder().insert_tracking(Tracking("upstream", 1))
        assert len(factory.aggregate_recorder().select_events(CASES[0])) == 2
    finally:
        factory.close()
    assert reader.recorder.max_notification_id() == 3


def test_it_keeps_no_snapshots_of_others(environment: dict[str, str]) -> None:
    with pytest.raises(ProgrammingError, match="snapshots"):
        Application[UUID]({**environment, "IS_SNAPSHOTTING_ENABLED": "y"})


@pytest.mark.parametrize(
    "name, value",
    [
        ("PARASOL_DATABASE_URL", ""),
        ("PARASOL_FUND_ID", ""),
        ("PARASOL_FUND_ID", "not an id"),
    ],
)
def test_a_wrong_setting_is_named(environment: dict[str, str], name: str, value: str) -> None:
    with pytest.raises(InfrastructureFactoryError, match=name):
        Application[UUID]({**environment, name: value})


def test_an_owner_cannot_even_read_this_way(urls: Urls, environment: dict[str, str]) -> None:
    with pytest.raises(Exception, match="owner"):
        Application[UUID]({**environment, "PARASOL_DATABASE_URL": urls.owner})


def test_the_module_offers_one_factory(environment: dict[str, str]) -> None:
    factory = InfrastructureFactory.construct(environment)
    assert type(factory) is Factory
    factory.close()


def test_a_closed_book_says_so(urls: Urls) -> None:
    with LoopThread() as thread:
        database = thread.enter(Database.open(urls.service, min_size=1, max_size=1))
        book = BridgedProcessRecorder(thread, AsyncProcessRecorder(database, uuid4()))
        assert book.max_notification_id() is None
    with pytest.raises(InterfaceError, match="closed"):
        book.max_notification_id()
    thread.close()
