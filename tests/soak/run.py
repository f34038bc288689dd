"""One soak from beginning to end."""

import time
from collections import Counter
from typing import Final

from msgspec import Struct

from tests.soak.killers import Killers
from tests.soak.service import Service
from tests.soak.swarm import Swarm
from tests.soak.verdict import go_over, told

CLIENTS: Final = 4
FUNDS: Final = ("Killed most often", "Killed often", "Killed as well")
PATIENCE_SECONDS: Final = 10.0
"""Shorter than the service's own: clients also ask again while the first try is under way."""

LAST_ANSWERS_SECONDS: Final = 120.0


class Figures(Struct, frozen=True):
    """What a soak did. Whatever is wrong with the books has raised an error before."""

    seconds: float
    kills: Counter[str]
    ended: Counter[str]
    asked: int
    done: int
    refused: int
    odd: Counter[str]
    lines: int

    def told(self) -> str:
        """Say it in lines."""
        by_itself = told(self.ended) or "never"
        return (
            f"{self.seconds:.0f} s, {self.kills.total()} kills: {told(self.kills)}\n"
            f"the service ended by itself: {by_itself}\n"
            f"{self.asked} commands: {self.done} recorded, {self.refused} refused; "
            f"asked again after: {told(self.odd) or 'nothing'}\n"
            f"{self.lines} lines in {len(FUNDS)} books: each command exactly once, "
            "balances as summed independently, parasol check agrees\n"
        )


def soak(*, seconds: float, kills: int, seed: str) -> Figures:
    """Kill *kills* processes within *seconds* under load, then go over the books.

    Raises AssertionError when anything is lost, doubled or does not agree.
    """
    service = Service()
    try:
        service.open()
        token = service.sign_in()
        funds = [service.open_fund(token, label) for label in FUNDS]
        task = {
            "port": service.port,
            "token": token,
            "funds": {fund["fund_id"]: fund for fund in funds},
            "seconds": PATIENCE_SECONDS,
        }
        began = time.monotonic()
        swarm = Swarm(service.place, task, CLIENTS, seed)
        try:
            killers = Killers(service, swarm, seconds=seconds, kills=kills, seed=seed)
            killers.run()
            took = time.monotonic() - began
            swarm.finish(LAST_ANSWERS_SECONDS)
        finally:
            swarm.close()
        service.end()
        account = swarm.account()
        lines = go_over(service, funds, account)
        return Figures(
            seconds=took,
            kills=killers.kills,
            ended=service.ended,
            asked=len(account.asked),
            done=len(account.done),
            refused=len(account.refused),
            odd=account.odd,
            lines=lines,
        )
    finally:
        service.close()
