"""The form of a request for help, and what of it is sealed in which record."""

from collections.abc import Iterator
from typing import Any, Final, cast

from api.i18n import N_, Language, Words
from api.pages.fields import (
    ChoiceField,
    ListField,
    Option,
    PageForm,
    PrivateText,
    TextField,
    stop,
)
from api.pages.ticks import TicksField
from api.requests.door import Door
from ledger.chart import Category
from ledger.vault.records import Draft, RecordKind

TONIGHT: Final = "tonight"
_FOR_WHOM: Final = {
    "me": N_("For me"),
    "other_knows": N_("For somebody else, who knows that I ask"),
    "other_not_asked": N_("For somebody else, who cannot be asked yet"),
}
_WHEN: Final = {
    TONIGHT: N_("Tonight"),
    "this_week": N_("In the next days"),
    "later": N_("It can wait longer"),
}
_SAFE: Final = {
    "call": N_("You may call"),
    "write": N_("You may write"),
    "leave_message": N_("You may leave a message"),
    "others_answer": N_("Somebody else may answer: say nothing to them"),
}
_CONSENTS: Final = {
    "lawyer": N_("You may talk to a lawyer about this"),
    "landlord": N_("You may pay the landlord or the hotel directly"),
    "keep": N_("You may keep this for a year, in case I need help again"),
}


class HelpForm(PageForm):
    """What somebody who needs help is asked. Few answers are needed, and no name is one of them."""

    for_whom = ChoiceField(N_("For whom do you ask?"), needed=N_("Choose for whom"))
    kind = ListField(N_("What kind of help is it?"), needed=N_("Choose a kind of help"))
    when = ChoiceField(N_("When is it needed?"), needed=N_("Choose when"))
    own_words = PrivateText(
        N_("What happened, and what would help?"),
        hint=N_("In your own words and language. As little or as much as you like."),
        needed=N_("Write a few words"),
        longest=4_000,
    )
    amount = TextField(
        N_("How much money would help?"),
        hint=N_("If you know it. A guess is fine."),
        longest=60,
        narrow=True,
    )
    name_used = TextField(
        N_("What shall we call you?"), hint=N_("Any name you like."), longest=60, narrow=True
    )
    contact = TextField(
        N_("How can we reach you?"),
        hint=N_("A telephone number, an address in a messenger, a person, a place."),
        needed=N_("Write how we can reach you: there is no other way to answer"),
        longest=200,
    )
    safe = TicksField(N_("What is safe?"), hint=N_("We do nothing that you do not tick."))
    safe_words = TextField(N_("When, and what else should we know before we call?"), longest=300)
    vouched_by = TextField(
        N_("Does one of us know you?"),
        hint=N_("A nickname is enough. You need not know anybody."),
        longest=100,
    )
    consents = TicksField(
        N_("What do you allow?"), hint=N_("You can say no to all of it and still get help.")
    )
    urgent: tuple[Category, ...] = ()

    def validate_when(self, field: ChoiceField) -> None:
        """Take what can wait only where the sign on the door does not say otherwise."""
        if field.data not in (None, TONIGHT) and str(self["kind"].data) in self.urgent:
            raise stop(N_("This kind of help is there only for what is needed tonight just now"))


def help_form(sent: Any, door: Door, language: Language) -> HelpForm:  # noqa: ANN401  WTForms's
    """Return the form with its choices: only what the door is open for."""
    form = HelpForm(sent)
    say = language.say
    for name, words in (
        ("for_whom", _FOR_WHOM),
        ("when", _WHEN),
        ("safe", _SAFE),
        ("consents", _CONSENTS),
    ):
        choices = [Option(value, say(text)) for value, text in words.items()]
        cast("ChoiceField", form[name]).options = choices
    form.urgent = door.urgent
    kinds = [Option(each.value, _kind_text(each, door, language)) for each in door.kinds]
    cast("ChoiceField", form["kind"]).options = [Option("", ""), *kinds]
    return form


def drafts_of(form: HelpForm, language: Language) -> Iterator[Draft]:
    """Yield what is sealed. Ticks are written as the words that were ticked, in their language."""
    data: dict[str, Any] = form.data
    safe = [_text(_SAFE[each], language) for each in data["safe"]]
    contact = {
        "name_used": data["name_used"] or "",
        "other_contact": data["contact"],
        "safe_contact": "\n".join([*safe, data["safe_words"] or ""]).strip(),
        "language": language.name,
    }
    yield Draft(RecordKind.CONTACT, _filled(contact))
    vouched = data["vouched_by"] or ""
    request = {
        "own_words": data["own_words"],
        "for_whom": _text(_FOR_WHOM[data["for_whom"]], language),
        "note": vouched and f"{_text(HelpForm.vouched_by.args[0], language)} {vouched}",
    }
    yield Draft(RecordKind.REQUEST, _filled(request))
    needs = {
        "what_is_needed": f"{language.say(data['kind'].replace('_', ' '))} {data['amount'] or ''}",
        "by_when": _text(_WHEN[data["when"]], language),
    }
    yield Draft(RecordKind.NEEDS, _filled(needs))
    if data["consents"]:
        said = "\n".join(_text(_CONSENTS[each], language) for each in data["consents"])
        yield Draft(RecordKind.CONSENT, {"consent_words": said})


def _text(text: str, language: Language) -> str:
    return language.say(text)


def _filled(fields: dict[str, str]) -> dict[str, str]:
    return {name: text.strip() for name, text in fields.items() if text.strip()}


def _kind_text(kind: Category, door: Door, language: Language) -> str:
    text = _capital(language.say(kind))
    if not door.only_urgent(kind):
        return text
    return language.say(Words(N_("{kind}: only for tonight"), {"kind": text}))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
