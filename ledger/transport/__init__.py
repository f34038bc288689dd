"""A whole book as a file: exported, and loaded where there is none. docs/command-line.md tells."""
