"""Forgetting who gave: a name that tells a giver apart, or the reference of a transfer."""

from typing import Any, ClassVar, cast

from api.giving.service import Typed
from api.i18n import N_
from api.pages.fields import PageForm, TickField
from api.pages.reading.reader import AnyRequest
from api.pages.recording.givers import (
    ApartField,
    ReferenceField,
    apart_field,
    reference_field,
    typed_in,
)
from api.pages.vault.base import VaultPage
from api.site import site_of
from ledger.rejections import VaultLocked


class ForgetForm(PageForm):
    """Which trace of a giver goes."""

    reference = reference_field()
    apart = apart_field()
    sure = TickField(N_("Forget this for ever"), needed=N_("Tick this: nobody can bring it back"))

    def validate(self, *_: Any, **__: Any) -> bool:  # noqa: ANN401  WTForms's signature
        """Ask for one of them."""
        is_valid = super().validate()
        if is_valid and typed_in(self) == Typed():
            self["apart"].errors = [N_("Write a reference, or what tells the giver apart")]
            return False
        return is_valid


class ForgetGiver(VaultPage):
    """Forgets what finds a giver again."""

    title = N_("Forget a giver")
    lede = N_(
        "For when somebody who gave asks for it. The fingerprint of their name, or the reference "
        "and its code, are gone; the books stay as they are, and never knew who it was."
    )
    remarks: ClassVar[tuple[str, ...]] = (
        N_("Whoever gives again afterwards counts as somebody new."),
        N_("Somebody who was written down under two names is forgotten under each of them."),
    )
    write_verb = N_("Forget for ever")
    form = ForgetForm
    fields_of_refusals: ClassVar = {**VaultPage.fields_of_refusals, "vault-locked": "apart"}

    async def make_form(self, request: AnyRequest, sent: Any) -> PageForm:  # noqa: ANN401
        """Return the form, with what was typed looked up."""
        form = await super().make_form(request, sent)
        said = typed_in(form)
        by_reference, by_name = await site_of(request).giving.look(
            self.room.fund_id, [Typed(reference=said.reference), Typed(apart=said.apart)]
        )
        reference, apart = (
            cast("ReferenceField", form["reference"]),
            cast("ApartField", form["apart"]),
        )
        reference.is_unknown = bool(said.reference) and not by_reference.is_reference_known
        apart.is_unknown = bool(said.apart) and by_name.is_vault_open and by_name.giver is None
        return form

    async def do(self, request: AnyRequest, form: PageForm, key: str) -> None:  # noqa: ARG002
        """Forget it; who did is written into the log of the vault, and nothing of what."""
        site, said = site_of(request), typed_in(form)
        if said.apart and not site.vault.is_open(self.room.fund_id):
            raise VaultLocked
        await site.giving.forget(self.room.fund_id, said, actor=self.actor)
