"""Caps and waiting times by kind of help: the rules that a grant is held against."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Final

from api.i18n import N_, Words
from api.pages.fields import ListField, MoneyField, Option, PageForm
from api.pages.people.governing import GoverningPage
from api.pages.people.room import Room
from api.pages.step_up import StepUp
from ledger.chart import Category
from ledger.events import HelpRule
from ledger.money import Money
from ledger.policy import SetPolicy, keeping

FOR_GRANTS: Final = [category for category in Category if category is not Category.BAIL]
_DAYS: Final = (7, 14, 30, 60, 90, 180, 365)
"""Times to choose from, besides those that hold now."""


def _form() -> type[PageForm]:
    fields: dict[str, Any] = {}
    for kind in FOR_GRANTS:
        said = {"kind": kind}
        fields[f"cap_{kind}"] = MoneyField(
            Words(N_("Most for one case of {kind}"), said)  # type: ignore[arg-type]
        )
        fields[f"cool_down_{kind}"] = ListField(
            Words(N_("Note when help with {kind} was within"), said)  # type: ignore[arg-type]
        )
        fields[f"one_per_{kind}"] = ListField(
            Words(N_("Note help with {kind} once within"), said)  # type: ignore[arg-type]
        )
    return type("Form", (PageForm,), fields)


class SettingHelpRules(GoverningPage):
    """Sets caps and waiting times; the rest of the rules stays as it is."""

    asks_for = SetPolicy
    title = N_("Change caps and waiting times")
    lede = N_(
        "No more than the cap is promised in one case. The times are notes and refuse nobody."
    )
    remarks: ClassVar[tuple[str, ...]] = (N_("Leave empty what has no such rule."),)
    form: ClassVar[type[PageForm]] = _form()
    fields_of_refusals: ClassVar[Mapping[str, str]] = {
        **GoverningPage.fields_of_refusals,
        "amount-too-large": f"cap_{FOR_GRANTS[0]}",
    }

    def __init__(self, room: Room, step_up: StepUp) -> None:
        super().__init__(room, step_up)
        self.there = {rule.category: rule for rule in room.governance.policy.help_rules}

    def options(self) -> dict[str, Sequence[Option]]:
        """Return the times to choose from."""
        found: dict[str, Sequence[Option]] = {}
        for kind in FOR_GRANTS:
            rule = self.there.get(kind, HelpRule(category=kind))
            for name, now in (("cool_down", rule.cool_down_days), ("one_per", rule.one_per_days)):
                found[f"{name}_{kind}"] = self._days({*_DAYS, now} - {0})
        return found

    def _days(self, days: set[int]) -> list[Option]:
        language = self.room.language
        said = [
            (each, language.ngettext("one day", "{count} days", each).format(count=each))
            for each in sorted(days)
        ]
        return [Option("", ""), *(Option(str(each), words) for each, words in said)]

    def prepare(self, form: PageForm) -> None:
        """Set the currency of every cap."""
        for field in form:
            if isinstance(field, MoneyField):
                field.currency = self.room.fund.currency
                field.exponent = self.room.fund.exponent

    def defaults(self) -> dict[str, Any]:
        """Return the rules that there are."""
        fund, found = self.room.fund, dict[str, Any]()
        for kind, rule in self.there.items():
            if rule.cap:
                found[f"cap_{kind}"] = Money(rule.cap, fund.currency, fund.exponent)
            found[f"cool_down_{kind}"] = str(rule.cool_down_days or "")
            found[f"one_per_{kind}"] = str(rule.one_per_days or "")
        return found

    def command(self, form: PageForm) -> SetPolicy:
        """Return the command: the policy as it is, with other rules of help."""
        return keeping(
            self.room.governance.policy, self.room.today, help_rules=tuple(self._rules(form))
        )

    def _rules(self, form: PageForm) -> Iterator[HelpRule]:
        data: dict[str, Any] = form.data
        for kind in FOR_GRANTS:
            cap = data[f"cap_{kind}"]
            rule = HelpRule(
                category=kind,
                cap=cap.amount if cap is not None else 0,
                cool_down_days=int(data[f"cool_down_{kind}"] or 0),
                one_per_days=int(data[f"one_per_{kind}"] or 0),
            )
            if rule != HelpRule(category=kind):
                yield rule

    def after(self, command: SetPolicy) -> str:  # type: ignore[override]  # noqa: ARG002
        """Lead to the rules."""
        return f"{self.room.prefix}/policy"
