"""Which addresses are public: nobody is looked up there, whoever asks."""

from typing import Final

PUBLIC: Final = "public"
"""Stands behind the language and the fund in the address of every public page and file."""
_PLACE: Final = 3


def is_public(path: str) -> bool:
    """Say whether *path* is of the public part of some fund: ``/{language}/{fund}/public/…``."""
    parts = path.split("/", _PLACE + 1)
    return len(parts) > _PLACE and parts[_PLACE] == PUBLIC and parts[1] != "api"
