"""Fields for handles, passphrases and codes. What was typed into a secret one is never sent back.

Browsers are told what each field is for, so that a keeper of passphrases can fill it in.
"""

from typing import Any, Final

from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from api.i18n import N_
from api.pages.fields import PageForm, TextField


class HandleField(TextField):
    """The name that a person chose for this service."""

    shape = "handle"


class CodeField(TextField):
    """The six digits of an app, a recovery code, or a code to come in with."""

    shape = "code"

    def __init__(
        self,
        label: str = "",
        *,
        width: int = 16,
        keeps: bool = False,
        **others: Any,  # noqa: ANN401
    ) -> None:
        """Make a field of *width* signs. A long code *keeps* standing in a form that comes back."""
        super().__init__(label, **{"longest": 80, **others})
        self.width, self.keeps = width, keeps

    def read(self, text: str) -> str:
        """Take whatever was typed: a code that cannot be one is as wrong as any other."""
        return text


def app_code() -> CodeField:
    """Return the field for a code of the second step."""
    return CodeField(
        N_("Code from your app"),
        needed=N_("Type the code that your app shows now"),
        hint=N_("Six digits. Without the app: one of your recovery codes."),
    )


class SecretField(TextField):
    """A passphrase: taken letter by letter as it was typed, spaces too."""

    shape = "secret"

    def __init__(
        self,
        label: str = "",
        *,
        autocomplete: str = "current-password",
        **others: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(label, **{"longest": 200, **others})
        self.autocomplete = autocomplete

    def pre_validate(self, form: BaseForm) -> None:  # noqa: ARG002  WTForms's signature
        """Take it whole; only an empty one is refused here."""
        self.data = self.text
        if self.needed and not self.text:
            raise StopValidation(self.needed)


def chosen_passphrase() -> SecretField:
    """Return the field for a new passphrase."""
    return SecretField(
        N_("Passphrase"),
        autocomplete="new-password",
        needed=N_("Choose a passphrase"),
        hint=N_("At least 12 characters; spaces count. Long is better than complicated."),
    )


def chosen_again() -> SecretField:
    """Return the field in which it stands once more, because nobody sees what they type."""
    return SecretField(
        N_("The passphrase once more"),
        autocomplete="new-password",
        needed=N_("Type the passphrase once more"),
    )


class ChoosesPassphrase(PageForm):
    """A form with a new passphrase, typed twice."""

    passphrase: SecretField
    again: SecretField

    def validate_again(self, field: SecretField) -> None:
        """Refuse a second one that is not the first."""
        if field.text != self.passphrase.text:
            raise StopValidation(N_("This is not the same as above: type both again"))


_HANDLE_HINT: Final = N_(
    "3 to 40 letters. Colleagues in your funds see it; take nothing by which strangers know you."
)


def chosen_handle() -> HandleField:
    """Return the field for a handle that is not taken yet."""
    return HandleField(N_("Handle"), needed=N_("Choose a handle"), hint=_HANDLE_HINT, longest=40)
