"""A second reading of docs/proofs.md: whatever a log says of itself is checked here.

It imports nothing else of ours, knows no database and no settings, and can be read alone. Whoever
checks brings the keys that count; everything else may mean ill.
"""

from ledger.verifier.failures import FAILURES, Failure, PolicyUnusable, Unreachable
from ledger.verifier.heads import Cosigned, Head, check_head
from ledger.verifier.keys import VerifierKey
from ledger.verifier.logs import Fork, Forked, Log, check_grown, check_log, fetch_head, is_fork
from ledger.verifier.mending import mended
from ledger.verifier.openings import Opening, read_code
from ledger.verifier.policy import Policy, read_keys, read_pinned, read_policy
from ledger.verifier.promises import Promise, check_promise, is_promise
from ledger.verifier.receipts import Receipt, check_receipt
from ledger.verifier.reports import Report, check_report
from ledger.verifier.sources import Directory, Web
from ledger.verifier.tiles import Source

__all__ = [
    "FAILURES",
    "Cosigned",
    "Directory",
    "Failure",
    "Fork",
    "Forked",
    "Head",
    "Log",
    "Opening",
    "Policy",
    "PolicyUnusable",
    "Promise",
    "Receipt",
    "Report",
    "Source",
    "Unreachable",
    "VerifierKey",
    "Web",
    "check_grown",
    "check_head",
    "check_log",
    "check_promise",
    "check_receipt",
    "check_report",
    "fetch_head",
    "is_fork",
    "is_promise",
    "mended",
    "read_code",
    "read_keys",
    "read_pinned",
    "read_policy",
]
