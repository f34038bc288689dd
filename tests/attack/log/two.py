"""Two books for two people, an older one put back, two signers, and a signer that forgot."""

import shutil
from pathlib import Path
from typing import Any

from ledger.transparency.checkpoint import Checkpoint, sign_checkpoint
from ledger.transparency.signer import Signer
from ledger.transparency.table import SignedHead, Tree
from tests.attack.log.operator import CODE, OTHER_CODE, Operator
from tests.attack.log.past import GIFT, GROWN, rebuilt, rewrites
from tests.attack.log.registry import caught, nothing_later
from tests.attack.log.said import Said
from tests.ledger.transparency.stage import Copy


async def _believes(self: Signer, connection: Any, tree: Tree) -> SignedHead:
    """Sign whatever the database says."""
    del connection
    root = tree.frontier.root
    note = sign_checkpoint(Checkpoint(tree.origin, tree.size, root), self._keys.head)
    return SignedHead(tree.number, tree.size, root, note, tree.grown_at or tree.next_at)


FORGETS = {"ledger.transparency.signer.Signer.remembered": nothing_later}
BELIEVES = {"ledger.transparency.signer.Signer.sign": _believes}
MET = {"ledger.verifier.policy.Policy.is_met": lambda *_: True}


async def _two_books(operator: Operator) -> Path:
    """Have a witness cosign one book, of which a donor has a receipt; then sign another one."""
    witness = await operator.witnessed()
    assert (await operator.cosign(witness, 0)).status == 200
    donor = await operator.receipt(GIFT, "donor.tlog-proof")
    shown = await operator.verify("receipt", donor, policy=True)
    assert '"witnessed": true' in shown.output, shown
    await rebuilt(operator, rewrites)
    assert (await operator.cosign(witness, 128)).status == 409
    await operator.gift()
    await operator.next_head()
    for old in (0, 128, 192):
        assert (await operator.cosign(witness, old)).status in {409, 422}
    return donor


@caught("monitor", "checkpoint-quorum-missing", MET)
async def a_second_book_for_a_monitor_with_a_witness(operator: Operator) -> Said:
    await _two_books(operator)
    (operator.place / "memory").unlink()  # it has never looked before
    return await operator.monitor(poster="policy")


@caught("verify receipt", "quorum-missing", MET)
async def a_second_book_for_a_donor_with_a_witness(operator: Operator) -> Said:
    await _two_books(operator)
    return await operator.verify("receipt", await operator.receipt(GIFT), policy=True)


@caught("audit", "checkpoint-quorum-missing", MET)
async def a_second_book_for_an_auditor_with_a_witness(operator: Operator) -> Said:
    await _two_books(operator)
    return await operator.run(
        "audit", await operator.book(), "--policy", operator.place / "policy", "--json"
    )


@caught("audit", "receipt-not-in-book", {"api.publishing.auditing._hold": lambda *_: None})
async def a_second_book_for_an_auditor_whom_a_donor_shows_a_receipt(operator: Operator) -> Said:
    donor = await operator.receipt(GIFT)
    await rebuilt(operator, rewrites)
    return await operator.audit("--receipt", donor)


@caught("monitor", "log-forked", GROWN)
async def two_signers_on_two_machines(operator: Operator) -> Said:
    """Database and keys are copied; both machines go on, each with gifts of its own."""
    copy = Copy(operator.superuser_url, operator.fund_id, book=True)
    await copy.take()
    shutil.copytree(operator.keys_dir / "log", operator.place / "other")
    at = operator.clock.at
    await operator.gift(CODE, 2)
    await operator.next_head()
    assert (await operator.monitor()).code == 0
    await copy.put_back()
    shutil.rmtree(operator.keys_dir / "log")
    (operator.place / "other").rename(operator.keys_dir / "log")
    operator.clock.at = at
    await operator.forge()
    await operator.gift(OTHER_CODE, 2)
    await operator.next_head()
    return await operator.monitor()


@caught("log seal", "behind", FORGETS)
async def an_older_backup_is_put_back(operator: Operator) -> Said:
    await _put_back(operator)
    operator.clock.turn()
    return await operator.run("log", "seal", str(operator.fund_id))


@caught("monitor", "log-shrank", {"ledger.verifier.logs._refuse_other": lambda *_: None})
async def an_older_backup_is_given_out(operator: Operator) -> Said:
    await _put_back(operator)
    await operator.publish()
    return await operator.monitor()


@caught("monitor", "log-forked", GROWN)
async def an_older_backup_is_put_back_and_the_signer_made_to_forget(operator: Operator) -> Said:
    """It signs on from there when the database, too, says that nothing was signed."""
    await _put_back(operator)
    await operator.rebuild()
    await operator.next_head()
    return await operator.monitor()


async def _put_back(operator: Operator) -> None:
    copy = Copy(operator.superuser_url, operator.fund_id, book=True)
    await copy.take()
    moments = list(operator.moments)
    await operator.gift(CODE, 2)
    await operator.next_head()
    assert (await operator.monitor()).code == 0
    await copy.put_back()
    operator.moments = moments
    await operator.forge()


@caught("log seal", "lost", FORGETS)
async def the_memory_of_the_signer_is_lost(operator: Operator) -> Said:
    shutil.rmtree(operator.memory.directory)
    operator.clock.turn()
    return await operator.run("log", "seal", str(operator.fund_id))


@caught("log show", "behind", FORGETS)
async def somebody_with_the_database_alone_builds_the_tree_again(operator: Operator) -> Said:
    """They have no key, and let the service sign what they have made."""
    await operator.forge(*await rewrites(operator))
    await operator.sql(
        *(
            f"delete from {name} where fund_id = :fund"
            for name in ("log_promises", "log_heads", "log_places", "log_tiles", "log_trees")
        )
    )
    operator.log = operator.another()
    await operator.keep()
    return await operator.run("log", "show", str(operator.fund_id))


@caught("log seal", "forked", BELIEVES)
async def somebody_with_the_database_alone_changes_the_edge_of_the_tree(
    operator: Operator,
) -> Said:
    await operator.sql(
        "update log_trees set frontier = set_byte(frontier, 4, 255 - get_byte(frontier, 4))"
        " where fund_id = :fund"
    )
    operator.clock.turn()
    return await operator.run("log", "seal", str(operator.fund_id))
