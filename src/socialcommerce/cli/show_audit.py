"""How an audit looks in a terminal."""

from collections.abc import Iterator
from typing import Final

from rich.console import Group, RenderableType
from rich.text import Text

from socialcommerce.audit.report import READABLE, Checked, Report
from socialcommerce.cli import show_seals
from socialcommerce.cli.console import escape
from socialcommerce.cli.show import table_of

SHOWN: Final = 50
"""Findings that a table lists; the JSON and the page have more."""


def report(found: Report) -> RenderableType:
    """What an audit came to."""
    return Group(*_parts(found))


def _parts(found: Report) -> Iterator[RenderableType]:
    yield _summary(found)
    if found.findings:
        yield _checks(found)
        yield _findings(found)
    if found.differences:
        yield _differences(found)
    if found.sealed:
        yield show_seals.verdict(found.sealed, kept=True)
    if found.is_clean:
        yield Text("Nothing was found: every rule holds, and every read model is what its log says.", style="green")
    else:
        count = len(found.findings) + len(found.differences) + (len(found.sealed.differences) if found.sealed else 0)
        yield Text(f"{count:,} found", style="red")


def _summary(found: Report) -> RenderableType:
    unreadable = sum(each.check == READABLE.name for each in found.findings)
    table = table_of("", "looked at", "much>", "wrong>")
    table.add_row(f"events, up to position {found.position:,}", f"{found.events + unreadable:,}", f"{unreadable:,}")
    table.add_row("rules", f"{len(found.checked) - 1:,}", f"{sum(each.findings > 0 for each in _rules(found)):,}")
    differing = {each.table or each.model for each in found.differences}
    table.add_row("tables of read models", f"{found.tables:,}", f"{len(differing):,}")
    if found.sealed:
        table.add_row("events under seals", f"{found.sealed.sealed:,}", f"{len(found.sealed.differences):,}")
    return table


def _rules(found: Report) -> list[Checked]:
    return [each for each in found.checked if each.name != READABLE.name]


def _checks(found: Report) -> RenderableType:
    table = table_of("Rules that were broken", "check", "rule", "events>", "findings>")
    for each in found.checked:
        if each.findings:
            table.add_row(each.name, each.rule, f"{each.events:,}", f"{each.findings:,}")
    return table


def _findings(found: Report) -> RenderableType:
    table = table_of(_title("Findings", len(found.findings)), "check", "event", "position>", "expected", "found")
    for each in found.findings[:SHOWN]:
        event = escape(f"{each.stream}@{each.version}")
        table.add_row(each.check, event, f"{each.position:,}", escape(each.expected), escape(each.found))
    return table


def _differences(found: Report) -> RenderableType:
    title = _title("Read models that differ from the log", len(found.differences))
    table = table_of(title, "table", "row", "column", "expected", "found")
    for each in found.differences[:SHOWN]:
        cells = (each.table or each.model, each.key, each.column or "", each.expected, each.found)
        table.add_row(*map(escape, cells))
    return table


def _title(what: str, count: int) -> str:
    return what if count <= SHOWN else f"{what}: the first {SHOWN} of {count:,}"
