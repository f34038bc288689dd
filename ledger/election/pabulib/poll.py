"""What a ``.pb`` file holds: projects with costs, a budget, and approval ballots."""

from fractions import Fraction

from msgspec import Struct, field


class PabulibError(ValueError):
    """A file that cannot be read: the number of the line, from one, and what was expected there."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(f"Line {line}: {sentence}")
        self.line = line


class Project(Struct, frozen=True):
    """What can be bought. *cost* is in whole units of the currency, exact."""

    project_id: str
    cost: Fraction
    name: str = ""


class Poll(Struct, frozen=True, kw_only=True):
    """An election: *ballots* hold projects by their number in *projects*, from nought.

    *meta* is what the file says about itself, such as description, country, unit and instance.
    Who voted is not in it.
    """

    projects: tuple[Project, ...]
    budget: Fraction
    ballots: tuple[tuple[int, ...], ...]
    meta: dict[str, str] = field(default_factory=dict)

    @property
    def costs(self) -> tuple[Fraction, ...]:
        """What each project costs, in the order of the file."""
        return tuple(project.cost for project in self.projects)
