"""Lists as CSV (RFC 4180), for spreadsheets and other programs."""

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import StringIO
from typing import Final

from socialcommerce.kernel.clock import zone

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet may run as a formula (OWASP, CSV injection)."""

Cell = str | int | bool | datetime | None


def csv_of(header: Sequence[str], rows: Iterable[Sequence[Cell]], zone_name: str) -> str:
    """*rows* under their *header*, lines ended by CR LF.

    Instants are in ISO 8601 with the offset of the zone called *zone_name*, None is empty. A text that a spreadsheet
    might run as a formula, since it begins with one of :data:`FORMULA_STARTS`, gets a leading apostrophe.
    """
    file = StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(header)
    writer.writerows([_cell(value, zone_name) for value in row] for row in rows)
    return file.getvalue()


def _cell(value: Cell, zone_name: str) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.astimezone(zone(zone_name)).isoformat()
        case str():
            return f"'{value}" if value.startswith(FORMULA_STARTS) else value
    return str(value)
