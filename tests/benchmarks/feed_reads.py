"""Pages of feeds read by this library and by plain SQL, in a process of its own: ``python feed_reads.py STORE ROUNDS
FRIENDS…`` prints JSON.

First all ways read the pages of a few readers: that they give the same, entry by entry, is checked, and the faster of
the plain ways found. Then this library and that one read each page, one after the other, each first in turn; the first
round warms the caches and does not count.
"""

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from feed_history import END, READERS, reader
from feed_plain import WAYS, PlainFeed
from feed_store import open_store

from socialcommerce import SocialCommerce
from socialcommerce.domain.orders.pricing import price_through_share
from socialcommerce.projections.tables import from_microseconds
from socialcommerce.services.feeds import FeedEntry
from socialcommerce.services.paging import Page

SIZE: Final = 20
PAGES: Final = 5
TRIED: Final = 4
"""Readers whose pages are checked, and read by all ways."""
BEFORE_ALL: Final = 2**63 - 1
Spent = dict[str, list[float]]
PRAGMAS: Final = ("journal_mode", "synchronous", "cache_size", "mmap_size", "temp_store", "page_size")


def main(store: Path, rounds: int, friends: list[int]) -> dict[str, Any]:
    plain = PlainFeed(store, END)
    with open_store(store) as commerce:
        _require_same_settings(commerce, plain)
        for each in friends:
            _check(commerce, plain, each)
        figures = {str(each): _measure(commerce, plain, each, rounds) for each in friends}
        activities = commerce._reading.models.feeds.activities
        with commerce.views.database.read() as connection:
            rows = connection.exec_driver_sql(f"SELECT count(*) FROM {activities.name}").scalar()
    plain.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1_024)
    return {"activities": rows, "file_bytes": store.stat().st_size, "peak_bytes": peak, "friends": figures}


def _measure(commerce: SocialCommerce, plain: PlainFeed, friends: int, rounds: int) -> dict[str, Any]:
    """Percentiles in milliseconds, of ours and of the faster plain way, by whether it is a first page."""
    few = range(TRIED)
    tried = {way: _read(commerce, plain, friends, few, way)["plain"] for way in WAYS}
    medians = {way: statistics.median(spent["first"] + spent["later"]) for way, spent in tried.items()}
    faster = min(WAYS, key=lambda way: medians[way])
    everybody = range(READERS[friends])
    _read(commerce, plain, friends, everybody, faster)
    spent = _read(commerce, plain, friends, [number for _ in range(rounds) for number in everybody], faster)
    figures = {side: {part: _percentiles(found) for part, found in parts.items()} for side, parts in spent.items()}
    return {"faster": faster, "tried_p50_ms": medians, **figures}


def _read(
    commerce: SocialCommerce, plain: PlainFeed, friends: int, readers: Iterable[int], way: str
) -> dict[str, Spent]:
    """The milliseconds of each read; who reads a page first changes from page to page."""
    spent: dict[str, Spent] = {side: {"first": [], "later": []} for side in ("ours", "plain")}
    turn, page = 0, Page[FeedEntry]((), None)
    for number in readers:
        viewer, after = reader(friends, number), None
        for part in ("first", *["later"] * (PAGES - 1)):
            turn += 1
            ways = _ways(commerce, plain, viewer, after)
            reads = [("ours", ways["ours"]), ("plain", ways[way])]
            for side, read in reads if turn % 2 else reversed(reads):
                begin = time.perf_counter()
                found = read()
                spent[side][part].append(1_000 * (time.perf_counter() - begin))
                page = found if side == "ours" else page
            after = page.next
            if after is None:
                break
    return spent


def _ways(commerce: SocialCommerce, plain: PlainFeed, viewer: str, after: int | None) -> dict[str, Callable[[], Any]]:
    before = BEFORE_ALL if after is None else after
    return {
        "ours": lambda: commerce.feeds.of(viewer, SIZE, after),
        "walk": lambda: plain.page("walk", viewer, before, SIZE + 1),
        "seek": lambda: plain.page("seek", viewer, before, SIZE + 1),
    }


def _percentiles(found: list[float]) -> dict[str, Any]:
    ordered = sorted(found) or [0.0]
    return {"reads": len(found), "p50_ms": ordered[len(ordered) // 2], "p99_ms": ordered[len(ordered) * 99 // 100]}


def _check(commerce: SocialCommerce, plain: PlainFeed, friends: int) -> None:
    for number in range(TRIED):
        viewer, after = reader(friends, number), None
        for _ in range(PAGES):
            found = {way: read() for way, read in _ways(commerce, plain, viewer, after).items()}
            page = found.pop("ours")
            for way, rows in found.items():
                if page.entries != tuple(_entry(commerce, row) for row in rows[:SIZE]) or (len(rows) > SIZE) != (
                    page.next is not None
                ):
                    sys.exit(f"error: {way} gives another page for {viewer} before {after}")
            after = page.next
            if after is None:
                break


def _entry(commerce: SocialCommerce, row: tuple[Any, ...]) -> FeedEntry:
    """What the library makes of a row, made anew."""
    place, at, member, nickname, kind, offer, title, price, exclusive, share, promised, text, proven = row
    show, said = commerce.log.sealing.shown, kind == "recommendation"
    cheaper = price_through_share(price, exclusive, promised or price) if kind in ("placement", "share") else price
    return FeedEntry(
        cursor=place,
        at=from_microseconds(at),
        friend=member,
        nickname=show(nickname),
        kind=kind,
        product=offer,
        title=title,
        price=price,
        exclusive_price=cheaper if cheaper < price else None,
        share=share,
        label=("recommended_after_purchase" if proven else "recommended") if said else None,
        text=show(text) if said else None,
    )


def _require_same_settings(commerce: SocialCommerce, plain: PlainFeed) -> None:
    with commerce.views.database.read() as connection:
        for pragma in PRAGMAS:
            ours, theirs = connection.exec_driver_sql(f"PRAGMA {pragma}").scalar(), plain.setting(pragma)
            if ours != theirs:
                sys.exit(f"error: PRAGMA {pragma} is {ours!r} here and {theirs!r} there: they cannot be compared")


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), [int(each) for each in sys.argv[3:]])))
