"""The verdicts about what funds have on this instance: statements, ballot boxes, logs."""

from api.i18n import N_, Words, count_words
from api.well.facts import Facts
from api.well.findings import Finding, Subject, Verdict


def statements(facts: Facts) -> Finding:
    """Say whether statements of accounts agree with their books."""
    if not facts.gaps:
        agrees = N_("No statement of an account differs from its book without a reason.")
        return Finding(Subject.STATEMENTS, Verdict.WELL, (Words(agrees),))
    says = count_words(
        "One statement of an account differs from its book, and nobody wrote down why.",
        "{count} statements of accounts differ from their books, and nobody wrote down why.",
        facts.gaps,
    )
    cure = Words(N_("Open the account in its fund: write the line that is missing, or say why."))
    return Finding(Subject.STATEMENTS, Verdict.LOOK, (says,), cure)


def ballots(facts: Facts) -> Finding:
    """Say whether ballot boxes can be counted at their time."""
    subject = Subject.BALLOTS
    if facts.ballot_keys_missing:
        says = count_words(
            "The key of one ballot box is not there, so nobody can count it.",
            "The keys of {count} ballot boxes are not there, so nobody can count them.",
            facts.ballot_keys_missing,
        )
        cure = Words(
            N_("Put the key directory back as it was, if there is a current copy, before the end.")
        )
        return Finding(subject, Verdict.NOT_WELL, (says,), cure)
    if facts.boxes_in_doubt:
        says = count_words(
            "One ballot box is being counted.",
            "{count} ballot boxes are being counted.",
            facts.boxes_in_doubt,
        )
        cure = Words(N_("Look again in a minute; if it is still so, check the books:"))
        return Finding(subject, Verdict.LOOK, (says,), cure, "parasol check")
    right = N_("Every ballot box can be counted at its time.")
    return Finding(subject, Verdict.WELL, (Words(right),))


def logs(facts: Facts) -> Finding:
    """Say whether logs have their newest head."""
    subject = Subject.LOGS
    if facts.logs_stopped:
        says = count_words(
            "The log of one fund has stopped: nothing more is signed.",
            "The logs of {count} funds have stopped: nothing more is signed.",
            facts.logs_stopped,
        )
        cure = Words(N_("This says why, and what to do:"))
        return Finding(subject, Verdict.NOT_WELL, (says,), cure, "parasol log show")
    if facts.witnesses_contradicting:
        says = count_words(
            "One witness has seen another history of a log, or more of it than there is.",
            "{count} witnesses have seen another history of a log, or more of it than there is.",
            facts.witnesses_contradicting,
        )
        cure = Words(N_("Ask whoever runs it what it saw. This says which one it is:"))
        return Finding(subject, Verdict.NOT_WELL, (says,), cure, "parasol log show")
    if facts.logs_late:
        says = count_words(
            "The newest head of one log is missing.",
            "The newest heads of {count} logs are missing.",
            facts.logs_late,
        )
        cure = Words(N_("Sign what is due now, and see why it was not done by itself:"))
        return Finding(subject, Verdict.LOOK, (says,), cure, "parasol log seal")
    if facts.logs_unwitnessed:
        says = count_words(
            "Too few witnesses have signed the newest head of one log, so new receipts fail.",
            "Too few witnesses have signed the newest heads of {count} logs, so new receipts fail.",
            facts.logs_unwitnessed,
        )
        cure = Words(N_("Ask the witnesses, or have two stewards ask for fewer of them."))
        return Finding(subject, Verdict.LOOK, (says, *_failing(facts)), cure)
    well = Words(N_("Every log has its newest head."))
    return Finding(subject, Verdict.WELL, (well, *_failing(facts)))


def _failing(facts: Facts) -> tuple[Words, ...]:
    """Say that witnesses did not cosign, also where enough others did."""
    if not facts.witnesses_failing:
        return ()
    said = count_words(
        "One witness did not sign when it was last asked; the page of its log says why.",
        "{count} witnesses did not sign when they were last asked; the pages of their logs say "
        "why.",
        facts.witnesses_failing,
    )
    return (said,)
