"""Every page on which members decide, in the language that is made up: all of it is translated."""

import re
from typing import Final

from api.i18n import PSEUDO_LANGUAGE
from tests.api.pages.deciding.stage import count, press, propose, rules, say, settle, vote
from tests.api.pages.people.stage import Town
from tests.api.pages.recording.stage import text_of

_PLAIN: Final = re.compile(r"\b(the|people|members|decide|proposal|ballot|until|who|what)\b")
_PAGES: Final = (
    *("decisions", "decisions/new", "decisions/new/anything", "decisions/new/budget"),
    *("decisions/new/read", "decisions/rules", "decisions/agenda", "{open}", "{open}/meeting"),
    *("{open}/change", "{voted}", "{voted}/ballot", "{closed}", "{closed}/minutes"),
)


async def test_every_page_is_said_in_the_readers_language(town_alone: Town) -> None:
    town = await settle(town_alone, rules(budget="budget_ballot"))
    items = {"limit": "100", "kind_0": "rooms", "amount_0": "60", "kind_1": "hosting"}
    months = {"from_month": "2026-04", "until_month": "2026-12", "amount_1": "50"}
    closed = await propose(town, by="plover", title="Stühle", text="Zwölf.")
    for handle in town.people:
        await say(town, handle, closed, "agree")
    voted = await propose(
        town, kind="budget", title="Möbel", text="Zwei.", **items, **months, name_0="", name_1=""
    )
    shown = await propose(town, title="Lampen", text="Drei.")
    await say(town, "kite", shown, "reservation", "Hm.")
    wren = town.people["wren"]
    wren.prefix = wren.prefix.replace("/en/", f"/{PSEUDO_LANGUAGE}/")
    for path in _PAGES:
        page = await wren.page(path.format(open=shown, voted=voted, closed=closed))
        said = text_of(page.split("<main")[1].split("</main>")[0])
        assert _PLAIN.search(said) is None, (path, said)
    for handle in ("kite", "gull", "crane"):
        await vote(town, handle, voted, choice=["1"])
    await press(town, "plover", shown, "recuse")
    await count(town, voted)
    kite = town.people["kite"]
    kite.prefix = kite.prefix.replace("/en/", f"/{PSEUDO_LANGUAGE}/")
    for path in ("decisions", voted, f"{voted}/minutes"):
        page = await kite.page(path)
        said = text_of(page.split("<main")[1].split("</main>")[0])
        assert _PLAIN.search(said) is None, (path, said)
