"""`parasol check`: derives all of a fund anew from its lines and says what does not agree."""

from projections.check.fund import check_fund
from projections.check.report import Finding, Report

__all__ = ["Finding", "Report", "check_fund"]
