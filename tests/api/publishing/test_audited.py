"""``parasol audit``: from the sealed book alone, the log and every report that is out."""

import asyncio
import json
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from api.cli.failures import Outcome
from api.cli.program import program
from api.publishing.auditing import audit_book
from ledger.transport.sealed_records import (
    BeforeDummiesRecord,
    BeforeLeavesRecord,
    LineRecord,
    decode_record,
    encode_record,
)
from tests.api.client import KEYS_DIR
from tests.api.pages.people.stage import Town
from tests.api.publishing.logged import keep, published, sealed_rows
from tests.api.publishing.stage import cost
from tests.funds import DAY


async def _audit(*words: str | Path) -> Result:
    """Run the command as on a machine that has nothing but its files."""
    arguments = ["audit", *map(str, words)]
    env = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nowhere"}
    return await asyncio.to_thread(CliRunner(env=env).invoke, program, arguments)


def _write(file: Path, said: str | bytes) -> None:
    file.write_bytes(said if isinstance(said, bytes) else said.encode())


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return tmp_path / "book"


async def _with_reports(town: Town) -> list[bytes]:
    """Have two reports come out, one before the log begins to hold any, and one of a later year."""
    await keep(town)
    await published(town)
    await town.ask(cost(town.fund, DAY), "heron")
    await keep(town, days=1)
    return await sealed_rows(town)


async def test_every_report_is_built_again_from_the_file(town: Town, book: Path) -> None:
    rows = await _with_reports(town)
    verdict = await asyncio.to_thread(audit_book, rows)
    assert verdict.findings == ()
    [one] = verdict.reports
    assert (one.number, one.is_same) == (1, True)
    assert one.manifest_hash == (await town.state()).publishing.manifest_hash


async def test_the_command_says_what_the_book_gives(town: Town, book: Path) -> None:
    _write(book, b"".join(await _with_reports(town)))
    said = await _audit(book)
    assert said.exit_code == Outcome.DONE, said.output
    assert "report 1: built again, the same bytes" in said.output
    assert "The key is the one that the file names" in said.output
    assert "Not witnessed: this server could show different books" in said.output
    assert "This book gives all that was signed, and the log holds nothing else.\n" in said.output
    assert said.output.endswith("Count the cash, and compare the bank.\n")
    vkeys = await town.site.log.verifier_keys(town.fund.fund_id, 1)
    assert vkeys is not None
    assert vkeys[0] in said.output
    keys = book.with_name("keys")
    _write(keys, "\n".join(vkeys))
    pinned = await _audit(book, "--policy", keys, "--json")
    assert pinned.exit_code == Outcome.DONE, pinned.output
    told = json.loads(pinned.stdout)
    assert (told["ok"], told["findings"], told["lines"]) == (True, [], told["sealed"])
    assert told["reports"][0]["same"] is True


async def test_the_command_says_what_is_wrong(town: Town, book: Path) -> None:
    rows = await _with_reports(town)
    _write(book, b"".join(rows[:-1]))
    said = await _audit(book)
    assert said.exit_code == Outcome.DISAGREES
    assert "book-incomplete: The file ends before the last line of the book." in said.output
    assert "THIS BOOK DOES NOT GIVE WHAT WAS SIGNED." in said.output
    told = json.loads((await _audit(book, "--json")).stdout)
    assert not told["ok"]
    assert "book-incomplete" in [each["name"] for each in told["findings"]]
    _write(book, "no book\n")
    said = await _audit(book)
    assert (said.exit_code, said.output[:15]) == (Outcome.DISAGREES, "book-malformed:")
    assert json.loads((await _audit(book, "--json")).stdout)["findings"][0]["count"] == 1


async def test_witnesses_are_demanded_of_a_policy_that_has_some(town: Town, book: Path) -> None:
    _write(book, b"".join(await _with_reports(town)))
    keys = book.with_name("keys")
    vkeys = await town.site.log.verifier_keys(town.fund.fund_id, 1)
    assert vkeys is not None
    _write(keys, vkeys[0])
    assert (await _audit(book, "--witnessed")).exit_code == Outcome.UNUSABLE
    assert (await _audit(book, "--witnessed", "--policy", keys)).exit_code == Outcome.UNUSABLE
    _write(keys, "nothing")
    assert (await _audit(book, "--policy", keys)).exit_code == Outcome.UNUSABLE
    policy = (await town.client.get(f"/log/{town.fund.fund_id}/1/policy")).text
    _write(keys, policy)
    assert (await _audit(book, "--policy", keys)).exit_code == Outcome.DONE


async def test_a_receipt_is_held_against_the_book(town: Town, book: Path) -> None:
    rows = await _with_reports(town)
    _write(book, b"".join(rows))
    gift = next(each for each in _lines(rows) if each.topic == "donation.received.v1")
    text = await town.site.log.receipt(town.fund.fund_id, gift.position)
    assert text is not None
    receipt = book.with_name("gift.tlog-proof")
    _write(receipt, text)
    assert (await _audit(book, "--receipt", receipt)).exit_code == Outcome.DONE
    without = [
        row for row in rows if (line := _line(row)) is None or line.position != gift.position
    ]
    _write(book, b"".join(without))
    said = await _audit(book, "--receipt", receipt)
    assert "receipt-not-in-book" in said.output
    assert "leaf-unexplained" in said.output


def _line(row: bytes) -> LineRecord | None:
    record = decode_record(row)
    return record if isinstance(record, LineRecord) else None


def _lines(rows: list[bytes]) -> list[LineRecord]:
    return [line for row in rows if (line := _line(row)) is not None]


async def test_a_report_that_does_not_follow_is_named(town: Town) -> None:
    rows = await _with_reports(town)
    changed = [_other_report(row) for row in rows]
    verdict = await asyncio.to_thread(audit_book, changed)
    names = [each.name for each in verdict.findings]
    assert {"report-logged-differs", "report-differs", "report-signature-wrong"} <= set(names)


def _other_report(row: bytes) -> bytes:
    line = _line(row)
    if line is None or line.topic != "report.published.v1":
        return row
    payload = line.payload.replace(b"120000", b"120001")
    assert payload != line.payload
    return encode_record(msgspec.structs.replace(line, payload=payload))


async def test_a_report_that_is_not_held_to_the_log_is_named(town: Town) -> None:
    rows = await _with_reports(town)
    for old, new, name in (
        (b'"number":1', b'"number":2', "report-logged-differs"),
        (b'"size":', b'"size":1', "report-head-unknown"),
    ):
        changed = [_other_binding(row, old, new) for row in rows]
        verdict = await asyncio.to_thread(audit_book, changed)
        assert name in [each.name for each in verdict.findings]
    other = [row.replace(b"report.logged.v1", b"docket.counted.v1") for row in rows]
    verdict = await asyncio.to_thread(audit_book, other)
    assert "report-not-logged" in [each.name for each in verdict.findings]


def _other_binding(row: bytes, old: bytes, new: bytes) -> bytes:
    line = _line(row)
    if line is None or line.topic != "report.logged.v1":
        return row
    return encode_record(msgspec.structs.replace(line, payload=line.payload.replace(old, new)))


async def _begun_again(town: Town) -> tuple[list[bytes], list[str]]:
    """Have a report name a head of a log, and another log begin; return the book and both keys."""
    log, fund_id = town.site.log, town.fund.fund_id
    await _with_reports(town)
    await log.new_origin(fund_id)
    keys = [await log.verifier_keys(fund_id, number) for number in (1, 2)]
    return await sealed_rows(town), [each[0] for each in keys if each]


async def test_older_logs_are_audited_with_the_newest(town: Town, book: Path) -> None:
    rows, keys = await _begun_again(town)
    _write(book, b"".join(rows))
    told = json.loads((await _audit(book, "--json")).stdout)
    assert (told["ok"], told["unchecked"], told["absent"]) == (True, 0, [])
    gift = next(each for each in _lines(rows) if each.topic == "donation.received.v1")
    text = await town.site.log.receipt_of_number(town.fund.fund_id, 1, gift.position)
    assert text is not None
    receipt = book.with_name("gift.tlog-proof")
    _write(receipt, text)
    pinned = [word for key in keys for word in ("--key", key)]
    said = await _audit(book, *pinned, "--receipt", receipt)
    assert said.exit_code == Outcome.DONE, said.output
    _write(book, b"".join(_other_older_leaf(row) for row in rows))
    said = await _audit(book, *pinned, "--receipt", receipt)
    assert "report-head-unknown" in said.output
    assert "receipt-head-differs" in said.output


def _other_older_leaf(row: bytes) -> bytes:
    record = decode_record(row)
    if not isinstance(record, BeforeLeavesRecord):
        return row
    return encode_record(msgspec.structs.replace(record, data=bytes(32) + record.data[32:]))


async def test_the_command_says_which_older_log_is_not_in_the_file(town: Town, book: Path) -> None:
    rows, _ = await _begun_again(town)
    kinds = (BeforeLeavesRecord, BeforeDummiesRecord)
    _write(book, b"".join(row for row in rows if not isinstance(decode_record(row), kinds)))
    said = await _audit(book)
    assert said.exit_code == Outcome.DONE, said.output
    assert "older log 1 is not in the file: compare its last head" in said.output
    assert "1 reports name a head of an older log, which is not in the file" in said.output


async def test_the_operator_writes_the_book_where_the_service_runs(
    town: Town, book: Path, service_url: str
) -> None:
    fund = str(town.fund.fund_id)
    env = {"DATABASE_URL": service_url, "PARASOL_KEYS_DIR": KEYS_DIR}
    words = ["log", "sealed-book", fund, str(book)]
    early = await asyncio.to_thread(CliRunner(env=env).invoke, program, words)
    assert early.exit_code == Outcome.UNUSABLE
    assert "no head of it was signed" in early.output
    assert not _exists(book)
    await keep(town)
    written = await asyncio.to_thread(CliRunner(env=env).invoke, program, words)
    assert written.exit_code == Outcome.DONE, written.output
    assert _mode(book) == 0o600
    assert (await _audit(book)).exit_code == Outcome.DONE


def _exists(file: Path) -> bool:
    return file.exists()


def _mode(file: Path) -> int:
    return file.stat().st_mode & 0o777
