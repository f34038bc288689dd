"""PostgreSQL is restarted under load, in each of its three ways: callers wait or are told to."""

import os
import signal
from collections.abc import Iterator
from typing import Final

import pytest

from ledger.store.embedded import EmbeddedServer
from tests.instance import wait_until
from tests.soak.service import Service
from tests.soak.swarm import Swarm
from tests.soak.verdict import go_over

SMART, FAST, IMMEDIATE = signal.SIGTERM, signal.SIGINT, signal.SIGQUIT

# A smart stop lets those who are connected go on for as long as they like: somebody loses patience.
RESTARTS: Final = ([FAST], [IMMEDIATE], [SMART, FAST])
CLIENTS: Final = 2
MORE: Final = 20
PATIENCE_SECONDS: Final = 60.0

# An answer that is given before the whole request was read ends the connection, and a client that
# is still sending may learn only that.
MISSED: Final = {"BrokenPipeError", "ConnectionResetError"}


@pytest.fixture
def service() -> Iterator[Service]:
    running = Service()
    try:
        running.open()
        yield running
    finally:
        running.close()


def wait_for_more(swarm: Swarm) -> None:
    """Wait until clients were answered that much more was recorded."""
    before = len(swarm.account().done)
    wait_until(lambda: len(swarm.account().done) >= before + MORE)


def restart(service: Service, swarm: Swarm, signals: list[signal.Signals]) -> None:
    """Stop PostgreSQL with the first of *signals*, insist with the next, wait for a new one."""
    server = EmbeddedServer(service.data)
    pid = server.server_pid()
    assert pid is not None
    for number in signals:
        os.kill(pid, number)
        if number == SMART:
            wait_for_more(swarm)
    wait_until(lambda: server.server_pid() not in {None, pid})
    wait_for_more(swarm)


@pytest.mark.crash
def test_a_restart_of_postgresql_is_waited_for_or_said(service: Service) -> None:
    token = service.sign_in()
    fund = service.open_fund(token, "Restarted often")
    swarm = Swarm(
        service.place,
        {
            "port": service.port,
            "token": token,
            "funds": {fund["fund_id"]: fund},
            "seconds": PATIENCE_SECONDS,
        },
        CLIENTS,
        "20261121",
    )
    try:
        wait_for_more(swarm)
        for signals in RESTARTS:
            restart(service, swarm, signals)
        swarm.finish(PATIENCE_SECONDS)
    finally:
        swarm.close()
    service.end()

    account = swarm.account()
    assert set(account.odd) <= {"503", *MISSED}, service.words()
    go_over(service, [fund], account)
    assert not service.ended, "the service ended"
