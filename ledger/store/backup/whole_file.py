"""A file that is there whole or not at all."""

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Write a file beside *path* (mode 0600) and give it that name at the end of the block.

    When the block fails, nothing stays. A file that has the name already is never replaced:
    raises FileExistsError.
    """
    if os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, "there is a file of that name already", str(path))
    scratch = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    made = os.open(scratch, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(made, "w+b") as file:
            yield file
            file.flush()
            os.fsync(made)
        scratch.rename(path)
    except BaseException as failure:
        scratch.unlink(missing_ok=True)
        if isinstance(failure, OSError) and failure.filename is None:
            failure.filename = str(path)
        raise
    _keep(path.parent)


def _keep(directory: Path) -> None:
    """See to it that the name survives a loss of power."""
    opened = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
