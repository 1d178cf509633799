"""Put every fault into the log of a real history, one at a time, and see that the audit finds each where it is.

usage: python tests/e2e/fault_run.py HISTORY [--bare]

HISTORY is a journal, of which the small one in ``tests/data`` is a part. It is made longer by the whole life of its
orders and by what members let friends see, unless it is to be ``--bare``, and brought into a store in a temporary
directory (where ``TMPDIR`` says). Faults that change what a history does not hold are left out, and named. Exits with 1
if anything is found in the untouched log, if a fault is not found, or not under its name and at its event.
"""

import argparse
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import attrs
from rich.console import Console
from rich.progress import Progress, track
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import faults  # noqa: F401 - importing them declares them
from auditing import audited
from circle_life import circle_life
from faulting import FAULTS, Fault, Log
from reckoning import lived
from socialcommerce import SocialCommerceError
from socialcommerce.audit.check import CHECKS
from whole_life import whole_life

SHOWN: Final = 20
"""Faults that are named when they were missed."""

console: Final = Console(highlight=False)
errors: Final = Console(stderr=True)


@attrs.define
class Tried:
    """Faults by what came of them: the names of those that were found, are not there to be made, and were missed."""

    found: list[str] = attrs.field(factory=list)
    absent: list[str] = attrs.field(factory=list)
    missed: list[str] = attrs.field(factory=list)


def main() -> None:
    ask = argparse.ArgumentParser(description="Put every fault into the log of a real history, and audit it.")
    ask.add_argument("history", type=Path, help="a journal of commands, as JSON Lines")
    ask.add_argument("--bare", action="store_true", help="the history as it is, without what makes it longer")
    given = ask.parse_args()
    try:
        lines = given.history.read_bytes().splitlines()
        log = log_of(lines if given.bare else longer(lines))
    except (OSError, ValueError, SocialCommerceError) as error:
        sys.exit(f"error: {error}")
    end = max(recorded.at for recorded in log)
    began = time.perf_counter()
    before = audited(log, end)
    console.print(f"{len(log):,} events were audited: {time.perf_counter() - began:.1f} s, {len(before)} findings")
    tried = tried_on(log, end)
    console.print(table(tried))
    for name in tried.missed[:SHOWN]:
        console.print(f"missed: {name}", style="red", markup=False)
    if tried.absent:
        console.print("not there to be made:", "; ".join(tried.absent), style="dim", markup=False)
    sys.exit(bool(before or tried.missed))


def longer(history: list[bytes]) -> list[str]:
    """The lines of *history*, with the life of its orders and what friends see of it, in order of time."""
    return circle_life(whole_life(history))


def log_of(lines: list[Any]) -> Log:
    """The events that the *lines* of a journal come to in a new store."""
    with tempfile.TemporaryDirectory(prefix="faults-") as directory:
        path = Path(directory) / "journal.jsonl"
        path.write_bytes(b"".join((line if isinstance(line, bytes) else line.encode()) + b"\n" for line in lines))
        with Progress(console=errors, transient=True) as progress:
            task = progress.add_task("bringing in", total=None)
            url = f"sqlite:///{Path(directory) / 'store.db'}"
            with lived(url, path, lambda done, total: progress.update(task, completed=done, total=total)) as (store, _):
                return list(store.log.read())


def tried_on(log: Log, end: datetime) -> Tried:
    """What comes of each fault in a copy of *log*, which is audited at its *end*."""
    tried = Tried()
    for fault in track(FAULTS, "faults", console=errors, transient=True):
        what = _outcome(fault, list(log), end)
        getattr(tried, what).append(f"{fault.name} ({fault.check})")
    return tried


def _outcome(fault: Fault, log: Log, end: datetime) -> str:
    try:
        reference = fault.inject(log)
    except (StopIteration, LookupError):
        return "absent"
    named = ((each.check, f"{each.stream}@{each.version}") for each in audited(log, end))
    return "found" if (fault.check, reference) in named else "missed"


def checks_of(names: list[str]) -> set[str]:
    """The checks that are to find the faults of these *names*."""
    return {name.rpartition("(")[2].rstrip(")") for name in names}


def table(tried: Tried) -> Table:
    """How many faults were found, by how many checks."""
    made = Table(title="Faults in a real log")
    for heading in ("", "faults", "checks"):
        made.add_column(heading, justify="left" if heading == "" else "right")
    made.add_row("found at their event", f"{len(tried.found):,}", f"{len(checks_of(tried.found)):,}")
    made.add_row("not there to be made", f"{len(tried.absent):,}", f"{len(set(CHECKS) - checks_of(tried.found)):,}")
    made.add_row("missed", f"{len(tried.missed):,}", f"{len(checks_of(tried.missed)):,}")
    return made


if __name__ == "__main__":
    main()
