"""Public texts: what the fund says about itself, in words that two stewards approved."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final
from uuid import UUID

from markupsafe import escape

from api.i18n import N_
from api.pages.fields import ListField, Option, PageForm, PrivateText
from api.pages.people.room import Room
from api.pages.reports.base import PublishingPage
from api.pages.reports.words import WORDINGS
from api.pages.step_up import StepUp
from ledger.events import WordingKind
from ledger.publishing.commands import ApproveWording
from ledger.publishing.settings import MAX_TEXT

Wordings = Mapping[tuple[WordingKind, str], str]

_DEFAULT: Final = WordingKind.ABOUT


class WordingForm(PageForm):
    """Which text, in which language, and the text itself."""

    kind = ListField(N_("Which text?"), needed=N_("Choose which text"))
    language = ListField(N_("In which language is it?"), needed=N_("Choose a language"))
    text = PrivateText(
        N_("The text"),
        longest=MAX_TEXT,
        hint=N_(
            "Everybody can read it. An empty line begins a paragraph; addresses of other sites are "
            "shown as plain text. Empty takes down what is there."
        ),
    )


class ApprovingWording(PublishingPage):
    """Asks for a public text."""

    title = N_("A public text")
    lede = N_("It is public from the next first of a month on, after two stewards agreed to it.")
    form = WordingForm
    remarks: ClassVar[tuple[str, ...]] = (
        N_("Of what the fund is, the first line is its name and the headline of its public pages."),
    )

    def __init__(
        self,
        room: Room,
        step_up: StepUp,
        names: Mapping[UUID, str] | None = None,
        *,
        there: Wordings,
        asked: tuple[str, str],
        languages: Mapping[str, str],
    ) -> None:
        super().__init__(room, step_up, names)
        self.there, self.languages = there, languages
        kind, language = asked
        self.kind = WordingKind(kind) if kind in set(WordingKind) else _DEFAULT
        self.language = language if language in languages else room.language.code

    def options(self) -> dict[str, Sequence[Option]]:
        """Return the texts and the languages there are."""
        say = self.room.language.say
        return {
            "kind": [Option(kind.value, escape(say(text))) for kind, text in WORDINGS.items()],
            "language": [Option(code, escape(name)) for code, name in self.languages.items()],
        }

    def defaults(self) -> dict[str, Any]:
        """Start with the text there is."""
        return {
            "kind": self.kind.value,
            "language": self.language,
            "text": self.there.get((self.kind, self.language)),
        }

    def command(self, form: PageForm) -> ApproveWording:
        """Return the command."""
        data: dict[str, Any] = form.data
        return ApproveWording(
            occurred_on=self.room.today,
            kind=WordingKind(data["kind"]),
            language=data["language"],
            text=data["text"] or "",
        )
