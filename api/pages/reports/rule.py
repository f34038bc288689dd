"""The publishing rule: whether the fund has public pages, and how figures come out on them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from markupsafe import escape

from api.i18n import N_, Words, count_words
from api.pages.fields import ListField, MoneyField, Option, PageForm, TickField
from api.pages.people.room import Room
from api.pages.reports.base import PublishingPage
from api.pages.reports.words import PERIODS
from api.pages.step_up import StepUp
from ledger.events import Rounding
from ledger.money import Money
from ledger.publishing.commands import K_SMALLER, K, SetDisclosure
from ledger.publishing.settings import COUNT_STEPS
from projections.reports.rules import BASE_OF_ONE

_DELAYS: Final = (45, 60, 90, 120, 180, 366)
_HOURS: Final = 24


class RuleForm(PageForm):
    """The rule, besides the rounding of each currency."""

    is_public = TickField(
        N_("The fund has public pages"),
        hint=N_("They are found by their address only, and no address leads to another fund."),
    )
    period_months = ListField(
        N_("By which periods do figures come out?"),
        needed=N_("Choose a period"),
        hint=N_("The shorter, the sooner; but a period with few people in it waits for the next."),
    )
    delay_days = ListField(
        N_("How long after its end is a period out at the earliest?"),
        needed=N_("Choose a time"),
        hint=N_("A longer time makes it harder to tell a published sum from a night's news."),
    )
    smaller_group = TickField(
        N_("Five people in a sum are enough"),
        hint=N_(
            "Otherwise ten are. With five, whoever knows four of them knows the fifth: decide it "
            "only with those whom it is about."
        ),
    )
    count_step = ListField(N_("To which steps are numbers of people rounded?"), needed=N_("Choose"))
    tick_hour = ListField(
        N_("At which hour do daily things change, such as the sign on the door?"),
        needed=N_("Choose an hour"),
    )
    bands_weekly = TickField(
        N_("Members read a band of what is free"),
        hint=N_("Four words, changed once a week at most."),
    )
    everyone_seated = TickField(
        N_("Every member has a seat at the table"),
        hint=N_(
            "For small groups. Every member then reads exact budget items as of last Sunday, and "
            "can follow from week to week what is paid."
        ),
    )
    open_grants_data = TickField(
        N_("Grants to the fund are published as open data (360Giving)"),
        hint=N_("Only what a report says already, in another form."),
    )


def _form(currencies: Sequence[str]) -> type[PageForm]:
    bases: dict[str, Any] = {
        f"base_{code}": MoneyField(
            Words(N_("To what are parts in {currency} rounded?"), {"currency": code}),  # type: ignore[arg-type]
            currency=code,
        )
        for code in currencies
    }
    return type("Form", (RuleForm,), bases)


class SettingRule(PublishingPage):
    """Sets the whole publishing rule."""

    asks_for = SetDisclosure
    title = N_("The publishing rule")
    lede = N_("It counts for reports from now on; what is out never changes.")

    def __init__(
        self,
        room: Room,
        step_up: StepUp,
        names: Mapping[UUID, str] | None = None,
        proposed: int = 3,
    ) -> None:
        super().__init__(room, step_up, names)
        self.form = _form(list(room.fund.exponents))  # type: ignore[misc]
        self.there = room.fund.publishing.rule
        self.proposed = proposed
        if self.there is None:
            said = {"periods": Words(PERIODS[proposed])}
            words = Words(
                N_("By what the fund kept so far, these would come out best: {periods}."), said
            )
            self.remarks = (words,)  # type: ignore[misc, assignment]

    def options(self) -> dict[str, Sequence[Option]]:
        """Return periods, times, steps and hours to choose from."""
        say = self.room.language.say
        delay = self.there.delay_days if self.there else _DELAYS[0]
        hours = (say(Words(N_("{hour} o'clock"), {"hour": each})) for each in range(_HOURS))
        return {
            "period_months": [
                Option(str(each), escape(say(text))) for each, text in PERIODS.items()
            ],
            "delay_days": [
                Option(str(each), escape(say(count_words("one day", "{count} days", each))))
                for each in sorted({*_DELAYS, delay})
            ],
            "count_step": [Option(str(each), str(each)) for each in COUNT_STEPS],
            "tick_hour": [Option(str(each), escape(text)) for each, text in enumerate(hours)],
        }

    def prepare(self, form: PageForm) -> None:
        """Set how many digits amounts have."""
        for field in form:
            if isinstance(field, MoneyField):
                field.exponent = self.room.fund.exponents[field.currency]

    def defaults(self) -> dict[str, Any]:
        """Return the rule in force, or one that most funds could begin with."""
        fund, rule = self.room.fund, self.there
        bases = {code: BASE_OF_ONE * 10**digits for code, digits in fund.exponents.items()}
        bases |= {each.currency: each.base for each in (rule.rounding if rule else ())}
        found: dict[str, Any] = {
            f"base_{code}": Money(base, code, fund.exponents[code]) for code, base in bases.items()
        }
        if rule is None:
            return found | {
                "is_public": True,
                "period_months": str(self.proposed),
                "delay_days": str(_DELAYS[0]),
                "count_step": str(COUNT_STEPS[0]),
                "tick_hour": "6",
            }
        numbers = ("period_months", "delay_days", "count_step", "tick_hour")
        ticks = (
            "is_public",
            "smaller_group",
            "bands_weekly",
            "everyone_seated",
            "open_grants_data",
        )
        found |= {name: str(getattr(rule, name)) for name in numbers}
        return found | {name: getattr(rule, name) for name in ticks}

    def command(self, form: PageForm) -> SetDisclosure:
        """Return the command."""
        data: dict[str, Any] = form.data
        return SetDisclosure(
            occurred_on=self.room.today,
            is_public=data["is_public"],
            period_months=int(data["period_months"]),
            k=K_SMALLER if data["smaller_group"] else K,
            smaller_group=data["smaller_group"],
            delay_days=int(data["delay_days"]),
            rounding=tuple(self._rounding(data)),
            count_step=int(data["count_step"]),
            tick_hour=int(data["tick_hour"]),
            bands_weekly=data["bands_weekly"],
            everyone_seated=data["everyone_seated"],
            open_grants_data=data["open_grants_data"],
        )

    def _rounding(self, data: dict[str, Any]) -> Iterator[Rounding]:
        for code in self.room.fund.exponents:
            money = data[f"base_{code}"]
            if money is not None:
                yield Rounding(currency=code, base=money.amount)
