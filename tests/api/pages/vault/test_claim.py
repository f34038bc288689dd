"""The letter that claims a refund: filled from the vault by mandate, and blank without it."""

from uuid import UUID, uuid4

from ledger.vault.openings import ActKind, OpeningPurpose
from ledger.vault.records import Draft, RecordKind
from tests.api.pages.vault.stage import NAME, Desk, text_of
from tests.funds import today_at

PAPERS = {
    "legal_name": "Wilhelmina C. Zwaluw",
    "cause_number": "26-CR-1177",
    "receipt_number": "R 5521",
    "lawyer": "Counsel, 555 0177",
}
BLANK = "____________________________"
LINES = 4
"""How many lines of names the blank letter has, besides the one to sign on."""


def letter_of(page: str) -> str:
    return page.split("<article")[1].split("</article>", maxsplit=1)[0]


def path_of(desk: Desk) -> str:
    return f"cases/{desk.case_id}/claim"


async def papers(desk: Desk, person: UUID, fields: dict[str, str]) -> None:
    today = today_at(desk.site.now())
    draft = Draft(RecordKind.BAIL, fields)
    await desk.site.vault.seal(desk.fund_id, person, draft, actor="x", today=today)


async def opened(desk: Desk) -> list[tuple[str | None, OpeningPurpose | None]]:
    return [(act.kind, act.purpose) for act in await desk.acts() if act.act is ActKind.OPENED]


async def test_the_letter_is_filled_from_the_bail_papers_and_nothing_else_is_opened(
    desk: Desk,
) -> None:
    person = await desk.person()
    await papers(desk, person, PAPERS)
    await desk["ida"].step_up()
    blank = await desk["ida"].get(path_of(desk))
    assert letter_of(blank.text).count(BLANK) == LINES + 1
    assert "Fill in from the vault" in blank.text
    filled = await desk.fill("ida", path_of(desk))
    assert filled.status_code == 200
    assert filled.headers["cache-control"] == "no-store"
    letter = letter_of(filled.text)
    for name in ("legal_name", "cause_number", "receipt_number"):
        assert PAPERS[name] in letter
    assert letter.count(BLANK) == 1 + 1  # nobody wrote who signed for the money
    assert PAPERS["lawyer"] not in filled.text
    assert NAME not in filled.text
    assert await opened(desk) == [("bail", OpeningPurpose.CLAIMING_REFUND)]


async def test_what_was_written_down_twice_stays_empty_and_is_named(desk: Desk) -> None:
    person = await desk.person()
    await papers(desk, person, PAPERS)
    await papers(desk, person, {"cause_number": "27-CR-0002", "national_id": "3310"})
    await desk["ida"].step_up()
    page = await desk.fill("ida", path_of(desk))
    assert "“Number of the court case” stays empty" in text_of(page)
    letter = letter_of(page.text)
    assert "CR" not in letter
    assert PAPERS["legal_name"] in letter
    assert "3310" in letter


async def test_of_several_people_one_is_chosen(desk: Desk) -> None:
    first, second = await desk.person(), await desk.person()
    await papers(desk, first, {"legal_name": "The first"})
    await papers(desk, second, {"legal_name": "The second"})
    await desk["ida"].step_up()
    for wrong in ("", str(uuid4())):
        none = await desk.fill("ida", path_of(desk), {"person": wrong})
        assert (none.status_code, "Choose a person" in none.text) == (422, True)
        assert "The first" not in none.text
    filled = await desk.fill("ida", path_of(desk), {"person": str(second)})
    assert "The second" in letter_of(filled.text)
    assert {act.person_id for act in await desk.acts() if act.act is ActKind.OPENED} == {second}


async def test_without_papers_the_filled_letter_says_so(desk: Desk) -> None:
    await desk.person()
    await desk["ida"].step_up()
    page = await desk.fill("ida", path_of(desk))
    assert "No bail papers are written down for this person" in text_of(page)
    assert letter_of(page.text).count(BLANK) == LINES + 1


async def test_a_blank_letter_says_why_it_stays_blank(desk: Desk) -> None:
    nobody = text_of(await desk["ida"].get(path_of(desk)))
    assert "The vault knows nobody in this case" in nobody
    await desk.person()
    audit = text_of(await desk["lou"].get(path_of(desk)))
    assert "Whoever may open the vault can have the names filled in" in audit
    assert (await desk["lou"].post(path_of(desk), {})).status_code == 403
    await desk.site.vault.lock(desk.fund_id, actor="x")
    locked = await desk["ida"].get(path_of(desk))
    assert "The vault is locked: the names cannot be filled in" in text_of(locked)
    assert "Fill in from the vault" not in locked.text
    assert await opened(desk) == []


async def test_without_a_right_code_or_from_elsewhere_nothing_is_filled_in(desk: Desk) -> None:
    await papers(desk, await desk.person(), PAPERS)
    wrong = await desk.fill("noor", path_of(desk), {"code": "000000"}, code=False)
    assert wrong.status_code == 422
    await desk["ida"].step_up()
    foreign = await desk["ida"].post(path_of(desk), {})
    assert foreign.status_code == 403
    for answer in (wrong, foreign):
        assert PAPERS["legal_name"] not in answer.text
        assert letter_of(answer.text).count(BLANK) == LINES + 1
    assert await opened(desk) == []
