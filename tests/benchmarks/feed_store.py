"""Stores for the feed's benchmark, filled as a host would bring in a history.

Every row comes of an event, and every event of a command: the made-up history is brought in as journals, and the
views follow the log. Nothing is written into the read models' tables by hand.
"""

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from feed_history import END, history
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from socialcommerce import ManualClock, SocialCommerce
from socialcommerce.journal import ingest

LINES_AT_ONCE: Final = 50_000
"""Lines of a journal after which the views follow."""


def open_store(path: Path) -> SocialCommerce:
    """The store at *path*, at the end of its history."""
    return SocialCommerce.open(f"sqlite:///{path}", clock=ManualClock(END))


def filled(directory: Path, members: int, activities: int) -> Path:
    """A store in *directory* with that history: one that is there already, or a new one."""
    path = directory / f"feed-{members}-{activities}.db"
    if path.exists():
        return path
    unfinished = path.with_suffix(".unfinished.db")
    for left in directory.glob(f"{unfinished.name}*"):
        left.unlink()
    lines = sum(1 for _ in history(members, activities))
    with open_store(unfinished) as commerce, _progress() as progress:
        task = progress.add_task(f"{activities:,} activities", total=lines)
        for journal in _journals(directory, members, activities):
            report = ingest(commerce, journal)
            if report.refusals:
                raise SystemExit(f"error: the history is wrong: {report.refusals[0]}")
            commerce.views.catch_up()
            progress.advance(task, report.lines)
    for part in directory.glob(f"{unfinished.name}*"):
        part.rename(directory / part.name.replace(unfinished.name, path.name))
    return path


def _journals(directory: Path, members: int, activities: int) -> Iterator[Path]:
    journal = directory / "part.jsonl"
    left = history(members, activities)
    while lines := list(islice(left, LINES_AT_ONCE)):
        journal.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
        yield journal
    journal.unlink()


def _progress() -> Progress:
    return Progress(TextColumn("filling: {task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
