"""What an audit of a sealed book can find, and what it says in the end."""

from typing import Final

from msgspec import Struct

EXAMPLES: Final = 5
"""So many places are told of one thing that was found; the others are counted."""

FINDINGS: Final[dict[str, str]] = {
    "book-malformed": "The file is damaged, or is no sealed book.",
    "book-incomplete": "The file ends before the last line of the book.",
    "position-missing": "Positions do not go on one by one: a line is missing, or stands twice.",
    "time-backwards": "A line was recorded before the line above it.",
    "line-unreadable": "What a line says cannot be read by this program.",
    "checkpoint-malformed": "The head is damaged.",
    "checkpoint-too-large": "The head is larger than one can be.",
    "checkpoint-origin-differs": "The head is of another log than the one whose key you gave.",
    "checkpoint-signature-missing": "The log whose key you gave has not signed the head.",
    "checkpoint-signature-wrong": "A signature under the head does not belong to it.",
    "checkpoint-quorum-missing": "Fewer witnesses have seen the head than the policy asks for.",
    "not-witnessed": "No witness of the policy has seen the head.",
    "log-differs": "The head is of another log than the one that the book says it keeps.",
    "log-chain-broken": "The logs that the fund had do not follow on one another.",
    "leaves-missing": "There are not as many leaves as the head says.",
    "root-differs": "The leaves do not give the root that the log has signed.",
    "line-not-in-log": "A line is not at its place in the log: it was changed, or was not there.",
    "line-passed-over": "A line waits, and one that had to wait longer is in the log.",
    "lines-kept-back": "Lines wait for days, although the newest head had room for them.",
    "index-taken-twice": "Two lines say that they stand at one place of the log.",
    "before-line-differs": "A line is not what it was in an older log: it was changed since.",
    "before-lines-lost": "An older log holds lines that are not in the book. Ask what was lost.",
    "leaf-unexplained": "The log holds something that is neither in the book nor a dummy.",
    "report-not-logged": "A report is out, and the book does not bind it to the log.",
    "report-logged-differs": "The book binds another report to the log than the one that is out.",
    "report-head-unknown": "A report names a head that this log never had.",
    "report-differs": "The book gives another report than the one that is out.",
    "report-signature-wrong": "The signature of a report does not belong to it.",
    "receipt-not-in-book": "A receipt is good, and the line that it opens is not in this book.",
    "receipt-twice": "Two receipts open one line. Ask those who hold them whether both have given.",
    "receipt-head-differs": "The log has signed a head in a receipt that these leaves do not give.",
}
"""Every name, and what it means, in the order in which an audit tells them."""


class Finding(Struct, frozen=True, kw_only=True):
    """Something that is not as it should be: how often, and where for example."""

    name: str
    count: int
    where: tuple[str, ...]

    @property
    def meaning(self) -> str:
        """The sentence that goes with the name."""
        return FINDINGS[self.name]


class Findings:
    """Findings as they come in. Of each name some examples are kept, however many there are."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._where: dict[str, list[str]] = {}

    def add(self, name: str, where: str = "", count: int = 1) -> None:
        """Keep a finding."""
        assert name in FINDINGS, name
        self._counts[name] = self._counts.get(name, 0) + count
        examples = self._where.setdefault(name, [])
        if where and len(examples) < EXAMPLES:
            examples.append(where)

    def all(self) -> tuple[Finding, ...]:
        """Return what was found, in the order of `FINDINGS`."""
        return tuple(
            Finding(name=name, count=self._counts[name], where=tuple(self._where[name]))
            for name in FINDINGS
            if name in self._counts
        )


class Audited(Struct, frozen=True, kw_only=True):
    """What the log of a book came to.

    *sealed* lines are in the log, *waiting* ones are not yet, the oldest of them since
    *waiting_since*. *witnesses* are those of the policy that have seen the head. *unchecked* counts
    reports whose head is of an older log, whose leaves are not in the file; *absent* has the
    numbers of such logs.
    """

    fund_id: str
    origin: str
    vkey: str
    size: int
    lines: int
    sealed: int
    waiting: int
    waiting_since: str | None
    dummies: int
    witnesses: tuple[str, ...]
    unchecked: int
    absent: tuple[int, ...]
