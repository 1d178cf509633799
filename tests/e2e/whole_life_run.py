"""Let a whole history live in a store, recount it, and see that both come to the same, to the fen.

usage: python tests/e2e/whole_life_run.py HISTORY [--store URL]

HISTORY is a journal, of which the small one in ``tests/data`` is a part. It is made longer by the whole life of its
orders, brought into a new store (default: an SQLite file in a temporary directory, where ``TMPDIR`` says) and
recounted naively. Exits with 1 if any figure differs, and names the first of them.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from reckoning import Figures, differences, lived, recount_of, recounted, stored
from socialcommerce import SocialCommerceError
from whole_life import whole_life

SHOWN: Final = 20
"""Differences that are named."""

console: Final = Console()
errors: Final = Console(stderr=True)


def main() -> None:
    ask = argparse.ArgumentParser(description="Let a whole history live in a store, and recount it.")
    ask.add_argument("history", type=Path, help="a journal of commands, as JSON Lines")
    ask.add_argument("--store", metavar="URL", help="a store that does not exist yet (default: a temporary file)")
    given = ask.parse_args()
    with tempfile.TemporaryDirectory(prefix="whole-life-") as directory:
        path = Path(directory) / "whole-life.jsonl"
        try:
            wrong = run(given.history, path, given.store or f"sqlite:///{Path(directory) / 'store.db'}")
        except (OSError, ValueError, SocialCommerceError) as error:
            sys.exit(f"error: {error}")
    sys.exit(bool(wrong))


def run(history: Path, path: Path, url: str) -> list[str]:
    """Write the longer journal to *path*, let it live in a store at *url*, print what came of it, give what differs."""
    with timed("the journal was written"), history.open("rb") as lines:
        path.write_text("".join(f"{line}\n" for line in whole_life(lines)), encoding="utf-8")
    with Progress(console=errors, transient=True) as progress:
        task = progress.add_task("bringing in", total=None)
        began = time.perf_counter()
        with lived(url, path, lambda done, total: progress.update(task, completed=done, total=total)) as (
            store,
            report,
        ):
            progress.stop()
            spent = time.perf_counter() - began
            console.print(
                f"{report.lines:,} lines were brought in, {report.lines / spent:,.0f} a second: {spent:.1f} s"
            )
            with timed("they were recounted"):
                recount = recount_of(path, report)
                figures = recounted(recount)
            with timed("the store was read"):
                wrong = differences(stored(store, figures), figures)
    wrong += [f"refused without that reason: {line}" for line in recount.wrongly_refused]
    console.print(f"{report.applied:,} applied, {report.unchanged:,} unchanged, {report.refused:,} refused")
    console.print(table(figures, len(wrong)))
    for difference in wrong[:SHOWN]:
        console.print(difference, style="red", markup=False)
    return wrong


def table(figures: Figures, wrong: int) -> Table:
    """What the orders came to, how much was compared, and how much of it differs."""
    made = Table(title="Whole life", show_header=False)
    made.add_column()
    made.add_column(justify="right")
    for status, count in sorted(Counter(order[0] for order in figures["order"].values()).items()):
        made.add_row(f"orders {status}", f"{count:,}")
    for status, count in sorted(Counter(figures["case"].values()).items()):
        made.add_row(f"cases {status}", f"{count:,}")
    made.add_section()
    payments, refunds, commission, subsidy, excess, _ = map(sum, zip(*figures["month"].values(), strict=True))
    paid_out = sum(sum(entries.values()) for _, entries in figures["payout"].values())
    for name, amount in (
        ("paid", payments),
        ("refunded", refunds),
        ("commission", commission),
        ("paid out", paid_out),
        ("subsidy", subsidy),
        ("excess", excess),
    ):
        made.add_row(name, f"¥{amount // 100:,}.{amount % 100:02}")
    made.add_section()
    for kind, found in figures.items():
        made.add_row(f"figures compared: {kind}", f"{len(found):,}")
    made.add_row("differences", f"{wrong:,}", style="red" if wrong else "green")
    return made


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Say how long *what* took."""
    began = time.perf_counter()
    yield
    console.print(f"{what}: {time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()
