"""Names of things, and what a fund consists of."""

from uuid import uuid4

import pytest

from api.v1.funds import fund_id_of
from tests.api.v1.program import Program


async def test_a_fund_says_what_it_consists_of(program: Program) -> None:
    fund = (await program.get("")).json()
    assert fund["known_at"] == 8
    assert (fund["label"], fund["currency"], fund["exponent"]) == ("Harbour Fund", "USD", 2)
    assert (fund["time_zone"], fund["single_signer"]) == ("America/New_York", True)
    assert fund["accounts"][0] == {
        "account_id": program.bank,
        "label": "Credit union",
        "kind": "bank",
        "currency": "USD",
        "exponent": 2,
    }
    assert [each["label"] for each in fund["purposes"]][2] == "Rent in Eastside"
    assert fund["authorities"][0]["authority_id"] == program.court


@pytest.mark.parametrize("kind", ["fund", "account", "purpose", "authority"])
async def test_everything_with_a_name_can_be_renamed(program: Program, kind: str) -> None:
    ids = {
        "fund": program.fund_id,
        "account": program.bank,
        "purpose": program.anything,
        "authority": program.court,
    }
    path = f"/funds/{program.fund_id}/labels/{kind}/{ids[kind]}"
    answer = await program.send("PUT", path, json={"text": "  Another name "})
    assert answer.status_code == 200
    named = {"kind": kind, "id": ids[kind], "text": "Another name"}
    assert answer.json() == named
    labels = (await program.get("/labels")).json()["labels"]
    assert named in labels
    assert len(labels) == 8
    assert await program.head() == 8  # names stand beside the book


async def test_a_name_that_cannot_be_is_refused(program: Program) -> None:
    path = f"/funds/{program.fund_id}/labels/account/{program.bank}"
    for text in ("", "   ", "x" * 81, "two\nlines"):
        answer = await program.send("PUT", path, json={"text": text})
        assert (answer.status_code, answer.json()["code"]) == (422, "label-unusable")
        assert answer.json()["facts"] == {"field": "text", "maximum": 80}
    answer = await program.send("PUT", path, json={"text": 1, "more": 2})
    assert [each["pointer"] for each in answer.json()["errors"]] == ["/text", "/more"]


@pytest.mark.parametrize("kind", ["account", "case", "nonsense"])
async def test_what_has_no_name_cannot_be_renamed(program: Program, kind: str) -> None:
    path = f"/funds/{program.fund_id}/labels/{kind}/{uuid4()}"
    answer = await program.send("PUT", path, json={"text": "New"})
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


async def test_names_of_one_fund_are_nothing_to_another(signed_in: Program) -> None:
    await signed_in.open()
    first = signed_in.fund_id, signed_in.bank
    await signed_in.open()
    path = f"/funds/{signed_in.fund_id}/labels/account/{first[1]}"
    answer = await signed_in.send("PUT", path, json={"text": "Mine now"})
    assert answer.status_code == 404


def test_the_id_of_a_fund_depends_on_everything_and_tells_nothing() -> None:
    usual = fund_id_of(b"secret", "actor", "key")
    assert usual == fund_id_of(b"secret", "actor", "key")
    assert usual.version == 4
    others = [
        fund_id_of(b"Secret", "actor", "key"),
        fund_id_of(b"secret", "Actor", "key"),
        fund_id_of(b"secret", "actor", "Key"),
    ]
    assert len({usual, *others}) == 4
