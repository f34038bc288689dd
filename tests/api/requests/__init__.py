"""Requests for help that need no sign-in."""
