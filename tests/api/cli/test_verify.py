"""`parasol verify` as a donor, an auditor and a stranger type it: no service, no settings."""

import hashlib
import json
import os
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest

from api.cli.failures import Outcome
from ledger.verifier import FAILURES
from tests.ledger.verifier.copies import COPIES
from tests.ledger.verifier.maker import CODE, ORIGIN, REPORT_KEY, Maker, gift
from tests.spare import spare

MANIFEST: Final = b'{"format":"parasol-report/1","number":3}'
LOGGED: Final = json.dumps(
    {"number": 3, "manifest_hash": hashlib.sha256(MANIFEST).hexdigest(), "head": None}
)
MADE: Final = Maker([gift(3), b"report.logged.v1\n" + LOGGED.encode()], size=300)
NO_KEY: Final = (
    *("report", "report.json", "report.tlog-proof", "--key", "keys"),
    *("--signature", "report.sig", "--report-key", "keys"),
)
NOT_WITNESSED: Final = (
    "Not witnessed: this server could show different books to different people.\n"
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A directory with everything that a fund gave out."""
    files = {
        "receipt.tlog-proof": MADE.receipt(),
        "gift.promise": MADE.promise(),
        "keys": MADE.keys,
        "policy": MADE.policy(),
        "report.json": MANIFEST.decode(),
        "report.tlog-proof": MADE.receipt(1),
        "report.sig": None,
    }
    for name, text in files.items():
        data = REPORT_KEY.private.sign(MANIFEST) if text is None else text.encode()
        (tmp_path / name).write_bytes(data)
    MADE.write(tmp_path / "log")
    return tmp_path


def verify(place: Path, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command where nothing is set."""
    own = ("DATABASE_URL", "PARASOL_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    return spare().run(("verify", *arguments), given.encode(), kept, place, 60)


def data_of(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(done.stdout)
    assert done.stdout.isascii()
    assert done.stdout.count("\n") == 1
    return said


def test_a_receipt_says_first_what_is_proven_and_then_what_is_not(place: Path) -> None:
    done = verify(place, "receipt", "receipt.tlog-proof", "--policy", "policy")
    assert done.returncode == Outcome.DONE, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == f"Proven: a gift of 25.00 EUR of 2026-11-20 is in the log of {ORIGIN}."
    assert lines[1].startswith("Witnessed by w1 (2026-09-21 14:13 UTC), w2 (")
    assert lines[2].startswith("Not proven: that the books are true.")
    assert lines[3] == "Not proven: that this line is yours. Check it with --code."
    assert "  place 5 of 300, line donation.received.v1:" in lines


@pytest.mark.parametrize("name", ["receipt.tlog-proof", "gift.promise"])
def test_what_was_copied_from_paper_is_put_together_again(place: Path, name: str) -> None:
    whole = verify(place, "receipt", name, "--key", "keys")
    copied = COPIES["cut at 70 and lines of Windows"]((place / name).read_text())
    (place / name).write_text(copied, newline="")
    again = verify(place, "receipt", name, "--key", "keys")
    assert (again.returncode, again.stdout) == (Outcome.DONE, whole.stdout)
    (place / name).write_text(copied.replace("extra c", "extra ", 1), newline="")
    assert "NOT PROVEN (malformed)" in verify(place, "receipt", name, "--key", "keys").stdout


def test_with_the_key_alone_it_says_that_nobody_witnessed(place: Path) -> None:
    for key in ("keys", MADE.head_key.vkey):
        done = verify(place, "receipt", "receipt.tlog-proof", "--key", key)
        assert done.returncode == Outcome.DONE
        assert NOT_WITNESSED in done.stdout


def test_the_code_is_asked_for_and_is_nowhere(place: Path) -> None:
    asked = ("receipt", "receipt.tlog-proof", "--key", "keys", "--code")
    done = verify(place, *asked, given=f"{CODE}\n")
    assert done.returncode == Outcome.DONE
    assert "Proven: it belongs to your code, as gift 3, and to no other.\n" in done.stdout
    assert CODE not in done.stdout + done.stderr
    other = verify(place, *asked, given="ZZZZ-4567-89AB-CDEF-GHJK\n")
    assert other.returncode == Outcome.DISAGREES
    assert other.stdout.startswith("NOT PROVEN (code-differs). ")
    none = verify(place, *asked, given="wrong\n")
    assert none.returncode == Outcome.UNUSABLE
    assert "twenty signs" in none.stderr


def test_a_promise_says_by_when(place: Path) -> None:
    done = verify(place, "receipt", "gift.promise", "--key", "keys", "--code", given=CODE + "\n")
    assert done.returncode == Outcome.DONE, done.stderr
    assert "has promised that a gift of 25.00 EUR of 2026-11-20 is in its log" in done.stdout
    assert "by 2027-01-15 08:00 UTC.\n" in done.stdout
    assert "Not proven: that it is in the log." in done.stdout
    key = verify(place, "receipt", "gift.promise", "--key", MADE.head_key.vkey)
    assert key.returncode == Outcome.UNUSABLE
    assert "second key" in key.stderr


def test_programs_read_json(place: Path) -> None:
    said = data_of(verify(place, "receipt", "receipt.tlog-proof", "--policy", "policy", "--json"))
    assert said["proven"]
    assert (said["origin"], said["index"], said["size"]) == (ORIGIN, 5, 300)
    assert said["witnessed"]
    assert said["fields"]["gross"] == 2500
    promise = data_of(verify(place, "receipt", "gift.promise", "--key", "keys", "--json"))
    assert (promise["what"], promise["deadline"]) == ("promise", 1_800_000_000)
    log = data_of(verify(place, "log", "log", "--key", "keys", "--json"))
    assert (log["what"], log["size"], log["witnessed"]) == ("log", 300, False)
    (place / "bad").write_text(MADE.receipt().replace("index 5", "index 6"))
    bad = verify(place, "receipt", "bad", "--key", "keys", "--json")
    assert bad.returncode == Outcome.DISAGREES
    assert data_of(bad)["failure"] == "not-in-log"
    none = verify(place, "receipt", "bad", "--key", "nothing", "--json")
    assert none.returncode == Outcome.UNUSABLE
    assert data_of(none)["failure"] == "key-unreadable"


def test_what_a_line_says_cannot_steer_the_terminal(place: Path) -> None:
    evil = gift(currency="EUR\x1b[2J\u202e", note="\x1b]0;x\x07")
    (place / "evil").write_text(Maker([evil]).receipt())
    done = verify(place, "receipt", "evil", "--key", "keys")
    assert done.returncode == Outcome.DONE
    assert not {"\x1b", "\x07", "\u202e"} & set(done.stdout)


def test_a_report_is_the_one_that_is_out(place: Path) -> None:
    asked = ("report", "report.json", "report.tlog-proof", "--policy", "policy")
    done = verify(place, *asked)
    assert done.returncode == Outcome.DONE, done.stderr
    assert done.stdout.startswith(f"Proven: this is report 3 as the log of {ORIGIN} has it.\n")
    assert "Not checked: its signature." in done.stdout
    signed = (*asked, "--signature", "report.sig", "--report-key", REPORT_KEY.raw.hex())
    assert "has signed it" in verify(place, *signed).stdout
    assert verify(place, *signed[:-2]).returncode == Outcome.UNUSABLE
    wrong = verify(place, *signed[:-1], Maker().head_key.raw.hex())
    assert wrong.returncode == Outcome.DISAGREES
    assert "report-signature-wrong" in wrong.stdout
    (place / "report.json").write_bytes(MANIFEST + b" ")
    assert "NOT PROVEN (report-differs)" in verify(place, *asked).stdout


def test_a_whole_log_and_that_it_only_grew(place: Path) -> None:
    (place / "older").write_text(MADE.head(100))
    done = verify(place, "log", "log", "--policy", "policy", "--from", "older")
    assert done.returncode == Outcome.DONE, done.stderr
    assert done.stdout.startswith(f"Proven: the log of {ORIGIN} is whole, 300 places.\n")
    assert "Proven: it begins with the 100 places of the head from before." in done.stdout
    (place / "older").write_text(Maker(size=300, salted="other").head(100))
    forked = verify(place, "log", "log", "--policy", "policy", "--from", "older")
    assert forked.returncode == Outcome.DISAGREES
    assert forked.stdout.startswith("NOT PROVEN (log-forked). ")
    (place / "log/tile/0/000").unlink()
    missing = verify(place, "log", "log", "--policy", "policy")
    assert (missing.returncode, "tile/0/000" in missing.stdout) == (Outcome.DISAGREES, True)


@pytest.mark.parametrize(
    "arguments, outcome, said",
    [
        (("receipt", "receipt.tlog-proof"), Outcome.UNUSABLE, "whose signature counts"),
        (("receipt", "nowhere", "--key", "keys"), Outcome.UNUSABLE, "nowhere: No such file"),
        (("log", "nowhere", "--key", "keys"), Outcome.UNUSABLE, "expected a directory"),
        (("log", "--key", "keys"), Outcome.UNUSABLE, "Which log?"),
        (("log", "http://x.invalid/", "--key", "keys"), Outcome.UNAVAILABLE, "nothing was checked"),
        (("log", "http://a:b@c/", "--key", "keys"), Outcome.UNUSABLE, "Expected the address"),
        (("log", "--evidence", "log", "--key", "keys"), Outcome.DISAGREES, ""),
        (("log", "--evidence", "nowhere", "--key", "keys"), Outcome.UNUSABLE, "monitor"),
        (("receipt", "keys", "--policy", "keys", "--key", "policy"), Outcome.DISAGREES, ""),
        (NO_KEY, Outcome.UNUSABLE, "expected a .pem file"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_what_cannot_be_used_is_said(
    place: Path, arguments: tuple[str, ...], outcome: Outcome, said: str
) -> None:
    done = verify(place, *arguments)
    assert done.returncode == outcome
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_every_failure_is_explained_in_the_documentation() -> None:
    docs = Path(__file__).parents[3] / "docs"
    proofs, checking = ((docs / name).read_text() for name in ("proofs.md", "checking.md"))
    for name in FAILURES:
        assert f"`{name}`" in proofs, name
        assert f"`{name}`" in checking, name
