"""What people check the log of a fund with: its name, its keys, its policy, the key in words."""

import base64
from uuid import UUID

from msgspec import Struct
from segno.encoder import DataOverflowError

from api.i18n import Words
from api.pages.proofs.key_words import key_in_words
from api.pages.proofs.words import asked_words, witness_html
from api.people.authenticators import qr_png
from api.site import Site
from api.transparency.rules import LogRules, policy_of
from ledger.publishing.state import KeptLog


class Keyed(Struct, frozen=True, kw_only=True):
    """A log as whoever checks it is told of it; *address* is where a public fund has it."""

    number: int
    origin: str
    address: str
    vkey: str
    promise_vkey: str
    words: tuple[str, ...]
    policy: str
    witnesses: tuple[object, ...]
    witnessed: Words
    is_witnessed: bool

    @property
    def card(self) -> str:
        """What verifiers take in one piece: the policy, and the key of promises behind it."""
        return f"{self.policy}{self.promise_vkey}\n"


def keyed_of(site: Site, fund_id: UUID, log: KeptLog, rules: LogRules) -> Keyed:
    """Return what a log is checked with, by the rules as they are now."""
    address = f"{site.settings.origin}/log/{fund_id}/{log.number}"
    return Keyed(
        number=log.number,
        origin=log.origin,
        address=address,
        vkey=log.vkey,
        promise_vkey=log.promise_vkey,
        words=key_in_words(log.vkey),
        policy=policy_of(log.vkey, address, rules),
        witnesses=tuple(witness_html(each) for each in rules.witnesses),
        witnessed=asked_words(rules.quorum, len(rules.witnesses)),
        is_witnessed=rules.quorum > 0,
    )


def picture_of(card: str) -> str:
    """Draw a card for a camera, as a picture that the page carries in itself.

    Nothing is drawn of a card that has more witnesses than such a picture holds.
    """
    try:
        drawn = qr_png(card)
    except DataOverflowError:
        return ""
    return f"data:image/png;base64,{base64.b64encode(drawn).decode()}"
