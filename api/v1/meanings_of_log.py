"""What every field of a request about the log means."""

from typing import Final

from api.v1.meaning import Meaning

_ORIGIN: Final = "fund.example.org/6f1c1ad8-6d0f-4c57-9f3a-0d5f7f0b8a11/1"
_ROOT: Final = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_WITNESS: Final = {
    "vkey": "witness.example.org/w1+530d903a+BOkyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    "url": "https://witness.example.org/w1",
}

LOG: Final[dict[str, Meaning]] = {
    "batch_size": Meaning("Leaves that every head adds: a power of two from 64 to 4096.", 64),
    "every_hours": Meaning("Hours from head to head: 24, 12, 8, 6, 4, 3, 2 or 1.", 24),
    "head": Meaning(
        "The newest head of the fund's log; left out while there is none.",
        {"origin": _ORIGIN, "size": 1024, "root": _ROOT},
    ),
    "origin": Meaning("The name of the log.", _ORIGIN),
    "quorum": Meaning("How many witnesses readers ask for; 0: not witnessed.", 1),
    "root": Meaning("The root of the tree, in lower-case hexadecimal.", _ROOT),
    "size": Meaning("How many leaves the head covers.", 1024),
    "url": Meaning("The address at which the witness is asked.", _WITNESS["url"]),
    "vkey": Meaning("The verifier key of the witness.", _WITNESS["vkey"]),
    "witnesses": Meaning("Who cosigns heads: 15 at most.", [_WITNESS]),
}
"""Field to its meaning."""
