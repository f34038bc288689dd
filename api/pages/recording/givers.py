"""What a treasurer types of who gave: the reference of the transfer, and what tells a giver apart.

Neither becomes a part of a line. The reference leads to a random giver and a commitment; what
tells a giver apart is kept as a keyed fingerprint only, so that a giver who gives again is counted
once.
"""

from typing import Any, Final

from api.giving.codes import read_reference
from api.giving.names import name_compared
from api.giving.service import Known, Typed
from api.i18n import N_, Words
from api.pages.fields import PageForm, TextField, stop
from api.pages.flow import Row
from api.pages.recording.parts import typed

_LONGEST: Final = 80
NOT_ONE: Final = N_("This is no reference: one of its eight signs is wrong. Look at each again")
UNKNOWN: Final = N_("Nobody was given this reference here. Look again, or leave it empty")
NOBODY: Final = N_("Nobody is told apart by this here. Look how it was written")
NO_GIVER_OF_MANY: Final = N_("A collection has no giver: leave this empty")
LOCKED: Final = N_(
    "The vault is locked, so nobody is recognised: whoever gave counts as somebody new."
)
NOTHING_TOLD: Final = N_(
    "Nobody is told apart: this gift counts as one of somebody who never gave before or since."
)
KEPT: Final = N_(
    "What tells a giver apart is not kept as you type it: a fingerprint of it finds the same "
    "random number again, and that number stands in the line. Reports count givers by it."
)


class ReferenceField(TextField):
    """The reference of a transfer; its data is the eight signs."""

    shape = "code"
    width = 16
    keeps = True
    is_unknown = False

    def read(self, text: str) -> str:
        """Return the signs; say so when they cannot be a reference, or nobody has this one."""
        signs = read_reference(text)
        if signs is None:
            raise stop(NOT_ONE)
        if self.is_unknown:
            raise stop(UNKNOWN)
        return signs


class ApartField(TextField):
    """What tells a giver apart. It is shown to whoever types it, and kept nowhere."""

    is_unknown = False

    def read(self, text: str) -> str:
        """Return it as typed; it needs a letter or a digit."""
        plain = super().read(text)
        if not name_compared(plain):
            raise stop(N_("Write it with letters and digits"))
        if self.is_unknown:
            raise stop(NOBODY)
        return plain


def reference_field() -> ReferenceField:
    """Return the field for a reference."""
    return ReferenceField(
        N_("Reference in the transfer"),
        hint=N_("Eight signs, where the giver wrote one. It finds their earlier gifts."),
        longest=_LONGEST,
    )


def apart_field() -> ApartField:
    """Return the field for what tells a giver apart."""
    return ApartField(
        N_("What tells this giver apart"),
        hint=N_("The name on the transfer, or a nickname: only so that one giver counts once."),
        longest=_LONGEST,
    )


def fields_of_row(number: int) -> dict[str, TextField]:
    """Return the same two fields for one row of many gifts, by their names."""
    facts = {"number": number}
    reference: Any = Words(N_("Reference of gift {number}"), facts)
    apart: Any = Words(N_("What tells the giver of gift {number} apart"), facts)
    return {
        f"reference_{number}": ReferenceField(reference, longest=_LONGEST),
        f"apart_{number}": ApartField(apart, longest=_LONGEST),
    }


def typed_in(form: PageForm, ending: str = "") -> Typed:
    """Return what was typed of who gave, read or not; *ending* tells rows of a form apart."""
    return Typed(*(typed(form, f"{name}{ending}").strip() for name in ("reference", "apart")))


def says_who(known: Known) -> str:
    """Say whether a giver is known here."""
    return N_("gave before") if known.gave_before else N_("is new here")


def giver_row(known: Known, said: Typed) -> Row:
    """Return the line of the check page about who gave."""
    if not (said.reference or said.apart):
        return Row(N_("Giver"), N_("nobody is told apart"), "apart", NOTHING_TOLD)
    note = LOCKED if said.apart and not known.is_vault_open else ""
    return Row(N_("Giver"), says_who(known), "reference" if said.reference else "apart", note)
