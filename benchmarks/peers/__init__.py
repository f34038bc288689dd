"""Whom we are compared with: each a program of its own, in an environment of its own."""
