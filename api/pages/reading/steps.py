"""How steps are called that move no money: of orders, of members, mandates and rules."""

from typing import Final

from api.i18n import N_

KINDS: Final[dict[str, str]] = {
    "order.requested": N_("Asked for"),
    "order.changed": N_("Order changed"),
    "order.approved": N_("Approved"),
    "order.prepared": N_("Payment prepared"),
    "order.authorised": N_("Payment let go"),
    "order.carried_out": N_("Carried out"),
    "order.confirmed": N_("Arrival confirmed"),
    "order.declined": N_("Declined"),
    "order.withdrawn": N_("Taken back before it was carried out"),
    "order.ratified": N_("Ratified by one"),
    "conflict.declared": N_("Somebody keeps out"),
    "ratification.opened": N_("To be ratified"),
    "ratification.closed": N_("Ratified"),
    "ratification.expired": N_("Not ratified in time"),
    "request.screened": N_("Request screened"),
    "request.waitlisted": N_("Request on the waiting list"),
    "request.closed": N_("Request closed"),
    "consent.recorded": N_("Consent"),
    "consent.withdrawn": N_("Consent withdrawn"),
    "grant.payee_changed": N_("Somebody else is paid"),
    "founder.named": N_("Founder written down"),
    "member.admitted": N_("Member admitted"),
    "member.left": N_("Membership ended"),
    "mandate.granted": N_("Mandate given"),
    "mandate.ended": N_("Mandate ended"),
    "colleague.suspended": N_("Somebody suspended"),
    "suspension.confirmed": N_("Suspension confirmed"),
    "single_signer.ended": N_("Two people from now on"),
    "policy.set": N_("Rules set"),
    "allowance.used": N_("Written by one person"),
    "sheets.sealed": N_("Break-glass sheets sealed"),
    "glass.broken": N_("Glass broken"),
    "glass.mended": N_("Break-glass stopped"),
    "successors.installed": N_("Successors in office"),
}
"""What one line is called."""

SAID: Final[dict[str, str]] = {
    "order.requested": N_("{by} asked for this: {order}"),
    "order.changed": N_("{by} changed the order: {order} Signatures given before are void."),
    "order.approved": N_("{by} approved the order."),
    "order.prepared": N_("{by} made the payment ready."),
    "order.authorised": N_("{by} let the payment go."),
    "order.carried_out": N_("The order was carried out; {by} signed last."),
    "order.confirmed": N_("{by} heard that the money arrived."),
    "order.declined": N_("{by} said no to the order."),
    "order.withdrawn": N_("{by} took the order back."),
    "order.ratified": N_("{by} ratified it afterwards."),
    "conflict.declared": N_("{sign_in} keeps out of what is decided here."),
    "ratification.opened": N_("It went outside the usual rules: to be ratified before {until}."),
    "ratification.closed": N_("Enough people ratified it."),
    "ratification.expired": N_("Nobody ratified it in time. {pair} are no longer on call."),
    "request.screened": N_("A request for {category} was screened: {urgency}."),
    "request.waitlisted": N_("The request is on the waiting list."),
    "request.closed": N_("The request was closed: {outcome}, {reason}."),
    "consent.recorded": N_("Whoever is helped agreed: {scope}."),
    "consent.withdrawn": N_("Whoever is helped does not agree any more: {scope}."),
    "grant.payee_changed": N_("What is still promised for {category} is paid to: {payee_kind}."),
    "founder.named": N_("{founder} keeps this fund."),
    "member.admitted": N_("{sign_in} belongs to the fund."),
    "member.left": N_("{sign_in} no longer belongs to the fund."),
    "mandate.granted": N_("{holder} got the mandate {role}."),
    "mandate.ended": N_("The mandate {role} of {holder} ended."),
    "colleague.suspended": N_("{by} suspended {holder} until {until}."),
    "suspension.confirmed": N_("{holder} stays out: membership and mandates ended."),
    "single_signer.ended": N_("From now on nobody moves money or changes a rule alone."),
    "policy.set": N_("The rules of the fund were set anew."),
    "allowance.used": N_("{amount} went without a second person, within the allowance."),
    "sheets.sealed": N_("Break-glass sheets were sealed; those made before are void."),
    "glass.broken": N_("{by} broke the glass. {successors} become stewards at {until}."),
    "glass.mended": N_("{by} stopped the break-glass; the sheets are void."),
    "successors.installed": N_("{successors} are stewards."),
}
"""What happened, in one sentence."""

URGENT: Final = N_("{by} asked for this as urgent: {order}")
ALREADY_PAID: Final = N_("{by} wrote down that this had already been paid: {order}")
