"""Looking after a log: what was seen is remembered, and whatever contradicts it has a name."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from ledger.verifier import (
    Failure,
    Forked,
    PolicyUnusable,
    Promise,
    Unreachable,
    check_promise,
    read_keys,
    read_policy,
)
from ledger.verifier.evidence import check_evidence, write_broken, write_evidence
from ledger.verifier.logs import read_leaves
from ledger.verifier.monitoring import (
    Broken,
    Looked,
    Memory,
    Monitor,
    Shrunk,
    read_memory,
    write_memory,
)
from tests.ledger.verifier.maker import DEADLINE, SEEN, Key, Maker, gift
from tests.ledger.verifier.test_logs import Served

HOUR: Final = 3600
DAY: Final = 24 * HOUR
GROWN: Final = Maker([gift(3)], size=192)
OTHER: Final = Maker([gift(3)], size=192, salted="other")
POLICY: Final = read_policy(GROWN.policy().encode()).with_keys(GROWN.keys.splitlines())
ALONE: Final = read_keys(GROWN.keys)


class Silent:
    """A log that does not answer."""

    def get(self, address: str, bytes_max: int) -> bytes | None:
        raise Unreachable("nobody there")


def look(
    made: Maker,
    size: int,
    memory: Memory | None = None,
    now: int = SEEN,
    promises: Sequence[Promise] = (),
) -> Looked:
    source = Served(made.files(size))
    return Monitor(source, POLICY, DAY).look(memory, now, promises)


def test_the_first_look_remembers_and_the_next_compares() -> None:
    first = look(GROWN, 64)
    assert (first.found, first.memory.grown_at) == ((), SEEN)
    same = look(GROWN, 64, first.memory, SEEN + HOUR)
    assert same.memory.grown_at == SEEN
    assert look(GROWN, 192, same.memory, SEEN + 2 * HOUR).memory.grown_at == SEEN + 2 * HOUR


def test_a_monitor_asks_for_little() -> None:
    memory = look(GROWN, 64).memory
    source = Served(GROWN.files())
    Monitor(source, POLICY, DAY).look(memory, SEEN)
    assert source.asked == ["checkpoint", "tile/0/000.p/192"]


@pytest.mark.parametrize("older, newer", [(64, 64), (64, 192), (100, 192)])
def test_another_past_is_a_fork_and_anybody_can_see_it(
    older: int, newer: int, tmp_path: Path
) -> None:
    memory = look(GROWN, older).memory
    with pytest.raises(Forked) as caught:
        look(OTHER, newer, memory)
    place = write_evidence(tmp_path, caught.value)
    assert write_evidence(tmp_path, caught.value) == place
    found = check_evidence(place, ALONE)
    assert (found.name, found.is_whole) == ("log-forked", True)


def test_a_shorter_log_is_named_and_kept_with_the_word_of_whoever_saw_it(tmp_path: Path) -> None:
    memory = look(GROWN, 192).memory
    with pytest.raises(Shrunk) as caught:
        look(GROWN, 64, memory)
    found = check_evidence(write_evidence(tmp_path, caught.value), ALONE)
    assert (found.name, found.is_whole) == ("log-shrank", False)


def test_made_up_evidence_shows_nothing(tmp_path: Path) -> None:
    with pytest.raises(Forked) as caught:
        look(OTHER, 192, look(GROWN, 64).memory)
    place = write_evidence(tmp_path, caught.value)
    right = {each.name: each.read_bytes() for each in place.iterdir()}
    resized = GROWN.head().replace("\n192\n", "\n9\n").encode()
    made_up = [
        ("root-differs", "older.checkpoint", OTHER.head(64).encode()),
        ("root-differs", "path", b""),
        ("root-differs", "path", right["path"].split(b"\n", 1)[1]),
        ("malformed", "path", right["path"] + b"\n"),
        ("malformed", "path", right["path"][:-5] + b"\n"),
        ("checkpoint-signature-wrong", "older.checkpoint", resized),
        ("checkpoint-malformed", "newer.checkpoint", b""),
    ]
    for name, file, data in made_up:
        (place / file).write_bytes(data)
        with pytest.raises(Failure) as refused:
            check_evidence(place, ALONE)
        assert refused.value.name == name
        (place / file).write_bytes(right[file])
    (place / "older.checkpoint").unlink()
    with pytest.raises(Failure) as missing:
        check_evidence(place, ALONE)
    assert missing.value.name == "tile-missing"


def test_a_head_is_late_after_twice_the_time_and_not_before() -> None:
    memory = look(GROWN, 64).memory
    assert look(GROWN, 64, memory, SEEN + 2 * DAY).found == ()
    (late,) = look(GROWN, 64, memory, SEEN + 2 * DAY + 1).found
    assert (late.name, late.detail) == ("head-late", "48 hours without a new head")


def test_the_times_of_witnesses_tell_at_the_first_look_that_a_head_is_old() -> None:
    assert [each.name for each in look(GROWN, 64, None, SEEN + 3 * DAY).found] == ["head-late"]
    alone = Monitor(Served(GROWN.files(64)), ALONE, DAY)
    assert alone.look(None, SEEN + 3 * DAY).found == ()


def test_silence_is_no_answer_and_after_twice_the_time_it_is_late() -> None:
    memory = look(GROWN, 64).memory
    monitor = Monitor(Silent(), POLICY, DAY)
    with pytest.raises(Unreachable):
        monitor.look(None, SEEN)
    with pytest.raises(Unreachable):
        monitor.look(memory, SEEN + 2 * DAY)
    with pytest.raises(Failure) as caught:
        monitor.look(memory, SEEN + 2 * DAY + 1)
    assert caught.value.name == "head-late"


def promise_of(made: Maker, deadline: int = DEADLINE) -> Promise:
    return check_promise(made.promise(deadline=deadline).encode(), POLICY)


def test_a_promise_that_was_kept_is_looked_for_once() -> None:
    promise = promise_of(GROWN)
    waiting = look(GROWN, 64, None, DEADLINE - 1, [promise])
    assert waiting.memory.kept == {}
    memory = replace(waiting.memory, grown_at=DEADLINE)
    kept = look(GROWN, 64, memory, DEADLINE + 1, [promise]).memory
    assert kept.kept == {promise.commitment.hex(): 5}
    source = Served(GROWN.files(64))
    Monitor(source, POLICY, DAY).look(kept, DEADLINE + 2, [promise])
    assert source.asked == ["checkpoint"]


def broken(time: int) -> Broken:
    """Return the failure of a promise of GROWN that a log without its leaf does not keep."""
    promise = promise_of(GROWN)
    source = Served({**OTHER.files(), "checkpoint": OTHER.head(time=time).encode()})
    looked = Monitor(source, POLICY, DAY).look(None, DEADLINE + 1, [promise])
    (failure,) = (each for each in looked.found if each.name == "promise-broken")
    assert isinstance(failure, Broken)
    return failure


@pytest.mark.parametrize("time, is_whole", [(DEADLINE, False), (DEADLINE + 1, True)])
def test_a_broken_promise_is_evidence_that_opens_nothing(
    time: int, is_whole: bool, tmp_path: Path
) -> None:
    failure = broken(time)
    leaves = read_leaves(Served(OTHER.files()), failure.head)
    place = write_broken(tmp_path, failure, leaves)
    found = check_evidence(place, POLICY)
    assert (found.name, found.is_whole) == ("promise-broken", is_whole)
    everything = b"".join(each.read_bytes() for each in place.iterdir())
    assert b"parasol-opening" not in everything
    assert GROWN.salt(0) not in everything
    for leaves_said in (leaves[:-32], leaves[32:] + leaves[:32], leaves + leaves[:32]):
        (place / "leaves").write_bytes(leaves_said)
        with pytest.raises(Failure, match="root-differs"):
            check_evidence(place, POLICY)
    (place / "newer.checkpoint").write_text(GROWN.head())
    (place / "leaves").write_bytes(b"".join(GROWN.leaves))
    with pytest.raises(Failure, match="the promise was kept"):
        check_evidence(place, POLICY)


def test_a_promise_of_another_log_breaks_nothing_here(tmp_path: Path) -> None:
    failure = broken(DEADLINE + 1)
    place = write_broken(tmp_path, failure, b"".join(OTHER.leaves))
    other = Maker(origin="h/x/1", head_key=Key("h/x/1"), promise_key=Key("h/x/1/promise"))
    note = other.promise().split("\n\n", 1)[1]
    unsigned = failure.promise.note.replace(f"\n{DEADLINE}\n", "\n1\n")
    (place / "promise.note").write_text(unsigned)
    with pytest.raises(Failure, match="signature-wrong"):
        check_evidence(place, POLICY)
    (place / "promise.note").write_text(note)
    both = POLICY.with_keys([other.promise_key.vkey])
    with pytest.raises(Failure, match="origin-differs: promise and head are of two logs"):
        check_evidence(place, both)


def test_a_promise_of_another_log_cannot_be_looked_after() -> None:
    promise = replace(promise_of(GROWN, deadline=1), origin="other/log/1")
    with pytest.raises(PolicyUnusable):
        look(GROWN, 64, None, SEEN, [promise])


def test_a_memory_comes_back_as_it_was_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "memory"
    assert read_memory(path) is None
    memory = replace(look(GROWN, 64).memory, kept={"ab": 3})
    write_memory(path, memory)
    write_memory(path, memory)
    assert read_memory(path) == memory
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"{}", b"\xff", b'{"format":"other"}', b"[" * 100_000],
    ids=lambda data: repr(data[:20]),
)
def test_a_damaged_memory_is_named_and_not_begun_anew(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "memory"
    path.write_bytes(data)
    with pytest.raises(PolicyUnusable):
        read_memory(path)


def test_a_memory_of_another_log_is_refused() -> None:
    memory = look(GROWN, 64).memory
    other = Maker(origin="h/x/1")
    with pytest.raises(PolicyUnusable, match="another log or key"):
        look(GROWN, 64, replace(memory, note=other.head()))
