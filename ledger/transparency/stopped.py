"""Why a log stopped: what is not signed any more, in a sentence that says what to do."""

from typing import ClassVar, Final

_BEGIN_ANOTHER: Final = (
    "or begin another log that names this one's last head: parasol log new-origin"
)
_PUT_BACK: Final = f"Put the newest backup back, {_BEGIN_ANOTHER}"


class Stopped(Exception):
    """The log of a fund stopped: nothing more is signed until somebody looks at it.

    Stopped
    ├── DatabaseBehind    the database is older than what was signed
    ├── Forked            the database's tree is not the one that was signed
    ├── MemoryLost        heads were signed, and nothing remembers which
    ├── MemoryUnreadable  what was signed is written down, and cannot be read
    └── KeyUnknown        the key of the log is not on this machine
    """

    code: ClassVar[str]
    sentence: ClassVar[str]

    def __str__(self) -> str:
        """Say what happened and what to do."""
        return self.sentence


class DatabaseBehind(Stopped):
    """The database is older than what was signed, and lines are missing in it."""

    code = "behind"
    sentence = (
        "The database is older than the newest head that was signed: lines that are in the log "
        f"are not in the book. {_PUT_BACK}."
    )


class Forked(Stopped):
    """The database's tree does not begin with the one that was signed."""

    code = "forked"
    sentence = (
        "The log in the database is another one than the log that was signed. "
        f"Look at it with parasol check. {_PUT_BACK}."
    )


class MemoryLost(Stopped):
    """Heads were signed, and the file that says which is gone."""

    code = "lost"
    sentence = (
        "Heads were signed, and what the signer remembers of them is gone from the key directory. "
        f"Put its newest copy back, {_BEGIN_ANOTHER}."
    )


class MemoryUnreadable(Stopped):
    """What the signer remembers cannot be read, or contradicts itself."""

    code = "unreadable"
    sentence = (
        "What the signer remembers in the key directory cannot be read. "
        f"Put its newest copy back, {_BEGIN_ANOTHER}."
    )


class KeyUnknown(Stopped):
    """No key here is the one that the log is signed with."""

    code = "key"
    sentence = (
        "The key of the log is not in the key directory. "
        f"Put the directory back from its backup, {_BEGIN_ANOTHER}."
    )


SENTENCES: Final = {
    each.code: each.sentence
    for each in (DatabaseBehind, Forked, MemoryLost, MemoryUnreadable, KeyUnknown)
}
"""What to say of each code."""


class Busy(Exception):
    """Another process keeps the log of this fund right now."""


class ReportDiffers(Exception):
    """Another report went out under this number before."""
