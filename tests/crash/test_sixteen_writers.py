"""Sixteen writers in four processes on one fund: nothing lost, nothing doubled, every no right.

The writers make up commands about each other's cases. Afterwards a model that shares no code with
the rules goes over the accepted commands in the order of the book. It has to accept each of them
where it stands, and to give each refusal at the position that the refusal took into account.
"""

import asyncio
import json
import sys
from collections import Counter, defaultdict
from datetime import date
from typing import Any, Final
from uuid import uuid4

import msgspec
import pytest

from ledger.books import Books
from ledger.chart import Category
from ledger.store.database import Database
from tests.funds import OpenedFund, lines_of, open_fund, today
from tests.ledger.model import Answer, Model

PROCESSES: Final = 4
CALLERS: Final = 4
COMMANDS: Final = 60
OPENING_LINES: Final = 6
SEED: Final = 20261121

Said = dict[str, Any]


def model_of(fund: OpenedFund) -> Model:
    ids = {name: str(value) for name, value in msgspec.structs.asdict(fund).items()}
    return Model(
        accounts={ids["bank"]: "USD", ids["cash_box"]: "USD"},
        purposes={
            ids["anything"]: ("unrestricted", ()),
            ids["bail_only"]: ("restricted", (Category.BAIL,)),
        },
        authorities={ids["court"]},
        today=today(),
        fund_id=ids["fund_id"],
        openings=OPENING_LINES,
        exponents={"USD": 2},
    )


async def run_writers(url: str, fund: OpenedFund, meeting: str | None) -> list[Said]:
    """Start the processes, let them go together, and collect what they were answered."""
    ids = {name: str(value) for name, value in msgspec.structs.asdict(fund).items()}
    writers = [
        await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.crash.writer",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        for _ in range(PROCESSES)
    ]
    for number, writer in enumerate(writers):
        assert writer.stdin is not None
        assert writer.stdout is not None
        task = {
            "url": url,
            "ids": ids,
            "fund_id": ids["fund_id"],
            "seed": f"{SEED}-{number}",
            "callers": CALLERS,
            "commands": COMMANDS,
            "meeting": meeting,
        }
        writer.stdin.write(json.dumps(task).encode() + b"\n")
        assert (await writer.stdout.readline()) == b"ready\n"
    outputs = await asyncio.gather(*(writer.communicate(b"go\n") for writer in writers))
    assert [writer.returncode for writer in writers] == [0] * PROCESSES
    return [json.loads(line) for output, _ in outputs for line in output.splitlines()]


def as_modelled(said: Said) -> Said:
    """Return the command as the model reads it: its case named, its day a date."""
    command = dict(said["command"])
    command.setdefault("case_id", said.get("case_id") or str(uuid4()))
    if "occurred_on" in command:
        command["occurred_on"] = date.fromisoformat(command["occurred_on"])
    return command


@pytest.mark.slow
@pytest.mark.parametrize("they_meet", [False, True])
async def test_a_model_agrees_with_every_answer_and_every_refusal(
    database: Database, service_url: str, tmp_path_factory: pytest.TempPathFactory, they_meet: bool
) -> None:
    fund = await open_fund(Books(database))
    meeting = str(tmp_path_factory.mktemp("m") / "run") if they_meet else None

    said = await run_writers(service_url, fund, meeting)

    assert len(said) == PROCESSES * CALLERS * COMMANDS
    accepted = {one["position"]: one for one in said if "position" in one}
    lines = await lines_of(database, fund.fund_id)
    assert [line.position for line in lines] == list(range(1, len(lines) + 1))
    assert sorted(accepted) == [line.position for line in lines[OPENING_LINES:]]

    refused: defaultdict[int, list[Said]] = defaultdict(list)
    for one in said:
        if "refused" in one:
            refused[one["known_at"]].append(one)
    model = model_of(fund)
    for position in range(OPENING_LINES, len(lines) + 1):
        if position > OPENING_LINES:
            answer: Answer = model.apply(as_modelled(accepted[position]))
            assert answer == ("ok", position), accepted[position]
        for one in refused.pop(position, []):
            assert model.apply(as_modelled(one)) == ("refused", one["refused"]), one
    assert not refused, "a refusal looked at a position that is not in the book"
    codes = Counter(one["refused"] for one in said if "refused" in one)
    assert len(codes) >= 5, codes
    state, _ = await Books(database).get_fund(fund.fund_id)
    for account in state.accounts.values():
        assert model.balance(str(account.account_id)) == account.balance
