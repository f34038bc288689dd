"""A book that moves house: its people are let in once, all together, and never one by one."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from api.cli.failures import Outcome, Refused
from api.cli.opened import Opened, Place
from api.cli.welcoming import Welcomed, welcome
from api.clock import utc_now
from api.people.invitations import Invitations
from api.people.refused import AskedElsewhere
from ledger.asking import Answer
from ledger.books import Books
from ledger.decider import AnyCommand
from ledger.events import Role
from ledger.members import AdmitMember, EndMembership, EndSingleSigner, GrantMandate
from ledger.orders.commands import RequestOrder
from ledger.store.database import Database
from tests.api.cli.test_commands import open_fund as open_by_command
from tests.api.cli.test_people import claim_the_first_sign_in, settle
from tests.api.client import plain_settings, serving
from tests.api.lent_apps import KEYS
from tests.api.pages.me.stage import Clock, Person
from tests.funds import DAY, OpenedFund, ask, open_fund
from tests.instance import Instance

KEEPING: Final = (Role.STEWARD, Role.APPROVER)
_CODE: Final = re.compile(r"^(\S{36})  (.+)\n  (\S+)$", re.MULTILINE)


def admitting(who: UUID, *roles: Role) -> list[AnyCommand]:
    grants = [GrantMandate(occurred_on=DAY, holder=who, role=role) for role in roles]
    return [AdmitMember(occurred_on=DAY, sign_in=who), *grants]


def moved(source: Instance, target: Instance, *people: UUID) -> tuple[str, Path]:
    """Move a fund that the three *people* keep; the first opened it, the last one audits."""
    fund_id = open_by_command(source, label="Moved")["fund_id"]
    founder, second, auditor = people
    commands = [*admitting(second, *KEEPING), *admitting(auditor, Role.AUDITOR)]
    settle(source, fund_id, *commands, EndSingleSigner(occurred_on=DAY), founder=founder)
    file = source.place / f"{fund_id}.jsonl"
    assert source.run("export", fund_id, str(file)).returncode == Outcome.DONE
    target.start()
    assert target.run("load", str(file)).returncode == Outcome.DONE
    return fund_id, file


def codes_of(instance: Instance, *fund: str) -> dict[UUID, tuple[str, str]]:
    """Welcome a fund; return what is said of each person, and their code."""
    done = instance.run("welcome", *fund)
    assert done.returncode == Outcome.DONE, done.stderr
    found = {UUID(who): (said, code) for who, said, code in _CODE.findall(done.stdout)}
    assert len(done.stdout.splitlines()) == 2 * len(found)
    return found


async def join(somebody: Person, handle: str, code: str) -> int:
    """Join at a browser of one's own with what was handed over; return the status."""
    somebody.handle = handle
    sent = somebody.chosen(first=code)
    return (await somebody.client.post("/en/join", data=sent)).status_code


async def come(newcomer: Person, fund_id: str) -> None:
    """Set up an app, sign in at another browser, and open the fund's desk."""
    await newcomer.set_up_app()
    there = await newcomer.elsewhere().sign_in()
    for page in ("desk", "people"):
        opened = await there.client.get(f"/en/{fund_id}/{page}")
        assert opened.status_code == 200, opened.text


def arrive(instance: Instance, fund_id: str, codes: dict[str, tuple[str, str]]) -> dict[str, UUID]:
    """Have people join and open the fund, by handle: a code that is void first, then theirs."""

    async def work() -> dict[str, UUID]:
        clock, who = Clock(), {}
        clock.moment = datetime.now(UTC)
        async with serving(instance.addresses.service, now=clock) as client:
            nobody = Person(client, clock)
            for handle, (void, code) in codes.items():
                assert await join(nobody.elsewhere(), handle, void) == 401
                newcomer = nobody.elsewhere()
                assert await join(newcomer, handle, code) == 303
                assert await join(nobody.elsewhere(), "robin", code) == 401
                who[handle] = await newcomer.id()
                await come(newcomer, fund_id)
        return who

    return asyncio.run(work())


@pytest.mark.slow
def test_a_fund_that_moved_is_opened_by_its_people_and_not_a_byte_is_different(
    shared: Instance, own: Instance
) -> None:
    founder, second, auditor = people = uuid4(), uuid4(), uuid4()
    fund_id, file = moved(shared, own, *people)
    void = codes_of(own)
    codes = codes_of(own, "Moved")
    assert {who: said for who, (said, _) in codes.items()} == {
        founder: "founder, steward, treasurer, approver",
        second: "steward, approver",
        auditor: "auditor",
    }
    handles = {"heron": founder, "plover": second}
    first = {handle: (void[who][1], codes[who][1]) for handle, who in handles.items()}
    assert arrive(own, fund_id, first) == handles
    late = codes_of(own)
    assert list(late) == [auditor]
    last = {"wren": (codes[auditor][1], late[auditor][1])}
    assert arrive(own, fund_id, last) == {"wren": auditor}
    assert own.run("export", fund_id).stdout == file.read_text(encoding="utf-8")
    done = own.run("welcome")
    assert (done.returncode, done.stdout) == (Outcome.REFUSED, "")
    assert "has joined or left" in done.stderr


@pytest.mark.slow
def test_nobody_is_welcomed_into_a_fund_that_lives_here(own: Instance) -> None:
    fund_id = open_by_command(own.start(), label="Living")["fund_id"]
    done = own.run("welcome")
    assert (done.returncode, done.stdout) == (Outcome.REFUSED, "")
    assert "names nobody who could be welcomed" in done.stderr
    heron = claim_the_first_sign_in(own, "heron")
    settle(own, fund_id, *admitting(uuid4(), *KEEPING), founder=heron)
    done = own.run("welcome", "Living")
    assert (done.returncode, done.stdout) == (Outcome.REFUSED, "")
    assert "signs in here already" in done.stderr


class Machine:
    """What an operator has at the terminal, beside books whose people are elsewhere."""

    def __init__(self, database: Database, url: str) -> None:
        self.books = Books(database)
        self.database = database
        place = Place(url, None, None)
        self.opened = Opened(plain_settings(), place, database, KEYS, self.books)
        self.invitations = Invitations(database, utc_now)

    async def fund(self, founder: UUID, *commands: AnyCommand) -> OpenedFund:
        """Have a book of whoever is its *founder*, known here or not."""
        fund = await open_fund(self.books, founder=founder)
        for command in commands:
            await self.give(fund, founder, command)
        return fund

    async def give(self, fund: OpenedFund, who: UUID, command: AnyCommand) -> Answer:
        return await ask(self.books, fund.fund_id, command, actor=who)

    async def welcome(self, fund: OpenedFund) -> Welcomed:
        return await welcome(self.opened, fund.fund_id)

    async def is_refused(self, fund: OpenedFund, why: str) -> None:
        before = await self.kept()
        with pytest.raises(Refused, match=why):
            await self.welcome(fund)
        assert await self.kept() == before, "nothing is left of what was refused"

    async def kept(self) -> list[tuple[object, ...]]:
        """Return all that a welcome may write."""
        query = (
            "select 'invitation', code_hash from invitations union all"
            " select 'welcome', value from instance union all"
            " select 'bound', uuid_send(sign_in_id) from newcomers union all"
            " select 'sign-in', uuid_send(sign_in_id) from sign_ins order by 1, 2"
        )
        async with self.database.acquire() as connection:
            return [tuple(row) for row in await connection.fetch(query)]

    async def sign_in(self, who: UUID) -> UUID:
        """Let somebody have a sign-in here."""
        async with self.database.acquire() as connection:
            await connection.execute(
                "insert into sign_ins (sign_in_id, made_at) values ($1, now())", who
            )
        return who


@pytest_asyncio.fixture(loop_scope="session")
async def machine(database: Database, service_url: str) -> AsyncIterator[Machine]:
    """An instance that nobody signs in at, until somebody does."""
    made = Machine(database, service_url)
    yield made
    await made.books.close()


async def test_whoever_was_invited_and_has_not_come_is_no_way_in(machine: Machine) -> None:
    """The operator is one of two stewards, and would like to be the other approver as well."""
    operator, colleague = await machine.sign_in(uuid4()), await machine.sign_in(uuid4())
    commands = [*admitting(colleague, *KEEPING), EndSingleSigner(occurred_on=DAY)]
    invited = admitting(uuid4(), Role.APPROVER)
    fund = await machine.fund(operator, *invited, *commands)
    await machine.is_refused(fund, "signs in here already")


async def test_a_sign_in_without_a_handle_is_one_as_well(machine: Machine) -> None:
    founder = uuid4()
    fund = await machine.fund(founder, *admitting(who := uuid4()))
    await machine.sign_in(who)
    await machine.is_refused(fund, "signs in here already")


async def test_whoever_was_admitted_after_the_welcome_gets_no_code(machine: Machine) -> None:
    founder, late, again, new = uuid4(), uuid4(), uuid4(), uuid4()
    fund = await machine.fund(founder, *admitting(late), *admitting(again))
    assert set((await machine.welcome(fund)).codes) == {founder, late, again}
    await machine.sign_in(founder)
    await machine.give(fund, founder, EndMembership(occurred_on=DAY, sign_in=again))
    for command in (*admitting(new, Role.APPROVER), *admitting(again, Role.APPROVER)):
        await machine.give(fund, founder, command)
    welcomed = await machine.welcome(fund)
    assert set(welcomed.codes) == {late}
    assert (welcomed.joined, welcomed.later) == (1, 2)
    await machine.sign_in(late)
    await machine.is_refused(fund, "has joined or left")


async def test_once_two_sign_by_decision_of_here_the_terminal_lets_nobody_in(
    machine: Machine,
) -> None:
    founder, second, late = uuid4(), uuid4(), uuid4()
    commands = [*admitting(second, *KEEPING), *admitting(late, *KEEPING)]
    fund = await machine.fund(founder, *commands)
    assert len((await machine.welcome(fund)).codes) == 3
    await machine.sign_in(founder)
    await machine.sign_in(second)
    assert set((await machine.welcome(fund)).codes) == {late}
    await machine.give(fund, founder, EndSingleSigner(occurred_on=DAY))
    await machine.is_refused(fund, "have decided that two sign")


async def test_a_book_that_names_whom_another_fund_asks_for_opens_nothing(
    machine: Machine,
) -> None:
    """The operator makes up a book, to have a code for whom a colleague agrees to elsewhere."""
    wanted, founder = uuid4(), uuid4()
    await machine.invitations.bind(wanted, uuid4())
    await machine.is_refused(
        await machine.fund(founder, *admitting(wanted)), "asked for somebody whom this book names"
    )
    commands = [*admitting(uuid4(), *KEEPING), EndSingleSigner(occurred_on=DAY)]
    asking = RequestOrder(occurred_on=DAY, order=AdmitMember(occurred_on=DAY, sign_in=wanted))
    await machine.is_refused(
        await machine.fund(founder, *commands, asking), "asked for somebody whom this book names"
    )


async def test_no_other_fund_can_ask_for_whom_a_welcomed_book_names(machine: Machine) -> None:
    founder, second, asked_for = uuid4(), uuid4(), uuid4()
    commands = [*admitting(second, *KEEPING), EndSingleSigner(occurred_on=DAY)]
    asking = RequestOrder(occurred_on=DAY, order=AdmitMember(occurred_on=DAY, sign_in=asked_for))
    fund = await machine.fund(founder, *commands, asking)
    assert set((await machine.welcome(fund)).codes) == {founder, second}
    for who in (founder, second, asked_for):
        with pytest.raises(AskedElsewhere):
            await machine.invitations.bind(who, uuid4())


async def test_who_keeps_two_funds_that_moved_together_gets_one_code(machine: Machine) -> None:
    both, one, other = uuid4(), uuid4(), uuid4()
    first = await machine.fund(both, *admitting(one))
    second = await machine.fund(other, *admitting(both))
    assert set((await machine.welcome(first)).codes) == {both, one}
    welcomed = await machine.welcome(second)
    assert (set(welcomed.codes), welcomed.with_another_fund) == ({other}, 1)
    for who in (both, one, other):
        await machine.sign_in(who)
    for fund in (first, second):
        await machine.is_refused(fund, "has joined or left")
