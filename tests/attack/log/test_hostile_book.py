"""A sealed book that is made to end the audit early ends it with names, not with a crash."""

import json
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

import pytest

from api.cli.failures import Outcome
from tests.attack.log.operator import Operator
from tests.attack.log.said import Said

Row = dict[str, Any]
DEEP = 10_000
PAYLOADS = {
    "nothing": b"",
    "half": b'{"number":',
    "no UTF-8": b'{"number":"\xff\xfe"}',
    "deep arrays": b"[" * DEEP,
    "deep objects": b'{"a":' * DEEP,
    "an endless number": b'{"number":1e999}',
    "a list": b"[1]",
}
TOPICS = ("fund.opened.v2", "log.begun.v1", "report.published.v1", "report.logged.v1")


def _rows(book: Path, topic: str) -> tuple[list[Row], Row]:
    """Return the records of a book, and among them the first line of a topic."""
    rows = [json.loads(row) for row in book.read_bytes().splitlines()]
    return rows, next(each for each in rows if each.get("topic") == topic)


async def audited(operator: Operator, book: Path, topic: str, payload: bytes) -> Said:
    """Audit a book in which the first line of a topic holds something else."""
    rows, line = _rows(book, topic)
    line["payload"] = b64encode(payload).decode()
    bent = operator.place / "bent"
    bent.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return await operator.run("audit", bent, "--key", operator.place / "poster", "--json")


@pytest.mark.slow
async def test_whatever_a_line_holds_it_is_named(reporter: Operator) -> None:
    book = await reporter.book()
    for topic in TOPICS:
        for name, payload in PAYLOADS.items():
            said = await audited(reporter, book, topic, payload)
            assert said.code == Outcome.DISAGREES, (topic, name, said)
            assert {"line-unreadable", "line-not-in-log"} <= said.names, (topic, name)


@pytest.mark.slow
@pytest.mark.parametrize("name", PAYLOADS)
async def test_whatever_a_report_holds_it_is_named(reporter: Operator, name: str) -> None:
    book = await reporter.book()
    _, line = _rows(book, "report.published.v1")
    fields = json.loads(b64decode(line["payload"]))
    fields["manifest"] = PAYLOADS[name].decode("latin-1")
    said = await audited(reporter, book, "report.published.v1", json.dumps(fields).encode())
    assert said.code == Outcome.DISAGREES, said
    assert {"report-differs", "report-logged-differs"} <= said.names, said


@pytest.mark.slow
async def test_a_rule_that_no_order_could_set_is_named(reporter: Operator) -> None:
    book = await reporter.book()
    _, line = _rows(book, "disclosure.set.v1")
    fields = json.loads(b64decode(line["payload"])) | {"delay_days": 10**30}
    said = await audited(reporter, book, "disclosure.set.v1", json.dumps(fields).encode())
    assert said.code == Outcome.DISAGREES, said
    assert {"report-differs", "line-not-in-log"} <= said.names, said
