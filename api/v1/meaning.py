"""What a field of a request means: a sentence, and a value as an example."""

from typing import NamedTuple


class Meaning(NamedTuple):
    """A sentence about a field, and a value as an example."""

    sentence: str
    example: object
