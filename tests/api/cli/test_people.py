"""What the command line knows of people, and what it may not do in their place."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import TypeVar
from uuid import UUID, uuid4

import pytest

from api.cli.failures import Outcome
from api.people.sign_ins import SignIns
from api.sign_in import SignIn
from ledger.books import Books
from ledger.case_label import case_label
from ledger.decider import AnyCommand
from ledger.events import Role
from ledger.members import AdmitMember, EndSingleSigner, GrantMandate, NameFounder
from ledger.powers import CLOCK
from ledger.store.database import Database
from ledger.suspension import SuspendColleague
from tests.api.cli.test_commands import open_fund
from tests.funds import DAY, ask
from tests.importing.collective import EXPORT
from tests.instance import Instance

pytestmark = pytest.mark.slow

_T = TypeVar("_T")


def with_database(instance: Instance, work: Callable[[Database], Awaitable[_T]]) -> _T:
    """Do something beside the commands, in the same database."""

    async def run() -> _T:
        async with Database.open(instance.addresses.service, min_size=1) as database:
            return await work(database)

    return asyncio.run(run())


def now() -> datetime:
    return datetime.now(UTC)


def settle(instance: Instance, fund_id: str, *commands: AnyCommand, founder: UUID) -> None:
    """Give a fund that the operator opened to somebody, who then gives *commands*."""

    async def work(database: Database) -> None:
        books = Books(database)
        name = NameFounder(occurred_on=DAY, founder=founder)
        await ask(books, UUID(fund_id), name, actor=CLOCK)
        for command in commands:
            await ask(books, UUID(fund_id), command, actor=founder)
        await books.close()

    with_database(instance, work)


def claim_the_first_sign_in(instance: Instance, handle: str) -> UUID:
    async def work(database: Database) -> UUID:
        sign_in = SignIn(database, now)
        who = await sign_in.redeem(await sign_in.issue_code())
        assert who is not None
        assert await SignIns(database, now).claim(who, handle, "a hash")
        return who

    return with_database(instance, work)


def test_people_are_listed_by_handle_with_their_mandates(own: Instance) -> None:
    receipt = open_fund(own.start(), label="Peopled")
    assert "nobody yet" in own.run("people").stdout
    heron, invited = claim_the_first_sign_in(own, "heron"), uuid4()
    settle(
        own,
        receipt["fund_id"],
        AdmitMember(occurred_on=DAY, sign_in=invited),
        GrantMandate(occurred_on=DAY, holder=invited, role=Role.ON_CALL, ends_on=date(2999, 1, 31)),
        SuspendColleague(occurred_on=DAY, holder=invited),
        founder=heron,
    )
    listed = own.run("people", "Peopled")
    assert listed.returncode == Outcome.DONE, listed.stderr
    assert listed.stdout.splitlines() == [
        f"{receipt['fund_id']}  Peopled  (one person signs)",
        "  heron: steward, treasurer, approver",
        f"  ({case_label(invited)}): on call until 2999-01-31; suspended",
    ]
    assert own.run("people").stdout == listed.stdout


def test_there_is_no_code_for_a_sign_in_that_somebody_claimed(own: Instance) -> None:
    own.start()
    assert own.run("sign-in-code").returncode == Outcome.DONE
    claim_the_first_sign_in(own, "heron")
    done = own.run("sign-in-code")
    assert (done.returncode, done.stdout) == (Outcome.REFUSED, "")
    assert "The first sign-in belongs to somebody" in done.stderr


def test_nothing_is_imported_where_two_people_sign(shared: Instance) -> None:
    receipt = open_fund(shared, label="Two", occurred_on="2017-01-01")
    founder, second = uuid4(), uuid4()
    grants = [
        GrantMandate(occurred_on=DAY, holder=second, role=role)
        for role in (Role.STEWARD, Role.APPROVER)
    ]
    admit = AdmitMember(occurred_on=DAY, sign_in=second)
    end = EndSingleSigner(occurred_on=DAY)
    settle(shared, receipt["fund_id"], admit, *grants, end, founder=founder)
    options = ["--fund", "Two", "--account", "Bank", "--yes"]
    done = shared.run("import", "open-collective", str(EXPORT), *options)
    assert done.returncode == Outcome.REFUSED
    assert "Two people sign in this fund" in done.stderr
    assert "(two people sign)" in shared.run("people", "Two").stdout


def test_what_is_imported_stands_there_as_imported(shared: Instance) -> None:
    receipt = open_fund(shared, label="Imported", occurred_on="2017-01-01")
    options = ["--fund", "Imported", "--account", "Bank", "--yes"]
    done = shared.run("import", "open-collective", str(EXPORT), *options)
    assert done.returncode == Outcome.DONE, done.stderr
    lines = [json.loads(line) for line in shared.run("export", "Imported").stdout.splitlines()]
    actors = [line["actor"] for line in lines if line.get("actor") and "payload" in line]
    assert actors[: receipt["last"]] == ["operator"] * receipt["last"]
    assert set(actors[receipt["last"] :]) == {"import"}
