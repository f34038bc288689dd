"""The verifier stands alone: it imports nothing of ours, and little of others."""

import ast
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[3]
FILES: Final = sorted((ROOT / "ledger" / "verifier").glob("*.py"))


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_it_imports_the_standard_library_and_cryptography(path: Path) -> None:
    for name in imported(path):
        top = name.partition(".")[0]
        is_own = name == "ledger.verifier" or name.startswith("ledger.verifier.")
        assert is_own or top == "cryptography" or top in sys.stdlib_module_names, name


def test_checking_loads_no_service_and_no_database() -> None:
    script = (
        "import sys; import api.cli.verify, api.cli.monitor, api.cli.program;"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert "cryptography" in loaded
    assert not loaded & {"asyncpg", "litestar", "eventsourcing", "msgspec", "granian", "jinja2"}
