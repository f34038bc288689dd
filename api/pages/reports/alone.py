"""What one person writes about the public side: how many bails there were, what auditors state."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Final

from markupsafe import escape

from api.auditing.stating import Allowed, require_independence
from api.formats import day_text, refusal_words
from api.i18n import N_, Words, count_words
from api.pages.fields import ListField, Option, PageForm, TextField, TickField, stop
from api.pages.flow import Row
from api.pages.people.room import Room
from api.pages.reports.base import AlonePage, month_options
from api.pages.reports.budget_words import months_words
from api.pages.step_up import StepUp
from api.pages.ticks import TicksField
from api.public.pages import SENTENCES
from ledger.decider import AnyCommand
from ledger.events import AssuranceSentence
from ledger.publishing.commands import CountDocket, SignAssurance
from ledger.publishing.dates import next_report_date
from ledger.publishing.settings import MAX_BAILS
from ledger.rejections import AuditorKeptBooks

_DATES: Final = 3


class NumberField(TextField):
    """A whole number that is not negative."""

    def read(self, text: str) -> Any:  # noqa: ANN401  the number
        """Return the number."""
        plain = text.replace(" ", "")
        if not plain.isascii() or not plain.isdigit() or int(plain) > MAX_BAILS:
            raise stop(N_("Write a whole number, such as 320"))
        return int(plain)


class DocketForm(PageForm):
    """How many bails were set, and when."""

    from_month = ListField(N_("From which month on?"), needed=N_("Choose a month"))
    until_month = ListField(N_("Through which month?"), needed=N_("Choose a month"))
    bails = NumberField(
        N_("How many bails did the courts of the place set?"),
        needed=N_("Write a number"),
        longest=9,
        narrow=True,
    )


class CountingDocket(AlonePage):
    """Writes down a count from public records."""

    title = N_("Bails by public records")
    lede = N_(
        "Where a fund pays few of many bails, bail can be told apart in reports. Count what the "
        "courts of the place set, from their public records. It is never published."
    )
    form = DocketForm

    def options(self) -> dict[str, Sequence[Option]]:
        """Return the months that are over."""
        months = month_options(self.room, ahead=-1)
        return {"from_month": months, "until_month": months}

    def command(self, form: PageForm) -> AnyCommand:
        """Return the command."""
        data: dict[str, Any] = form.data
        return CountDocket(
            occurred_on=self.room.today,
            from_month=data["from_month"],
            until_month=data["until_month"],
            bails=data["bails"],
        )

    def details(self, form: PageForm) -> Sequence[Row]:
        """Return what will be written."""
        data: dict[str, Any] = form.data
        months = months_words(data["from_month"], data["until_month"], self.room.language)
        return [
            Row(N_("Months"), months, "from_month"),
            Row(N_("Bails"), count_words("one bail", "{count} bails", data["bails"]), "bails"),
        ]


class AssuranceForm(PageForm):
    """What is stated."""

    for_day = ListField(
        N_("From which report date on is it public?"),
        needed=N_("Choose a day"),
        hint=N_("Statements come out on report dates only, whether or not figures do."),
    )
    sentences = TicksField(
        N_("What do you state?"),
        hint=N_("Tick only what you have seen for yourself."),
    )
    open_findings = TickField(
        N_("Something that we found is not settled"),
        hint=N_("Strangers read only that it is so, never what it is."),
    )
    takes_back = TickField(
        N_("Take back what you signed for this day"),
        hint=N_("It is not out yet, and then nobody ever reads it. Nothing else has to be ticked."),
    )
    must_be_open = False
    """Whether a round of the audit has found something that is not settled."""
    own_days: Collection[str] = ()
    """The days to come for which whoever asks has signed something."""

    def validate(self, *_: Any, **__: Any) -> bool:  # noqa: ANN401  WTForms's signature
        """Keep nobody from telling that something is open, and let nobody keep quiet about it."""
        is_valid = super().validate()
        if self.is_taken_back:
            if is_valid and self["for_day"].data not in self.own_days:
                self["for_day"].errors = [N_("Choose a day for which you signed something")]
                is_valid = False
            return is_valid
        if is_valid and not self["sentences"].data and not self["open_findings"].data:
            self["sentences"].errors = [N_("Tick what you state, or that something is open")]
            is_valid = False
        if self.must_be_open and not self["open_findings"].data:
            self["open_findings"].errors = [N_("A finding of an audit is open: tick this")]
            is_valid = False
        return is_valid

    @property
    def is_taken_back(self) -> bool:
        """Whether it states nothing, and takes back what was signed for the day."""
        return "takes_back" in self and bool(self["takes_back"].data)


class SigningAssurance(AlonePage):
    """Signs an auditor's statement. It starts with what the last round of the audit allows."""

    title = N_("An auditors' statement")
    lede = N_("Everybody can read it, from a report date on, without your name.")
    write_verb = N_("Sign it")
    form = AssuranceForm

    def __init__(self, room: Room, step_up: StepUp, allowed: Allowed) -> None:
        super().__init__(room, step_up)
        self.allowed = allowed
        if allowed.number:
            words = Words(
                N_("What round {number} of the audit allows is ticked."), {"number": allowed.number}
            )
            self.remarks = (words,)  # type: ignore[misc, assignment]
        try:
            self._require_independence()
        except AuditorKeptBooks as no:
            said = refusal_words(no, room.language)
            self.remarks = (*self.remarks, said)  # type: ignore[misc, arg-type]

    def _require_independence(self) -> None:
        require_independence(self.allowed, self.room.fund, self.room.me, self.room.today)

    def prepare(self, form: PageForm) -> None:
        """Say whether something is open, and what can be taken back."""
        form.must_be_open = self.allowed.open_findings  # type: ignore[attr-defined]
        form.own_days = [day.isoformat() for day in self._own_days()]  # type: ignore[attr-defined]
        if not self._own_days():
            del form["takes_back"]

    def defaults(self) -> dict[str, Any]:
        """Return what the last round allows."""
        return {
            "sentences": [each.value for each in self.allowed.sentences],
            "open_findings": self.allowed.open_findings,
        }

    def options(self) -> dict[str, Sequence[Option]]:
        """Return the next report dates, and the sentences."""
        rule, day, days = self.room.fund.publishing.rule, self.room.today, list[Option]()
        for _ in range(_DATES if rule else 0):
            assert rule is not None, "without a rule there are no report dates"
            day = next_report_date(rule.period_months, rule.delay_days, day)
            days.append(self._option(day))
        offered = {each.value for each in days}
        own = (self._option(each) for each in self._own_days())
        days += [each for each in own if each.value not in offered]
        say = self.room.language.say
        return {
            "for_day": days,
            "sentences": [
                Option(each.value, escape(say(text))) for each, text in SENTENCES.items()
            ],
        }

    def command(self, form: PageForm) -> AnyCommand:
        """Return the command. Raises AuditorKeptBooks, as the rules do for a year."""
        data: dict[str, Any] = form.data
        if form.is_taken_back:  # type: ignore[attr-defined]
            day = date.fromisoformat(data["for_day"])
            return SignAssurance(occurred_on=self.room.today, for_day=day)
        self._require_independence()
        return SignAssurance(
            occurred_on=self.room.today,
            for_day=date.fromisoformat(data["for_day"]),
            sentences=tuple(AssuranceSentence(each) for each in data["sentences"]),
            open_findings=data["open_findings"],
        )

    def details(self, form: PageForm) -> Sequence[Row]:
        """Return what will be public."""
        data: dict[str, Any] = form.data
        if form.is_taken_back:  # type: ignore[attr-defined]
            return [Row(N_("Taken back: what you signed for"), self._chosen(form), "for_day")]
        said = [SENTENCES[AssuranceSentence(each)] for each in data["sentences"]]
        is_open = N_("Something is not settled.") if data["open_findings"] else N_("None.")
        return [
            Row(N_("Public from"), self._chosen(form), "for_day"),
            *(Row(N_("Stated"), each, "sentences") for each in said),
            Row(N_("Open findings"), is_open, "open_findings"),
        ]

    def _own_days(self) -> list[date]:
        stated = self.room.fund.publishing.stated.get(self.room.me, ())
        return [each for each in stated if each > self.room.today]

    def _option(self, day: date) -> Option:
        return Option(day.isoformat(), escape(day_text(day, self.room.language)))

    def _chosen(self, form: PageForm) -> str:
        field: Any = form["for_day"]
        return str(field.chosen)
