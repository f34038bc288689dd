"""Files of reports: the very bytes that were signed, and tables of the same figures."""

import asyncio
import csv
import io
import json
import subprocess
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree as ET

from api.public.files import COLUMNS, table_of
from projections.reports.manifest import canonical
from tests.api.public.manifests import LABEL, full, more_came_back
from tests.api.public.stage import Square

ATOM = "{http://www.w3.org/2005/Atom}"


def succeeds(command: list[str], directory: Path) -> bool:
    return not subprocess.run(command, cwd=directory, check=False, capture_output=True).returncode


def parsed(content: bytes) -> ET.Element:
    return ET.fromstring(content)  # noqa: S314  our own


async def two_reports(square: Square) -> None:
    square.clock.at = datetime(2026, 5, 16, 12, tzinfo=UTC)
    await square.publish(full(square.fund_id))
    square.clock.at = datetime(2026, 8, 15, 12, tzinfo=UTC)
    await square.publish(more_came_back(square.manifests[0]))


async def test_what_was_signed_is_served_as_it_is_and_openssl_agrees(
    square: Square, tmp_path: Path
) -> None:
    await two_reports(square)
    for ending in ("json", "sig", "pem"):
        answer = await square.look(f"/reports/1.{ending}")
        name = f'attachment; filename="report-1.{ending}"'
        assert answer.headers["content-disposition"] == name
        (tmp_path / f"report-1.{ending}").write_bytes(answer.content)
    assert (tmp_path / "report-1.json").read_bytes() == canonical(square.manifests[0])
    page = (await square.look("/reports/1")).text
    assert sha256(canonical(square.manifests[0])).hexdigest() in page
    _, _, rest = page.partition("openssl ")
    command = ["openssl", *rest.partition("</code>")[0].split()]
    assert await asyncio.to_thread(succeeds, command, tmp_path)
    (tmp_path / "report-1.json").write_bytes(canonical(square.manifests[1]))
    assert not await asyncio.to_thread(succeeds, command, tmp_path)


async def test_the_table_has_every_figure_of_the_manifest_and_no_other(square: Square) -> None:
    manifest = full(square.fund_id)
    rows = list(csv.DictReader(io.StringIO(table_of(manifest).decode(), newline="")))
    assert tuple(rows[0]) == COLUMNS
    found = {(row["what"], row["group"], row["leaf"], row["amount"], row["people"]) for row in rows}
    assert ("paid_out", "", "", "17902.25", "45") in found
    assert ("paid_out_part", "housing", "rent", "3000.00", "15") in found
    assert ("money_in_part", "", "restricted_gifts", "4500.00", "fewer_than_10") in found
    assert ("balance_closing", "", "", "12444.85", "") in found
    assert ("at_courts", "", "", "4500.00", "") in found
    (named,) = [row for row in rows if row["what"] == "named_giver"]
    assert (named["label_id"], named["is_rounded"]) == (str(LABEL), "true")
    parts = len(manifest.money_in[0].parts) + len(manifest.paid_out[0].parts)
    assert len(rows) == 2 + parts + 1 + 1 + 10 + 1


async def test_a_table_is_the_same_in_every_language(square: Square) -> None:
    await two_reports(square)
    for path in ("/reports/2.csv", "/reports/2.json", "/datapackage.json"):
        answers = [await square.look(path, language) for language in ("en", "es")]
        assert answers[0].content == answers[1].content
        assert answers[0].headers == answers[1].headers


async def test_the_package_names_files_that_are_there(square: Square) -> None:
    assert (await square.look("/datapackage.json")).status_code == 404
    await two_reports(square)
    package = json.loads((await square.look("/datapackage.json")).content)
    table, *signed = package["resources"]
    assert [field["name"] for field in table["schema"]["fields"]] == list(COLUMNS)
    assert table["path"] == ["reports/1.csv", "reports/2.csv"]
    for path in table["path"]:
        assert (await square.look(f"/{path}")).headers["content-type"] == "text/csv; charset=utf-8"
    for each in signed:
        content = (await square.look(f"/{each['path']}")).content
        assert each["hash"] == f"sha256:{sha256(content).hexdigest()}"


async def test_the_feed_says_days_and_no_figure(square: Square) -> None:
    empty = parsed((await square.look("/feed.xml")).content)
    assert empty.findall(f"{ATOM}entry") == []
    await two_reports(square)
    answer = await square.look("/feed.xml", "es")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = parsed(answer.content)
    entries = feed.findall(f"{ATOM}entry")
    assert [each.findtext(f"{ATOM}updated") for each in entries] == [
        "2026-08-15T00:00:00Z",
        "2026-05-16T00:00:00Z",
    ]
    link = entries[0].find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == square.address("/reports/2", "es")
    assert "$" not in answer.text


async def test_grants_are_open_data_only_where_the_fund_chose_it(square: Square) -> None:
    await two_reports(square)
    assert (await square.look("/360giving.json")).status_code == 404
    await square.go_public(open_grants_data=True)
    square.clock.at = datetime(2026, 9, 1, 12, tzinfo=UTC)
    grants = json.loads((await square.look("/360giving.json")).content)["grants"]
    assert [(each["title"], each["amountAwarded"]) for each in grants] == [
        ("Legal help and bail, January to March 2026", 9500.0),
        ("Rent, January to March 2026", 3000.0),
        ("Hotel and emergency shelter, January to March 2026", 2000.0),
        ("Living and care, January to March 2026", 3500.0),
    ]
    assert {each["awardDate"] for each in grants} == {"2026-03-31"}


async def test_what_is_no_file_of_a_report_is_not_there(square: Square) -> None:
    await two_reports(square)
    for name in ("3", "0", "01", "1.txt", "1.pdf", "1.CSV", "1.json.sig", "3.csv", "%31%00", "-1"):
        assert (await square.look(f"/reports/{name}")).status_code == 404, name
