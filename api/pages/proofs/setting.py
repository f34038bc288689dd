"""How the log grows and who witnesses it: an order of two stewards, or left to the members."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from markupsafe import escape

from api.i18n import N_, Number, Words, count_words
from api.pages.fields import ListField, Option, PageForm, PrivateText, stop
from api.pages.people.room import Room
from api.pages.proofs.words import every_words
from api.pages.reports.base import PublishingPage
from api.pages.step_up import StepUp
from ledger.events import Witness
from ledger.orders.content import Governing, Publishing
from ledger.publishing.commands import SetLog
from ledger.publishing.log import (
    BATCH_SIZES,
    HOURS,
    MAX_WITNESSES,
    OF_WITNESSES,
    public_key,
)

_OF_POLICY: Final = 4
"""Words of a line that says of a witness what a policy says: ``witness NAME KEY ADDRESS``."""
_LINE: Final = N_("Line {line}: a key and an address, with a space between them")
_KEY: Final = N_("Line {line}: this is not the key of a witness, as it publishes it")
DAYS: Final = 90
"""As many days back the size is proposed from."""


class WitnessesField(PrivateText):
    """Witnesses, one a line: the key that each publishes, and the address that is asked."""

    def written(self, value: tuple[Witness, ...]) -> str:
        """Write one a line."""
        return "\n".join(f"{each.vkey} {each.url}" for each in value)

    def read(self, text: str) -> tuple[Witness, ...]:  # type: ignore[override]
        """Read one a line; lines of a policy are taken as well."""
        lines = super().read(text).splitlines()
        return tuple(_witness(number, line) for number, line in enumerate(lines, 1) if line.strip())


def _witness(number: int, line: str) -> Witness:
    words = line.split()
    if words[0] == "witness" and len(words) == _OF_POLICY:
        words = words[2:]
    if len(words) != 2:  # noqa: PLR2004  a key and an address
        raise stop(Words(_LINE, {"line": number}))
    vkey, url = words
    try:
        public_key(vkey, OF_WITNESSES)
    except ValueError:
        raise stop(Words(_KEY, {"line": number})) from None
    return Witness(vkey=vkey, url=url.rstrip("/"))


class LogForm(PageForm):
    """The whole rule of the log."""

    batch_size = ListField(
        N_("How many entries does each step add?"),
        needed=N_("Choose a number"),
        hint=N_(
            "Always exactly so many: what is missing is filled up with empty ones, and what does "
            "not fit waits for the next step. A bigger number tells that more happens here, and "
            "it cannot be made smaller again."
        ),
    )
    every_hours = ListField(
        N_("How often does a step come?"),
        needed=N_("Choose how often"),
        hint=N_("By the clock, whether or not anything happened. It cannot be made rarer again."),
    )
    witnesses = WitnessesField(
        N_("Who witnesses the steps?"),
        longest=8_000,
        hint=N_(
            "Another fund, or a member at home: one a line, first the key that they gave you, then "
            "the address at which their program answers."
        ),
    )
    quorum = ListField(
        N_("How many of them have to cosign before anybody believes a step?"),
        needed=N_("Choose a number"),
        hint=N_(
            "One less than there are, or fewer: a receipt cannot be checked while too many of them "
            "are away."
        ),
    )


class SettingLog(PublishingPage):
    """Sets the whole rule of the log."""

    asks_for = SetLog
    template = "proofs/set.html"
    title = N_("How the log grows")
    lede = N_("It holds from the next step on. The log itself goes on, and so does its key.")
    form = LogForm

    def __init__(
        self,
        room: Room,
        step_up: StepUp,
        names: Mapping[UUID, str] | None = None,
        *,
        lines: int = 0,
    ) -> None:
        super().__init__(room, step_up, names)
        self.there = room.fund.publishing.log_rule
        self.is_set = room.fund.publishing.log_version > 0
        # Once a log has begun it only gets room: promises that are out count on what there is.
        begun = room.fund.publishing.log is not None
        self.sizes = [each for each in BATCH_SIZES if not begun or each >= self.there.batch_size]
        self.hours = [each for each in HOURS if not begun or each <= self.there.every_hours]
        self.proposed = max(proposed_size(lines, self.there.every_hours), self.sizes[0])
        said = count_words(
            "One line was written in the last {days} days: {size} would do.",
            "{count} lines were written in the last {days} days: {size} would do.",
            Number(lines),
            days=DAYS,
            size=Number(self.proposed),
        )
        self.remarks = (said,)  # type: ignore[misc, assignment]

    def options(self) -> dict[str, Sequence[Option]]:
        """Return sizes, clocks and numbers of witnesses to choose from."""
        say = self.room.language.say
        nobody = say(N_("0: nobody has to, and everybody reads that it is not witnessed"))
        return {
            "batch_size": [Option(str(each), say(Number(each))) for each in self.sizes],
            "every_hours": [
                Option(str(each), escape(say(every_words(each)))) for each in self.hours
            ],
            "quorum": [
                Option("0", escape(nobody)),
                *(Option(str(each), str(each)) for each in range(1, MAX_WITNESSES + 1)),
            ],
        }

    def defaults(self) -> dict[str, Any]:
        """Return the rule in force; where none was set, the size that would do."""
        rule = self.there
        return {
            "batch_size": str(rule.batch_size if self.is_set else self.proposed),
            "every_hours": str(rule.every_hours),
            "witnesses": rule.witnesses or None,
            "quorum": str(rule.quorum),
        }

    def command(self, form: PageForm) -> SetLog:
        """Return the command."""
        data: dict[str, Any] = form.data
        return SetLog(
            occurred_on=self.room.today,
            batch_size=int(data["batch_size"]),
            every_hours=int(data["every_hours"]),
            witnesses=data["witnesses"] or (),
            quorum=int(data["quorum"]),
        )

    def after(self, command: Governing | Publishing) -> str:  # noqa: ARG002  for pages
        """Lead to the page of the log."""
        return f"{self.room.prefix}/log"


def proposed_size(lines: int, every_hours: int) -> int:
    """Return the smallest size with room for twice what came between two steps on average.

    *lines* were written in the last `DAYS` days.
    """
    steps = DAYS * 24 // every_hours
    return next((each for each in BATCH_SIZES if each * steps >= 2 * lines), BATCH_SIZES[-1])
