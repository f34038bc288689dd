"""A client in a process of its own, made to be killed: light, and with a journal.

Reads one line of JSON: port, token, funds, journal, seed, stop (a file that ends it), seconds (how
long it waits for an answer). First it repeats what the client before it left unfinished, then it
asks new things. Whatever gets no answer is asked again under the same key, until there is one.
"""

import json
import random
import sys
import threading
import time
import uuid
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, Final

from tests.soak.journal import Account, Journal

CALLERS: Final = 3
DAY: Final = "2026-03-02"
GIFT, COST, TRANSFER = "gift", "cost", "transfer"
PATHS: Final = {GIFT: "donations", COST: "costs", TRANSFER: "account-transfers"}
_PAUSE_SECONDS: Final = 0.05


def body_of(fund: dict[str, str], kind: str, amount: int) -> dict[str, object]:
    """Return the body of a command; the same facts give the same body for ever."""
    money = {"currency": "USD", "exponent": 2, "occurred_on": DAY}
    if kind == TRANSFER:
        accounts = {"from_account_id": fund["bank"], "to_account_id": fund["box"]}
        return {"amount": amount, **accounts, **money}
    place = {"account_id": fund["bank"], "purpose_id": fund["anything"], **money}
    return (
        {"gross": amount, **place}
        if kind == GIFT
        else {"amount": amount, "category": "post", **place}
    )


class Client:
    """Asks one thing after another on one connection."""

    def __init__(self, task: dict[str, Any], journal: Journal, number: int) -> None:
        self._task = task
        self._journal = journal
        self._chance = random.Random(f"{task['seed']}-{number}")
        self._funds: dict[str, dict[str, str]] = task["funds"]
        self._stop = Path(task["stop"])
        self._connection: HTTPConnection | None = None

    def run(self, left_over: dict[str, tuple[str, str, int]]) -> None:
        """Finish what is left over, then ask on until the file of the end is there."""
        for key, facts in left_over.items():
            self._ask(key, *facts)
        while not self._stop.exists():
            fund = self._chance.choice([*self._funds, next(iter(self._funds))])
            kind = self._chance.choices([GIFT, COST, TRANSFER], [6, 2, 2])[0]
            amount = self._chance.randint(1, 50_00)
            key = str(uuid.UUID(int=self._chance.getrandbits(128), version=4))
            self._journal.note("asked", key, fund, kind, amount)
            self._ask(key, fund, kind, amount)

    def _ask(self, key: str, fund: str, kind: str, amount: int) -> None:
        path = f"/api/v1/funds/{fund}/{PATHS[kind]}"
        body = json.dumps(body_of(self._funds[fund], kind, amount))
        while True:
            status, said = self._send(path, body, key)
            if status in {200, 201}:
                self._journal.note("done", key, said["first"])
                return
            if status == 409:
                self._journal.note("refused", key, said["code"])
                return
            self._journal.note("odd", key, status or said["failure"])
            time.sleep(_PAUSE_SECONDS)

    def _send(self, path: str, body: str, key: str) -> tuple[int, dict[str, Any]]:
        """Return status and answer; 0 and the failure when there is none."""
        headers = {
            "Authorization": f"Bearer {self._task['token']}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        }
        try:
            if self._connection is None:
                port, seconds = self._task["port"], self._task["seconds"]
                self._connection = HTTPConnection("127.0.0.1", port, timeout=seconds)
            self._connection.request("POST", path, body, headers)
            answer = self._connection.getresponse()
            return answer.status, json.loads(answer.read())
        except (OSError, HTTPException, ValueError) as failure:
            if self._connection is not None:
                self._connection.close()
            self._connection = None
            return 0, {"failure": type(failure).__name__}


def main() -> None:
    """Be a client until told to stop."""
    task = json.loads(sys.stdin.readline())
    path = Path(task["journal"])
    before = Account().read(path)
    left_over = {key: before.asked[key] for key in before.unfinished}
    journal = Journal(path)
    threads = []
    for number in range(CALLERS):
        mine = dict(list(left_over.items())[number::CALLERS])
        client = Client(task, journal, number)
        threads.append(threading.Thread(target=client.run, args=(mine,)))
        threads[-1].start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()
