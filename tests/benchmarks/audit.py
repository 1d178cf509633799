"""Measure an audit of a whole log against bare reading and decoding of the same log.

usage: python tests/benchmarks/audit.py HISTORY [--runs R] [--json]

HISTORY is a journal, which is ingested once into a SQLite file in a temporary directory (where ``TMPDIR`` says). Both
sides run alternately, each in a fresh process. The table is described in the README beside this file.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from socialcommerce import SocialCommerce
from socialcommerce.audit import audit
from socialcommerce.errors import SocialCommerceError
from socialcommerce.journal import ingest

SIDES: Final = ("audit", "read")
GOAL: Final = 50_000
"""Events a second that an audit looks at, at least."""

MIB: Final = 1_048_576

progress = Console(stderr=True, highlight=False)
Runs = dict[str, list[dict[str, Any]]]


def main() -> None:
    ask = argparse.ArgumentParser(description="Measure an audit against bare reading of the same log.")
    ask.add_argument("history", type=Path, help="a journal of commands, as JSON Lines")
    ask.add_argument("--runs", type=_at_least_one, default=5, help="how often each side runs (default: 5)")
    ask.add_argument("--json", action="store_true", help="print the figures for machines")
    ask.add_argument("--side", choices=SIDES, help=argparse.SUPPRESS)
    given = ask.parse_args()
    if given.side:
        print(json.dumps(_measured(given.side, given.history)))
        return
    with tempfile.TemporaryDirectory(prefix="benchmark-") as directory:
        store = Path(directory) / "store.db"
        _fill(store, given.history)
        runs: Runs = {side: [] for side in SIDES}
        for run in range(1, given.runs + 1):
            for side in SIDES if run % 2 else reversed(SIDES):
                runs[side].append(_side(f"run {run} of {given.runs}", side, store))
    figures = _summary(runs)
    print(json.dumps(figures, indent=2)) if given.json else Console().print(_table(figures))


def _fill(store: Path, history: Path) -> None:
    try:
        with progress.status("ingesting …"), SocialCommerce.open(f"sqlite:///{store}") as commerce:
            ingest(commerce, history)
            commerce.views.catch_up()
    except (SocialCommerceError, OSError) as error:
        sys.exit(f"error: {history}: {error}")


def _side(run: str, side: str, store: Path) -> dict[str, Any]:
    command = [sys.executable, __file__, "--side", side, str(store)]
    with progress.status(f"{run}: {side} …"):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or [f"exit status {done.returncode}"]
        sys.exit(f"error: {side} failed: {last[0].removeprefix('error: ')}")
    found: dict[str, Any] = json.loads(done.stdout)
    progress.print(f"{run}: {side} in {found['seconds']:.2f} s")
    return found


def _measured(side: str, store: Path) -> dict[str, Any]:
    """One side, in this process: seconds from before the first event to after the last table, opening left out."""
    with SocialCommerce.open(f"sqlite:///{store}") as commerce:
        began, cpu = time.perf_counter(), time.process_time()
        events = _audited(commerce) if side == "audit" else sum(1 for _ in commerce.log.read())
        seconds, cpu_seconds = time.perf_counter() - began, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1_024)
    return {"events": events, "seconds": seconds, "cpu_seconds": cpu_seconds, "peak_bytes": peak}


def _audited(commerce: SocialCommerce) -> int:
    """How many events were looked at. An audit that finds something does other work than one that does not."""
    report = audit(commerce)
    if not report.is_clean:
        sys.exit(f"error: {len(report.findings)} findings, {len(report.differences)} differences")
    return report.events


def _summary(runs: Runs) -> dict[str, Any]:
    figures: dict[str, Any] = {"events": runs["read"][0]["events"], "runs": len(runs["read"])}
    for side in SIDES:
        figures[side] = {
            "events_per_second": statistics.median(run["events"] / run["seconds"] for run in runs[side]),
            "events_per_cpu_second": statistics.median(run["events"] / run["cpu_seconds"] for run in runs[side]),
            "peak_mib": statistics.median(run["peak_bytes"] for run in runs[side]) / MIB,
        }
    per_second = figures["audit"]["events_per_second"]
    figures["times_reading"] = figures["read"]["events_per_second"] / per_second
    figures["goal"] = {"events_per_second": GOAL, "reached": per_second >= GOAL}
    return figures


def _table(figures: dict[str, Any]) -> Table:
    table = Table(title=f"{figures['events']:,} events, median of {figures['runs']} run(s)")
    for heading in ("", *SIDES):
        table.add_column(heading, justify="left" if heading == "" else "right")
    for name, figure in (
        ("events/s", "events_per_second"),
        ("events per CPU second", "events_per_cpu_second"),
        ("peak memory, MiB", "peak_mib"),
    ):
        table.add_row(name, *(f"{figures[side][figure]:,.0f}" for side in SIDES))
    reached = figures["goal"]["reached"]
    goal = f"an audit takes {figures['times_reading']:.1f} times as long as reading; goal ≥ {GOAL:,} events/s: "
    table.caption = f"[green]{goal}reached[/]" if reached else f"[red]{goal}missed[/]"
    return table


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


if __name__ == "__main__":
    main()
