"""The words of an audit: what is asked, what a fraud would look like there, what was found."""

from typing import Final

from api.auditing.answers import Answer, Finding, Question, Reason, Reply, Whole
from api.i18n import N_

REASONS: Final[dict[Reason, str]] = {
    Reason.DRAWN: N_("drawn by lot"),
    Reason.LARGE: N_("large"),
    Reason.OUTSIDE: N_("outside the usual rules"),
    Reason.REVERSAL: N_("a line taken back"),
}
"""Why a line is looked at."""
ANSWERS: Final[dict[Answer, str]] = {
    Answer.YES: N_("Yes"),
    Answer.NO: N_("No"),
    Answer.NOT_SEEN: N_("I have not seen it"),
}
"""What may be answered."""
QUESTIONS: Final[dict[Question, str]] = {
    Question.DECISION: N_("Was it decided by somebody who may decide it?"),
    Question.TWO_PEOPLE: N_("Are two people behind it?"),
    Question.PAPER: N_("Have you seen a paper that says the same?"),
    Question.AGREES: N_("Does it agree?"),
}
"""What is asked."""
FRAUDS: Final[dict[Question, str]] = {
    Question.DECISION: N_(
        "What a fraud would look like here: somebody asked for a payment to themselves, or a "
        "payment was split so that each half stays below what takes more signatures."
    ),
    Question.TWO_PEOPLE: N_(
        "What a fraud would look like here: one person with two sign-ins, or one who signs "
        "whatever the other asks. Ask both by voice what it was for."
    ),
    Question.PAPER: N_(
        "What a fraud would look like here: a receipt with a round sum, without a number, from a "
        "shop nobody knows, or the same receipt twice."
    ),
}
"""What a fraud would look like, by question about a line."""

TITLES: Final[dict[Whole, str]] = {
    Whole.CASH: N_("Count the cash box"),
    Whole.BANK: N_("Compare the bank"),
    Whole.HELD: N_("Money held by people"),
    Whole.COURTS: N_("Money at courts for over 180 days"),
    Whole.RESTRICTIONS: N_("Gifts for one purpose"),
    Whole.REPORTS: N_("The latest report"),
}
"""What is looked at besides lines."""
TO_DO: Final[dict[Whole, str]] = {
    Whole.CASH: N_(
        "Have the boxes counted today by two people while you look on, and compare with the book. "
        "Does it agree?"
    ),
    Whole.BANK: N_(
        "Look at the statements of each bank account at the bank itself, and compare the last "
        "balance with the book. Does it agree, with every gap explained?"
    ),
    Whole.HELD: N_(
        "Ask everybody who carries a float or was paid back more than they had fronted to show "
        "the money or the receipts. Does it agree?"
    ),
    Whole.COURTS: N_(
        "Ask the court, or look into its public records, whether each of these bails is still "
        "there. Does it agree?"
    ),
    Whole.RESTRICTIONS: N_(
        "Compare what came in for each purpose with what was paid of it. Did it go to nothing else?"
    ),
    Whole.REPORTS: N_(
        "Have the latest report built again from the whole book. Does it agree byte by byte?"
    ),
}
"""What to do for each of them, and the question."""
FRAUDS_OF_WHOLES: Final[dict[Whole, str]] = {
    Whole.CASH: N_(
        "What a fraud would look like here: money that is in the box only on the day of the count. "
        "Come unannounced, and once more a week later."
    ),
    Whole.BANK: N_(
        "What a fraud would look like here: a statement that was changed on its way to you, or an "
        "account of the fund that is not in the book."
    ),
    Whole.HELD: N_(
        "What a fraud would look like here: a float that is renewed again and again and never "
        "counted, or a member to whom the fund always owes something."
    ),
    Whole.COURTS: N_(
        "What a fraud would look like here: bail that the court paid back long ago to somebody's "
        "own account. The oldest and the quietest come first."
    ),
    Whole.RESTRICTIONS: N_(
        "What a fraud would look like here: gifts for one purpose that pay for everything and are "
        "filled up again when somebody asks."
    ),
    Whole.REPORTS: N_(
        "What a fraud would look like here: figures that were typed and do not follow from the "
        "book. A report that does follow from it is no proof that the book is true."
    ),
}
"""What a fraud would look like, by what is looked at."""
PLACES: Final[dict[Whole, tuple[tuple[str, str], ...]]] = {
    Whole.CASH: ((N_("Who holds the cash"), "cash"),),
    Whole.BANK: ((N_("Accounts and their statements"), "accounts"),),
    Whole.HELD: ((N_("Who holds the cash, floats included"), "cash"),),
    Whole.COURTS: ((N_("All money at courts"), "courts"),),
    Whole.RESTRICTIONS: ((N_("The statement, purpose by purpose"), "statement"),),
    Whole.REPORTS: ((N_("The reports that are out"), "reports"),),
}
"""Where in the fund's pages it is seen."""

FINDINGS: Final[dict[Finding, str]] = {
    Finding.NO_DECISION: N_("There is no decision"),
    Finding.ONE_PERSON: N_("One person did it alone"),
    Finding.NO_PAPER: N_("There is no paper"),
    Finding.OTHER_AMOUNT: N_("The paper says another amount, day or payee"),
    Finding.OTHER_PURPOSE: N_("It went to another purpose"),
    Finding.CASH_DIFFERS: N_("The cash differs"),
    Finding.BANK_DIFFERS: N_("The bank differs"),
    Finding.NO_STATEMENT: N_("A statement is missing"),
    Finding.HELD_TOO_LONG: N_("Somebody has held money for too long"),
    Finding.AT_COURT_TOO_LONG: N_("Money should be back from a court"),
    Finding.REPORT_DIFFERS: N_("The report does not follow from the book"),
}
"""What was found, in words that name nobody."""
REPLIES: Final[dict[Reply, str]] = {
    Reply.PAPER_FOUND: N_("The paper was found and shown"),
    Reply.CORRECTED: N_("It was put right by a new line"),
    Reply.WILL_CORRECT: N_("It will be put right"),
    Reply.TOLD: N_("It was explained in person"),
    Reply.AGREED: N_("We see it the same way; it stays open"),
}
"""What the fund answers."""
