"""Tests of the pages about the log."""
