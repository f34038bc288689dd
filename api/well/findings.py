"""What a look at an instance comes to: one numbered line each, and one sentence about all."""

from collections.abc import Sequence
from enum import Enum
from typing import Final

from msgspec import Struct

from api.i18n import N_, Words


class Verdict(Enum):
    """What a line means. *Look* and *not well* need somebody; *not seen* says what is unknown."""

    WELL = "well"
    LOOK = "look"
    NOT_WELL = "not_well"
    NOT_SEEN = "not_seen"

    @property
    def word(self) -> str:
        """The word that stands on the page, to be translated."""
        return _WORDS[self]


class Subject(Enum):
    """What a line is about, in the order in which it is read out: its number never changes."""

    BACKUP = "backup"
    DRILL = "drill"
    CLOCK = "clock"
    DISK = "disk"
    SUMS = "sums"
    VERSION = "version"
    KEYS = "keys"
    STATEMENTS = "statements"
    BALLOTS = "ballots"
    LOGS = "logs"

    @property
    def number(self) -> int:
        """The number of its line, from 1 on."""
        return list(Subject).index(self) + 1

    @property
    def title(self) -> str:
        """What stands before the line, to be translated."""
        return _TITLES[self]


class Finding(Struct, frozen=True):
    """One line. *cure* is what to do, in one sentence, and *command* what to type for it."""

    subject: Subject
    verdict: Verdict
    says: tuple[Words, ...]
    cure: Words | None = None
    command: str = ""


_WORDS: Final = {
    Verdict.WELL: N_("Well"),
    Verdict.LOOK: N_("Look at this"),
    Verdict.NOT_WELL: N_("Not well"),
    Verdict.NOT_SEEN: N_("Not seen from here"),
}
_TITLES: Final = {
    Subject.BACKUP: N_("Backup"),
    Subject.DRILL: N_("Restore drill"),
    Subject.CLOCK: N_("Clock"),
    Subject.DISK: N_("Disk"),
    Subject.SUMS: N_("Sums"),
    Subject.VERSION: N_("Version"),
    Subject.KEYS: N_("Keys"),
    Subject.STATEMENTS: N_("Statements of accounts"),
    Subject.BALLOTS: N_("Ballot boxes"),
    Subject.LOGS: N_("Verifiable logs"),
}
_HEADLINES: Final = (
    N_("All is well."),
    N_("One thing needs somebody."),
    N_("Two things need somebody."),
    N_("Three things need somebody."),
    N_("Four things need somebody."),
    N_("Five things need somebody."),
    N_("Six things need somebody."),
    N_("Seven things need somebody."),
    N_("Eight things need somebody."),
    N_("Nine things need somebody."),
    N_("Ten things need somebody."),
)
_ALL_SEEN: Final = N_("All that can be seen from here is well.")


def needs_somebody(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the lines that somebody has to look at."""
    return tuple(each for each in findings if each.verdict in {Verdict.LOOK, Verdict.NOT_WELL})


def headline(findings: Sequence[Finding]) -> str:
    """Answer the question in one sentence, to be translated."""
    count = len(needs_somebody(findings))
    is_unseen = any(each.verdict is Verdict.NOT_SEEN for each in findings)
    return _ALL_SEEN if is_unseen and not count else _HEADLINES[count]
