"""A report that is out is exchanged, or one is shown that the book never gave."""

import json
from collections.abc import Mapping
from functools import partial
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from api.publishing.rebuilding import Rebuilt
from api.publishing.replaying import Replay
from api.publishing.signing import Signing
from ledger.store.reading import StoredLine
from tests.attack.log.operator import Operator
from tests.attack.log.past import AUDIT, FROM
from tests.attack.log.registry import caught, nothing
from tests.attack.log.said import Said

PUBLISHED, LOGGED = "report.published.v1", "report.logged.v1"
Fields = dict[str, Any]
UNBOUND = {"ledger.transparency.audit_heads.Told.check_reports": nothing}
on_a_report = partial(caught, report=True)


async def _line(operator: Operator, topic: str) -> StoredLine:
    return next(line for line in await operator.lines() if line.topic == topic)


async def _fields(operator: Operator, topic: str) -> Fields:
    found: Fields = json.loads((await _line(operator, topic)).payload)
    return found


async def _written(operator: Operator, topic: str, fields: Mapping[str, Any]) -> str:
    """Return what puts other fields into the first line of a topic."""
    return (
        f"update events set payload = '\\x{_payload(fields).hex()}'"
        f" where fund_id = :fund and position = {(await _line(operator, topic)).position}"
    )


def _payload(fields: Mapping[str, Any]) -> bytes:
    said = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return said.encode()


def _digest(manifest: str) -> str:
    return sha256(manifest.encode()).hexdigest()


async def _proof(operator: Operator, name: str = "1.tlog-proof") -> Path:
    return await operator.receipt((await _line(operator, LOGGED)).position, name)


async def _out(operator: Operator) -> Path:
    """Return the manifest that is out, as everybody has it."""
    return operator.write("report.json", (await _fields(operator, PUBLISHED))["manifest"])


async def _other(operator: Operator) -> Fields:
    """Return the report with other figures, signed with the key of the fund."""
    fields = await _fields(operator, PUBLISHED)
    manifest = fields["manifest"].replace("120000", "130000")
    assert manifest != fields["manifest"]
    signing = Signing(operator.database, operator.keys_dir)
    signed = await signing.sign(operator.fund_id, manifest.encode())
    assert signed.key_id == fields["key_id"]
    return fields | {"manifest": manifest, "signature": signed.signature}


async def _exchanged(operator: Operator) -> Fields:
    """Put another report in the place of the one that is out, and bind it to the log."""
    other = await _other(operator)
    bound = await _fields(operator, LOGGED) | {"manifest_hash": _digest(other["manifest"])}
    await operator.forge(
        await _written(operator, PUBLISHED, other), await _written(operator, LOGGED, bound)
    )
    return other


def _always(digest: str) -> Mapping[str, Any]:
    """Every text has one digest."""
    same = SimpleNamespace(hexdigest=lambda: digest)
    return {"ledger.verifier.reports.hashlib": SimpleNamespace(sha256=lambda _: same)}


class _Whatever:
    """Equal to whatever it is compared with."""

    def hexdigest(self) -> "_Whatever":
        return self

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]


ANY_DIGEST = {
    "ledger.verifier.reports.hashlib": SimpleNamespace(sha256=lambda _: _Whatever()),
    "ledger.verifier.reports.Report": lambda receipt, number, digest, is_signed: SimpleNamespace(
        receipt=receipt, number=number, digest="", is_signed=is_signed
    ),
}


@on_a_report("verify report", "report-differs", ANY_DIGEST)
async def the_file_of_a_report_is_exchanged(operator: Operator) -> Said:
    out = await _out(operator)
    assert (await operator.verify("report", out, await _proof(operator))).code == 0
    other = operator.write("other.json", (await _other(operator))["manifest"])
    return await operator.verify("report", other, await _proof(operator))


@on_a_report("verify report", "report-differs", ANY_DIGEST)
async def a_report_is_exchanged_and_its_proof_with_it(operator: Operator) -> Said:
    """Whoever kept the report that was out sees it."""
    out = await _out(operator)
    await _exchanged(operator)
    await operator.rebuild()
    return await operator.verify("report", out, await _proof(operator))


@on_a_report("verify log", "log-forked", FROM)
async def a_report_is_exchanged_and_the_tree_built_again(operator: Operator) -> Said:
    """Whoever kept the proof that was out sees it."""
    old = operator.head_in(await _proof(operator))
    await _exchanged(operator)
    await operator.rebuild()
    return await operator.verify("log", operator.public, "--from", old)


@on_a_report("audit", "report-logged-differs", UNBOUND)
async def a_report_is_exchanged_in_the_book(operator: Operator) -> Said:
    await operator.forge(await _written(operator, PUBLISHED, await _other(operator)))
    return await operator.audit()


@on_a_report("audit", "line-not-in-log", AUDIT)
async def a_report_and_what_binds_it_are_exchanged_in_the_book(operator: Operator) -> Said:
    await _exchanged(operator)
    return await operator.audit()


async def _says_so(self: Replay, fund_id: object) -> list[Rebuilt]:
    """Believe every report."""
    del self, fund_id
    return []


@on_a_report("audit", "report-differs", {"api.publishing.replaying.Replay.rebuilt": _says_so})
async def a_report_does_not_follow_from_the_book(operator: Operator) -> Said:
    await _exchanged(operator)
    await operator.rebuild()
    said = await operator.audit()
    assert "line-not-in-log" not in said.names, "all of it was signed"
    return said


@on_a_report(
    "verify report", "report-signature-wrong", {"ledger.verifier.reports._is_signed": lambda *_: 1}
)
async def a_report_is_signed_with_another_key(operator: Operator) -> Said:
    out, fields = await _out(operator), await _fields(operator, PUBLISHED)
    signature = operator.place / "report.sig"
    signature.write_bytes(bytes.fromhex(fields["signature"]))
    asked = ("report", out, await _proof(operator), "--signature", signature, "--report-key")
    assert (await operator.verify(*asked, fields["key_id"])).code == 0
    other = await Signing(operator.database, operator.keys_dir).sign(uuid4(), b"")
    return await operator.verify(*asked, other.key_id)


@on_a_report("audit", "report-logged-differs", UNBOUND)
async def a_report_that_nobody_published_is_bound_to_the_log(operator: Operator) -> Said:
    """Its proof is good, and the book knows nothing of it."""
    manifest = '{"format":"parasol-report/1","number":7}'
    bound = {"manifest_hash": _digest(manifest), "number": 7, "occurred_on": "2026-08-20"}
    case, [*_, last] = (await _line(operator, LOGGED)).case_id, await operator.lines()
    version = max(each.version for each in await operator.lines() if each.case_id == case)
    moment = f"'{last.recorded_at}'::timestamptz + interval '1 second'"
    await operator.forge(
        "insert into events (fund_id, case_id, event_id, position, recorded_at, version, topic,"
        f" actor, payload) values (:fund, '{case}', '{uuid4()}', {last.position + 1}, {moment},"
        f" {version + 1}, '{LOGGED}', '{last.actor}', '\\x{_payload(bound).hex()}')",
        f"update heads set position = position + 1, recorded_at = {moment} where fund_id = :fund",
    )
    await operator.next_head()
    proof = await operator.receipt(last.position + 1, "7.tlog-proof")
    false = operator.write("report-7.json", manifest)
    assert (await operator.verify("report", false, proof)).code == 0
    return await operator.audit()


@on_a_report("audit", "report-not-logged", UNBOUND)
async def a_report_is_not_bound_to_the_log(operator: Operator) -> Said:
    at = (await _line(operator, LOGGED)).position
    await operator.forge(
        f"update events set topic = 'wording.approved.v1' where fund_id = :fund and position = {at}"
    )
    return await operator.audit()


@on_a_report(
    "audit",
    "report-head-unknown",
    {"ledger.transparency.audit_heads.Told.check_heads": lambda *_: 0},
)
async def a_report_names_a_head_that_was_never_signed(operator: Operator) -> Said:
    bound = await _fields(operator, LOGGED)
    bound["head"]["root"] = "ab" * 32
    await operator.forge(await _written(operator, LOGGED, bound))
    await operator.rebuild()
    return await operator.audit()
