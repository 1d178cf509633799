"""Measure this library against the same commands written the stock way.

usage: python tests/benchmarks/ingest.py HISTORY [--lines N] [--runs R] [--json]

HISTORY is a journal. Both sides run alternately, each in a fresh process on a fresh SQLite file in a temporary
directory (where ``TMPDIR`` says). The table is described in the README beside this file.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.table import Table

HERE: Final = Path(__file__).resolve().parent
SIDES: Final = ("ours", "stock")
GOALS: Final = {"ingest_ratio": 8.0, "read_ratio": 2.0, "board_ms": 5.0}
MIB: Final = 1_048_576

progress = Console(stderr=True, highlight=False)
Runs = dict[str, list[dict[str, Any]]]


def main() -> None:
    ask = argparse.ArgumentParser(description="Measure this library against the same commands, written the stock way.")
    ask.add_argument("history", type=Path, help="a journal of commands, as JSON Lines")
    ask.add_argument("--lines", type=_at_least_one, default=None, help="use only the first LINES lines")
    ask.add_argument("--runs", type=_at_least_one, default=3, help="how often each side runs (default: 3)")
    ask.add_argument("--json", action="store_true", help="print the figures for machines")
    given = ask.parse_args()
    with tempfile.TemporaryDirectory(prefix="benchmark-") as directory:
        journal = Path(directory) / "journal.jsonl"
        lines = _copy(given.history, journal, given.lines)
        ingested, read, board = _measure(Path(directory), journal, given.runs)
    _require_same_refusals(ingested)
    figures = summary(lines, given.runs, ingested, read, board)
    print(json.dumps(figures, indent=2)) if given.json else Console().print(_table(figures))


def summary(lines: int, runs: int, ingested: Runs, read: Runs, board: list[dict[str, Any]]) -> dict[str, Any]:
    """The figures of all runs as medians, with the ratios and whether they reach the goals."""
    figures: dict[str, Any] = {"lines": lines, "runs": runs}
    for side in SIDES:
        first = ingested[side][0]
        figures[side] = {
            "commands_per_second": statistics.median(lines / run["seconds"] for run in ingested[side]),
            "commands_per_cpu_second": statistics.median(lines / run["cpu_seconds"] for run in ingested[side]),
            "peak_mib": statistics.median(run["peak_bytes"] for run in ingested[side]) / MIB,
            "events_written": first["events"],
            "refused": len(first["refusals"]),
            "events_read_per_second": statistics.median(run["events"] / run["seconds"] for run in read[side]),
        }
    ours, stock = figures["ours"], figures["stock"]
    figures["ingest_ratio"] = ours["commands_per_second"] / stock["commands_per_second"]
    figures["ingest_cpu_ratio"] = ours["commands_per_cpu_second"] / stock["commands_per_cpu_second"]
    figures["read_ratio"] = ours["events_read_per_second"] / stock["events_read_per_second"]
    figures["board_median_ms"] = statistics.median(run["median_ms"] for run in board)
    figures["board_p99_ms"] = statistics.median(run["p99_ms"] for run in board)
    figures["board_places"] = board[0]["places"]
    figures["goals"] = {
        "ingest": figures["ingest_ratio"] >= GOALS["ingest_ratio"],
        "read": figures["read_ratio"] >= GOALS["read_ratio"],
        "board": figures["board_median_ms"] < GOALS["board_ms"],
    }
    return figures


def _measure(directory: Path, journal: Path, runs: int) -> tuple[Runs, Runs, list[dict[str, Any]]]:
    ingested: Runs = {side: [] for side in SIDES}
    read: Runs = {side: [] for side in SIDES}
    board = []
    for run in range(1, runs + 1):
        stores = {side: directory / f"{side}-{run}.db" for side in SIDES}
        for side in SIDES:
            ingested[side].append(_side(f"run {run} of {runs}", side, "ingest", stores[side], journal))
        for side in SIDES:
            read[side].append(_side(f"run {run} of {runs}", side, "read", stores[side]))
        board.append(_side(f"run {run} of {runs}", "ours", "board", stores["ours"]))
        for store in stores.values():
            store.unlink()
    return ingested, read, board


def _side(run: str, side: str, what: str, *paths: Path) -> dict[str, Any]:
    command = [sys.executable, str(HERE / "sides.py"), side, what, *map(str, paths)]
    with progress.status(f"{run}: {side}, {what} …"):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or [f"exit status {done.returncode}"]
        sys.exit(f"error: {side} {what} failed: {last[0].removeprefix('error: ')}")
    found: dict[str, Any] = json.loads(done.stdout)
    progress.print(f"{run}: {side}, {what}" + (f" in {found['seconds']:.2f} s" if "seconds" in found else ""))
    return found


def _copy(history: Path, journal: Path, lines: int | None) -> int:
    try:
        with history.open("rb") as source, journal.open("wb") as target:
            count = sum(1 for line in islice(source, lines) if target.write(line))
    except OSError as error:
        sys.exit(f"error: cannot read {history}: {error.strerror}")
    if not count:
        sys.exit(f"error: {history} has no lines")
    return count


def _require_same_refusals(ingested: Runs) -> None:
    """Sides that decide differently do different work, and their speeds say nothing."""
    for ours, stock in zip_longest(ingested["ours"][0]["refusals"], ingested["stock"][0]["refusals"]):
        if ours != stock:
            sys.exit(f"error: the sides refuse different lines: ours {ours}, stock {stock}")


def _table(figures: dict[str, Any]) -> Table:
    ours, stock, goals = figures["ours"], figures["stock"], figures["goals"]
    table = Table(title=f"{figures['lines']:,} commands, median of {figures['runs']} run(s)")
    for heading in ("", "ours", "stock", "ours against stock", "goal"):
        table.add_column(heading, justify="left" if heading == "" else "right")
    for name, figure, ratio, goal in (
        ("commands/s", "commands_per_second", "ingest_ratio", _goal("≥ 8×", reached=goals["ingest"])),
        ("commands per CPU second", "commands_per_cpu_second", "ingest_cpu_ratio", ""),
        ("events read/s", "events_read_per_second", "read_ratio", _goal("≥ 2×", reached=goals["read"])),
    ):
        table.add_row(name, f"{ours[figure]:,.0f}", f"{stock[figure]:,.0f}", f"{figures[ratio]:.1f}×", goal)
    table.add_row("peak memory, MiB", f"{ours['peak_mib']:.0f}", f"{stock['peak_mib']:.0f}", "", "")
    table.add_row("events written", f"{ours['events_written']:,}", f"{stock['events_written']:,}", "", "")
    table.add_row("lines refused", f"{ours['refused']:,}", f"{stock['refused']:,}", "", "")
    board = f"board of {figures['board_places']} places, median ms"
    table.add_row(board, f"{figures['board_median_ms']:.2f}", "", "", _goal("< 5 ms", reached=goals["board"]))
    table.add_row("board, 99th percentile ms", f"{figures['board_p99_ms']:.2f}", "", "", "")
    return table


def _goal(text: str, *, reached: bool) -> str:
    return f"[green]{text} reached[/]" if reached else f"[red]{text} missed[/]"


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


if __name__ == "__main__":
    main()
