"""Nobody gets a report out that the book does not give, alone or with a tired colleague."""

from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

import httpx
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from ledger.events import BudgetWord, ItemWord, Role
from ledger.orders.commands import Act, RequestOrder
from ledger.publishing.commands import PublishReport
from projections.reports.build import build
from projections.reports.gathering import BookRead, rules_of
from projections.reports.manifest import canonical
from projections.reports.published import read_publications
from tests.api.pages.people.stage import Town
from tests.api.pages.recording.stage import filled_in, text_of
from tests.api.publishing.stage import NOW, two_with_auditor
from tests.api.two_people import form_at
from tests.funds import DAY

OWN_KEY: Final = Ed25519PrivateKey.from_private_bytes(b"m" * 32)
TOMORROW: Final = (NOW + timedelta(days=1)).date()


async def _right(town: Town) -> PublishReport:
    publishing, today = town.site.publishing, town.clock().date()
    draft = await publishing.draft(town.fund.fund_id, today)
    return await publishing.command(town.fund.fund_id, draft, today)


def _signed(report: PublishReport, manifest: str) -> PublishReport:
    """Return *report* with another manifest, signed by whoever wants it out."""
    return replace(
        report,
        manifest=manifest,
        signature=OWN_KEY.sign(manifest.encode()).hex(),
        key_id=OWN_KEY.public_key().public_bytes_raw().hex(),
    )


async def _forged(town: Town, how: str) -> PublishReport:
    right = await _right(town)
    match how:
        case "another amount":
            changed = right.manifest.replace('"amount":120000', '"amount":120001')
            assert changed != right.manifest
            return _signed(right, changed)
        case "another key":
            return _signed(right, right.manifest)
        case "another signature":
            return replace(right, signature="0" * 128)
        case "other words for members":
            said = ItemWord(item="food", word=BudgetWord.USED_UP)
            return replace(right, for_members=(said,))
        case _:
            return await _without_the_last_lines(town, right)


async def _without_the_last_lines(town: Town, right: PublishReport) -> PublishReport:
    """Return a report of a later day that leaves out what was in the book by then, key and all."""
    fund_id, cut = town.fund.fund_id, right.cut
    await town.ask(town.fund.donation(500_00, occurred_on=DAY), "heron")
    await _sleep(town)
    async with town.site.database.acquire() as connection:
        book, rules = BookRead(fund_id), rules_of(await read_publications(connection, fund_id), cut)
        await book.read_to(connection, cut)
    assert rules is not None
    made = build(book.facts(), (), rules, today=town.clock().date(), cut=cut)
    assert made is not None
    signature = await town.site.publishing._signing.sign(fund_id, canonical(made))
    return replace(
        right,
        manifest=canonical(made).decode(),
        signature=signature.signature,
        key_id=signature.key_id,
    )


async def _sleep(town: Town) -> None:
    """Let a day begin, on which everybody signs in again."""
    town.clock.pass_by(days=1)
    for handle, person in list(town.people.items()):
        (await town.come(person.sign_in, handle)).app = person.app


async def _send(town: Town, handle: str, path: str, body: Any) -> httpx.Response:
    """Send a request as the program of somebody, stepped up."""
    token = await town.site.sessions.start(town.people[handle].sign_in, "api", stepped_up=True)
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": uuid4().hex}
    address = f"/api/v1/funds/{town.fund.fund_id}{path}"
    fields = {name: said for name, said in msgspec.to_builtins(body).items() if name != "command"}
    return await town.client.post(address, headers=headers, json=fields)


async def _out(town: Town) -> int:
    return (await town.state()).publishing.number


FORGERIES: Final = (
    "another amount",
    "another key",
    "another signature",
    "other words for members",
    "without the last lines",
)


@pytest.mark.parametrize("how", FORGERIES)
async def test_whoever_keeps_a_fund_alone_publishes_what_the_book_gives(
    town: Town, how: str
) -> None:
    answer = await _send(town, "heron", "/reports", await _forged(town, how))
    assert (answer.status_code, answer.json()["code"]) == (409, "report-differs")
    assert await _out(town) == 0
    right = await _send(town, "heron", "/reports", await _right(town))
    assert right.status_code == 201, right.text


@pytest.mark.parametrize("how", FORGERIES)
async def test_a_second_person_cannot_sign_what_the_book_does_not_give(
    town: Town, how: str
) -> None:
    await two_with_auditor(town)
    forged = await _forged(town, how)
    order = RequestOrder(occurred_on=town.clock().date(), order=forged)
    asked = (await _send(town, "heron", "/orders", order)).json()
    path = f"orders/{asked['order_id']}"
    plover = town.people["plover"]
    page = await plover.page(path)
    assert "Do not sign it." in text_of(page)
    fields = form_at(page, "/sign") | {"_acts": Act.APPROVE.value, "code": town.code("plover")}
    refused = await plover.client.post(f"{plover.prefix}/{path}/sign", data=fields)
    assert refused.status_code == 409
    assert "as the book gives it" in text_of(refused.text)
    body = {
        "occurred_on": town.clock().date().isoformat(),
        "content_hash": fields["content_hash"],
        "acts": [Act.APPROVE.value],
    }
    answer = await _send(town, "auk", f"/{path}/signatures", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "report-differs")
    assert await _out(town) == 0


async def test_the_desk_signs_no_draft_of_an_earlier_day(town: Town) -> None:
    early = await _right(town)
    await town.ask(town.fund.donation(500_00, occurred_on=DAY), "heron")
    await _sleep(town)
    heron = town.people["heron"]
    fields = filled_in(await heron.page("reports/next"))
    draft = await town.site.publishing.draft(town.fund.fund_id, TOMORROW, early.cut)
    assert draft.cut > early.cut
    sent = fields | {"cut": str(early.cut)}
    answer = await heron.client.post(f"{heron.prefix}/reports/next", data=sent)
    [out] = (await town.site.publishing.published(town.fund.fund_id, "UTC")).now.reports
    assert (answer.status_code, out.cut) == (303, draft.cut)


async def test_whoever_looked_before_a_report_came_out_sees_what_comes_next(town: Town) -> None:
    early = await _right(town)
    fields = filled_in(await town.people["heron"].page("reports/next"))
    await town.ask(town.fund.donation(500_00, occurred_on=DAY), "heron")
    assert (await _send(town, "heron", "/reports", await _right(town))).status_code == 201
    heron = town.people["heron"]
    answer = await heron.client.post(f"{heron.prefix}/reports/next", data=fields)
    assert answer.status_code == 409
    assert "No period is over" in text_of(answer.text)
    second = replace(early, number=2, manifest=early.manifest.replace('"number":1', '"number":2'))
    refused = await _send(town, "heron", "/reports", _signed(second, second.manifest))
    assert (refused.status_code, refused.json()["code"]) == (409, "report-differs")


async def test_an_auditor_cannot_say_that_a_false_report_was_built_again(town: Town) -> None:
    await town.ask(await _forged(town, "another amount"), "heron")
    await town.join("auk", Role.AUDITOR, by="heron")
    digest = (await town.state()).publishing.manifest_hash
    body = {"occurred_on": DAY.isoformat(), "number": 1, "manifest_hash": digest}
    path = "/reports/countersignatures"
    refused = await _send(town, "auk", path, {**body, "recomputed": True})
    assert (refused.status_code, refused.json()["code"]) == (409, "report-differs")
    assert (await _send(town, "auk", path, body)).status_code == 201


async def test_what_only_a_tick_makes_public_makes_no_page_anew(town: Town) -> None:
    fund_id, day = town.fund.fund_id, {"occurred_on": DAY.isoformat()}
    address = f"/en/{fund_id}/public"
    key = fund_id, "en", ""
    town.clock.pass_by(seconds=1)
    assert (await town.client.get(address)).status_code == 200
    kept = town.site.public_pages.find(key)
    assert kept is not None
    months = {"from_month": "2026-04", "until_month": "2026-06"}
    said = {"kind": "about", "language": "en", "text": "Tidewater"}
    for path, body in (("dockets", {**months, "bails": 320}), ("wordings", said)):
        answer = await _send(town, "heron", f"/reports/{path}", {**day, **body})
        assert answer.status_code == 201, answer.text
    assert town.site.public_pages.find(key) is kept
    rule = {**day, "is_public": False}
    assert (await _send(town, "heron", "/reports/rule", rule)).status_code == 201
    assert town.site.public_pages.find(key) is None
