"""Locking the vault of a fund at once, and unlocking it.

Locking stops every opening. Where two of three sheets of paper were tried and hold the key, the key
is also taken off the machine; elsewhere it stays and whoever takes the machine has it. Nothing that
is sealed is destroyed: destroying is done by the clock and by wish, never in a panic.
"""

from ledger.rejections import SharesNeeded, SharesWrong, VaultLocked, VaultOpen
from ledger.vault.custody import Custody
from ledger.vault.shares import combine


def lock(custody: Custody) -> bool:
    """Lock the vault; return whether the key was taken off the machine."""
    return custody.lock(forgetting=True)


def unlock(custody: Custody) -> None:
    """Unlock a vault whose key is on this machine. Raises VaultOpen, SharesNeeded."""
    if custody.state().is_open:
        raise VaultOpen
    try:
        custody.unlock()
    except VaultLocked:
        raise SharesNeeded from None


def unlock_with(custody: Custody, sheets: tuple[str, ...]) -> None:
    """Unlock a vault with two sheets, which bring its key back. Raises VaultOpen, SharesWrong."""
    if custody.state().is_open:
        raise VaultOpen
    private = combine(sheets)
    if private is None or not custody.put_back(private):
        raise SharesWrong
