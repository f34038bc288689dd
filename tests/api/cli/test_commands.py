"""The commands as an operator types them, each a process of its own."""

import json
import re
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from api.cli.failures import Outcome
from tests.funds import opening
from tests.importing.collective import EXPORT
from tests.instance import Instance

pytestmark = pytest.mark.slow


def open_fund(instance: Instance, **changes: Any) -> dict[str, Any]:
    """Open a fund by the command line and return its receipt."""
    asked = json.loads(msgspec.json.encode(opening())) | changes
    done = instance.run("record", "new", given=json.dumps(asked))
    assert done.returncode == Outcome.DONE, done.stderr
    receipt: dict[str, Any] = json.loads(done.stdout)
    return receipt


def donation(receipt: dict[str, Any], **changes: Any) -> str:
    fields = {
        "command": "record_donation",
        "occurred_on": "2026-03-02",
        "account_id": receipt["opened"][0],
        "purpose_id": receipt["opened"][2],
        "gross": 100_00,
        "currency": "USD",
        "exponent": 2,
    }
    return json.dumps(fields | changes)


def test_help_names_every_command_and_exit_code(shared: Instance) -> None:
    said = shared.run("--help")
    commands = ["serve", "sign-in-code", "sign-out-everywhere", "funds", "people", "record"]
    for word in [
        *commands,
        "import",
        "check",
        "report",
        "rebuild",
        "export",
        "load",
        "welcome",
        "elect",
        "demo",
    ]:
        assert re.search(rf"^  {word}\s", said.stdout, re.MULTILINE), word
        assert shared.run(word, "--help").returncode == Outcome.DONE
    assert said.returncode == Outcome.DONE
    for outcome in Outcome:
        assert re.search(rf"^  {outcome.value}  \w", said.stdout, re.MULTILINE)


def test_a_fund_is_opened_filled_and_listed(shared: Instance) -> None:
    receipt = open_fund(shared, label="Listed")
    done = shared.run("record", "Listed", donation(receipt), "--key", "first")
    assert json.loads(done.stdout)["replayed"] is False
    again = shared.run("record", receipt["fund_id"], donation(receipt), "--key", "first")
    assert json.loads(again.stdout) == json.loads(done.stdout) | {"replayed": True}
    listed = shared.run("funds").stdout
    assert f"{receipt['fund_id']}  Listed  ({receipt['last'] + 1} lines)" in listed


def test_a_refusal_has_its_own_exit_code_sentence_and_facts(shared: Instance) -> None:
    receipt = open_fund(shared, label="Refused")
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    shared.run("record", "Refused", donation(receipt, gross=1_00), "--key", "used")
    for given, code, fact in (
        (donation(receipt, currency="EUR"), "wrong-currency", "given: EUR"),
        (donation(receipt, gross=-1), "amount-not-positive", "amount: -1"),
        (donation(receipt, occurred_on=tomorrow), "date-in-future", tomorrow),
        (donation(receipt, account_id=str(uuid4())), "account-unknown", "account_id"),
    ):
        done = shared.run("record", "Refused", given)
        assert done.returncode == Outcome.REFUSED, code
        assert done.stdout == ""
        assert f"Refused ({code})" in done.stderr
        assert fact in done.stderr, done.stderr
    reused = shared.run("record", "Refused", donation(receipt, gross=2_00), "--key", "used")
    assert reused.returncode == Outcome.REFUSED
    assert "key-reused" in reused.stderr
    assert f"({receipt['last'] + 1} lines)" in shared.run("funds").stdout


def test_the_operator_neither_pays_nor_takes_back_nor_governs(shared: Instance) -> None:
    receipt = open_fund(shared, label="Operated")
    given = json.loads(shared.run("record", "Operated", donation(receipt)).stdout)
    day = {"occurred_on": "2026-03-02"}
    money = {"amount": 5_00, "currency": "USD", "exponent": 2}
    places = {"account_id": receipt["opened"][0], "purpose_id": receipt["opened"][2]}
    cost = {"command": "pay_cost", "category": "phone", **day, **places, **money}
    reversal = {"command": "reverse_line", "reason": "entered_twice"}
    for asked in (
        cost,
        {"command": "request_order", **day, "order": cost},
        reversal | {"case_id": given["case_id"], "position": given["last"]},
        {"command": "admit_member", **day, "sign_in": str(uuid4())},
        {"command": "end_single_signer", **day},
        {"command": "suspend_colleague", **day, "holder": str(uuid4())},
    ):
        done = shared.run("record", "Operated", json.dumps(asked))
        assert done.returncode == Outcome.REFUSED, asked
        assert "Refused (operator-may-not)" in done.stderr
    assert f"({given['last']} lines)" in shared.run("funds").stdout


@pytest.mark.parametrize(
    "given, said",
    [
        ("", "COMMAND: expected JSON"),
        ("[]", "COMMAND"),
        ('{"command": "give_money"}', "command: expected one of: open_fund"),
        ('{"command": "record_donation", "gross": 1.5}', "gross: expected a whole number"),
        ('{"command": "record_donation", "gross": "5"}', "gross: expected a whole number"),
        ('{"command": "record_donation", "who": "x"}', "who: expected no field of this name"),
    ],
)
def test_unusable_input_names_the_field(shared: Instance, given: str, said: str) -> None:
    done = shared.run("record", "Whatever", given=given)
    assert done.returncode == Outcome.UNUSABLE
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_fund_is_said(shared: Instance) -> None:
    open_fund(shared, label="Known")
    for named in ("Unheard of", str(uuid4())):
        done = shared.run("check", named)
        assert done.returncode == Outcome.UNUSABLE
        assert "There is no fund" in done.stderr


def test_a_wrong_setting_is_named(shared: Instance) -> None:
    done = shared.run("funds", PARASOL_PORT="http")
    assert done.returncode == Outcome.UNUSABLE
    assert done.stderr.startswith("PARASOL_PORT: must be a whole number")


def test_the_real_export_is_imported_checked_exported_and_loaded(
    shared: Instance, own: Instance
) -> None:
    receipt = open_fund(shared, label="Collective", occurred_on="2017-01-01")
    options = ["--fund", "Collective", "--account", "Bank"]
    first = shared.run("import", "open-collective", str(EXPORT), *options)
    assert "Nothing was written" in first.stdout
    assert f"Collective  ({receipt['last']} lines)" in shared.run("funds").stdout
    done = shared.run("import", "open-collective", str(EXPORT), *options, "--yes")
    assert done.returncode == Outcome.DONE, done.stderr
    for figure in (
        "gross gifts          14,914.38  in 1,035 gifts",
        "refunds                 702.00  102.00 given back, 600.00 passed on to others",
        "processor fees          937.84  net of covers",
        "host fees             1,481.24",
        "spending              6,105.01",
        "The account holds 5,688.29 USD",
    ):
        assert figure in done.stdout, figure
    assert "1,096 of 1,096 lines are written." in done.stderr
    again = shared.run("import", "open-collective", str(EXPORT), *options, "--yes")
    assert "Nothing is new" in again.stdout
    assert "contributor" not in (done.stdout + done.stderr + again.stdout).lower()
    checked = shared.run("check", "Collective")
    assert (checked.returncode, "agrees with its lines" in checked.stdout) == (0, True)
    _move(shared, own, receipt["fund_id"])


def _move(shared: Instance, own: Instance, fund_id: str) -> None:
    file = shared.place / "book.jsonl"
    assert shared.run("export", fund_id, str(file)).returncode == Outcome.DONE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    twice = shared.run("load", str(file))
    assert twice.returncode == Outcome.UNUSABLE
    assert "has a book here already" in twice.stderr
    own.start()
    loaded = own.run("load", str(file))
    assert "The file lacks: vault, keys, sign-ins." in loaded.stdout
    for output in ((), ("-",)):
        assert own.run("export", fund_id, *output).stdout == file.read_text(encoding="utf-8")
    again = own.run("import", "open-collective", str(EXPORT), "--account", "Bank", "--yes")
    assert "Nothing is new" in again.stdout
    assert own.run("rebuild").returncode == Outcome.DONE
    assert own.run("check").returncode == Outcome.DONE


def test_an_export_that_cannot_be_read_is_named_and_nothing_is_written(
    shared: Instance, tmp_path: Path
) -> None:
    receipt = open_fund(shared, label="Untouched")
    bad = tmp_path / "bad.csv"
    bad.write_text(EXPORT.read_text(encoding="utf-8").replace(",-454.99,", ",-454.9x,"))
    options = ["--fund", "Untouched", "--account", "Bank", "--yes"]
    done = shared.run("import", "open-collective", str(bad), *options)
    assert done.returncode == Outcome.UNUSABLE
    assert "Row 2, amount: expected an amount" in done.stderr
    assert f"Untouched  ({receipt['last']} lines)" in shared.run("funds").stdout


def test_money_that_would_be_missing_is_said_before_anything_is_written(
    shared: Instance, tmp_path: Path
) -> None:
    receipt = open_fund(shared, label="Poor", occurred_on="2017-01-01")
    text = EXPORT.read_text(encoding="utf-8").splitlines(keepends=True)
    late = tmp_path / "late.csv"
    late.write_text("".join(text[:20]))
    options = ["--fund", "Poor", "--account", "Bank", "--yes"]
    done = shared.run("import", "open-collective", str(late), *options)
    assert done.returncode == Outcome.REFUSED
    assert "Refused: row 2 (insufficient-funds)" in done.stdout
    assert f"Poor  ({receipt['last']} lines)" in shared.run("funds").stdout
