"""How the kinds of lines are called: in the journal, in its filter, and in a case's timeline."""

from typing import Final

from api.i18n import N_
from api.pages.reading import steps

FAMILIES: Final[dict[str, str]] = {
    "money": N_("Everything about money"),
    "donation": N_("Donations"),
    "bail": N_("Bail"),
    "grant": N_("Grants"),
    "cost": N_("Running costs"),
    "fee": N_("Fees by themselves"),
    "account_transfer": N_("Between accounts"),
    "purpose_transfer": N_("Between purposes"),
    "exchange": N_("Exchanges"),
    "float": N_("Floats"),
    "balance": N_("From before this book"),
    "line": N_("Lines taken back"),
    "fund": N_("Opening of the fund"),
    "account": N_("New accounts"),
    "purpose": N_("New purposes"),
    "authority": N_("New authorities"),
    "agreement": N_("What was asked for and signed"),
    "people": N_("People and rules"),
}
"""Families of facts, in the order in which a reader may choose them."""

KINDS: Final[dict[str, str]] = {
    "donation.received": N_("Donation"),
    "donation.refunded": N_("Donation given back"),
    "donation.charged_back": N_("Donation charged back"),
    "donation.passed_on": N_("Passed on to another fund"),
    "balance.brought_forward": N_("Brought forward"),
    "account_transfer.made": N_("Between accounts"),
    "purpose_transfer.made": N_("Between purposes"),
    "exchange.made": N_("Exchange"),
    "bail.posted": N_("Bail posted"),
    "bail.returned": N_("Bail came back"),
    "bail.forfeited": N_("Bail lost"),
    "grant.committed": N_("Grant promised"),
    "grant.paid": N_("Instalment paid"),
    "grant.rest_released": N_("Rest of a grant released"),
    "cost.paid": N_("Running cost"),
    "cost.refunded": N_("Running cost came back"),
    "fee.taken": N_("Fee"),
    "fee.returned": N_("Fee came back"),
    "line.reversed": N_("Line taken back"),
    "fund.opened": N_("Fund opened"),
    "account.opened": N_("Account added"),
    "purpose.opened": N_("Purpose added"),
    "authority.opened": N_("Authority added"),
    "float.handed": N_("Float handed out"),
    "float.spent": N_("Spent from a float"),
    "float.closed": N_("Float closed"),
    **steps.KINDS,
}
"""What one line is called."""

CASES: Final[dict[str, str]] = {
    "bail": N_("Bail"),
    "grant": N_("Grant"),
    "donation": N_("Donation"),
    "cost": N_("Running cost"),
    "fee": N_("Fee"),
    "account_transfer": N_("Move between accounts"),
    "purpose_transfer": N_("Move between purposes"),
    "exchange": N_("Exchange"),
    "balance": N_("Money from before this book"),
    "fund": N_("The fund itself"),
    "float": N_("Float"),
    "asked": N_("Something asked for"),
}
"""What a case is called, by the family of the line that opened it."""

SAID: Final[dict[str, str]] = {
    "donation.received": N_("{amount} was given, received in {account}, for {purpose}."),
    "donation.refunded": N_("{amount} of a donation was given back from {account}."),
    "donation.charged_back": N_("A donor’s bank took {amount} back from {account}."),
    "donation.passed_on": N_("{amount} was given to another fund from {account}."),
    "balance.brought_forward": N_("{amount} was in {account} before this book began."),
    "account_transfer.made": N_("{amount} was moved from {from_account} to {to_account}."),
    "purpose_transfer.made": N_("{amount} was moved from {from_purpose} to {to_purpose}."),
    "exchange.made": N_("{sold} from {from_account} became {bought} in {to_account}."),
    "bail.posted": N_("{amount} of bail was paid from {account} to {authority}, which owes it."),
    "bail.returned": N_("{authority} gave {amount} of bail back to {account}."),
    "bail.forfeited": N_("{authority} kept {amount} of bail for good."),
    "grant.committed": N_("{amount} was promised for {category}, out of {purpose}."),
    "grant.paid": N_("{amount} was paid for {category} from {account}."),
    "grant.rest_released": N_("{amount} that was promised for {category} is free again."),
    "cost.paid": N_("{amount} was paid from {account} for {category}."),
    "cost.refunded": N_("{amount} paid for {category} came back to {account}."),
    "fee.taken": N_("A fee of {amount} was taken from {account}."),
    "fee.returned": N_("A fee of {amount} came back to {account}."),
    "line.reversed": N_("Line {line} was taken back: {reason}."),
    "fund.opened": N_("The fund was opened."),
    "account.opened": N_("The account {account} was added."),
    "purpose.opened": N_("The purpose {purpose} was added."),
    "authority.opened": N_("{authority} was added."),
    "float.handed": N_("{carrier} got {amount} from {account}, to spend alone until {until}."),
    "float.spent": N_("{amount} of a float was spent for {category}."),
    "float.closed": N_("{amount} of a float went back to {account}."),
    **steps.SAID,
}
"""What happened, in one sentence."""

SIDES: Final[dict[str, str]] = {
    "cash": N_("Money in an account"),
    "courts": N_("Held by an authority"),
    "brought_forward": N_("Money from before this book"),
    "income": N_("Given"),
    "given_back": N_("Given back"),
    "fees": N_("Fee"),
    "help": N_("Paid for people"),
    "bail": N_("Bail that did not come back"),
    "costs": N_("Running cost"),
    "lost": N_("Lost"),
    "between_purposes": N_("Between purposes"),
    "exchanged": N_("Between currencies"),
    "promised": N_("Promised"),
    "promised_against": N_("Set aside for promises"),
}
"""What a posting is about, by the family of its code."""

LEAVES: Final[dict[str, str]] = {
    "refunded": N_("refunded"),
    "charged_back": N_("charged back"),
    "passed_on": N_("passed on"),
    "forfeited": N_("forfeited"),
    "missing": N_("missing"),
}
"""Words of codes that are no category, kind or fee."""
