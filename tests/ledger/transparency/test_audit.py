"""An auditor with nothing but the sealed book finds whatever was changed in it."""

import re
from datetime import timedelta
from itertools import pairwise
from typing import Final

import pytest
from msgspec.structs import replace

from ledger.publishing.commands import SetLog
from ledger.transparency.audit import Audit, BookUnreadable
from ledger.transparency.audited import FINDINGS
from ledger.transparency.cosignature import Cosigner
from ledger.transparency.dummies import Dummies, dummy_of
from ledger.transparency.note import Signer
from ledger.transport.sealed_book import NoHead, sealed_book
from ledger.transport.sealed_records import (
    IN_A_RECORD,
    LEAF_BYTES,
    AnyRecord,
    BeforeRecord,
    DummiesRecord,
    LeavesRecord,
    LineRecord,
    LogRecord,
    encode_record,
)
from ledger.verifier.policy import read_keys, read_policy
from tests.funds import DAY
from tests.house.tree import ROOT
from tests.ledger.transparency.book import audited, changed, sealed, with_line
from tests.ledger.transparency.stage import Stage

HANDBOOK: Final = ROOT / "docs" / "auditing.md"


async def _grown(stage: Stage) -> list[AnyRecord]:
    """Return the book of a fund whose log has several heads, and lines that wait."""
    await stage.keep()
    for count in (3, 0, 70, 2):
        await stage.give(count)
        stage.clock.turn()
        await stage.keep()
    await stage.give(5)
    return await sealed(stage)


def _lines(records: list[AnyRecord]) -> list[LineRecord]:
    return [each for each in records if isinstance(each, LineRecord)]


def _sealed_line(records: list[AnyRecord]) -> LineRecord:
    return next(each for each in _lines(records) if each.index is not None)


async def test_a_whole_book_gives_its_log(stage: Stage) -> None:
    records = await _grown(stage)
    told, found = audited(records)
    assert found == []
    head, lines = await stage.head(), await stage.lines()
    assert (told.size, told.origin, told.lines) == (head.size, head.origin, len(lines))
    assert told.sealed + told.waiting == told.lines
    assert told.sealed + told.dummies == told.size
    assert told.waiting == 5
    assert told.waiting_since is not None
    assert told.witnesses == ()


async def test_records_stand_in_their_order_and_are_not_too_long(stage: Stage) -> None:
    await stage.do(SetLog(occurred_on=DAY, batch_size=4096))
    await stage.keep()
    stage.clock.turn(timedelta(days=2))
    await stage.keep()
    records = await sealed(stage)
    kinds = [LogRecord, BeforeRecord, LeavesRecord, DummiesRecord, LineRecord]
    places = [kinds.index(type(each)) for each in records]
    assert places == sorted(places)
    data = [each.data for each in records if isinstance(each, LeavesRecord | DummiesRecord)]
    assert max(map(len, data)) <= IN_A_RECORD * LEAF_BYTES
    assert audited(records)[1] == []


async def test_there_is_no_book_before_there_is_a_head(stage: Stage) -> None:
    with pytest.raises(NoHead):
        [each async for each in sealed_book(stage.database, stage.log, stage.fund_id)]


async def test_what_is_in_a_line_cannot_be_changed(stage: Stage) -> None:
    records = await _grown(stage)
    line = _sealed_line(records)
    other = "2026-03-02T17:29:00.000000Z"
    for name, value in (
        ("case_id", str(stage.fund.bank)),
        ("version", line.version + 1),
        ("recorded_at", other),
        ("actor", "somebody"),
        ("cause", line.event_id),
        ("event_id", str(stage.fund.bank)),
        ("topic", "fund.opened.v9"),
        ("payload", line.payload + b" "),
        ("salt", bytes(32)),
        ("salt2", bytes(32)),
    ):
        other_line = replace(line, **{name: value})
        book = [other_line if each is line else each for each in records]
        _, found = audited(book)
        assert found == ["line-not-in-log", "leaf-unexplained"], name


async def test_a_line_cannot_be_left_out_or_put_in(stage: Stage) -> None:
    records = await _grown(stage)
    sealed_line = _lines(records)[3]
    without = [each for each in records if each is not sealed_line]
    assert set(audited(without)[1]) == {"position-missing", "leaf-unexplained"}
    last = _lines(records)[-1]
    assert audited(records[:-1])[1] == ["book-incomplete"]
    soon, late = last.recorded_at[:-4] + "999Z", "2027-01-01T00:00:00.000000Z"
    more = replace(last, position=last.position + 1, recorded_at=soon)
    assert audited([*records, more])[1] == ["book-incomplete"]
    more = replace(more, recorded_at=late)
    assert audited([*records, more])[1] == ["book-incomplete", "lines-kept-back"]
    assert "time-backwards" in audited([*records, replace(last, position=last.position + 1)])[1]


async def test_lines_cannot_change_their_order(stage: Stage) -> None:
    records = await _grown(stage)
    one, other = _lines(records)[4], _lines(records)[5]
    swapped = {one.position: other, other.position: one}
    mixed = [
        swapped.get(each.position, each) if isinstance(each, LineRecord) else each
        for each in records
    ]
    assert "position-missing" in audited(mixed)[1]
    renumbered = [
        replace(swapped[each.position], position=each.position, recorded_at=each.recorded_at)
        if isinstance(each, LineRecord) and each.position in swapped
        else each
        for each in records
    ]
    assert audited(renumbered)[1] == ["line-not-in-log", "leaf-unexplained"]


async def test_two_lines_cannot_be_proven_by_one_leaf(stage: Stage) -> None:
    records = await _grown(stage)
    line = _lines(records)[-1]
    first = _sealed_line(records)
    twin = {name: getattr(first, name) for name in first.__struct_fields__}
    doubled = with_line(records, line.position, lambda _: LineRecord(**twin))
    assert "index-taken-twice" in audited(doubled)[1]
    assert "position-missing" in audited(doubled)[1]


async def test_a_sealed_line_cannot_be_said_to_wait(stage: Stage) -> None:
    records = await _grown(stage)
    line = _sealed_line(records)
    waits = with_line(records, line.position, lambda it: replace(it, index=None))
    assert audited(waits)[1] == ["line-passed-over", "lines-kept-back", "leaf-unexplained"]


@pytest.mark.parametrize("index", [-1, 10**6, 0])
async def test_an_index_has_to_be_that_of_the_leaf(stage: Stage, index: int) -> None:
    records = await _grown(stage)
    line = next(each for each in _lines(records) if each.index)
    moved = with_line(records, line.position, lambda it: replace(it, index=index))
    assert audited(moved)[1] == ["line-not-in-log", "leaf-unexplained"]


async def test_a_line_that_stands_in_no_book_cannot_hide_among_the_dummies(stage: Stage) -> None:
    records = await _grown(stage)
    dummies = next(each for each in records if isinstance(each, DummiesRecord))
    fewer = changed(records, DummiesRecord, data=dummies.data[:-LEAF_BYTES])
    assert audited(fewer)[1] == ["leaf-unexplained"]
    other = dummies.data[:-LEAF_BYTES] + bytes(LEAF_BYTES)
    assert audited(changed(records, DummiesRecord, data=other))[1] == ["leaf-unexplained"]


async def test_leaves_have_to_give_what_was_signed(stage: Stage) -> None:
    records = await _grown(stage)
    leaves = next(each for each in records if isinstance(each, LeavesRecord))
    other = bytes([leaves.data[0] ^ 1]) + leaves.data[1:]
    assert "root-differs" in audited(changed(records, LeavesRecord, data=other))[1]
    fewer = changed(records, LeavesRecord, data=leaves.data[:-LEAF_BYTES])
    assert "leaves-missing" in audited(fewer)[1]
    older = await stage.log.head_at(stage.fund_id, 1, 64)
    assert older is not None
    assert audited(changed(records, LogRecord, checkpoint=older.note))[1] == ["leaves-missing"]


async def test_the_head_has_to_be_signed_by_the_key_that_is_pinned(stage: Stage) -> None:
    records = await _grown(stage)
    keys = await stage.log.verifier_keys(stage.fund_id, 1)
    assert keys is not None
    own = read_keys(keys[0])
    assert audited(records, own)[1] == []
    stranger = Signer("example.org/log", bytes(32)).key
    assert audited(records, read_keys(stranger.text))[1] == ["checkpoint-origin-differs"]
    twin = Signer(own.logs[0].name, bytes(32)).key
    assert audited(records, read_keys(twin.text))[1] == ["checkpoint-signature-missing"]
    head = await stage.head()
    text = head.note.partition("\n\n")[0] + "\n\n"
    assert "checkpoint-malformed" in audited(changed(records, LogRecord, checkpoint=text))[1]
    wrong = head.note[:-3] + ("A" if head.note[-3] != "A" else "B") + head.note[-2:]
    found = audited(changed(records, LogRecord, checkpoint=wrong))[1]
    assert found in (["checkpoint-signature-wrong"], ["checkpoint-malformed"])
    witness = Cosigner("w.example", bytes(32))
    policy = read_policy(f"log {keys[0]}\nwitness w {witness.key.text}\nquorum w\n".encode())
    assert audited(records, policy)[1] == ["checkpoint-quorum-missing"]
    line = witness.cosign(head.note.partition("\n\n")[0] + "\n", 1_800_000_000)
    seen = changed(records, LogRecord, checkpoint=head.note + line)
    told, found = audited(seen, policy)
    assert (told.witnesses, found) == (("w",), [])


async def test_a_book_of_another_log_is_none_of_this_one(stage: Stage) -> None:
    records = await _grown(stage)
    first = records[0]
    assert isinstance(first, LogRecord)
    other = first.origin.replace("parasol.example", "example.org")
    found = audited(changed(records, LogRecord, origin=other))[1]
    assert {"log-differs", "line-not-in-log"} <= set(found)
    no_fund = changed(records, LogRecord, fund_id=stage.fund.bank)
    assert audited(no_fund)[1] == ["log-differs"]


async def test_each_log_names_the_last_head_of_the_one_before(stage: Stage) -> None:
    await _grown(stage)
    for _ in range(2):
        await stage.log.new_origin(stage.fund_id)
        await stage.keep()
    records = await sealed(stage)
    before = [each for each in records if isinstance(each, BeforeRecord)]
    assert [each.origin[-1] for each in before] == ["1", "2"]
    assert audited(records)[1] == []
    second = records.index(before[1])
    without = [records[0], *records[second:]]
    assert audited(without)[1] == ["log-chain-broken"]
    other = changed(records, BeforeRecord, checkpoint=before[1].checkpoint)
    assert "log-chain-broken" in audited(other)[1]
    lost = changed(records, BeforeRecord, checkpoint="")
    assert audited(lost)[1] == []


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [b"nothing\n"],
        [b'{"kind":"line"}\n'],
        [b'{"kind":"leaves","from":0,"data":""}\n'],
    ],
    ids=["empty", "no record", "no line", "leaves first"],
)
def test_what_is_no_sealed_book_is_said_to_be_none(rows: list[bytes]) -> None:
    with pytest.raises(BookUnreadable):
        Audit().read(rows)


async def test_records_out_of_their_order_are_refused(stage: Stage) -> None:
    records = await _grown(stage)
    starts = [at for at, (one, two) in enumerate(pairwise(records)) if type(one) is not type(two)]
    for at in starts:
        moved = [*records[:at], records[at + 1], records[at], *records[at + 2 :]]
        with pytest.raises(BookUnreadable, match="Row"):
            Audit().read(map(encode_record, moved))


def test_whatever_is_found_stands_in_the_handbook() -> None:
    told = re.findall(r"`([a-z]+(?:-[a-z…]+)+)`", HANDBOOK.read_text("utf-8"))
    known = {"checkpoint-…" if name.startswith("checkpoint-") else name for name in FINDINGS}
    assert known <= set(told)


def test_a_dummy_opens_as_one_and_as_nothing_else() -> None:
    dummies = Dummies(bytes(range(32)), "parasol.example/fund/1")
    assert dummies.data(7) == dummy_of("parasol.example/fund/1", dummies.seed(7))
    assert dummies.data(7).hex() == (
        "30d6343fc20cc4277c898b89ce3e783ff78b1a7de94b55d0c9b350b1d1df5d59"
    )
    assert len({dummies.data(each) for each in range(1000)}) == 1000
