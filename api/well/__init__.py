"""Is all well? What can be seen of an instance, and what of it needs somebody.

`gather` looks at everything once, `judge` says what it means, and `headline` answers in one
sentence. The page, the API and the command line show the same findings.
"""

from api.well.facts import Disk, Facts, KeyTrouble
from api.well.findings import Finding, Subject, Verdict, headline, needs_somebody
from api.well.gathering import gather
from api.well.spoken import Spoken, SpokenLine, spoken
from api.well.verdicts import judge

__all__ = [
    "Disk",
    "Facts",
    "Finding",
    "KeyTrouble",
    "Spoken",
    "SpokenLine",
    "Subject",
    "Verdict",
    "gather",
    "headline",
    "judge",
    "needs_somebody",
    "spoken",
]
