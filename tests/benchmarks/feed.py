"""Measure pages of feeds against the same pages read by plain SQL from the same SQLite file.

usage: python tests/benchmarks/feed.py [--activities N] [--members M] [--rounds R] [--keep DIR] [--json]

Three stores are filled, with N, a tenth and a hundredth of N activities of M members, in a temporary directory (where
``TMPDIR`` says) or in DIR, where those that are there already are used again. The table is described in the README
beside this file.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from feed_history import READERS
from feed_store import filled
from rich.console import Console
from rich.table import Table

HERE: Final = Path(__file__).resolve().parent
FRIENDS: Final = 500
GOAL: Final = 1.5
MIB: Final = 1_048_576

progress = Console(stderr=True, highlight=False)


def main() -> None:
    ask = argparse.ArgumentParser(description="Measure pages of feeds against the same pages read by plain SQL.")
    ask.add_argument("--activities", type=_at_least(100), default=1_000_000, help="in the largest store")
    ask.add_argument("--members", type=_at_least(max(READERS) * 2), default=10_000, help="who do something")
    ask.add_argument("--rounds", type=_at_least(1), default=20, help="how often each reader reads (default: 20)")
    ask.add_argument("--keep", type=Path, default=None, help="a directory to keep the filled stores in")
    ask.add_argument("--json", action="store_true", help="print the figures for machines")
    given = ask.parse_args()
    with tempfile.TemporaryDirectory(prefix="benchmark-") as temporary:
        directory = given.keep or Path(temporary)
        directory.mkdir(parents=True, exist_ok=True)
        figures = measure(directory, given.members, given.activities, given.rounds)
    print(json.dumps(figures, indent=2)) if given.json else Console().print(_table(figures))


def measure(directory: Path, members: int, activities: int, rounds: int) -> dict[str, Any]:
    """The figures of all stores: the largest one by all numbers of friends, the others by 500."""
    stores = []
    for size in (activities // 100, activities // 10, activities):
        path = filled(directory, members, size)
        friends = list(READERS) if size == activities else [FRIENDS]
        stores.append(_read(path, rounds, friends))
    return {"members": members, "rounds": rounds, "stores": stores, "goal": _goal(stores[-1]["friends"][str(FRIENDS)])}


def _goal(found: dict[str, Any]) -> dict[str, Any]:
    """Whether a page costs at most half as much again as by plain SQL, for first and later pages."""
    ratios = {f"{part}_{name}": _ratio(found, part, name) for part in ("first", "later") for name in ("p50", "p99")}
    return {"ratios": ratios, "reached": all(ratio <= GOAL for ratio in ratios.values())}


def _ratio(found: dict[str, Any], part: str, name: str) -> float:
    ours, plain = (found[side][part][f"{name}_ms"] for side in ("ours", "plain"))
    return float(ours / plain) if plain else 0.0


def _read(store: Path, rounds: int, friends: list[int]) -> dict[str, Any]:
    command = [sys.executable, str(HERE / "feed_reads.py"), str(store), str(rounds), *map(str, friends)]
    with progress.status(f"reading {store.name} …"):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or [f"exit status {done.returncode}"]
        sys.exit(f"error: reading {store.name} failed: {last[0].removeprefix('error: ')}")
    found: dict[str, Any] = json.loads(done.stdout)
    progress.print(f"read {store.name}")
    return found


def _table(figures: dict[str, Any]) -> Table:
    table = Table(title=f"Pages of 20, in ms; {figures['members']:,} members, {figures['rounds']} round(s)")
    for heading in ("activities", "friends", "page", "reads"):
        table.add_column(heading, justify="right")
    for heading in ("ours p50", "p99", "plain p50", "p99", "ratio p50", "p99", "faster plain way", "peak MiB"):
        table.add_column(heading, justify="right")
    for store in figures["stores"]:
        for friends, found in store["friends"].items():
            for part in ("first", "later"):
                table.add_row(f"{store['activities']:,}", f"{int(friends):,}", part, *_cells(found, part, store))
    reached = figures["goal"]["reached"]
    goal = f"500 friends in the largest store at most {GOAL}× at p50 and p99: "
    table.caption = f"[green]{goal}reached[/]" if reached else f"[red]{goal}missed[/]"
    return table


def _cells(found: dict[str, Any], part: str, store: dict[str, Any]) -> list[str]:
    ours, plain = found["ours"][part], found["plain"][part]
    times = [f"{side[name]:.2f}" for side in (ours, plain) for name in ("p50_ms", "p99_ms")]
    ratios = [f"{_ratio(found, part, name):.2f}×" for name in ("p50", "p99")]
    return [f"{ours['reads']:,}", *times, *ratios, found["faster"], f"{store['peak_bytes'] / MIB:.0f}"]


def _at_least(least: int) -> Any:
    def number(text: str) -> int:
        if int(text) < least:
            raise ValueError(text)
        return int(text)

    return number


if __name__ == "__main__":
    main()
