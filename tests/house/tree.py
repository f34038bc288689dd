"""The files of the project as they would be committed, for the tests of the house itself."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
PACKAGES: Final = ("ledger", "projections", "api")
CODE: Final = (*PACKAGES, "tests", "benchmarks")
_LEFT_BY_TOOLS: Final = frozenset(
    {
        ".git",
        ".venv",
        ".bench",
        "__pycache__",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
        ".hypothesis",
    },
)


@cache
def list_files() -> tuple[Path, ...]:
    """List what git tracks or would add; without git, everything but what tools leave behind."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0 and listed.stdout:
        names = listed.stdout.decode().rstrip("\0").split("\0")
        return tuple(path for name in sorted(names) if (path := ROOT / name).is_file())
    return tuple(sorted(_walk(ROOT)))


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name in _LEFT_BY_TOOLS or path.name.endswith(".egg-info"):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _walk(path)
        elif path.is_file():
            yield path


def list_code(*folders: str, suffix: str = ".py") -> list[Path]:
    """List the files under *folders* of the project with the given ending."""
    return [path for path in list_files() if path.suffix == suffix and name_of(path)[0] in folders]


def name_of(path: Path) -> tuple[str, ...]:
    """Return the parts of a path below the project's folder."""
    return path.relative_to(ROOT).parts


def parse(path: Path) -> ast.Module:
    """Read a Python file as a tree."""
    return ast.parse(path.read_text("utf-8"), filename=str(path))
