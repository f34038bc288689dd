"""What results.json holds, and how it is written: one whole run, or nothing."""

import json
import os
import platform
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct

from benchmarks.harness import Result
from benchmarks.promises import PROMISES, missing

RESULTS: Final = Path(__file__).parent / "results.json"


class Machine(Struct, frozen=True):
    """Where it was measured. No name of the machine and no path of it."""

    processors: int
    architecture: str
    kernel: str
    python: str
    postgresql: str
    node: str


class Results(Struct, frozen=True, forbid_unknown_fields=True):
    """One run of everything.

    *quick* says that books and rounds were those of the short edition. *ratios* are flat by key,
    *raw* holds every figure that they came from, and *versions* names whom we compared with.
    """

    quick: bool
    machine: Machine
    versions: dict[str, str]
    ratios: dict[str, float]
    raw: dict[str, Any]


def machine_of(postgresql: str) -> Machine:
    """Describe this machine; *postgresql* is the version of the server that was used."""
    return Machine(
        processors=os.cpu_count() or 1,
        architecture=platform.machine(),
        kernel=platform.system() + " " + platform.release().split("-")[0],
        python=platform.python_version(),
        postgresql=postgresql,
        node=_node(),
    )


def _node() -> str:
    node = shutil.which("node")
    if node is None:
        return "none"
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=True)
    return said.stdout.strip().removeprefix("v")


def gather(found: Iterable[Result]) -> tuple[dict[str, float], dict[str, Any]]:
    """Split what workloads returned into ratios (numbers) and raw figures (all else)."""
    ratios: dict[str, float] = {}
    raw: dict[str, Any] = {}
    for result in found:
        for key, value in result.items():
            if key in ratios or key in raw:
                raise ValueError(f"Two workloads return {key}.")
            if isinstance(value, int | float):
                ratios[key] = float(value)
            else:
                raw[key] = msgspec.to_builtins(value)
    return ratios, raw


def write(results: Results, path: Path = RESULTS) -> None:
    """Write a whole run beside *path* and put it in its place; refuse one that lacks a key."""
    lacking = missing(results.ratios)
    if lacking:
        raise ValueError(f"Not written: {', '.join(lacking)} not measured.")
    scratch = path.with_suffix(".part")
    text = json.dumps(msgspec.to_builtins(results), indent=1)
    scratch.write_text(text + "\n", "utf-8")
    scratch.replace(path)


def read(path: Path = RESULTS) -> Results:
    """Read a run that was written."""
    return msgspec.json.decode(path.read_bytes(), type=Results)


def verdicts(ratios: Mapping[str, float]) -> dict[str, tuple[float, str, str]]:
    """Set each promise that was measured beside its figure: value, bound, kept or missed."""
    return {
        key: (ratios[key], str(promise), "kept" if promise.holds(ratios[key]) else "MISSED")
        for key, promise in PROMISES.items()
        if key in ratios
    }
