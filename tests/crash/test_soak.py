"""The short edition of `make soak`: seconds instead of minutes, every kind of kill in them."""

import pytest

from tests.soak.run import soak

SECONDS = 20.0
KILLS = 60


@pytest.mark.crash
def test_whatever_is_killed_what_was_acknowledged_is_there_exactly_once() -> None:
    figures = soak(seconds=SECONDS, kills=KILLS, seed="20261121")

    assert figures.kills.total() >= KILLS
    killed = " ".join(figures.kills)
    assert all(kind in killed for kind in ("client", "postgres", "worker", "guardian"))
    assert figures.done > KILLS, "too little was recorded between the kills to show anything"
    assert figures.odd, "nobody had to ask again"
