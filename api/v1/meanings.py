"""What every field of a request means, once for all commands: one name is one thing."""

from typing import Final

from api.v1.meaning import Meaning
from api.v1.meanings_of_deciding import DECIDING
from api.v1.meanings_of_log import LOG

_ID: Final = "6f1c1ad8-6d0f-4c57-9f3a-0d5f7f0b8a11"
_DIGEST: Final = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

MEANINGS: Final[dict[str, Meaning]] = {
    "account": Meaning(
        "The account to open.",
        {"kind": "bank", "label": "Credit union", "currency": "USD"},
    ),
    "account_id": Meaning("The account that money comes from or goes to.", _ID),
    "accounts": Meaning(
        "Accounts to open with the fund.",
        [{"kind": "bank", "label": "Credit union", "currency": "USD"}],
    ),
    "acts": Meaning("What the signature does: each act once, in their order.", ["approve"]),
    "agreement_id": Meaning("The agreement that is said anew; left out for a new one.", _ID),
    "alone_week_cap": Meaning(
        "The most that one person writes in seven days of what takes money away, in minor units.", 0
    ),
    "amount": Meaning("The amount in minor units of the currency: 50000 for 500.00 USD.", 50000),
    "anonymous": Meaning(
        sentence="Whether the giver asked not to be known to anybody.", example=False
    ),
    "approvals": Meaning("How many people approve.", 2),
    "authorities": Meaning(
        "Authorities to add with the fund.", [{"kind": "court", "label": "County court"}]
    ),
    "authority": Meaning("The authority to add.", {"kind": "court", "label": "County court"}),
    "authority_id": Meaning("The authority that holds the deposit.", _ID),
    "bails": Meaning("How many bails the courts of the place set, by public records.", 320),
    "balance": Meaning("What the statement shows, in minor units; below zero it is owed.", 41200),
    "bands_weekly": Meaning(
        sentence="Whether members read bands of what is free, weekly.", example=False
    ),
    "base": Meaning("Parts of reports are rounded to multiples of this, in minor units.", 50000),
    "booked": Meaning("What the book had when the cash was counted, in minor units.", 10000),
    "bought_amount": Meaning("What arrived, in minor units of its currency.", 45000),
    "bought_currency": Meaning("The currency bought, as a code of ISO 4217.", "EUR"),
    "bought_exponent": Meaning("How many decimal digits the minor units bought stand for.", 2),
    "cap": Meaning("The most that is promised in one case, in minor units; 0: no cap.", 50000),
    "carrier": Meaning("The sign-in of the member who carries the money.", _ID),
    "case_id": Meaning("The case that it goes on with; left out where it opens one.", _ID),
    "categories": Meaning("Kinds of help that it is for; empty means any.", ["rent"]),
    "category": Meaning("What the money is for.", "rent"),
    "consent": Meaning(
        sentence="Whether whoever is helped agrees that this payee is paid; it is recorded first.",
        example=False,
    ),
    "content_hash": Meaning("SHA-256 of what was decided, in lower-case hexadecimal.", _DIGEST),
    "cool_down_days": Meaning("Days after the last help in which a request is noted.", 30),
    "cost_categories": Meaning("Running costs that it may pay for.", ["travel"]),
    "cost_category": Meaning("Which running cost was paid; null for help.", None),
    "count_step": Meaning("To which step numbers of people are rounded.", 5),
    "counted": Meaning("What was counted, in minor units of the account.", 9870),
    "currency": Meaning("The currency, as a code of ISO 4217.", "USD"),
    "cut": Meaning("The last position of the book that the report is built from.", 12480),
    "decision": Meaning("A random reference to the decision behind this.", _ID),
    "deductions": Meaning(
        "What the authority kept of the deposit, and why.", [{"kind": "fee", "amount": 3000}]
    ),
    "delay_days": Meaning("How many days after its end a stretch may be out at the earliest.", 45),
    "depositor": Meaning("A random reference to whoever stands as depositor.", _ID),
    "dispute_fee": Meaning("What the processor took for the dispute, in minor units.", 1500),
    "donor_commitment": Meaning("SHA-256 that the donor can check later.", _DIGEST),
    "due_on": Meaning("The day an instalment is due; it may lie in the future.", "2026-12-01"),
    "ends_on": Meaning("The last day of the mandate; null without one.", "2027-06-30"),
    "everyone_seated": Meaning(
        sentence="Whether every member has a seat at the table.", example=False
    ),
    "exponent": Meaning("How many decimal digits the minor units stand for: 2 for USD.", 2),
    "fee": Meaning("What was taken on top for moving the money, in minor units.", 0),
    "for_day": Meaning("The report date from which on the statement is public.", "2027-02-15"),
    "for_members": Meaning(
        "What members read beside the report about items of the plan.",
        [{"item": "housing", "word": "under_half"}],
    ),
    "from_account_id": Meaning("The account that the money leaves.", _ID),
    "from_month": Meaning("The first month.", "2026-07"),
    "from_purpose_id": Meaning("The purpose that gives the money.", _ID),
    "giver": Meaning("The random reference of a giver known before; never a name.", _ID),
    "gross": Meaning("What was given before any fee, in minor units.", 2500),
    "handed_by": Meaning("The sign-in of whoever kept the cash before; null for nobody.", _ID),
    "hashes": Meaning("SHA-256 of the code on each sheet, in lower-case hexadecimal.", [_DIGEST]),
    "held_by": Meaning("Who has the money: the authority, or the depositor.", "authority"),
    "help_rules": Meaning(
        "Caps and waiting times by kind of help.", [{"category": "hotel", "cap": 30000}]
    ),
    "holder": Meaning("The sign-in of the member whom it is about.", _ID),
    "host_fee": Meaning("What the fiscal host kept, in minor units.", 125),
    "host_fee_returned": Meaning("What the fiscal host gave back, in minor units.", 0),
    "hours": Meaning("How many hours it takes or is open: 168 are a week.", 72),
    "household": Meaning("The random reference of people helped before; never a name.", _ID),
    "how": Meaning("Whether the money was lost, stolen or seized.", "stolen"),
    "incident": Meaning("A random reference that joins cases of one event.", _ID),
    "instalment": Meaning("The number of the instalment in the plan, from 1.", 1),
    "instalments": Meaning(
        "The plan: what is due when; the amounts add up to the grant.",
        [{"due_on": "2026-12-01", "amount": 25000}, {"due_on": "2027-01-01", "amount": 25000}],
    ),
    "is_public": Meaning(sentence="Whether the fund has public pages at all.", example=True),
    "item": Meaning("A kind of help, a group of them, a running cost, or `reserve`.", "housing"),
    "items": Meaning(
        "What is planned for what, in minor units.",
        [
            {
                "item_id": _ID,
                "kind": "housing",
                "amount": 1200000,
                "currency": "USD",
                "exponent": 2,
            }
        ],
    ),
    "k": Meaning("How many people a published sum has at least: 10, or 5 for a smaller group.", 10),
    "key_id": Meaning("The public key of the fund's reports, 32 bytes in hexadecimal.", _DIGEST),
    "kept_out": Meaning("Sign-ins of members known to live there too, or to be related.", [_ID]),
    "kind": Meaning("Which kind it is.", "gift"),
    "label": Meaning("What people call it; it stands beside the book and may be changed.", "Bank"),
    "label_id": Meaning("The label of a giver who agreed to be named; a random id.", _ID),
    "ladder": Meaning(
        "From which amount on how many people approve, for which kinds of help.",
        [{"amount": 0, "approvals": 1, "categories": []}],
    ),
    "language": Meaning("The language of the text, as a code such as es.", "es"),
    "manifest": Meaning("The canonical JSON of the report.", '{"format":"parasol-report/1"}'),
    "manifest_hash": Meaning(
        "SHA-256 of the report's manifest, in lower-case hexadecimal.", _DIGEST
    ),
    "needed": Meaning("How many of the sheets break the glass.", 2),
    "news": Meaning("What became known.", "freed"),
    "not_of_the_household": Meaning(
        sentence="Whether you say that you do not live with whoever asks, nor are related to them.",
        example=True,
    ),
    "number": Meaning("The number of the report.", 3),
    "occurred_on": Meaning("The day it happened, in the fund's time zone.", "2026-11-21"),
    "of_case": Meaning("The case of the gift or payment that caused the fee.", _ID),
    "one_per_days": Meaning("Days in which help of this kind is noted once; 0: none.", 0),
    "open_findings": Meaning(
        sentence="Whether the auditors found something that is not settled.", example=False
    ),
    "open_grants_data": Meaning(
        sentence="Whether grants are published as open data (360Giving).", example=False
    ),
    "order": Meaning(
        "What is to be carried out: a command with its fields, named in `command`.",
        {
            "command": "post_bail",
            "occurred_on": "2026-11-21",
            "account_id": _ID,
            "purpose_id": _ID,
            "authority_id": _ID,
            "amount": 50000,
            "currency": "USD",
            "exponent": 2,
        },
    ),
    "outcome": Meaning("How the request ended.", "referred"),
    "payable_by": Meaning("Who the authority lets pay it.", "anyone"),
    "payee": Meaning("A random reference to whoever was paid; never a name.", _ID),
    "payee_kind": Meaning("Whether the person is paid or somebody else for them.", "person"),
    "period_months": Meaning("How many months a period has: 1, 3, 6 or 12.", 3),
    "place": Meaning("Where the original receipt is.", "fund"),
    "position": Meaning("The position of the line.", 12),
    "prepared": Meaning(
        sentence="Whether you have prepared the payment as well: typed it in, not sent it.",
        example=False,
    ),
    "processor_fee": Meaning("What the payment processor kept, in minor units.", 103),
    "processor_fee_returned": Meaning("What the processor gave back, in minor units.", 0),
    "purpose": Meaning(
        "The purpose to open.", {"restriction": "unrestricted", "label": "Where it is needed"}
    ),
    "purpose_id": Meaning("The purpose that the money belongs to.", _ID),
    "purposes": Meaning(
        "Purposes to open with the fund.",
        [{"restriction": "unrestricted", "label": "Where it is needed"}],
    ),
    "ratify_approvals": Meaning("How many others ratify what went outside the usual rules.", 1),
    "ratify_hours": Meaning("How many hours there are to ratify it.", 168),
    "reason": Meaning("Why the line is wrong.", "wrong_amount"),
    "receiver": Meaning("The sign-in of whoever keeps the cash from now on.", _ID),
    "recomputed": Meaning(
        sentence="Whether the auditor built the report again from the whole book.", example=True
    ),
    "replacement": Meaning(
        "The right line: a command of the same sort with its fields.",
        {"command": "release_grant_rest", "occurred_on": "2026-11-21"},
    ),
    "report_due": Meaning("The day on which the funder waits for a report.", "2027-02-28"),
    "reserves": Meaning(
        "What is kept for some kinds of help, in minor units, and is shown as not free for others.",
        [{"amount": 60000, "categories": ["bail"]}],
    ),
    "restriction": Meaning("Whether donors said what the money is for.", "unrestricted"),
    "role": Meaning("The mandate.", "approver"),
    "rounding": Meaning(
        "To what parts of reports are rounded, by currency.", [{"currency": "USD", "base": 50000}]
    ),
    "salt": Meaning("Made by the service in an order that opens a case; leave it out.", _ID),
    "scope": Meaning("What was agreed to.", "pay_landlord"),
    "sentences": Meaning(
        "What is stated: words of the fixed list.", ["cash_counted", "bank_agrees"]
    ),
    "share": Meaning("What the fund pays of the whole, in minor units.", 50000),
    "sheets": Meaning("The codes of the sheets, as printed.", ["ABCDE-FGHIJ"]),
    "sign_in": Meaning("The id of somebody's sign-in.", _ID),
    "signature": Meaning(
        "The Ed25519 signature of the manifest's bytes, 64 bytes in hexadecimal.", _DIGEST * 2
    ),
    "smaller_group": Meaning(
        sentence="Whether it was decided that five people are enough in a sum.", example=False
    ),
    "sold_amount": Meaning("What left, in minor units of its currency.", 50000),
    "sold_currency": Meaning("The currency sold, as a code of ISO 4217.", "USD"),
    "sold_exponent": Meaning("How many decimal digits the minor units sold stand for.", 2),
    "standing": Meaning("How the giver is counted in reports.", "protected"),
    "successors": Meaning("The sign-ins of the members who become stewards.", [_ID]),
    "text": Meaning(
        "A name of 1 to 80 printable characters, a public wording of at most 2,000, or the words "
        "of a proposal, at most 4,000.",
        "Credit union, savings",
    ),
    "tick_hour": Meaning("The hour of the day in which daily things change in public.", 0),
    "time_zone": Meaning("The fund's time zone; it says which day it is.", "America/New_York"),
    "to_account_id": Meaning("The account that the money reaches.", _ID),
    "to_purpose_id": Meaning("The purpose that receives the money.", _ID),
    "until": Meaning("The last day on which it may be spent.", "2026-12-24"),
    "until_month": Meaning("The last month.", "2026-09"),
    "urgency": Meaning("How soon help is needed.", "tonight"),
    "urgent_case_cap": Meaning(
        "The most that is paid urgently for one case, in minor units.", 50000
    ),
    "urgent_categories": Meaning("What may be paid tonight by two who are on call.", ["bail"]),
    "urgent_week_cap": Meaning(
        "The most that is paid urgently in seven days, in minor units.", 100000
    ),
    "voucher": Meaning("The sign-in of the member who stands in for papers.", _ID),
    "way": Meaning("By which rules it goes: as usual, urgent, or paid already.", "usual"),
    "why": Meaning("Why money came back, or why a statement shows something else.", "overpaid"),
    "word": Meaning("How much of the item is used.", "under_half"),
    **DECIDING,
    **LOG,
}
"""Field to its meaning. A test holds that no field of any request is without one."""
