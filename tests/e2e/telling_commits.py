"""The command line in a process that says each commit before it makes it, and waits for a line on standard input.

usage: python telling_commits.py LINES_AT_ONCE WORD…

It is interrupted by SIGINT like any other, even if whoever started it ignores that signal.
"""

import signal
import sqlite3
import sys
from functools import partial

from socialcommerce import journal
from socialcommerce.cli import main


class Telling(sqlite3.Connection):
    def commit(self) -> None:
        print("committing", flush=True)
        sys.stdin.readline()
        super().commit()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sqlite3.connect = partial(sqlite3.connect, factory=Telling)  # type: ignore[assignment]
    journal.LINES_AT_ONCE = int(sys.argv.pop(1))  # type: ignore[misc]
    main()
