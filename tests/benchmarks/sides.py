"""One measurement of one side, in a process of its own: ``python sides.py SIDE WHAT STORE [JOURNAL]`` prints JSON.

SIDE is ``ours`` or ``stock``; WHAT is ``ingest`` (STORE is a new file), ``read`` or, of ours alone, ``board``. Each
side imports only what it needs, so that the peak of memory is its own.
"""

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

PAGE: Final = 5_000
BOARD_SIZE: Final = 300
BOARD_CALLS: Final = 200
READING_PASSES: Final = 7


def ingest_ours(store: Path, journal: Path) -> dict[str, Any]:
    from socialcommerce import SocialCommerce
    from socialcommerce.journal import ingest

    with SocialCommerce.open(f"sqlite:///{store}") as commerce:
        require_durable(commerce.log.factory)
        before = commerce.log.position()
        report, spent = timed(lambda: ingest(commerce, journal))
        refusals = [(refusal.line, refusal.code) for refusal in report.refusals]
        return spent | {"events": commerce.log.position() - before, "refusals": refusals}


def ingest_stock(store: Path, journal: Path) -> dict[str, Any]:
    from stock import StockCommerce, apply

    def run() -> list[tuple[int, str]]:
        with journal.open("rb") as file:
            codes = ((number, apply(commerce, line)) for number, line in enumerate(file, 1))
            return [(number, code) for number, code in codes if code is not None]

    with StockCommerce(store) as commerce:
        require_durable(commerce.factory)
        refusals, spent = timed(run)
        return spent | {"events": commerce.recorder.max_notification_id(), "refusals": refusals}


def read_ours(store: Path) -> dict[str, Any]:
    from socialcommerce import SocialCommerce

    with SocialCommerce.open(f"sqlite:///{store}") as commerce:
        return passes(lambda: sum(1 for _ in commerce.log.read()))


def read_stock(store: Path) -> dict[str, Any]:
    from stock import StockCommerce

    def run() -> int:
        after = count = 0
        while page := commerce.recorder.select_notifications(after + 1, PAGE):
            events = [commerce.mapper.to_domain_event(notification) for notification in page]
            count, after = count + len(events), page[-1].id
        return count

    with StockCommerce(store) as commerce:
        return passes(run)


def board_ours(store: Path) -> dict[str, Any]:
    from socialcommerce import SocialCommerce

    with SocialCommerce.open(f"sqlite:///{store}") as commerce:
        _, spent = timed(lambda: commerce.views.catch_up())
        places = len(commerce.board.top(BOARD_SIZE))
        calls = sorted(timed(lambda: commerce.board.top(BOARD_SIZE))[1]["seconds"] for _ in range(BOARD_CALLS))
        return {
            "places": places,
            "catch_up_seconds": spent["seconds"],
            "median_ms": 1_000 * calls[BOARD_CALLS // 2],
            "p99_ms": 1_000 * calls[BOARD_CALLS * 99 // 100 - 1],
        }


def passes(read: Callable[[], int]) -> dict[str, Any]:
    """The median of several readings of the whole log: one takes too little time to trust it."""
    done = [timed(read) for _ in range(READING_PASSES)]
    return {"events": done[0][0], "seconds": statistics.median(spent["seconds"] for _, spent in done)}


def timed(run: Callable[[], Any]) -> tuple[Any, dict[str, Any]]:
    """What *run* returns, and the seconds, the seconds of processor, and the peak memory of this process so far."""
    seconds, cpu_seconds = time.perf_counter(), time.process_time()
    result = run()
    return result, {
        "seconds": time.perf_counter() - seconds,
        "cpu_seconds": time.process_time() - cpu_seconds,
        "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1_024),
    }


def require_durable(factory: Any) -> None:
    """Both sides must pay for the same promise: a write-ahead log that is synced at every commit."""
    with factory.datastore.get_connection(commit=False) as connection:
        cursor = connection.cursor()
        for pragma, right in (("journal_mode", "wal"), ("synchronous", 2)):
            cursor.execute(f"PRAGMA {pragma}")
            found = cursor.fetchone()[0]
            if found != right:
                sys.exit(f"error: PRAGMA {pragma} is {found!r}, not {right!r}: the two sides cannot be compared")


SIDES: Final[dict[str, Callable[..., dict[str, Any]]]] = {
    "ours ingest": ingest_ours,
    "ours read": read_ours,
    "ours board": board_ours,
    "stock ingest": ingest_stock,
    "stock read": read_stock,
}

if __name__ == "__main__":
    side, what, *paths = sys.argv[1:]
    print(json.dumps(SIDES[f"{side} {what}"](*map(Path, paths))))
