"""Writing what a command gives out into a file that is whole or not there."""

import os
import secrets
from collections.abc import AsyncIterator
from pathlib import Path


async def to_file(file: Path, pieces: AsyncIterator[bytes]) -> None:
    """Write beside *file* first, for its owner alone; one of that name is replaced at the end."""
    scratch = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    made = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(made, "wb") as output:
            async for piece in pieces:
                output.write(piece)
            output.flush()
            os.fsync(made)
        scratch.replace(file)
    finally:
        scratch.unlink(missing_ok=True)
