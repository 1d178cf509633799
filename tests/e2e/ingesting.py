"""A process that brings in a journal and says how far it is, so that it can be killed at any word.

usage: python ingesting.py URL HISTORY [--lines-at-once N] [--ask]

Prints a line before each commit of the log, one after each transaction that is done, and at the end what became of
the lines, as JSON. With ``--ask`` it waits for a line on standard input after each word, so that whoever started it
can kill it just there.
"""

import argparse
import json
import sqlite3
import sys
from functools import partial
from pathlib import Path

import attrs

from socialcommerce import SocialCommerce, journal


def main() -> None:
    ask = argparse.ArgumentParser(description="Bring in a journal and say how far it is.")
    ask.add_argument("url")
    ask.add_argument("history", type=Path)
    ask.add_argument("--lines-at-once", type=int, default=journal.LINES_AT_ONCE)
    ask.add_argument("--ask", action="store_true", help="wait for a line after each word")
    given = ask.parse_args()

    def say(word: str) -> None:
        print(word, flush=True)
        if given.ask:
            sys.stdin.readline()

    class Telling(sqlite3.Connection):
        def commit(self) -> None:
            say("committing")
            super().commit()

    sqlite3.connect = partial(sqlite3.connect, factory=Telling)  # type: ignore[assignment]
    journal.LINES_AT_ONCE = given.lines_at_once  # type: ignore[misc]
    with SocialCommerce.open(given.url) as commerce:
        report = journal.ingest(commerce, given.history, progress=lambda done, total: say(f"done {done} of {total}"))
    print(json.dumps(attrs.asdict(report)), flush=True)


if __name__ == "__main__":
    main()
