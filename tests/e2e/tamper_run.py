"""Put single faults into a sealed log, one at a time, and see that each is found and named where it is.

usage: python tests/e2e/tamper_run.py [HISTORY] [--events N] [--faults N] [--every N] [--random NUMBER]

The log is of N made-up events, or of what HISTORY, a journal, comes to. It is sealed in an SQLite file in a temporary
directory (where ``TMPDIR`` says), the seals are kept in a file, and each fault is put into a fresh copy of the store.
Says how fast the log is read, sealed and verified. Exits with 1 if a fault is not found, or not named where it is.
"""

import argparse
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

import attrs
from rich.console import Console
from rich.progress import track
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from given import listed, made
from socialcommerce import Recorded, SocialCommerce, SocialCommerceError
from socialcommerce.audit import seals
from socialcommerce.domain.shops.shop import ShopOpened
from socialcommerce.journal import check, ingest
from tampering import FAULTS, Fault, Vandal

AT: Final = datetime(2021, 5, 1, 4, tzinfo=UTC)
BATCH: Final = 5_000
SHOWN: Final = 10
"""Faults that are named when they were not."""

console: Final = Console()


@attrs.define
class Tally:
    """Of one sort of fault: how many were tried, found at all, and named where they are; and the seconds it took."""

    tried: int = 0
    found: int = 0
    named: int = 0
    seconds: float = 0.0


def main() -> None:
    ask = argparse.ArgumentParser(description="Put faults into a sealed log, and see that each is found and named.")
    ask.add_argument("history", type=Path, nargs="?", help="a journal to bring in (default: made-up events)")
    ask.add_argument("--events", type=int, default=100_000, help="how many events to make up (default: 100,000)")
    ask.add_argument(
        "--faults", type=int, default=10 * len(FAULTS), help="how many faults to try, of all sorts in turn"
    )
    ask.add_argument("--every", type=int, default=seals.EVERY, help="events of a seal")
    ask.add_argument("--random", type=int, default=1, metavar="NUMBER", help="where chance begins")
    given = ask.parse_args()
    with tempfile.TemporaryDirectory(prefix="tamper-") as directory:
        try:
            missed = run(Path(directory), given.history, given.events, given.faults, given.every, given.random)
        except (OSError, ValueError, SocialCommerceError) as error:
            sys.exit(f"error: {error}")
    sys.exit(bool(missed))


def run(directory: Path, history: Path | None, events: int, faults: int, every: int, chance: int) -> list[str]:
    """Seal a log in *directory*, tamper with copies of it, print what came of it, give the faults that were missed."""
    file, kept = directory / "store.db", directory / "seals.jsonl"
    fill(file, history, events)
    measure(file, kept, every)
    tallies = {name: Tally() for name in FAULTS}
    missed: list[str] = []
    source = random.Random(chance)
    for number in track(range(faults), "tampering", console=Console(stderr=True), transient=True):
        name = list(FAULTS)[number % len(FAULTS)]
        missed += try_one(name, file, directory / "copy.db", kept, source, tallies[name])
    console.print(table(tallies))
    for told in missed[:SHOWN]:
        console.print(told, style="red", markup=False)
    return missed


def fill(file: Path, history: Path | None, events: int) -> None:
    """Make the log, in one file without anything beside it."""
    with SocialCommerce.open(f"sqlite:///{file}") as commerce:
        if history:
            ingest(commerce, check(history))
        else:
            facts = invented(events - commerce.log.position())
            while batch := list(islice(facts, BATCH)):
                commerce.log.append(batch)


def invented(events: int) -> Iterator[Recorded[Any]]:
    """Made-up events of shops, products and shares, of *events* streams."""
    for number in range(events):
        key = f"k{number // 3}"
        stream, fact = (
            (f"shop-{key}", ShopOpened(owner=key, recruiter=None)),
            (f"product-{key}", listed(key)),
            (f"share-{key}", made(key)),
        )[number % 3]
        yield Recorded(stream=stream, version=1, at=AT, event=fact)


def measure(file: Path, kept: Path, every: int) -> None:
    """Read, seal, keep and verify the log, and say how fast each was."""
    with seals.Ledger.open(f"sqlite:///{file}") as ledger:
        events = sum(1 for _ in ledger.rows())
        speed("rows were read", events, lambda: deque(ledger.rows(), maxlen=0))
        made_seals = speed("events were sealed", events, lambda: seals.seal(ledger, every=every))
        seals.export(ledger, kept)
        verdict = speed("events were verified", events, lambda: seals.verify(ledger, kept))
        if not verdict.is_intact or verdict.sealed != events:
            raise ValueError(f"untouched, it is said to be: {verdict}")
    size = kept.stat().st_size
    console.print(f"{len(made_seals):,} seals in {size:,} bytes: {size / events:.1f} bytes an event")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")


def speed(what: str, events: int, work: Callable[[], Any]) -> Any:
    began = time.perf_counter()
    came_to = work()
    spent = time.perf_counter() - began
    console.print(f"{events:,} {what}: {spent:.2f} s, {events / spent:,.0f} a second")
    return came_to


def try_one(name: str, file: Path, copy: Path, kept: Path, source: random.Random, tally: Tally) -> list[str]:
    """Put a fault of one sort into a fresh copy of the store, verify it, and count; tell of it if it was missed."""
    shutil.copyfile(file, copy)
    fault = FAULTS[name](Vandal(copy, source))
    began = time.perf_counter()
    with seals.Ledger.open(f"sqlite:///{copy}") as ledger:
        found = seals.verify(ledger, kept).differences
    tally.seconds += time.perf_counter() - began
    tally.tried += 1
    tally.found += bool(found)
    named = [Fault(each.kind, each.number or 0) for each in found]
    tally.named += named == [fault]
    return [] if named == [fault] else [f"{name}: {fault} was found as {[each.told for each in found] or 'nothing'}"]


def table(tallies: dict[str, Tally]) -> Table:
    """What was tried, found and named."""
    shown = Table("fault", title="Tampering")
    for column in ("tried", "found", "named", "seconds each"):
        shown.add_column(column, justify="right")
    for name, tally in tallies.items():
        if tally.tried:
            counts = (tally.tried, tally.found, tally.named)
            style = None if tally.named == tally.tried else "red"
            shown.add_row(name, *map(str, counts), f"{tally.seconds / tally.tried:.2f}", style=style)
    every = tallies.values()
    shown.add_section()
    shown.add_row("all", *(str(sum(getattr(each, name) for each in every)) for name in ("tried", "found", "named")), "")
    return shown


if __name__ == "__main__":
    main()
