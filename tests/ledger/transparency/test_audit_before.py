"""What was in an older log is held against the book: a new log is no way to change the past."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4

import pytest
from msgspec.structs import replace

from ledger.store.database import Database
from ledger.transparency.audit import Audit, BookUnreadable
from ledger.transparency.audited import Audited, Finding
from ledger.transport.sealed_records import (
    LEAF_BYTES,
    AnyRecord,
    BeforeDummiesRecord,
    BeforeLeavesRecord,
    BeforeRecord,
    LeavesRecord,
    LineRecord,
    OlderPlace,
    encode_record,
)
from ledger.vault.keys import open_keys
from projections.migrations import projection_migrations
from tests.database import Urls
from tests.ledger.transparency.book import audited, changed, sealed, with_line, with_this
from tests.ledger.transparency.stage import Copy, Stage, as_superuser, begun
from tests.ledger.transparency.test_moving import exported, moved

GIFT = 10
"""The position of a gift that is in the first log."""


def found_in(records: Iterable[AnyRecord]) -> tuple[Audited, dict[str, Finding]]:
    """Audit a book; return what it came to, and what was found by name."""
    audit = Audit()
    audit.read(map(encode_record, records))
    told = audit.conclude()
    return told, {each.name: each for each in audit.findings.all()}


async def begun_again(stage: Stage) -> list[AnyRecord]:
    """Return the book of a fund that began another log, and had lines waiting when it did."""
    await begun(stage, heads=4)
    await stage.give(3)
    await stage.log.new_origin(stage.fund_id)
    await stage.give()
    return await sealed(stage)


def _line(records: list[AnyRecord], position: int = GIFT) -> LineRecord:
    lines = (each for each in records if isinstance(each, LineRecord))
    return next(each for each in lines if each.position == position)


def with_place(records: list[AnyRecord], **fields: object) -> list[AnyRecord]:
    """Return a book in which a gift stands elsewhere in the first log."""
    line = _line(records)
    return with_this(records, replace(line, before=(replace(line.before[0], **fields),)))


async def test_where_nothing_was_lost_nothing_is_found(stage: Stage) -> None:
    records = await begun_again(stage)
    told, found = found_in(records)
    assert (found, told.absent) == ({}, ())
    placed = {each.position for each in records if isinstance(each, LineRecord) and each.before}
    assert placed == (await stage.indices(1)).keys()
    assert GIFT in placed
    leaves = b"".join(each.data for each in records if isinstance(each, BeforeLeavesRecord))
    assert leaves == b"".join(await stage.leaves(1))


async def test_every_older_log_is_held_against_the_book(stage: Stage) -> None:
    await begun_again(stage)
    await stage.log.new_origin(stage.fund_id, new_key=True)
    records = await sealed(stage)
    assert found_in(records)[1] == {}
    assert [each.log for each in _line(records).before] == [1, 2]
    for at, wrong in enumerate(_line(records).before):
        places = [*_line(records).before]
        places[at] = replace(wrong, salt2=bytes(LEAF_BYTES))
        book = with_this(records, replace(_line(records), before=tuple(places)))
        [finding] = found_in(book)[1].values()
        assert finding.name == "before-line-differs"
        assert finding.where == (f"line {GIFT}, log {at + 1}",)


@pytest.mark.parametrize(
    "what", [f"actor = '{'0' * 8}'", "version = version + 1", f"case_id = '{'a' * 32}'"]
)
async def test_a_line_that_was_changed_before_another_log_began_is_found(
    stage: Stage, superuser_url: str, what: str
) -> None:
    await begun(stage, heads=4)
    where = f"where fund_id = '{stage.fund_id}'"
    await as_superuser(
        superuser_url,
        f"update events set {what} {where} and position = {GIFT}",
        f"delete from snapshots {where}",
    )
    stage.log = stage.another()
    await stage.log.new_origin(stage.fund_id)
    told, found = found_in(await sealed(stage))
    [finding] = found.values()
    assert (finding.name, finding.where) == ("before-line-differs", (f"line {GIFT}, log 1",))
    assert told.absent == ()


async def test_a_line_that_is_said_never_to_have_been_in_it_is_found(
    stage: Stage, superuser_url: str
) -> None:
    await begun(stage, heads=4)
    where = f"where fund_id = '{stage.fund_id}' and position = {GIFT}"
    await as_superuser(
        superuser_url,
        f"update events set actor = '{uuid4()}' {where}",
        f"delete from log_places {where}",
    )
    stage.log = stage.another()
    await stage.log.new_origin(stage.fund_id)
    found = found_in(await sealed(stage))[1]
    assert list(found) == ["line-passed-over", "before-lines-lost"]
    assert found["before-lines-lost"].count == 1


async def test_a_restore_that_lost_two_lines_says_two(stage: Stage, superuser_url: str) -> None:
    """The signer remembers their leaves; a line that the backup had and no leaf yet is not lost."""
    await begun(stage)
    await stage.give()
    waiting = (await stage.lines())[-1].position
    copy = Copy(superuser_url, stage.fund_id, book=True)
    await copy.take()
    await stage.give(2)
    stage.clock.turn()
    await stage.keep()
    await copy.put_back()
    stage.log = stage.another()
    assert (await stage.keep()).stopped == "behind"
    await stage.log.new_origin(stage.fund_id)
    await stage.give(4)
    records = await sealed(stage)
    [finding] = found_in(records)[1].values()
    assert (finding.name, finding.count) == ("before-lines-lost", 2)
    assert finding.where == ("log 1: 2",)
    assert [each.log for each in _line(records, waiting).before] == [1]


async def test_a_log_that_only_the_signer_remembers_is_held_against_the_book(
    stage: Stage, superuser_url: str
) -> None:
    """A copy from before the second log is put back after it: only its own beginning was lost."""
    await begun(stage)
    copy = Copy(superuser_url, stage.fund_id, book=True)
    await copy.take()
    await stage.log.new_origin(stage.fund_id)
    await copy.put_back()
    stage.log = stage.another()
    stage.clock.turn()
    for _ in range(2):
        await stage.log.new_origin(stage.fund_id)
    records = await sealed(stage)
    told, found = found_in(records)
    assert [each.log for each in _line(records, 1).before] == [1, 2]
    [finding] = found.values()
    assert (finding.name, finding.where) == ("before-lines-lost", ("log 2: 1",))
    assert told.absent == ()


async def test_a_fund_that_moved_without_its_keys_has_its_older_log_no_more(
    stage: Stage, fresh_database: Urls, tmp_path: Path
) -> None:
    await begun(stage, heads=3)
    keys_dir = tmp_path / "elsewhere"
    async with Database.open(
        fresh_database.service, min_size=2, migrations=projection_migrations()
    ) as database:
        async with database.acquire() as connection:
            await open_keys(connection, keys_dir)
        there = await moved(stage, database, keys_dir, await exported(stage))
        shutil.copytree(stage.memory.directory, there.memory.directory)
        assert await there.log.new_origin(there.fund_id) == 2
        told, found = found_in(await sealed(there))
    assert (found, told.absent) == ({}, (1,))


async def test_without_the_key_of_an_older_log_nobody_can_open_it(stage: Stage) -> None:
    await begun(stage, heads=3)
    await stage.log.new_origin(stage.fund_id, new_key=True)
    (stage.keys_dir / "log.key").unlink()
    stage.log = stage.another()
    told, found = found_in(await sealed(stage))
    assert (found, told.absent) == ({}, (1,))


async def test_the_place_of_a_line_in_an_older_log_has_to_be_its_own(stage: Stage) -> None:
    records = await begun_again(stage)
    for fields in (
        {"index": _line(records).before[0].index ^ 1},
        {"index": -(10**6)},
        {"index": 10**6},
        {"salt": bytes(LEAF_BYTES)},
        {"salt": b""},
        {"salt2": bytes(LEAF_BYTES)},
        {"salt2": _line(records).before[0].salt2 + b"0"},
    ):
        assert "before-line-differs" in found_in(with_place(records, **fields))[1], fields
    for fields in ({"log": 2}, {"log": 7}):
        found = found_in(with_place(records, **fields))[1]
        assert list(found) == ["line-passed-over", "before-lines-lost"]


async def test_what_a_line_says_has_to_be_what_both_logs_say(stage: Stage) -> None:
    records = await begun_again(stage)
    for name, value in (("actor", "somebody"), ("payload", b"{}"), ("topic", "fund.opened.v9")):
        found = found_in(with_this(records, replace(_line(records), **{name: value})))[1]
        assert list(found) == ["line-not-in-log", "before-line-differs", "leaf-unexplained"]


async def test_one_leaf_of_an_older_log_is_of_one_line(stage: Stage) -> None:
    records = await begun_again(stage)
    other = replace(_line(records, GIFT + 1), before=_line(records).before)
    found = found_in(with_this(records, other))[1]
    assert (found["before-line-differs"].count, found["before-lines-lost"].count) == (1, 1)
    same = with_line(records, GIFT + 1, lambda _: _line(records))
    assert f"line {GIFT}, log 1" in found_in(same)[1]["index-taken-twice"].where


async def test_no_sign_of_a_line_passes_for_one_of_a_salt(stage: Stage) -> None:
    """Line 11 is not line 1 with a salt that ends with a 1."""
    records = await begun_again(stage)
    line = _line(records, 11)
    place = replace(line.before[0], salt2=line.before[0].salt2 + b"1")
    found = found_in(with_this(records, replace(line, position=1, before=(place,))))[1]
    assert found["before-line-differs"].where == ("line 1, log 1",)


async def test_leaves_of_an_older_log_have_to_give_what_was_signed(stage: Stage) -> None:
    records = await begun_again(stage)
    leaves = next(each for each in records if isinstance(each, BeforeLeavesRecord))
    other = leaves.data[:-LEAF_BYTES] + bytes(LEAF_BYTES)
    found = found_in(changed(records, BeforeLeavesRecord, data=other))[1]
    assert found["root-differs"].where == ("log 1: under 256 leaves",) * 2
    fewer = changed(records, BeforeLeavesRecord, data=leaves.data[:-LEAF_BYTES])
    assert "leaves-missing" in found_in(fewer)[1]
    more = changed(records, BeforeLeavesRecord, data=leaves.data + bytes(LEAF_BYTES))
    assert list(found_in(more)[1]) == ["leaves-missing", "before-lines-lost"]
    head = next(each for each in records if isinstance(each, BeforeRecord)).checkpoint
    wrong = changed(records, BeforeRecord, checkpoint=head[:-3] + "AA=\n")
    assert {"checkpoint-signature-wrong", "checkpoint-malformed"} & found_in(wrong)[1].keys()
    without = changed(records, BeforeRecord, checkpoint="")
    assert found_in(without)[1] == {}, "the next log names it"


async def test_a_line_cannot_hide_among_the_dummies_of_an_older_log(stage: Stage) -> None:
    records = await begun_again(stage)
    dummies = next(each for each in records if isinstance(each, BeforeDummiesRecord))
    fewer = changed(records, BeforeDummiesRecord, data=dummies.data[LEAF_BYTES:])
    [finding] = found_in(fewer)[1].values()
    assert (finding.name, finding.count) == ("before-lines-lost", 1)
    without = [each for each in records if not isinstance(each, BeforeDummiesRecord)]
    size, lines = (await stage.head(1)).size, len(await stage.indices(1))
    assert found_in(without)[1]["before-lines-lost"].count == size - lines


async def test_records_of_older_logs_stand_in_their_order(stage: Stage) -> None:
    records = await begun_again(stage)
    kinds = [type(each) for each in records]
    before, leaves = kinds.index(BeforeRecord), kinds.index(BeforeLeavesRecord)
    dummies, newest = kinds.index(BeforeDummiesRecord), kinds.index(LeavesRecord)
    for one, other in ((before, leaves), (leaves, dummies), (dummies, newest), (leaves, newest)):
        mixed = [*records]
        mixed[one], mixed[other] = mixed[other], mixed[one]
        with pytest.raises(BookUnreadable, match="Row"):
            audited(mixed)
    for book in (
        changed(records, BeforeRecord, number=2),
        changed(records, BeforeLeavesRecord, first=1),
        changed(records, BeforeLeavesRecord, data=b"short"),
        changed(records, BeforeLeavesRecord, data=b""),
        changed(records, BeforeDummiesRecord, first=-1),
        changed(records, BeforeDummiesRecord, data=b"short"),
        [*records[: before + 1], records[before], *records[before + 1 :]],
        [*records[:newest], records[newest - 1], *records[newest:]],
        [*records[:newest], BeforeLeavesRecord(first=256, data=bytes(32)), *records[newest:]],
        [each for each in records if not isinstance(each, BeforeLeavesRecord)],
    ):
        with pytest.raises(BookUnreadable, match="Row"):
            audited(book)


async def test_a_file_before_there_was_another_log_says_nothing_of_one(stage: Stage) -> None:
    await begun(stage)
    records = await sealed(stage)
    assert not any(isinstance(each, BeforeRecord) for each in records)
    assert not any(each.before for each in records if isinstance(each, LineRecord))
    more = OlderPlace(1, 0, bytes(LEAF_BYTES), bytes(LEAF_BYTES))
    book = with_this(records, replace(_line(records), before=(more,)))
    assert audited(book)[1] == [], "it is asked for no log that there is not"
