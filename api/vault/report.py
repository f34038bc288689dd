"""The report that the law asks for, as a table."""

import csv
import io

from api.v1.lines_csv import safe


def table_of(columns: tuple[str, ...], rows: list[dict[str, str]]) -> bytes:
    """Return a table as CSV; what a spreadsheet would take for a formula is plain text in it."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([safe(row.get(name, "")) for name in columns])
    return file.getvalue().encode()
