"""Shared decisions through the API."""
