"""Asking for help without a sign-in: what is said first, what is kept, what is wrong."""

import tempfile
from pathlib import Path
from uuid import uuid4

import pytest

from api.pages.help.sent import MAX_BODY, MAX_PHOTOS
from api.requests.rate import Rates
from api.requests.table import State
from ledger.chart import Category
from ledger.vault.records import RecordKind
from tests.api.pages.help.stage import TYPED, Street, code_in
from tests.api.requests.test_photos import MARK, picture, tagged, written
from tests.funds import open_fund

PHOTO = written(picture(), "JPEG", exif=tagged())


async def test_a_fund_without_a_door_answers_like_one_that_does_not_exist(street: Street) -> None:
    closed = await open_fund(street.site.books)
    for path in ("help", "help/status"):
        for method in ("GET", "POST"):
            answers = [
                await street.browser.request(method, f"/en/{fund_id}/{path}")
                for fund_id in (closed.fund_id, uuid4())
            ]
            assert [each.status_code for each in answers] == [404, 404]
            assert answers[0].content == answers[1].content


async def test_who_reads_it_and_what_is_kept_is_said_before_anything_is_asked(
    street: Street,
) -> None:
    page = (await street.look()).text
    first = page.index("<form")
    for said in (
        "People of the group read this day and night",
        "If it cannot wait: The house at the market",
        "You need no name, no papers and no sign-in.",
        "all of it is erased on",
    ):
        assert page.index(said) < first, said
    assert "<title>A message · Parasol</title>" in page


async def test_a_kind_that_is_closed_until_a_month_is_said_until_that_month(street: Street) -> None:
    ends = {Category.HOTEL: "2120-03", Category.FOOD: "2020-01"}
    await street.hang(closed_until=ends)
    page = (await street.look()).text
    assert "Hotel and emergency shelter: closed until March 2120." in page
    assert "Food: closed" not in page


async def test_what_was_written_is_sealed_and_a_code_is_shown_once(street: Street) -> None:
    answer = await street.ask(photos=[("my sister.jpg", PHOTO)])
    code = code_in(answer)
    assert answer.headers["cache-control"] == "no-store"
    row = await street.row(code)
    assert (row.state, row.tonight) == (State.WAITING, True)
    said = await street.said(row)
    assert said["own_words"] == "They took my sister on Tuesday.\nShe has nobody."
    assert said["other_contact"] == "+1 555 010-4477"
    assert said["safe_contact"].splitlines() == [
        "You may call", "Somebody else may answer: say nothing to them", "after ten",
    ]  # fmt: skip
    assert said["what_is_needed"] == "bail about 500"
    assert said["note"].endswith("Heron")
    records = await street.site.vault.list_records(street.fund_id, row.person_id)
    (file,) = [each for each in records if each.kind is RecordKind.FILE]
    assert file.size > 0


async def test_no_name_no_amount_and_no_photo_are_needed(street: Street) -> None:
    least = {name: TYPED[name] for name in ("for_whom", "kind", "when", "own_words", "contact")}
    assert code_in(await street.ask(least))


async def test_a_form_that_is_sent_twice_is_one_request_with_one_code(street: Street) -> None:
    key = await street.key()
    street.site.requests.rates = Rates(of_fund=1)
    codes = {code_in(await street.ask(key=key)) for _ in range(2)}
    assert len(codes) == 1
    assert len(await street.rows()) == 1


async def test_all_that_is_wrong_is_said_at_once_and_every_word_is_still_there(
    street: Street,
) -> None:
    typed = {**TYPED, "for_whom": "", "kind": "medical", "name_used": "x" * 61}
    answer = await street.ask(typed)
    assert answer.status_code == 422
    for said in ("Choose for whom", "Choose a kind of help", "Write at most 60 letters"):
        assert said in answer.text
    for kept in ("They took my sister", "+1 555 010-4477", "after ten", "Heron", "x" * 61):
        assert kept in answer.text
    for ticked in ("call", "others_answer", "lawyer"):
        assert f'value="{ticked}" checked' in answer.text
    assert "<title>Error:" in answer.text
    assert await street.rows() == []


@pytest.mark.parametrize(
    ("photos", "said"),
    [
        pytest.param([PHOTO] * (MAX_PHOTOS + 1), "3 photos at most", id="four"),
        pytest.param([PHOTO, b"%PDF-1.7 MARKER"], "This is not a photo", id="a document"),
        pytest.param([PHOTO[:60]], "This is not a photo", id="half of one"),
    ],
)
async def test_a_photo_that_cannot_be_taken_is_said_and_nothing_is_kept(
    street: Street, photos: list[bytes], said: str
) -> None:
    answer = await street.ask(photos=[("x.jpg", each) for each in photos])
    assert answer.status_code == 422
    assert said in answer.text
    assert "They took my sister" in answer.text
    assert "Choose them again" in answer.text
    assert await street.rows() == []


async def test_photos_never_touch_the_disk_unsealed(
    street: Street, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(FileNotFoundError):
        tempfile.mkstemp()  # whatever writes a file there fails
    large = PHOTO + bytes(3_000_000)
    row = await street.row(code_in(await street.ask(photos=[("x.jpg", large)])))
    records = await street.site.vault.list_records(street.fund_id, row.person_id)
    (file,) = [each for each in records if each.kind is RecordKind.FILE]
    assert file.size < 100_000, "made anew from its pixels"


async def test_a_form_that_is_too_large_is_refused(street: Street) -> None:
    answer = await street.ask(photos=[("x.jpg", bytes(MAX_BODY))])
    assert answer.status_code == 413
    assert await street.rows() == []


async def test_other_forms_take_no_more_than_before(street: Street) -> None:
    body = {"code": "x" * 1_100_000}
    answer = await street.browser.post(f"/en/{street.fund_id}/help/status", data=body)
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "content",
    [b"", b"--x", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n', b"\xff" * 99],
)
async def test_what_is_no_form_is_refused_in_words(street: Street, content: bytes) -> None:
    answer = await street.browser.post(
        f"/en/{street.fund_id}/help",
        content=content,
        headers={"Content-Type": "multipart/form-data; boundary=x"},
    )
    assert answer.status_code in {400, 422}
    assert answer.headers["content-type"].startswith("text/html")


async def test_a_door_that_closed_meanwhile_loses_no_word(street: Street) -> None:
    key = await street.key()
    await street.hang(is_open=False)
    answer = await street.ask(key=key)
    assert answer.status_code == 409
    assert "At the moment nobody takes new requests here." in answer.text
    assert "They took my sister" in answer.text
    shut = await street.look()
    assert "At the moment nobody takes new requests here." in shut.text
    assert "<textarea" not in shut.text


async def test_only_what_the_door_is_open_for_is_offered(street: Street) -> None:
    await street.hang(kinds=(Category.HOTEL,))
    page = (await street.look()).text
    assert '<option value="hotel">' in page
    assert '<option value="bail">' not in page


async def test_too_many_at_once_are_told_to_come_back_and_keep_their_words(street: Street) -> None:
    street.site.requests.rates = Rates(of_fund=1)
    assert code_in(await street.ask())
    answer = await street.ask()
    assert answer.status_code == 429
    assert "Nothing was kept. Try again in an hour." in answer.text
    assert "They took my sister" in answer.text
    assert len(await street.rows()) == 1


async def test_a_form_from_another_site_is_shown_again_and_not_taken(street: Street) -> None:
    key = await street.key()
    answer = await street.ask(key=key, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "They took my sister" in answer.text
    assert await street.rows() == []


async def test_strangers_get_no_cookie(street: Street) -> None:
    answers = [await street.look(), await street.ask(), await street.look("help/status")]
    answers.append(await street.status("AAAA-BBBB-CCCC-DDDD"))
    assert not any("set-cookie" in each.headers for each in answers)


async def test_it_can_be_asked_in_spanish(street: Street) -> None:
    page = await street.look(language="es")
    assert '<html lang="es"' in page.text
    assert "Ask for help" not in page.text


def test_a_photo_of_these_tests_has_marks_to_lose() -> None:
    assert MARK in PHOTO
