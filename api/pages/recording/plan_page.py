"""Pages with a plan of instalments: a few numbers make it, or every row is written out."""

from typing import Any, ClassVar, cast

from markupsafe import escape

from api.formats import day_text, money_html, money_in_words
from api.i18n import N_, Words
from api.pages.fields import MoneyField, PageForm
from api.pages.flow import Row, Sent
from api.pages.recording.base import AnyRequest, Recording
from api.pages.recording.plan import (
    FEW,
    ROWS,
    PlanForm,
    has_rows,
    planned,
    rows_of,
    shown_rows,
    with_rows,
    write_rows_out,
)
from api.pages.recording.shown import answer
from ledger.money import Money


class PlanPage(Recording):
    """A page that asks for a plan."""

    template = "recording/grant.html"
    of_plan: ClassVar[type[PlanForm]]
    """The form without the rows."""

    def most_rows(self) -> int:
        """Return how many instalments the form may have to show."""
        filled = self.desk.filled
        return len(getattr(filled, "instalments", ()))

    async def make_form(self, request: AnyRequest, sent: Sent | None) -> PageForm:
        """Return the form with its rows; write them out when that button was pressed."""
        self.form = with_rows(self.of_plan, max(ROWS, self.most_rows()))  # type: ignore[misc]
        form = await super().make_form(request, sent)
        if sent is not None and "rows" in request.query_params and not write_rows_out(form):
            cast("MoneyField", form["each"]).hint = N_(
                "Fill in these first; the rows are made from them."
            )
        self._set_currencies(form)
        for name in FEW if has_rows(form) else ():
            del form[name]
        return form

    def written_out(self, source: Any) -> dict[str, Any]:  # noqa: ANN401  any fact or command
        """Return every instalment of *source* in its row."""
        rows: dict[str, Any] = {}
        for number, instalment in enumerate(source.instalments, 1):
            rows[f"due_{number}"] = instalment.due_on
            rows[f"amount_{number}"] = Money(instalment.amount, source.currency, source.exponent)
        return rows

    def answers(self, form: PageForm) -> list[Row]:
        """Show the plan as it will stand, in place of the numbers that made it."""
        of_plan = {name for pair in rows_of(form) for name in (pair[0].name, pair[1].name)}
        of_plan.update(FEW)
        language = self.desk.language
        others = [row for f in form if f.name not in of_plan for row in answer(form, f, language)]
        return [*self._plan_rows(form), *others]

    def _plan_rows(self, form: PageForm) -> list[Row]:
        language, (currency, exponent) = self.desk.language, self.currency(form)
        instalments = planned(form)
        total = Money(sum(each.amount for each in instalments), currency, exponent)
        spelled = money_in_words(total, language)
        anchor = "each" if "each" in form else "amount_1"
        rows = [Row(N_("Promised in all"), money_html(total, language), anchor, spelled)]
        for number, each in enumerate(instalments, 1):
            label = language.say(Words(N_("Instalment {number}"), {"number": number}))
            money = money_html(Money(each.amount, currency, exponent), language)
            due = Words(N_("due on {day}"), {"day": day_text(each.due_on, language)})
            rows.append(Row(escape(label), money, note=due))
        return rows

    async def frame(self, request: AnyRequest) -> dict[str, Any]:
        """Return what the template needs besides, to show the rows."""
        return await super().frame(request) | {"has_rows": has_rows, "shown_rows": shown_rows}
