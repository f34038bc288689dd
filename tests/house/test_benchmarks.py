"""The benchmarks keep their word: every promised key is measured, written and explained."""

import json
import re
from pathlib import Path
from typing import Any, Final

import pytest

from benchmarks import results
from benchmarks.__main__ import WORKLOADS
from benchmarks.harness import Round, interleave, measure, ratio, round_of
from benchmarks.promises import PROMISES, Promise, missing
from tests.house.tree import ROOT

FOLDER: Final = ROOT / "benchmarks"
PEERS: Final = FOLDER / "peers"
README: Final = (FOLDER / "README.md").read_text("utf-8")
KEY_IN_TABLE: Final = re.compile(r"^\| `([a-z_]+\.[A-Za-z0-9_.*]+)` \|(.*)\|$", re.MULTILINE)
PROMISED: Final = {
    "hot_fund.vs_eventsourcing",
    "hot_fund.vs_message_db",
    "hot_fund.vs_emmett",
    "hot_fund.vs_umadb",
    "http.vs_noop",
    "processes.four_vs_one",
    "import.vs_copy",
    "rebuild.vs_copy",
    "rebuild.vs_beancount",
    "growth.append",
    "growth.pages",
    "open.cold_seconds",
    "reports.vs_static",
    "log.sealing_vs_recording",
    "log.receipt_ms",
    "log.verify_ms",
    "log.audit_seconds",
}
WHERE: Final = results.Machine(
    processors=2,
    architecture="none",
    kernel="none",
    python="none",
    postgresql="none",
    node="none",
)


def explained() -> dict[str, str]:
    """Return the row of each key in the tables of the README."""
    return dict(KEY_IN_TABLE.findall(README))


def a_run(**ratios: float) -> results.Results:
    return results.Results(quick=True, machine=WHERE, versions={}, ratios=ratios, raw={})


def test_nothing_that_was_promised_is_forgotten() -> None:
    assert set(PROMISES) >= PROMISED
    assert missing({}) == list(PROMISES)
    assert missing(dict.fromkeys(PROMISES, 1.0)) == []


@pytest.mark.parametrize("key", PROMISES)
def test_the_readme_states_each_promise(key: str) -> None:
    assert str(PROMISES[key]) in explained()[key]


def test_the_last_run_is_whole_and_every_key_of_it_is_explained() -> None:
    last = results.read()
    assert missing(last.ratios) == []
    known = [
        re.compile(re.escape(key).replace(r"\*", ".+").replace("NAME", ".+").replace("N", r"\d+"))
        for key in explained()
    ]
    strange = [key for key in last.ratios if not any(each.fullmatch(key) for each in known)]
    assert strange == []


def test_the_last_run_names_whom_it_compared_with() -> None:
    last = results.read()
    assert {"eventsourcing", "umadb", "beancount", "@eventide/message-db"} <= set(last.versions)
    assert all(last.versions.values())


def test_every_workload_has_a_file_and_every_file_is_run() -> None:
    beside = {path.stem for path in (FOLDER / "workloads").glob("*.py")} - {"__init__"}
    runs = {
        name
        for name in beside
        if "async def run(" in (FOLDER / "workloads" / f"{name}.py").read_text("utf-8")
    }
    assert set(WORKLOADS) == runs


def test_a_run_that_lacks_a_key_leaves_the_last_one_alone(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    whole = a_run(**dict.fromkeys(PROMISES, 1.0))
    results.write(whole, path)
    with pytest.raises(ValueError, match=r"growth\.append"):
        results.write(a_run(**{key: 2.0 for key in PROMISES if key != "growth.append"}), path)
    assert results.read(path) == whole
    assert list(tmp_path.iterdir()) == [path]


def test_two_workloads_do_not_share_a_key() -> None:
    assert results.gather([{"a.x": 1.5, "a.y": [1.5]}]) == ({"a.x": 1.5}, {"a.y": [1.5]})
    with pytest.raises(ValueError, match=r"a\.x"):
        results.gather([{"a.x": 1.0}, {"a.x": [2.0]}])


@pytest.mark.parametrize(
    ("promise", "value", "holds"),
    [
        (Promise(at_least=5), 5, True),
        (Promise(at_least=5), 4.99, False),
        (Promise(at_most=1.2), 1.2, True),
        (Promise(at_most=1.2), 1.21, False),
    ],
)
def test_a_promise_holds_at_its_bound(promise: Promise, value: float, holds: bool) -> None:
    assert promise.holds(value) is holds


async def test_sides_are_measured_in_turn() -> None:
    order: list[str] = []

    async def side(name: str) -> int:
        order.append(name)
        return len(order)

    found = await interleave({"a": lambda: side("a"), "b": lambda: side("b")}, 3)
    assert order == ["a", "b", "a", "b", "a", "b"]
    assert found == {"a": [1, 3, 5], "b": [2, 4, 6]}


def test_a_ratio_is_the_middle_one_of_its_rounds() -> None:
    assert ratio([10, 100, 9], [5, 10, 9]) == 2


def test_waits_are_given_in_milliseconds() -> None:
    waits = [number / 1000 for number in range(1, 101)]
    assert round_of(waits, 4.0) == Round(25.0, 51.0, 96.0, 100.0)


async def test_work_that_was_given_up_is_not_counted() -> None:
    async def refuse() -> bool:
        return False

    assert await measure(refuse, 3, 0) == Round(0.0, 0.0, 0.0, 0.0)


def pins_without_hash(text: str) -> list[str]:
    """List the pins of a lock that no hash follows."""
    pins = re.split(r"^(?=\S)", text, flags=re.MULTILINE)[1:]
    return [pin.split()[0] for pin in pins if "--hash=sha256:" not in pin]


def test_python_peers_are_locked_by_hash_and_name_no_place() -> None:
    lock = (PEERS / "requirements.lock").read_text("utf-8")
    wanted = (PEERS / "requirements.in").read_text("utf-8")
    assert "://" not in lock
    assert pins_without_hash(lock) == []
    assert pins_without_hash("sly==1.0\nfox==2.0 \\\n    --hash=sha256:0\n") == ["sly==1.0"]
    for name, version in re.findall(r"^([a-z]+)[^=#]*==(\S+)$", wanted, re.MULTILINE):
        assert f"\n{name}=={version} " in f"\n{lock}"


def test_node_peers_are_locked_by_hash_and_name_no_place() -> None:
    text = (PEERS / "node" / "package-lock.json").read_text("utf-8")
    lock: dict[str, dict[str, Any]] = json.loads(text)["packages"]
    wanted = json.loads((PEERS / "node" / "package.json").read_text("utf-8"))
    assert "://" not in text
    root = lock.pop("")
    assert root["dependencies"] == wanted["dependencies"]
    assert [name for name, package in lock.items() if "sha512-" not in package["integrity"]] == []
    assert [name for name, package in lock.items() if "resolved" in package] == []
    for name, version in wanted["dependencies"].items():
        assert lock[f"node_modules/{name}"]["version"] == version
