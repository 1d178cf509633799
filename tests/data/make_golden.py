"""Write the golden log of a version: run it once for each release, and never edit what it wrote.

usage: python tests/data/make_golden.py VERSION

Writes ``golden-VERSION.jsonl`` beside this file, a log that holds every topic at least once, and
``golden-VERSION.json``, the board and the influence that came of it. Fails if they are there.
"""

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import attrs

from socialcommerce import ManualClock, Rules, ShelfRules, SocialCommerce
from socialcommerce.kernel.event import TOPICS

HERE: Final = Path(__file__).resolve().parent
START: Final = datetime(2021, 5, 1, 4, tzinfo=UTC)
RULES: Final = Rules(shelves=ShelfRules(capacity_by_influence=((0, 2), (50, 3))))
"""Few slots, so that a short history can earn another one."""


def main(version: str) -> None:
    """Run the script against a store in memory, and write what it recorded."""
    clock = ManualClock(START)
    with SocialCommerce.open(rules=RULES, clock=clock) as commerce:
        community(commerce, clock)
        trade(commerce, clock)
        troubles(commerce, clock)
        stored = commerce.log.recorder.select_notifications(1, 10_000)
        shops = [entry.shop for entry in commerce.board.top()]
        came_of_it = {
            "board": [attrs.asdict(entry) for entry in commerce.board.top()],
            "influence": {shop: attrs.asdict(commerce.influence.of(shop)) for shop in shops},
        }
    missing = set(TOPICS) - {event.topic for event in stored}
    if missing:
        raise SystemExit(f"the script leaves out {', '.join(sorted(missing))}")
    lines = [
        json.dumps(
            {
                "stream": event.originator_id,
                "version": event.originator_version,
                "topic": event.topic,
                "state": event.state.decode(),
            },
            ensure_ascii=False,
        )
        for event in stored
    ]
    _write(HERE / f"golden-{version}.jsonl", "".join(f"{line}\n" for line in lines))
    _write(HERE / f"golden-{version}.json", json.dumps(came_of_it, indent=2) + "\n")


def community(commerce: SocialCommerce, clock: ManualClock) -> None:
    """Friends, merchants, products and shops."""
    commerce.merchants.invite("cd", "迪奥 Dior", by="platform:op")
    for product, price, exclusive in (("rouge", 35_000, 29_900), ("scent", 80_000, None), ("cream", 1_999, 1_998)):
        commerce.products.list(product, "cd", f"{product} 1", "beauty", price, exclusive, 2_500, by="merchant:cd")
    commerce.products.list("plan", "cd", "计生用品", "family", 5_000, sensitive=True)
    for friend in ("an", "bo", "mei"):
        commerce.members.befriend("lin", friend)
    commerce.members.unfriend("bo", "lin", by="bo")
    commerce.members.block("lin", "zed", by="lin")
    commerce.members.unblock("lin", "zed")
    for owner in ("lin", "mei"):
        commerce.shops.open(owner, by=owner)
    commerce.shops.edit("lin", "Lin 的小店", "avatars/lin.png", "只卖用过的\n“好物”", by="lin")
    commerce.products.observe_price("scent", "elsewhere", 79_999)
    clock.advance(timedelta(hours=1))


def trade(commerce: SocialCommerce, clock: ManualClock) -> None:
    """Placements, shares, visits and orders, up to a third slot."""
    for product in ("rouge", "cream"):
        commerce.shelves.place("lin", product, by="lin")
    commerce.shares.create("lin", "rouge", "moments", "s1", by="lin")
    for visitor in ("an", "bo", "lin"):
        commerce.journeys.visit(visitor, "s1", by=visitor)
    lines: Any = [{"product": "rouge", "quantity": 3}, {"product": "cream"}]
    commerce.orders.place("o1", "an", lines, "s1", 1_000, by="an")
    clock.advance(timedelta(minutes=29, microseconds=1))
    commerce.orders.pay("o1", "pay-1")
    commerce.shelves.claim("lin", by="lin")
    commerce.shelves.place("lin", "plan")
    commerce.orders.refund("o1", "back-1", line=1, quantity=1)
    commerce.orders.refund("o1", "back-2", line=2, amount=1)
    clock.advance(timedelta(hours=72))
    commerce.shelves.swap("lin", "cream", "scent")
    commerce.shelves.remove("lin", "plan")
    commerce.shelves.place("mei", "cream", by="mei")
    commerce.shares.create("mei", "cream", "code")


def troubles(commerce: SocialCommerce, clock: ManualClock) -> None:
    """What ends: orders, shares, bindings, listings and shops."""
    commerce.orders.place("o2", "bo", [{"product": "scent"}])
    commerce.orders.cancel("o2", "买错了", by="bo")
    commerce.orders.place("o3", "bo", [{"product": "scent"}])
    clock.advance(timedelta(minutes=30))
    commerce.orders.pay("o3", "pay-3")
    commerce.shares.revoke("s1")
    commerce.journeys.release("bo")
    commerce.products.reprice("scent", price=70_000, exclusive_price=69_999)
    commerce.products.delist("scent", by="platform:op")
    commerce.products.relist("scent")
    commerce.shops.close("lin")
    clock.advance(timedelta(days=1))
    commerce.shops.reopen("lin")


def _write(path: Path, text: str) -> None:
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(sys.argv[1])
