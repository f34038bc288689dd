"""Where the oracles come from. What is missing fails, with a sentence that says what to install."""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import pytest

HERE: Final = Path(__file__).parent
_DEBIAN_PACKAGE: Final = "golang-golang-x-mod-dev"
_DEBIAN_PATH: Final = Path("usr/share/gocode")
_SECONDS: Final = 300


def program(name: str, package: str) -> str:
    """Return the path of a program, or fail and say which package has it."""
    found = shutil.which(name)
    if found is None:
        pytest.fail(f"There is no {name} here. Install it (Debian, Ubuntu: {package}).")
    return found


def run(command: Sequence[str | Path], folder: Path, env: Mapping[str, str] | None = None) -> str:
    """Run a command and return what it prints; fail with its words where it fails."""
    done = tried(command, folder, env)
    if done.returncode:
        said = (done.stdout + done.stderr)[-2000:]
        pytest.fail(f"{Path(command[0]).name} says no: {said}")
    return done.stdout


def tried(
    command: Sequence[str | Path], folder: Path, env: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run a command, whatever it answers."""
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        check=False,
        timeout=_SECONDS,
    )


def go_oracle(folder: Path) -> Path:
    """Build the Go oracle.

    Its packages are Debian's where they are installed or can be downloaded (Debian signs them,
    and nothing is installed), else the module whose hash go.sum has.
    """
    go, built = program("go", "golang-go"), folder / "oracle"
    sources = _debian(folder)
    if sources is None:
        env = {
            "GOTOOLCHAIN": "local",
            "GOFLAGS": "-mod=readonly -buildvcs=false",
            "CGO_ENABLED": "0",
        }
        run([go, "build", "-o", built, "."], HERE / "go", env)
        return built
    env = {"GO111MODULE": "off", "GOPATH": str(sources), "GOFLAGS": "", "CGO_ENABLED": "0"}
    run([go, "build", "-o", built, "main.go"], HERE / "go", env)
    return built


def _debian(folder: Path) -> Path | None:
    """Return where the sources of Debian's package are, or None where there are none."""
    installed = Path("/") / _DEBIAN_PATH
    if (installed / "src/golang.org/x/mod").is_dir():
        return installed
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        return None
    if tried(["apt-get", "download", _DEBIAN_PACKAGE], folder).returncode:
        return None
    for package in folder.glob("*.deb"):
        run(["dpkg-deb", "-x", package, folder / "debian"], folder)
        return folder / "debian" / _DEBIAN_PATH
    return None


def node_oracle(folder: Path) -> Path:
    """Install what package-lock.json names, by its hashes; return the script to run."""
    npm = program("npm", "npm")
    for name in ("package.json", "package-lock.json", "check.mjs"):
        shutil.copy(HERE / "node" / name, folder)
    run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], folder)
    return folder / "check.mjs"
