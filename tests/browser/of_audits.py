"""Where the pages of an audit are, with a round begun and a finding, and who looks at each."""

from collections.abc import Mapping
from typing import Final

from ledger.orders.commands import Act
from tests.api.pages.recording.stage import filled_in
from tests.api.two_people import Two, form_at
from tests.browser.of_two import Looked
from tests.budgets import adopting
from tests.funds import DAY

_FUND: Final = "/{fund_id:uuid}"
_ROUND: Final = _FUND + "/audit/{number:int}"

READERS_OF_AUDITS: Final[Mapping[str, str]] = {
    _FUND + "/audit/begin": "lou",
    _FUND + "/audit/sealed-book": "lou",
    _ROUND: "lou",
    _ROUND + "/steps/{step:str}": "lou",
    _FUND + "/plan/reports/{number:int}": "wren",
}
"""Every page of an audit that takes an auditor or a report, and whose phone looks at it."""


async def pages_of_audits(two: Two) -> list[Looked]:
    """Adopt a plan, begin a round and a lot, find something; return where all pages are."""
    items = ("food", "housing", "reserve")
    plan = adopting(DAY, ("2026-01", "2027-12"), *((each, 900_00) for each in items))
    await two.sign(await two.ask_for(plan), "noor", Act.APPROVE)
    lou, ida = two["lou"], two["ida"]
    begun = filled_in((await lou.get("audit/begin")).text) | {"step": "write", "above": "50.00"}
    path = (await lou.post("audit/begin", begun)).headers["location"].partition("/audit/")[2]
    step = filled_in((await lou.get(f"audit/{path}/steps/cash")).text)
    step |= {"agrees": "no", "finding": "cash_differs", "step": "write"}
    await lou.post(f"audit/{path}/steps/cash", step)
    lot = form_at((await ida.get("audit/lot")).text, "/audit/lot") | {"step": "open"}
    await ida.post("audit/lot", lot)
    seen = [Looked("ida", "audit"), Looked("ida", "audit/lot"), Looked("wren", "audit/lot")]
    seen += [Looked("ida", f"audit/{path}"), Looked("ida", "seat"), Looked("wren", "plan")]
    line = (await lou.get(f"audit/{path}")).text.partition("/steps/")[2].partition('"')[0]
    whole = ("cash", "bank", "held", "courts", "restrictions", "reports", line)
    seen += [Looked("lou", f"audit/{path}/steps/{each}") for each in whole]
    return seen + [
        Looked(handle, route.removeprefix(f"{_FUND}/").replace("{number:int}", "1"))
        for route, handle in READERS_OF_AUDITS.items()
        if "{step:str}" not in route
    ]
