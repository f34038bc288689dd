"""Pages about people and rules: members, mandates, policy, suspension, break-glass."""

from api.pages.people.routes import PEOPLE_PAGES

__all__ = ["PEOPLE_PAGES"]
