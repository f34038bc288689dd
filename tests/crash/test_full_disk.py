"""A full disk: a clear answer at once, reads as long as they can be served, nothing lost."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.instance import ROOT
from tests.ledger.store.embedded_stage import open_directory

SIZE = "96m"
SECONDS = 240

# Ordinary accounts become root in a namespace to mount the disk, and themselves again in another.
MOUNT = """
mount -t tmpfs -o size="$1",mode=755 tmpfs "$2" || { echo "no file system can be mounted"; exit 1; }
shift 2; exec "$@"
"""


def on_a_disk_of_its_own(place: Path, program: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a program whose temporary files lie on a small disk that nobody else sees."""
    unshare = shutil.which("unshare")
    assert unshare, "unshare is missing: it comes with util-linux"
    uid, gid = os.geteuid(), os.getegid()
    away = [unshare, "-m"] if uid == 0 else [unshare, "-rm"]
    back = [] if uid == 0 else [unshare, "-U", f"--map-user={uid}", f"--map-group={gid}"]
    return subprocess.run(
        [*away, "sh", "-c", MOUNT, "sh", SIZE, str(place), *back, *program],
        env=os.environ | {"TMPDIR": str(place)},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=SECONDS,
        check=False,
    )


@pytest.mark.crash
def test_a_full_disk_is_said_and_forgotten_once_there_is_room() -> None:
    place = open_directory()
    try:
        played = on_a_disk_of_its_own(place, [sys.executable, "-m", "tests.crash.full_disk"])
    finally:
        place.rmdir()
    assert played.returncode == 0, played.stdout
