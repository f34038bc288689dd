"""A process of its own that writes to one fund, and says what it was answered.

Reads one line of JSON from standard input: the database's address, the fund's ids, a seed, how
many callers and how many commands each, and the directory in which writers meet, or null. Waits
for a second line, so that all processes start together. Writes one JSON line for each answer.
"""

import asyncio
import json
import random
import sys
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec

from ledger.asking import Receipt
from ledger.books import Books
from ledger.decider import COMMANDS, AnyCommand
from ledger.rejections import Rejection
from ledger.store.database import Database
from ledger.store.errors import OperationalError

Fields = dict[str, Any]


class Caller:
    """One writer: makes commands up, some of them about cases that it or others opened."""

    def __init__(self, ids: dict[str, str], seed: str, cases: dict[str, list[str]]) -> None:
        self.ids = ids
        self.chance = random.Random(seed)
        self.cases = cases

    def money(self, most: int) -> Fields:
        amount = self.chance.randint(1, most)
        return {"amount": amount, "currency": "USD", "exponent": 2}

    def make(self) -> Fields:
        """Return a command as JSON would have it."""
        kinds = [self.donate, self.donate, self.post_bail, self.commit, self.cost, self.transfer]
        if self.cases["donation"]:
            kinds += [self.charge_back]
        if self.cases["bail"]:
            kinds += [self.bail_return, self.forfeit]
        if self.cases["grant"]:
            kinds += [self.pay, self.pay, self.release]
        if self.cases["line"]:
            kinds += [self.reverse]
        return self.chance.choice(kinds)()

    def _account(self) -> str:
        return self.chance.choice([self.ids["bank"], self.ids["cash_box"]])

    def _purpose(self) -> str:
        return self.chance.choice([self.ids["anything"], self.ids["bail_only"]])

    def donate(self) -> Fields:
        money = self.money(300_00)
        gross = money.pop("amount")
        fee = self.chance.choice([0, 0, gross // 20])
        return {
            "command": "record_donation",
            "account_id": self._account(),
            "purpose_id": self._purpose(),
            "gross": gross,
            "processor_fee": fee,
            **money,
        }

    def post_bail(self) -> Fields:
        return {
            "command": "post_bail",
            "account_id": self._account(),
            "purpose_id": self._purpose(),
            "authority_id": self.ids["court"],
            **self.money(400_00),
        }

    def commit(self) -> Fields:
        money = self.money(300_00)
        first = money["amount"] // 2
        amounts = [amount for amount in (first, money["amount"] - first) if amount]
        return {
            "command": "commit_grant",
            "category": "rent",
            "purpose_id": self._purpose(),
            "instalments": [{"due_on": "2026-04-01", "amount": amount} for amount in amounts],
            **money,
        }

    def cost(self) -> Fields:
        return {
            "command": "pay_cost",
            "category": "post",
            "account_id": self._account(),
            "purpose_id": self._purpose(),
            **self.money(50_00),
        }

    def transfer(self) -> Fields:
        ids = [self.ids["bank"], self.ids["cash_box"]]
        self.chance.shuffle(ids)
        return {
            "command": "transfer_between_accounts",
            "from_account_id": ids[0],
            "to_account_id": ids[1],
            **self.money(300_00),
        }

    def _in(self, kind: str, command: str, **fields: object) -> Fields:
        return {"command": command, "case_id": self.chance.choice(self.cases[kind]), **fields}

    def charge_back(self) -> Fields:
        money = self.money(200_00)
        return self._in("donation", "record_chargeback", account_id=self._account(), **money)

    def bail_return(self) -> Fields:
        money = self.money(200_00)
        return self._in("bail", "record_bail_return", account_id=self._account(), **money)

    def forfeit(self) -> Fields:
        return self._in("bail", "record_bail_forfeiture", **self.money(100_00))

    def pay(self) -> Fields:
        money = self.money(150_00)
        number = self.chance.choice([1, 2])
        return self._in(
            "grant", "pay_grant", account_id=self._account(), instalment=number, **money
        )

    def release(self) -> Fields:
        return self._in("grant", "release_grant_rest")

    def reverse(self) -> Fields:
        case_id, position = self.chance.choice(self.cases["line"]).split("@")
        return {
            "command": "reverse_line",
            "case_id": case_id,
            "position": int(position),
            "reason": "entered_twice",
        }

    def learn(self, command: Fields, case_id: str, position: int) -> None:
        """Remember a case or line that later commands may be about."""
        opened = {"record_donation": "donation", "post_bail": "bail", "commit_grant": "grant"}
        if command["command"] in opened:
            self.cases[opened[command["command"]]].append(case_id)
        if command["command"] != "reverse_line":
            self.cases["line"].append(f"{case_id}@{position}")


async def _until_it_is_known(books: Books, fund_id: UUID, command: AnyCommand, key: str) -> Receipt:
    """Ask, and ask again with the same key while nobody knows what became of it.

    So it is when the process that wrote for all has just ended.
    """
    while True:
        try:
            return await books.execute(fund_id, command, actor="writer", key=key)
        except OperationalError:
            await asyncio.sleep(0.05)


async def call(books: Books, caller: Caller, fund_id: str, count: int) -> None:
    """Ask *count* commands one after another, each under its own key."""
    for _ in range(count):
        fields = caller.make()
        if fields["command"] != "reverse_line":
            fields["occurred_on"] = date(2026, 3, 2).isoformat()
        command = msgspec.convert(fields, COMMANDS[fields["command"]])
        said: Fields = {"command": fields}
        try:
            receipt = await _until_it_is_known(books, UUID(fund_id), command, str(uuid4()))
        except Rejection as refused:
            said |= {"refused": refused.code, "known_at": refused.known_at}
        else:
            answer = receipt.answer
            said |= {"case_id": str(answer.case_id), "position": answer.first}
            caller.learn(fields, str(answer.case_id), answer.first)
        sys.stdout.write(json.dumps(said) + "\n")


async def main() -> None:
    """Write as told, then end."""
    task = json.loads(sys.stdin.readline())
    cases: dict[str, list[str]] = {"donation": [], "bail": [], "grant": [], "line": []}
    async with Database.open(task["url"]) as database:
        books = Books(database)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        meeting = task["meeting"]
        callers = [
            Caller(task["ids"], f"{task['seed']}-{number}", cases)
            for number in range(task["callers"])
        ]
        async with books.relayed(Path(meeting)) if meeting else nullcontext():
            await asyncio.gather(
                *(call(books, caller, task["fund_id"], task["commands"]) for caller in callers)
            )
            await books.close()


if __name__ == "__main__":
    asyncio.run(main())
