"""What is said of witnesses: of one that does not sign, and before many are counted on."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest_asyncio

from api.transparency.trouble import Trouble, Troubles
from ledger.transparency.cosignature import Cosigner
from ledger.transparency.note import read_note
from tests.api.client import plain_settings, serving
from tests.api.pages.people.stage import Clock, Town
from tests.api.pages.proofs.test_log import kept, set_to
from tests.api.pages.recording.stage import text_of
from tests.api.publishing.stage import settled, two_with_auditor

WITNESS: Final = Cosigner("witness.example.org/w1", b"w" * 32)
SAID: Final = (
    "When it was last asked: its certificate is not one that this machine trusts. So since"
)


@pytest_asyncio.fixture(loop_scope="session")
async def town(service_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    clock, settings = Clock(), plain_settings(PARASOL_DATA_DIR=str(tmp_path))
    async with serving(service_url, settings=settings, now=clock) as client:
        yield await settled(client, clock)


async def test_the_desk_reads_why_and_members_that_it_has_not_signed(town: Town) -> None:
    await kept(town)
    await set_to(town, 1, WITNESS)
    await town.join("wren", by="heron")
    fund_id, heron, wren = town.fund.fund_id, town.people["heron"], town.people["wren"]
    [witness] = (await town.state()).publishing.log_rule.witnesses
    before = await wren.page("log")
    troubles = Troubles(town.site.settings.data_dir)
    troubles.note(fund_id, witness, Trouble.CERTIFICATE, town.clock())
    assert f"{SAID} Aug 20, 2026" in text_of(await heron.page("log"))
    assert await wren.page("log") == before
    assert await told(town, "heron") == ("certificate", "2026-08-20T15:00:00Z")
    assert await told(town, "wren") == (None, None)
    head = await town.site.log.head(fund_id)
    assert head is not None
    line = WITNESS.cosign(read_note(head.note).text, int(town.clock().timestamp()))
    await town.site.log.add_cosignatures(fund_id, head.number, head.size, [line])
    assert SAID not in text_of(await heron.page("log"))


async def told(town: Town, handle: str) -> tuple[str | None, str | None]:
    """Return what the API tells somebody about the only witness."""
    token = await town.site.sessions.start(town.people[handle].sign_in, "api")
    answer = await town.client.get(
        f"/api/v1/funds/{town.fund.fund_id}/log", headers={"Authorization": f"Bearer {token}"}
    )
    [witness] = answer.json()["witnesses"]
    return witness["trouble"], witness["trouble_since"]


OTHER: Final = Cosigner("other.example.org", b"o" * 32)
NEVER: Final = "These witnesses have never signed a step of this log:"
SHORT: Final = "have to sign, and of those named only"
ALL: Final = "All that are named have to sign: while one of them is away"


async def sign(town: Town, cosigner: Cosigner) -> None:
    """Have a witness sign the newest step."""
    head = await town.site.log.head(town.fund.fund_id)
    assert head is not None
    line = cosigner.cosign(read_note(head.note).text, int(town.clock().timestamp()))
    await town.site.log.add_cosignatures(town.fund.fund_id, head.number, head.size, [line])


def named(*cosigners: Cosigner) -> str:
    """Return what is typed about witnesses."""
    return "\n".join(f"{each.key.text} https://w.example.org" for each in cosigners)


async def test_who_sets_a_rule_reads_which_witnesses_never_signed(town: Town) -> None:
    await kept(town)
    await set_to(town, 0, WITNESS)
    await sign(town, WITNESS)
    heron = town.people["heron"]
    both, never = (WITNESS, OTHER), f"{NEVER} other.example.org."
    rows: list[tuple[int, tuple[Cosigner, ...], tuple[str, ...]]] = [
        (0, (WITNESS,), ()),
        (1, both, (never,)),
        (2, both, (never, f"2 {SHORT} 1 ever have", ALL)),
        (1, (WITNESS,), (ALL,)),
    ]
    for quorum, cosigners, expected in rows:
        answers = {"witnesses": named(*cosigners), "quorum": str(quorum)}
        checked = text_of((await heron.check("log/set", **answers)).text)
        assert "Once written" in checked or "It becomes a line of the book" in checked
        for said in (NEVER, SHORT, ALL):
            assert (said in checked) == any(said in each for each in expected), (said, quorum)
        for said in expected:
            assert said in checked
    same_name = Cosigner("witness.example.org/w1", b"x" * 32)
    other = await heron.check("log/set", witnesses=named(same_name), quorum="0")
    assert f"{NEVER} witness.example.org/w1." in text_of(other.text), "it is another key"


async def test_who_signs_the_rule_and_programs_read_the_same(town: Town) -> None:
    await kept(town)
    await two_with_auditor(town)
    heron, plover = town.people["heron"], town.people["plover"]
    answers = {"witnesses": named(WITNESS), "quorum": "1", "code": town.code("heron")}
    asked = await heron.write("log/set", **answers)
    order = asked.headers["location"].removeprefix(f"{heron.prefix}/")
    text = text_of(await plover.page(order))
    assert f"{NEVER} witness.example.org/w1." in text
    assert "1 have to sign, and of those named only 0 ever have" in text
    token = await town.site.sessions.start(plover.sign_in, "api")
    answer = await town.client.get(
        f"/api/v1/funds/{town.fund.fund_id}/{order}", headers={"Authorization": f"Bearer {token}"}
    )
    codes = [each["code"] for each in answer.json()["warnings"]]
    assert codes == ["never_cosigned", "quorum_short", "quorum_of_all"]
    assert answer.json()["before"]["command"] == "set_log"
