"""Who gave each of many gifts: looked up before anything is written, met when it is."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from api.giving.service import Giver, Giving, Known, Typed
from api.i18n import N_, Words
from api.pages.cash.gift_rows import Gift, typed_in_table
from api.pages.fields import PageForm
from api.pages.recording.givers import LOCKED, NO_GIVER_OF_MANY, UNKNOWN, says_who, typed_in
from api.pages.recording.parts import typed
from ledger.chart import DonationKind


async def look_up(giving: Giving, fund_id: UUID, form: Any, rows: int) -> None:  # noqa: ANN401  the form of many gifts
    """Let *form* know who gave before, and which references nobody was given."""
    in_rows = {f"_{number}": typed_in(form, f"_{number}") for number in range(1, rows + 1)}
    said = list(dict.fromkeys([*in_rows.values(), *typed_in_table(typed(form, "table"))]))
    form.known = dict(zip(said, await giving.look(fund_id, said), strict=True))
    for ending, who in in_rows.items():
        form[f"reference{ending}"].is_unknown = _is_unknown(who, form.known)


def rows_are_sound(form: PageForm, rows: int) -> bool:
    """Ask for the amount of a row that says who gave, and for no giver of a collection."""
    is_sound = True
    for number in range(1, rows + 1):
        who = typed_in(form, f"_{number}")
        if who == Typed():
            continue
        if not typed(form, f"amount_{number}").strip():
            form[f"amount_{number}"].errors, is_sound = [N_("Write an amount")], False
        if typed(form, "kind") == DonationKind.COLLECTION:
            name = "reference" if who.reference else "apart"
            form[f"{name}_{number}"].errors, is_sound = [NO_GIVER_OF_MANY], False
    return is_sound


def wrong_givers(
    gifts: Iterable[tuple[int, Gift]], usual_kind: str, known: Mapping[Typed, Known]
) -> list[Words]:
    """Say which lines of a table name a reference that nobody has, or a giver of a collection."""
    wrong = []
    for number, gift in gifts:
        if gift.who == Typed():
            continue
        if (gift.kind or usual_kind) == DonationKind.COLLECTION:
            wrong.append(_of_line(number, NO_GIVER_OF_MANY))
        elif _is_unknown(gift.who, known):
            wrong.append(_of_line(number, UNKNOWN))
    return wrong


def who_gave(gift: Gift, known: Mapping[Typed, Known]) -> str | Words:
    """Say on the check page whether a giver is known; nothing where nobody is told apart."""
    if gift.who == Typed() or gift.who not in known:
        return ""
    found = known[gift.who]
    if gift.who.apart and not found.is_vault_open:
        return LOCKED
    return Words(N_("giver {known}"), {"known": Words(says_who(found))})


async def meet_all(
    giving: Giving, fund_id: UUID, gifts: Sequence[tuple[str, Gift]], key: str
) -> dict[str, Giver]:
    """Return what the lines carry of who gave, by the row; each row has a key of its own."""
    return {
        row: await giving.meet(fund_id, gift.who, key=f"{key}.{row}")
        for row, gift in gifts
        if gift.who != Typed()
    }


def _is_unknown(who: Typed, known: Mapping[Typed, Known]) -> bool:
    return bool(who.reference) and not known[who].is_reference_known


def _of_line(number: int, text: str) -> Words:
    return Words(N_("Line {number}: {what}"), {"number": number, "what": Words(text)})
