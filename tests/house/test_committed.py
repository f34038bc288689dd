"""What is committed holds no trace of a machine, and no test that quietly does not run."""

import ast
import os
import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

import pytest

from tests.house.tree import ROOT, list_code, list_files, parse

# Put together here, so that this file passes its own test.
REGISTRIES: Final = tuple(
    f"{name}.{end}"
    for name, end in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"))
)
MIRROR: Final = re.compile(r"://[^/\s\"']*\b(?:artifactory|nexus|mirror|pypi|npm)\b")
MACHINE: Final = re.compile(r"(?<![\w.:/~-])/(?:work|root|home/[\w-]+|Users/[\w-]+)/[\w.]")
INDEX_SETTINGS: Final = (
    "PIP_INDEX_URL",
    "PIP_EXTRA_INDEX_URL",
    "UV_DEFAULT_INDEX",
    "UV_INDEX_URL",
    "UV_INDEX",
    "UV_EXTRA_INDEX_URL",
)
# docs/testing.md lists the platforms that a test may be left out on: none.
LEAVE_OUT: Final = frozenset(
    {"skip", "skipif", "skipIf", "skipUnless", "xfail", "importorskip", "expectedFailure"},
)


def hosts_of_this_machine() -> list[str]:
    """List the hosts that this machine's package tools are told to ask."""
    addresses = " ".join(os.environ.get(name, "") for name in INDEX_SETTINGS).split()
    return [host for address in addresses if (host := urlsplit(address).hostname)]


def traces(text: str) -> Iterator[str]:
    """Yield what in *text* names a registry or a folder of somebody's machine."""
    for number, line in enumerate(text.splitlines(), start=1):
        named = any(host in line for host in (*REGISTRIES, *hosts_of_this_machine()))
        if named or MIRROR.search(line) or MACHINE.search(line):
            yield f"{number}: {line.strip()[:80]}"


def test_no_file_names_a_registry_or_a_machine() -> None:
    files = list_files()
    assert len(files) > 50
    found = [
        f"{path.relative_to(ROOT)}:{trace}"
        for path in files
        for trace in traces(path.read_bytes().decode("utf-8", "ignore"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        f"index = files.{REGISTRIES[1]}/packages/x",
        "https:" + "//pypi.example.org/simple",
        "DATA = '" + "/root" + "/.cache'",
        "see " + "/work" + "/main/ledger",
        "/home" + "/somebody/parasol",
    ],
)
def test_a_trace_is_found(line: str) -> None:
    assert list(traces(f"first\n{line}\n"))


@pytest.mark.parametrize("line", ["the framework/api", "../shared/data", "https://example.org/x"])
def test_ordinary_words_are_no_trace(line: str) -> None:
    assert not list(traces(line))


def left_out(tree: ast.Module) -> Iterator[int]:
    """Yield the lines where a test may be left out or may fail unnoticed."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            of = ast.unparse(node.value).split(".")[0]
            if node.attr == "skipTest" or (node.attr in LEAVE_OUT and of in {"pytest", "unittest"}):
                yield node.lineno
        elif isinstance(node, ast.ImportFrom) and node.module in {"pytest", "unittest"}:
            yield from (node.lineno for name in node.names if name.name in LEAVE_OUT)


def test_every_test_runs_or_fails() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in list_code("tests", "benchmarks")
        for line in left_out(parse(path))
    ]
    assert found == []


def test_leaving_out_is_noticed() -> None:
    planted = "import pytest\n@pytest.mark.skipif(True)\ndef test_x():\n    pytest.skip('no')\n"
    assert list(left_out(ast.parse(planted))) == [2, 4]


def test_nothing_that_runs_keeps_was_committed() -> None:
    kept = {".env", "uv.lock", "sign-in-code"}
    found = [path for path in list_files() if path.name in kept or path.suffix in {".dump", ".key"}]
    assert found == []
