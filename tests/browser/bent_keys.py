"""Keys and policies as people pin them: those that can be read, and those that cannot."""

from typing import Final

from msgspec.structs import replace

from tests.browser.bent_receipts import WHOLE
from tests.browser.of_receipts import (
    ANNA,
    BEN,
    HEAD,
    KEYS,
    LOG,
    ORIGIN,
    POLICY,
    PROMISES,
    WITNESS,
    Key,
    b64,
    sha,
)

NEWLINE: Final = b"\n"
_PRIME: Final = 2**255 - 19
_OF_EIGHT: Final = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_SIGN: Final = 2**255
_HEIGHTS: Final = (0, 1, _PRIME - 1, _OF_EIGHT, _PRIME - _OF_EIGHT)

LOW: Final = tuple(
    (height + sign).to_bytes(32, "little") for height in _HEIGHTS for sign in (0, _SIGN)
)
"""The points of order 1, 2, 4 and 8, those with no breadth in both ways of writing."""

NO_POINTS: Final = tuple(
    number.to_bytes(32, "little") for number in (2, 7, _PRIME, _PRIME + 1, _PRIME + 3, _SIGN - 1)
)
"""Heights at which the curve has nothing, and such that are written as more than the prime."""


def named(name: str, raw: bytes = LOG.encoded[1:], kind: int = HEAD) -> str:
    """Return a verifier key with the hash that belongs to it."""
    encoded = bytes([kind]) + raw
    return f"{name}+{sha(name.encode() + NEWLINE, encoded)[:4].hex()}+{b64(encoded)}"


DEEP: Final = (
    "".join(["group g0 any both\n", *(f"group g{at} any g{at - 1}\n" for at in range(1, 9_000))])
    + "quorum g8999"
)
"""As many groups within groups as a policy has room for."""

ALONE: Final = replace(WHOLE, signers=(LOG,))
ONE: Final = replace(WHOLE, signers=(LOG, ANNA))
EITHER: Final = POLICY.replace("group both all", "group both any")

TAKEN: Final = {
    "a key": (ALONE, LOG.vkey),
    "both keys": (ALONE, KEYS),
    "a key among spaces and remarks": (ALONE, f"# of the fund\n\n  {LOG.vkey}\t\n"),
    "a policy without witnesses": (ALONE, f"log {LOG.vkey} https://a.example/\nquorum none\n"),
    "a policy and the key of promises": (WHOLE, POLICY + PROMISES.vkey),
    "a policy and the keys again": (WHOLE, KEYS + POLICY + KEYS),
    "a key beside a policy of no log": (WHOLE, POLICY.replace("log ", "# log ") + LOG.vkey),
    "a key twice": (ALONE, f"{LOG.vkey}\n{LOG.vkey}"),
    "one witness of any": (ONE, EITHER),
    "one witness of one": (ONE, EITHER.replace(" any ", " 1 ")),
    "one witness by its name": (ONE, POLICY.replace("quorum both", "quorum anna")),
    "groups in groups": (
        ONE,
        POLICY.replace("quorum both", "group more any both\nquorum more").replace(" all ", " 1 "),
    ),
    "a policy with tabs": (WHOLE, POLICY.replace(" ", "\t")),
    "remarks in other letters": (WHOLE, f"# é \U0001f600 \ufeff\n{POLICY}"),
    "a witness with a name in other letters": (ONE, EITHER.replace("anna ", "an\u00a0na ")),
    "groups within groups within groups": (WHOLE, POLICY.replace("quorum both", DEEP)),
    "the key of promises beside another log": (WHOLE, POLICY + Key("other/promise", seed=7).vkey),
    "another log beside": (ALONE, f"{Key('other', seed=7).vkey}\n{LOG.vkey}"),
    "another key of the log": (ALONE, f"{Key(LOG.name, seed=7).vkey}\n{LOG.vkey}"),
}
UNREADABLE: Final = {
    "nothing": "",
    "words": "the key of the fund",
    "a witness alone": ANNA.vkey,
    "another hash": LOG.vkey.replace("+", "+0", 1),
    "another name": LOG.vkey.replace("fund.example", "fond.example"),
    "a key cut short": LOG.vkey[:-4],
    "capitals in the hash": LOG.vkey.replace(LOG.id.hex(), LOG.id.hex().upper()),
    "no name": LOG.vkey[len(LOG.name) :],
    "a witness as the log": POLICY.replace(LOG.vkey, ANNA.vkey),
    "the log as a witness": POLICY.replace(BEN.vkey, LOG.vkey),
    "the same log twice": POLICY.replace("witness", f"log {LOG.vkey}\nwitness", 1),
    "another log beside a policy": f"{POLICY}{Key('other', seed=7).vkey}",
    "the same witness twice": POLICY.replace(BEN.vkey, ANNA.vkey),
    "one key under two names": POLICY.replace(BEN.vkey, Key("c", ANNA.kind, ANNA.seed).vkey),
    "one name twice": POLICY.replace("witness ben", "witness anna"),
    "no quorum": POLICY.replace("quorum both\n", ""),
    "a quorum of two names": POLICY.replace("quorum both", "quorum both anna"),
    "signs that are none": POLICY + "# \x01\n",
    "two quorums": POLICY + "quorum none\n",
    "a quorum of nobody": POLICY.replace("quorum both", "quorum all"),
    "a quorum before its group": "quorum both\n" + POLICY.replace("quorum both\n", ""),
    "too few in a group": POLICY.replace("group both all", "group both 3"),
    "none of a group": POLICY.replace("group both all", "group both 0"),
    "a group of nobody": POLICY.replace("group both all anna ben", "group both all"),
    "a group's way unknown": POLICY.replace("group both all", "group both constructor"),
    "one twice in a group": POLICY.replace("anna ben\n", "anna anna\n"),
    "one in two groups": POLICY.replace("quorum both", "group two any anna\nquorum both"),
    "a group named none": POLICY.replace("both", "none"),
    "an unknown word": POLICY + "cosigner anna\n",
    "a log with two addresses": POLICY.replace(LOG.vkey, f"{LOG.vkey} a b"),
    "lines of Windows": POLICY.replace("\n", "\r\n"),
    "signs that are none beside a key": f"{LOG.vkey}\n# \x01\n",
    "a line of Windows beside a key": f"{LOG.vkey}\n\r\n",
    "a key of Windows": f"{LOG.vkey}\r\n",
    "a byte order mark": "\ufeff" + LOG.vkey,
    "a remark too large beside a key": f"{LOG.vkey}\n#" + "#" * 262_144,
    "a word beside a key": f"{LOG.vkey}\nnothing\n",
    "a tab in a key": LOG.vkey.replace("/", "/\t", 1),
    "a wide space in a name": named("a\u3000b"),
    "the key of a witness as the log": POLICY.replace(LOG.vkey, Key("l", seed=ANNA.seed).vkey),
    "the log's own key as a witness": POLICY.replace(BEN.vkey, Key("w", WITNESS, LOG.seed).vkey),
    "the log's own key for promises": LOG.vkey + "\n" + Key(PROMISES.name, seed=LOG.seed).vkey,
    "a witness's key for promises": POLICY + Key(PROMISES.name, seed=ANNA.seed).vkey,
    "one key of two logs": LOG.vkey + "\n" + Key("other", seed=LOG.seed).vkey,
    "the key again under another name": POLICY + Key("other", seed=LOG.seed).vkey,
    "promises as a log, and again": f"log {PROMISES.vkey}\nquorum none\n{PROMISES.vkey}",
    **{f"of low order, {raw.hex()[:8]} {raw.hex()[-2:]}": named(ORIGIN, raw) for raw in LOW},
    **{f"no point, {raw.hex()[:8]}": named(ORIGIN, raw) for raw in NO_POINTS},
    "a witness of low order": POLICY.replace(BEN.vkey, named("w", LOW[0], WITNESS)),
    "promises of low order": f"{LOG.vkey}\n{named(PROMISES.name, LOW[0])}",
    "too large": POLICY + "#" * 262_144,
}
