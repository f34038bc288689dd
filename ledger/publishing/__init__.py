"""What the public sees: who decides about it, and what a report has to be before it is out.

Reports are built in `projections.reports`. Here stand the rules that hold whoever built one.
"""
