"""The key of a vault on the command line: made, on paper, tried, replaced, brought back."""

import re
from uuid import UUID

import pytest

from api.cli.failures import Outcome
from ledger.vault.custody import Custody
from tests.api.cli.test_commands import open_fund
from tests.instance import Instance

pytestmark = pytest.mark.slow


def sheets_in(said: str) -> list[str]:
    """Return the words of every sheet that was printed."""
    _, *parts = re.split(r"^Sheet \d of 3.*$", said, flags=re.MULTILINE)
    return [" ".join(re.findall(r"\d+\. ([a-z]+)", part)) for part in parts]


def test_a_key_is_put_on_paper_tried_taken_off_and_brought_back(shared: Instance) -> None:
    fund = str(open_fund(shared)["fund_id"])
    custody = Custody(shared.keys, UUID(fund))
    assert "not made yet" in shared.run("keys", "show", fund).stdout
    made = shared.run("keys", "make", fund)
    assert (made.returncode, made.stdout) == (Outcome.DONE, "Made.\n")
    assert "nothing was changed" in shared.run("keys", "make", fund).stdout
    sheets = sheets_in(shared.run("keys", "split", fund).stdout)
    assert [len(sheet.split()) for sheet in sheets] == [33, 33, 33]
    assert "made, not tried" in shared.run("keys", "show", fund).stdout
    wrong = shared.run("keys", "check", fund, given=f"{sheets[0]}\n{sheets[0]}\n")
    assert wrong.returncode == Outcome.REFUSED
    assert sheets[0] not in wrong.stderr
    assert not custody.state().sheets_checked
    right = shared.run("keys", "check", fund, given=f"{sheets[0]}\n{sheets[2]}\n")
    assert right.returncode == Outcome.DONE, right.stderr
    assert custody.lock(forgetting=True)
    assert "on paper only" in shared.run("keys", "show", fund).stdout
    assert shared.run("keys", "rotate", fund).returncode == Outcome.UNUSABLE
    back = shared.run("keys", "restore", fund, given=f"{sheets[1]}\n{sheets[2]}\n")
    assert back.returncode == Outcome.DONE, back.stderr
    assert custody.state().is_open
    again = shared.run("keys", "restore", fund, given=f"{sheets[1]}\n{sheets[2]}\n")
    assert again.returncode == Outcome.REFUSED


def test_a_replaced_key_makes_its_sheets_useless(shared: Instance) -> None:
    fund = str(open_fund(shared)["fund_id"])
    sheets = sheets_in(shared.run("keys", "split", fund).stdout)
    assert "wrapped anew: 0" in shared.run("keys", "rotate", fund).stdout
    tried = shared.run("keys", "check", fund, given=f"{sheets[0]}\n{sheets[1]}\n")
    assert tried.returncode == Outcome.REFUSED
    assert "sheets: not made" in shared.run("keys", "show", fund).stdout
