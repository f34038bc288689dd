"""Sorting more leaves than are held in memory at once."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.transparency import spool
from ledger.transparency.spool import Leaf, Spool
from tests.ledger.transparency.stage import Stage

leaves = st.lists(
    st.builds(Leaf, st.binary(min_size=32, max_size=32), st.integers(0, 2**40)), max_size=60
)


@given(st.lists(leaves, max_size=6), st.integers(1, 40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_leaves_come_back_in_the_order_of_their_bytes(
    tmp_path: Path, batches: list[list[Leaf]], run: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spool, "RUN", run)
        held = Spool(tmp_path)
        for batch in batches:
            held.add(batch)
        assert list(held.in_order()) == sorted(leaf for batch in batches for leaf in batch)
    assert not list(tmp_path.iterdir()), "nothing of it has a name"


async def test_a_log_that_did_not_fit_into_memory_is_the_same(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool, "RUN", 16)
    monkeypatch.setattr("ledger.transparency.sealer.CHUNK", 50)
    await stage.give(150)
    await stage.keep()
    leaves = await stage.leaves()
    assert leaves == sorted(leaves)
    assert len(leaves) == 256
    await stage.assert_sound()
