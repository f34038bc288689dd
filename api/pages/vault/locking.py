"""Locking the vault in a hurry, unlocking it, and choosing what is asked of people."""

from collections.abc import Sequence
from typing import Any, ClassVar, Final

from api.i18n import N_, Words
from api.pages.fields import ChoiceField, Option, PageForm, PrivateText
from api.pages.flow import Row
from api.pages.people.room import Room
from api.pages.reading.reader import AnyRequest
from api.pages.step_up import StepUp
from api.pages.vault.base import NothingToType, VaultPage
from api.pages.vault.found import named
from api.site import site_of
from api.vault.locking import lock_everything
from api.vault.words import PROFILE_WORDS
from ledger.vault.custody import VaultState
from ledger.vault.keeping import AskedProfile
from ledger.vault.profiles import PROFILES


class Panic(VaultPage):
    """Locks at once: anybody with a mandate, without a code."""

    title = N_("Lock everything now")
    lede = N_(
        "For when somebody is at the door. The vault is locked and everybody of this fund is "
        "signed out, you too. Nothing is destroyed, and the books go on working."
    )
    write_verb = N_("Lock it now")
    form = NothingToType

    def __init__(self, room: Room, state: VaultState) -> None:
        super().__init__(room, StepUp(is_needed=False))
        self.state = state

    def told(self) -> Sequence[Row]:
        """Say what becomes of the key."""
        if self.state.sheets_checked:
            what = N_("It leaves this machine. Two of its three sheets of paper bring it back.")
        else:
            what = N_(
                "It stays on this machine, because no sheets of paper were made and tried: "
                "whoever takes the machine may have it."
            )
        return [Row(N_("The key of the vault"), what)]

    async def do(self, request: AnyRequest, form: PageForm, key: str) -> None:  # noqa: ARG002
        """Lock, and end the sessions of everybody who belongs to the fund."""
        room = self.room
        await lock_everything(site_of(request), room.fund_id, room.fund, self.actor)

    def after(self) -> str:
        """Lead out."""
        return f"/{self.room.language.code}/sign-in"


class SheetsForm(PageForm):
    """The words of two sheets."""

    sheet_1 = PrivateText(
        N_("Words of one sheet"), needed=N_("Type the words of the sheet"), longest=600
    )
    sheet_2 = PrivateText(
        N_("Words of another sheet"), needed=N_("Type the words of the sheet"), longest=600
    )


class Unlock(VaultPage):
    """Unlocks: with a code, and with two sheets where the key is not on this machine."""

    title = N_("Unlock the vault")
    lede = N_("Only when everybody is safe again. It is written down who unlocked it.")
    write_verb = N_("Unlock it")
    fields_of_refusals: ClassVar = {**VaultPage.fields_of_refusals, "shares-wrong": "sheet_1"}

    def __init__(self, room: Room, step_up: StepUp, state: VaultState) -> None:
        super().__init__(room, step_up)
        self.takes_sheets = not state.is_open and not state.has_private_key
        self.form = SheetsForm if self.takes_sheets else NothingToType  # type: ignore[misc]

    async def do(self, request: AnyRequest, form: PageForm, key: str) -> None:  # noqa: ARG002
        """Unlock it."""
        names = ("sheet_1", "sheet_2") if self.takes_sheets else ()
        sheets = tuple(str(form[name].data) for name in names)
        await self.vault(request).unlock(self.room.fund_id, sheets, actor=self.actor)


_BY_TWO: Final = N_(
    "Two stewards choose it: the first asks for it, and it holds once the second chooses the same."
)


class ProfileForm(PageForm):
    """Which profile."""

    profile = ChoiceField(N_("Record profile"), needed=N_("Choose one of the list"))


class ChooseProfile(VaultPage):
    """Chooses which fields are asked for and how long people are kept: two stewards."""

    title = N_("What is asked of people")
    lede = N_(
        "A record profile says which fields a form has and for how long people are kept. Choose "
        "the least that does; whatever is not asked cannot be found."
    )
    write_verb = N_("Choose it")
    form = ProfileForm

    def __init__(
        self, room: Room, step_up: StepUp, chosen: str, asked: AskedProfile | None
    ) -> None:
        super().__init__(room, step_up)
        self.chosen, self.asked = chosen, asked
        self.alone = room.fund.single_signer
        if not self.alone:
            self.remarks = (_BY_TWO,)  # type: ignore[misc]

    def told(self) -> Sequence[Row]:
        """Say what another one asked for already."""
        if self.asked is None or self.alone:
            return ()
        by = named(self.room, self.asked.asked_by)
        title = self.room.language.say(PROFILE_WORDS[self.asked.code][0])
        said = {"profile": title, "who": self.room.language.say(by)}
        return [Row(N_("Asked for"), Words(N_("{profile}, by {who}"), said))]

    def options(self) -> dict[str, Sequence[Option]]:
        """Return every profile with what it asks for."""
        return {"profile": [Option(code, *PROFILE_WORDS[code]) for code in PROFILES]}

    def defaults(self) -> dict[str, Any]:
        """Start with the one that is asked for, or with the one that holds."""
        return {"profile": self.asked.code if self.asked else self.chosen}

    async def do(self, request: AnyRequest, form: PageForm, key: str) -> None:  # noqa: ARG002
        """Choose it as the second of two, or ask for it as the first."""
        await self.vault(request).set_profile(
            self.room.fund_id, form["profile"].data, actor=self.actor, alone=self.alone
        )
