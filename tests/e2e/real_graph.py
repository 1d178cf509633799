"""Bring a whole history into a store, and see that every member's feed and panel are what a naive model says.

usage: python tests/e2e/real_graph.py HISTORY [--friendships FILE] [--store URL] [--bare]

HISTORY is a journal, of which the small one in ``tests/data`` is a part. It is made longer by what members let friends
see and by what ends it, as ``circle_life.py`` tells, unless it is taken ``--bare``. It is brought into a new store
(default: an SQLite file in a temporary directory, where ``TMPDIR`` says); then the feeds of all members are read, page
by page, and their three-friends panels, and compared with a recount of the same journal. With a FILE of friendships, a
CSV file of two member numbers a line, members who only look on are in it too. Exits with 1 if anything differs, and
names the first of it.
"""

import argparse
import csv
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from circle_life import circle_life, with_friendships, written
from friends_seen import Seen, compared
from reckoning import lived
from recount_circle import CircleRecount
from socialcommerce import SocialCommerceError

SHOWN: Final = 20
"""Differences that are named."""

console: Final = Console()
errors: Final = Console(stderr=True)


def main() -> None:
    ask = argparse.ArgumentParser(description="Compare all feeds and panels of a real history with a naive model.")
    ask.add_argument("history", type=Path, help="a journal of commands, as JSON Lines")
    ask.add_argument("--friendships", type=Path, metavar="FILE", help="more friendships: two member numbers a line")
    ask.add_argument("--store", metavar="URL", help="a store that does not exist yet (default: a temporary file)")
    ask.add_argument("--bare", action="store_true", help="the history as it is, without what makes it longer")
    given = ask.parse_args()
    with tempfile.TemporaryDirectory(prefix="real-graph-") as directory:
        path, url = Path(directory) / "journal.jsonl", given.store or f"sqlite:///{Path(directory) / 'store.db'}"
        try:
            with given.history.open("rb") as history:
                more = list(friendships(given.friendships)) if given.friendships else []
                lines = written(with_friendships(history, more)) if given.bare else circle_life(history, more)
            path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
            wrong = run(path, url)
        except (OSError, ValueError, SocialCommerceError) as error:
            sys.exit(f"error: {error}")
    sys.exit(bool(wrong))


def friendships(path: Path) -> Iterator[tuple[str, str]]:
    """The pairs of members in a CSV file of numbers, which may have a heading; nobody is their own friend."""
    with path.open(encoding="utf-8", newline="") as file:
        for one, other in csv.reader(file):
            if one.isdigit() and one != other:
                yield f"m{one}", f"m{other}"


def run(path: Path, url: str) -> list[str]:
    """Bring the journal at *path* into a store at *url*, print what was compared, and give what differs."""
    began = time.perf_counter()
    with Progress(console=errors, transient=True) as progress:
        task = progress.add_task("bringing in", total=None)

        def show(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        with lived(url, path, show) as (store, report):
            console.print(f"{report.lines:,} lines were brought in: {time.perf_counter() - began:.1f} s")
            began = time.perf_counter()
            recount = CircleRecount()
            with path.open("rb") as lines:
                recount.read(lines, {refusal.line: refusal.code for refusal in report.refusals})
            console.print(f"they were recounted: {time.perf_counter() - began:.1f} s")
            began = time.perf_counter()
            task = progress.add_task("reading feeds", total=None)
            seen = compared(store, recount, show)
            progress.stop()
            console.print(f"feeds and panels were read and compared: {time.perf_counter() - began:.1f} s")
    wrong = seen.differences + [f"refused without that reason: {line}" for line in recount.wrongly_refused]
    console.print(f"{report.applied:,} applied, {report.unchanged:,} unchanged, {report.refused:,} refused")
    console.print(table(seen, recount, len(wrong)))
    for difference in wrong[:SHOWN]:
        console.print(difference, style="red", markup=False)
    return wrong


def table(seen: Seen, recount: CircleRecount, wrong: int) -> Table:
    """How much was compared, why the rest of what friends did is not seen, and how much differs."""
    made = Table(title="Real graph", show_header=False)
    made.add_column()
    made.add_column(justify="right")
    made.add_row("members", f"{seen.feeds:,}")
    made.add_row("friendships at the end", f"{len(recount.sharing.friends):,}")
    made.add_row("feeds compared", f"{seen.feeds:,}")
    made.add_row("pages read", f"{seen.pages:,}")
    made.add_row("panels compared", f"{seen.feeds:,}")
    made.add_row("friends on panels", f"{seen.on_panels:,}")
    _section(made, "entries", seen.entries)
    _section(made, "not seen", seen.unseen)
    made.add_section()
    made.add_row("differences", f"{wrong:,}", style="red" if wrong else "green")
    return made


def _section(made: Table, title: str, counts: Counter[str]) -> None:
    made.add_section()
    made.add_row(title, f"{counts.total():,}")
    for what, count in counts.most_common():
        made.add_row(f"  {what}", f"{count:,}")


if __name__ == "__main__":
    main()
