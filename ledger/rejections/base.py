"""What every refusal has in common."""

from dataclasses import fields
from enum import StrEnum
from typing import ClassVar


class Kind(StrEnum):
    """What sort of refusal it is; `api` maps each kind to one HTTP status."""

    MISSING = "missing"
    FORBIDDEN = "forbidden"
    CONFLICT = "conflict"
    INVALID = "invalid"
    UNAVAILABLE = "unavailable"


class Rejection(Exception):
    """An answer of no: nothing was written.

    `code` never changes and has a paragraph in docs/refusals.md, `title` is constant, `message`
    is an English sentence with the facts in braces. Subclasses are dataclasses: their fields are
    the facts, so that a program can act on them.
    """

    code: ClassVar[str]
    kind: ClassVar[Kind]
    title: ClassVar[str]
    message: ClassVar[str]
    many: ClassVar[str] = ""
    """The sentence for any number but one, where `message` is the sentence for one."""
    by_number_of: ClassVar[str] = ""
    """The fact that is this number."""

    known_at: int | None = None
    """The last position of the book that the refusal took into account; set by the shell."""

    def facts(self) -> dict[str, object]:
        """Return the facts by name, in the order of the class."""
        return {field.name: getattr(self, field.name) for field in fields(self)}  # type: ignore[arg-type]

    def detail(self) -> str:
        """Return the sentence with its facts filled in."""
        facts = self.facts()
        is_one = not self.many or facts[self.by_number_of] == 1
        return (self.message if is_one else self.many).format(**facts)

    def __str__(self) -> str:
        """Return the code and the sentence."""
        return f"{self.code}: {self.detail()}"
