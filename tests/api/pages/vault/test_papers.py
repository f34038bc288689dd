"""Papers of somebody: photos and PDFs are sealed, looked at or handed over, and never kept open."""

import base64
from io import BytesIO
from uuid import UUID

import httpx
from PIL import Image

from api.requests.photos import MAX_BYTES
from ledger.vault.openings import ActKind, OpeningPurpose
from ledger.vault.records import FileDraft
from tests.api.pages.vault.stage import NAME, Desk, text_of
from tests.api.two_people import form_at
from tests.funds import today_at

PDF = b"%PDF-1.7 /Author (" + NAME.encode() + b") %%EOF"


def photo_with_place() -> bytes:
    """Return a photograph that says where it was taken."""
    picture, drawn = Image.new("RGB", (40, 30), "teal"), BytesIO()
    tags = Image.Exif()
    tags[0x010E] = NAME
    picture.save(drawn, "JPEG", exif=tags)
    return drawn.getvalue()


async def test_a_photo_is_made_anew_and_sealed_once(desk: Desk) -> None:
    person, photo = await desk.person(), photo_with_place()
    assert NAME.encode() in photo
    await desk["ida"].step_up()
    path = f"vault/people/{person}/papers"
    fields = form_at((await desk["ida"].get(path)).text, path)
    address = f"/en/{desk.fund_id}/{path}"
    for _ in range(2):
        sent = await desk["ida"].browser.post(
            address, data=fields, files={"photos": ("x.jpg", photo, "image/jpeg")}
        )
        assert sent.status_code == 303, sent.text
    rows = await desk.site.vault.list_records(desk.fund_id, person)
    (file,) = [row for row in rows if row.kind == "file"]
    opened = await desk.site.vault.open_record(
        desk.fund_id, file.record_id, actor="x", purpose=OpeningPurpose.PAYING
    )
    assert opened.content.startswith(b"\xff\xd8")
    assert NAME.encode() not in opened.content


async def test_what_is_no_paper_or_comes_from_elsewhere_is_not_kept(desk: Desk) -> None:
    person = await desk.person()
    await desk["ida"].step_up()
    path = f"vault/people/{person}/papers"
    address = f"/en/{desk.fund_id}/{path}"
    fields = form_at((await desk["ida"].get(path)).text, path)
    page = {"photos": ("x.jpg", b"<html>", "image/jpeg")}
    none = await desk["ida"].browser.post(address, data=fields)
    assert (none.status_code, "Choose a photo or a PDF" in none.text) == (422, True)
    wrong = await desk["ida"].browser.post(address, data=fields, files=page)
    assert (wrong.status_code, "This is neither a photo nor a PDF" in wrong.text) == (422, True)
    good = {"photos": ("x.jpg", photo_with_place(), "image/jpeg")}
    assert (await desk["ida"].browser.post(address, files=good)).status_code == 403
    desk["ida"].browser.cookies.clear()
    assert (await desk["ida"].browser.post(address, data=fields, files=good)).status_code == 401
    rows = await desk.site.vault.list_records(desk.fund_id, person)
    assert not [row for row in rows if row.kind == "file"]


async def send(desk: Desk, person: UUID, content: bytes, name: str = "x.pdf") -> httpx.Response:
    path = f"vault/people/{person}/papers"
    fields = form_at((await desk["ida"].get(path)).text, path)
    return await desk["ida"].browser.post(
        f"/en/{desk.fund_id}/{path}", data=fields, files={"photos": (name, content, "text/html")}
    )


async def opened(desk: Desk, person: UUID, record: UUID, act: str) -> httpx.Response:
    """Open somebody to pay, and send the form of one of their files."""
    page = await desk.fill("ida", f"vault/people/{person}", {"purpose": "paying"})
    path = f"vault/records/{record}/{act}"
    return await desk["ida"].post(path, form_at(page.text, path))


async def file_of(desk: Desk, person: UUID) -> UUID:
    rows = await desk.site.vault.list_records(desk.fund_id, person)
    (file,) = [row for row in rows if row.kind == "file"]
    return file.record_id


async def test_a_pdf_is_sealed_as_it_is_and_handed_over_only(desk: Desk) -> None:
    person = await desk.person()
    await desk["ida"].step_up()
    form = text_of(await desk["ida"].get(f"vault/people/{person}/papers"))
    assert "A PDF stays as it is" in form
    assert (await send(desk, person, PDF)).status_code == 303
    record = await file_of(desk, person)
    for act in ("look", "file"):
        answer = await opened(desk, person, record, act)
        assert answer.content == PDF
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.headers["content-disposition"] == 'attachment; filename="file.pdf"'
        assert answer.headers["content-security-policy"].startswith("sandbox")


async def test_a_pdf_that_is_too_large_is_named_as_such(desk: Desk) -> None:
    person = await desk.person()
    await desk["ida"].step_up()
    refused = await send(desk, person, b"%PDF-1.7" + bytes(MAX_BYTES))
    assert (refused.status_code, "This PDF is too large" in refused.text) == (422, True)


async def test_a_photo_is_shown_in_an_answer_that_carries_it_in_itself(desk: Desk) -> None:
    person = await desk.person()
    await desk["ida"].step_up()
    assert (await send(desk, person, photo_with_place(), "x.jpg")).status_code == 303
    record = await file_of(desk, person)
    shown = await opened(desk, person, record, "look")
    kept = await desk.site.vault.open_record(
        desk.fund_id, record, actor="x", purpose=OpeningPurpose.PAYING
    )
    assert f'src="data:image/jpeg;base64,{base64.b64encode(kept.content).decode()}"' in shown.text
    assert "img-src 'self' data:" in shown.headers["content-security-policy"]
    assert shown.headers["cache-control"] == "no-store"
    looks = [act for act in await desk.acts(person) if act.kind == "file" and act.actor != "x"]
    assert [(act.act, act.purpose) for act in looks if act.act is ActKind.OPENED] == [
        (ActKind.OPENED, OpeningPurpose.PAYING)
    ]


async def test_a_file_takes_the_form_its_purpose_and_an_open_vault(desk: Desk) -> None:
    person = await desk.person()
    await desk["ida"].step_up()
    record = await desk.site.vault.seal(
        desk.fund_id,
        person,
        FileDraft("image/png", b"\x89PNG picture"),
        actor="x",
        today=today_at(desk.site.now()),
    )
    path = f"vault/records/{record}/look"
    assert (await desk["ida"].get(path)).status_code in {404, 405}
    assert (await desk["ida"].post(path, {"purpose": "paying"})).status_code == 403
    page = await desk.fill("ida", f"vault/people/{person}", {"purpose": "paying"})
    sent = form_at(page.text, path)
    for purpose in ("", "audit", "nonsense"):
        answer = await desk["ida"].post(path, sent | {"purpose": purpose})
        assert "data:image" not in answer.text
    await desk.site.vault.lock(desk.fund_id, actor="x")
    locked = await desk["ida"].post(path, sent)
    assert locked.status_code == 409
    assert not [act for act in await desk.acts(person) if act.kind == "file" and act.purpose]
