"""How a request stands: four sentences, the same page whatever is typed, and forgetting."""

from itertools import pairwise

import pytest

from api.pages.help.status import FORGOTTEN, SENTENCES, UNKNOWN
from api.requests.table import State
from tests.api.pages.help.stage import Street, code_in, told
from tests.funds import open_fund

WRONG = ("AAAA-BBBB-CCCC-DDDD", "x", "0", "' or 1=1 --", "١٢٣٤", "Z" * 80)


def without_sentence(text: str, sentence: str) -> str:
    assert sentence in text
    return text.replace(sentence, "")


@pytest.mark.parametrize("state", State)
async def test_each_state_is_told_in_one_of_four_sentences(street: Street, state: State) -> None:
    code = code_in(await street.ask())
    row = await street.row(code)
    await street.site.requests.move(street.fund_id, row.request_id, state)
    answer = await street.status(code.lower().replace("-", " "))
    assert told(answer) == SENTENCES[state]
    assert "bail" not in answer.text
    assert code not in answer.text
    assert "<title>Status · Parasol</title>" in answer.text


def test_there_are_four_sentences() -> None:
    assert len(set(SENTENCES.values())) == 4


async def test_a_wrong_code_gets_the_same_page_but_for_the_sentence(street: Street) -> None:
    code = code_in(await street.ask())
    right = await street.status(code)
    answers = [await street.status(each) for each in WRONG]
    assert {each.status_code for each in (right, *answers)} == {200}
    pages = [without_sentence(each.text, UNKNOWN) for each in answers]
    pages.append(without_sentence(right.text, SENTENCES[State.WAITING]))
    assert all(one == other for one, other in pairwise(pages))


async def test_the_code_of_one_fund_says_nothing_in_another(street: Street) -> None:
    code = code_in(await street.ask())
    other = Street(street.browser, (await open_fund(street.site.books)).fund_id)
    await other.hang()
    assert told(await other.status(code)) == UNKNOWN


async def test_the_code_stands_in_no_address(street: Street) -> None:
    code = code_in(await street.ask())
    answer = await street.browser.get(f"/en/{street.fund_id}/help/status", params={"code": code})
    assert told(answer) == ""
    assert 'method="post"' in answer.text


async def test_an_empty_field_is_asked_for(street: Street) -> None:
    answer = await street.status("")
    assert answer.status_code == 422
    assert "Type the code" in answer.text


@pytest.mark.parametrize("state", [State.WAITING, State.NO, State.OVER])
async def test_what_nobody_needs_is_forgotten_by_its_code(street: Street, state: State) -> None:
    code = code_in(await street.ask())
    row = await street.row(code)
    await street.site.requests.move(street.fund_id, row.request_id, state)
    assert told(await street.status(code, forget="y", sure="y")) == FORGOTTEN
    assert told(await street.status(code)) == UNKNOWN
    person = await street.site.vault.get_person(street.fund_id, row.person_id)
    assert person.erased_on is not None


async def test_nothing_is_erased_by_one_wrong_tap(street: Street) -> None:
    code = code_in(await street.ask())
    answer = await street.status(code, forget="y")
    nobody = await street.status("AAAA-BBBB-CCCC-DDDD", forget="y")
    assert answer.status_code == nobody.status_code == 422
    assert "Tick this first: nobody can bring it back" in answer.text
    assert f'value="{code}"' in answer.text
    assert answer.text.replace(code, "") == nobody.text.replace("AAAA-BBBB-CCCC-DDDD", "")
    assert told(await street.status(code)) == SENTENCES[State.WAITING]


@pytest.mark.parametrize("state", [State.READ, State.HELPED, State.LISTED])
async def test_what_is_needed_stays_and_the_answer_does_not_say_so(
    street: Street, state: State
) -> None:
    code = code_in(await street.ask())
    row = await street.row(code)
    await street.site.requests.move(street.fund_id, row.request_id, state)
    kept = await street.status(code, forget="y", sure="y")
    nobody = await street.status("AAAA-BBBB-CCCC-DDDD", forget="y", sure="y")
    assert told(kept) == FORGOTTEN
    assert kept.content == nobody.content
    assert told(await street.status(code)) == SENTENCES[state]
