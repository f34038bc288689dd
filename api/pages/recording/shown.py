"""What was typed, as the check page says it."""

from markupsafe import Markup
from wtforms import Field

from api.formats import day_text, money_html, money_in_words
from api.i18n import N_, Language
from api.pages.fields import ChoiceField, DayField, MoneyField, PageForm, TickField
from api.pages.flow import Row, row_of
from api.pages.ticks import TicksField
from ledger.money import Money


def answer(form: PageForm, field: Field, language: Language) -> list[Row]:
    """Return the line of the check page for one field; none for one that is empty."""
    match field:
        case _ if not field.data:
            return []
        case MoneyField():
            money: Money = field.data
            words = money_in_words(money, language)
            return [row_of(form, field.name, money_html(money, language), words)]
        case DayField():
            return [row_of(form, field.name, day_text(field.data, language))]
        case TicksField():
            ticked = [each.label for each in field.options if each.value in field.data]
            return [row_of(form, field.name, Markup(", ").join(ticked))]
        case ChoiceField():
            return [row_of(form, field.name, field.chosen)]
        case TickField():
            return [row_of(form, field.name, N_("Yes"))]
        case _:
            return []
