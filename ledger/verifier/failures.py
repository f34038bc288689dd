"""What can be wrong with a proof: every failure has its name, and a sentence of what it means.

The names and their order are those of docs/proofs.md.
"""

from typing import Final

FAILURES: Final[dict[str, str]] = {
    "too-large": "The file is larger than such a file can be.",
    "malformed": "The file is damaged, or is no such file.",
    "origin-differs": "This is about another log than the one whose key you gave.",
    "signature-missing": "The log whose key you gave has not signed this.",
    "signature-wrong": "A signature does not belong to this text: somebody changed one of them.",
    "quorum-missing": "Fewer witnesses than your policy asks for have seen this head.",
    "index-outside": "The place that it names is not in the log.",
    "proof-length": "The proof has too many or too few hashes.",
    "not-in-log": "The line is not at this place of the log.",
    "opening-unreadable": "The line is in the log, but what it says cannot be read.",
    "code-differs": "The line is not one that belongs to this code.",
    "commitment-differs": "The promise is about another line than the one in the file.",
    "report-differs": "The line in the log is about another report than this one.",
    "report-signature-wrong": "The report is not signed by the report key that was given.",
    "tile-missing": "The log does not give out a part that it must have.",
    "tile-malformed": "A part of the log is damaged.",
    "tile-differs": "A part of the log does not follow from the parts below it.",
    "root-differs": "The leaves of the log do not give the root that the log has signed.",
    "log-shrank": "The log is shorter than it was: lines that were in it may be gone.",
    "log-forked": "The log was changed behind its back: there are two that contradict each other.",
    "head-late": "The log has had no new head for twice the time that it has for one.",
    "promise-broken": "The log promised to hold a line by now, and does not hold it.",
}
"""Every name in the order in which it is looked for, and what it means."""


class Failure(Exception):
    """A check that failed. It is final: nothing behind it was looked at.

    *name* is a key of `FAILURES`, with `checkpoint-` before it when the head of a whole log is
    meant; *detail* says where, in a sentence for whoever looks into it, and may be empty.
    """

    def __init__(self, name: str, detail: str = "") -> None:
        super().__init__(f"{name}: {detail}" if detail else name)
        self.name = name
        self.detail = detail

    @property
    def meaning(self) -> str:
        """The sentence that goes with the name."""
        return FAILURES[self.name.removeprefix("checkpoint-")]

    def of_checkpoint(self) -> "Failure":
        """Return this failure as one of the head of a whole log."""
        return Failure(f"checkpoint-{self.name}", self.detail)


class PolicyUnusable(ValueError):
    """A key or a policy that whoever checks has given and that cannot be used."""


class Unreachable(Exception):
    """A log gave no answer, or one that is none: nothing can be said about it."""
