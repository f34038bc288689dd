"""Pages that write money lines: one form, one check page, one way into the book for all."""

from api.pages.recording.routes import RECORDING_PAGES

__all__ = ["RECORDING_PAGES"]
