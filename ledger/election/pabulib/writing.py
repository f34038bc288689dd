"""Writing ballots as a ``.pb`` file."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from io import StringIO
from typing import Final

from ledger.election.pabulib.poll import Poll

COUNTED: Final = ("num_projects", "num_votes", "budget", "vote_type")
"""What the file says of itself that follows from its ballots and projects."""

_SPACES: Final = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")


def write_pb(poll: Poll) -> str:
    """Return the text of the file.

    The ballots are sorted and their voters are called 1, 2, 3: no line tells who voted when. A
    line break in a name or in what the file says of itself becomes a space, and spaces at the ends
    of those go. Raises ValueError for
    an amount without an end in decimals, and for the id of a project with a comma, a sign that
    cannot be printed or a space at an end, and for one that is there twice.
    """
    text = StringIO()
    csv.writer(text, delimiter=";", lineterminator="\n").writerows(_rows(poll))
    return text.getvalue()


def decimal(amount: Fraction) -> str:
    """Write *amount* exactly, with as few decimals as it takes: ``400000``, ``0.05``."""
    digits, scaled = 0, amount
    while scaled.denominator > 1:
        if scaled.denominator % 2 and scaled.denominator % 5:
            raise ValueError(f"{amount} has no end in decimals")
        digits, scaled = digits + 1, scaled * 10
    sign, whole = "-" if amount < 0 else "", str(abs(scaled.numerator)).zfill(digits + 1)
    return f"{sign}{whole[:-digits]}.{whole[-digits:]}" if digits else f"{sign}{whole}"


def _rows(poll: Poll) -> Iterator[tuple[str, ...]]:
    ids = [project.project_id for project in poll.projects]
    for one in ids:
        if not one or one != one.strip() or "," in one or not one.isprintable():
            raise ValueError(f"{one!r} cannot be the id of a project")
    if len(set(ids)) < len(ids):
        raise ValueError("the id of a project is there twice")
    yield ("META",)
    yield ("key", "value")
    for key, value in poll.meta.items():
        if key not in COUNTED:
            yield _line(key), _line(value)
    counted = str(len(ids)), str(len(poll.ballots)), decimal(poll.budget), "approval"
    yield from zip(COUNTED, counted, strict=True)
    yield ("PROJECTS",)
    yield ("project_id", "cost", "votes", "name")
    votes = Counter(number for ballot in poll.ballots for number in ballot)
    for number, project in enumerate(poll.projects):
        yield ids[number], decimal(project.cost), str(votes[number]), _line(project.name)
    yield ("VOTES",)
    yield ("voter_id", "vote")
    for voter, ballot in enumerate(sorted(tuple(sorted(each)) for each in poll.ballots), start=1):
        yield str(voter), ",".join(ids[number] for number in ballot)


def _line(text: str) -> str:
    return _SPACES.sub(" ", text).strip()
