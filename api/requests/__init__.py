"""Requests for help that need no sign-in, from the form to whoever reads them first."""
