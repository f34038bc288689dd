"""kill -9 while what members adopted is carried out: it is done once, whoever goes on with it."""

import asyncio
import signal
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import pytest

from api.adoption import Adoption
from api.deadlines import Deadlines
from api.deciding import carrying
from ledger.deciding import state
from ledger.deciding.commands import TakeStance
from ledger.events import Role, Stance
from ledger.events.deciding import ProposalKind
from ledger.members import GrantMandate
from ledger.rejections import DecisionUnknown
from ledger.store.database import Database
from tests.api.deciding.conftest import clock, keys_dir, members, site
from tests.api.deciding.stage import Members, site_on
from tests.attack.decisions.carrying_victim import STEPS
from tests.funds import lines_of
from tests.instance import ROOT

__all__ = ["clock", "keys_dir", "members", "site"]

WRITTEN = ("written", "told")
"""After these steps it is in the book."""


async def agreed(members: Members) -> tuple[UUID, UUID]:
    """Have everybody agree to give somebody a mandate; return the proposal and whose it is."""
    holder = next(who for who in members.people if who not in (members.founder, members.steward))
    grant = GrantMandate(occurred_on=members.today, holder=holder, role=Role.SEAT)
    review_on = members.today.replace(year=members.today.year + 1)
    decision = await members.propose(kind=ProposalKind.RULES, order=grant, review_on=review_on)
    await all_agree(members, decision)
    return decision, holder


async def all_agree(members: Members, decision: UUID) -> None:
    proposal = await members.proposal(decision)
    for who in members.people:
        said = TakeStance(
            occurred_on=members.today,
            case_id=decision,
            stance=Stance.AGREE,
            text_hash=proposal.text_hash,
            content_hash=proposal.content_hash,
        )
        await members.ask(who, said)


async def topics(members: Members, database: Database) -> Counter[str]:
    return Counter(line.topic for line in await lines_of(database, members.fund_id))


@pytest.mark.parametrize(
    ("victim", "step"),
    [
        *(("attack.decisions.carrying_victim", step) for step in STEPS),
        ("api.deciding.closing_victim", "written"),
    ],
)
async def test_it_is_carried_out_once(
    members: Members,
    database: Database,
    service_url: str,
    keys_dir: Path,
    victim: str,
    step: str,
) -> None:
    decision, holder = await agreed(members)
    if "carrying" in victim:
        assert await members.deciding.close_if_due(members.fund_id, decision)
    before = await topics(members, database)
    killed = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        f"tests.{victim}",
        *(service_url, str(keys_dir), str(members.fund_id), str(decision)),
        *(members.clock.at.isoformat(), step),
        cwd=ROOT,
    )
    assert await killed.wait() == -signal.SIGKILL
    there = await topics(members, database) - before
    assert bool(there) is (step in WRITTEN)

    await work_on(members, database, keys_dir)
    done = await topics(members, database) - before
    done.pop("proposal.closed.v1", None)
    assert done == {"mandate.granted.v1": 1, "decision.carried_out.v1": 1}
    fund, _ = await members.site.books.get_fund(members.fund_id)
    held = [each.role for each in fund.governance.mandates if each.holder == holder]
    assert (held, fund.deciding.decided) == ([Role.SEAT], {})


async def work_on(members: Members, database: Database, keys_dir: Path) -> None:
    """Have three services look at what is due, twice each, and a steward press the button."""
    others = [site_on(database, keys_dir, members.clock) for _ in range(2)]
    for each in (*others, members.site, *others):
        adoption = Adoption(database, each.books, members.clock)
        await Deadlines(database, each.books, members.clock, adoption, each.deciding).keep()
    fund, _ = await members.site.books.get_fund(members.fund_id)
    for decision in (*fund.deciding.decided, *fund.deciding.closed):
        with suppress(DecisionUnknown):
            await members.deciding.carry_out(
                members.fund_id, decision, actor=str(members.steward), key=f"by-hand:{decision}"
            )
    for each in others:
        await each.books.close()


async def test_two_processes_and_a_steward_at_once_carry_it_out_once(
    members: Members, database: Database, keys_dir: Path
) -> None:
    decision, _ = await agreed(members)
    assert await members.deciding.close_if_due(members.fund_id, decision)
    before = await topics(members, database)
    other = site_on(database, keys_dir, members.clock)
    key = carrying.carry_out_key(decision)
    tries = await asyncio.gather(
        members.deciding.carry_out(members.fund_id, decision, actor="clock", key=key),
        other.deciding.carry_out(members.fund_id, decision, actor="clock", key=key),
        *(
            each.deciding.carry_out(
                members.fund_id, decision, actor=str(members.steward), key=f"{number}"
            )
            for number, each in enumerate((members.site, other))
        ),
        return_exceptions=True,
    )
    refused = [each for each in tries if isinstance(each, BaseException)]
    assert all(isinstance(each, DecisionUnknown) for each in refused), refused
    done = await topics(members, database) - before
    assert done == {"mandate.granted.v1": 1, "decision.carried_out.v1": 1}
    await other.books.close()


# --- a planted fault -----------------------------------------------------------------------


async def test_a_decision_that_is_not_used_up_is_found(
    members: Members, database: Database, keys_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state, "_after", lambda kept, _decision: kept)
    decision = await members.propose_rules()
    await all_agree(members, decision)
    assert await members.deciding.close_if_due(members.fund_id, decision)
    before = await topics(members, database)
    await work_on(members, database, keys_dir)
    done = await topics(members, database) - before
    assert done["deciding.set.v1"] > 1
