"""HTML pages: one file a concept, all made from the same frame."""
