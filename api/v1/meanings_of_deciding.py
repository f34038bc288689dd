"""What the fields of requests about shared decisions mean."""

from typing import Final

from api.v1.meaning import Meaning

_ID: Final = "6f1c1ad8-6d0f-4c57-9f3a-0d5f7f0b8a11"
_DIGEST: Final = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_STAGE: Final = {
    "method": "stances",
    "hours": 168,
    "stances": ["agree", "reservation", "stand_aside", "block", "abstain"],
    "closes_early": True,
    "quorum_percent": 50,
    "quorum_least": 2,
}
_PROTOCOL: Final = {"name": "consent", "version": 1, "stages": [_STAGE]}

DECIDING: Final[dict[str, Meaning]] = {
    "block_needs_presence": Meaning(
        sentence="Whether a block counts in a meeting only.", example=False
    ),
    "budget": Meaning("The budget that is changed.", _ID),
    "stands": Meaning(
        "The digest of the items as they stood when this was written; nothing is compared "
        "without it.",
        "0" * 64,
    ),
    "by_decision": Meaning("What takes a decision of the members from then on.", ["rules"]),
    "carries_over": Meaning(
        sentence="Whether what is left at the end is added in the budget that follows.",
        example=False,
    ),
    "case_votes": Meaning(
        sentence="Whether members may decide about help in one case.", example=False
    ),
    "closes_early": Meaning(
        sentence="Whether it is counted as soon as everybody has spoken.", example=True
    ),
    "completion": Meaning("What equal shares do with money that they leave.", "none"),
    "counts": Meaning("How many said what in the meeting.", [{"stance": "agree", "people": 7}]),
    "electorate": Meaning("Who may decide in the stage.", "members"),
    "extends_hours": Meaning("By how many hours a stage goes on.", 72),
    "extensions": Meaning("How often a stage goes on at most.", 1),
    "held_on": Meaning("The day of the meeting, in the fund's time zone.", "2026-11-21"),
    "item_id": Meaning("A random id of yours for the item; it stays the same for ever.", _ID),
    "item_names": Meaning(
        "How new items are called, beside the book.", [{"item_id": _ID, "text": "Winter rooms"}]
    ),
    "least_hours": Meaning("For how many hours a stage is open at the least.", 24),
    "limit": Meaning(
        "What a budget ballot may spend, in minor units; 0 for every other proposal.", 0
    ),
    "method": Meaning("How people decide in the stage.", "stances"),
    "more_than": Meaning(
        sentence="Whether it takes more than the share, and not just as much.", example=True
    ),
    "most_blocks": Meaning("How many blocks do not stop it yet.", 0),
    "most_stand_asides": Meaning("How many may stand aside, where that is limited.", 0),
    "name": Meaning("The name of the protocol.", "consent"),
    "order_id": Meaning("The order.", _ID),
    "people": Meaning("How many people.", 7),
    "present": Meaning("How many who may decide were in the meeting.", 9),
    "protocol": Meaning("How it is decided, stage by stage.", _PROTOCOL),
    "protocols": Meaning(
        "By which protocol each kind is decided; a kind that is not there is closed.",
        [{"kind": "budget", "protocol": _PROTOCOL}],
    ),
    "quorum_least": Meaning("How many have to take part at the least.", 2),
    "quorum_percent": Meaning("How many of a hundred have to take part, rounded up.", 50),
    "recused": Meaning("How many of those in the meeting kept out.", 0),
    "review_days": Meaning("Within how many days it has to be looked at again; 0: no rule.", 0),
    "lapses_days": Meaning(
        "Within how many days of being adopted what it decides about money is let go; 0: 90.", 30
    ),
    "review_on": Meaning("The day on which it is looked at again.", "2027-05-21"),
    "rule": Meaning("How a budget ballot is counted.", "equal_shares"),
    "share_part": Meaning("With share_whole: two of three; 0: no such rule.", 1),
    "share_whole": Meaning("Of how many share_part have to be for it.", 2),
    "silence_agrees": Meaning(
        sentence="Whether somebody who opened it and said nothing agrees.", example=False
    ),
    "stages": Meaning("The stages, in their order.", [_STAGE]),
    "stance": Meaning("What you think of it.", "agree"),
    "stances": Meaning("What can be said in the stage.", ["agree", "block"]),
    "stand_asides_limited": Meaning(
        sentence="Whether too many who stand aside stop it.", example=False
    ),
    "supporters": Meaning("How many have to agree; 0: no such rule.", 0),
    "supporters_from": Meaning(
        "How many have to agree from which amount on.", [{"amount": 50000, "people": 3}]
    ),
    "text_hash": Meaning("The digest of the words, as the proposal says it.", _DIGEST),
    "title": Meaning(
        "What it is about, in at most 120 characters. Of a payment every member reads it: put no "
        "name in it.",
        "Rooms for the winter",
    ),
    "unbudgeted": Meaning("What becomes of a payment that no budget covers.", "shown"),
    "version": Meaning("The version of the protocol, as the fund counts them.", 1),
}
"""Field to its meaning, as in `api.v1.meanings`."""
