"""What must hold of every log, told from its facts alone, in the order of their positions.

Written for reading and apart from the library's own folding, so that a fault in that is not repeated here.
"""

from collections import Counter
from collections.abc import Iterable
from functools import singledispatchmethod
from typing import Any

from socialcommerce import Recorded, SocialCommerce
from socialcommerce.domain.catalog.product import ProductDelisted, ProductListed, ProductRelisted
from socialcommerce.domain.orders.order import OrderCancelled, OrderPaid, OrderPlaced, PaymentToReturn
from socialcommerce.domain.referrals.journey import VisitCounted, Visited
from socialcommerce.domain.referrals.share import ShareCreated, ShareRevoked
from socialcommerce.domain.shops.shelf import (
    CapacityRaised,
    ProductPlaced,
    ProductRemoved,
    ProductSwapped,
    ShelfOpened,
)
from socialcommerce.domain.shops.shop import ShopClosed, ShopOpened, ShopReopened

Standing = ProductPlaced | ProductSwapped


class Replay:
    """Follows a log; ``wrong`` names each fact that the facts before it forbid."""

    def __init__(self) -> None:
        self.wrong: list[str] = []
        self._position = 0
        self._versions: Counter[str] = Counter()
        self._times: dict[str, Any] = {}
        self._listings: Counter[str] = Counter()
        self._listed: set[str] = set()
        self._openings: Counter[str] = Counter()
        self._open: set[str] = set()
        self._capacity: dict[str, int] = {}
        self._slots: dict[str, dict[int, Standing]] = {}
        self._shares: dict[str, ShareCreated] = {}
        self._orders: dict[str, str] = {}
        self._seen: set[tuple[object, ...]] = set()

    def follow(self, recorded: Recorded[Any]) -> None:
        stream = recorded.stream
        self._expect(recorded, recorded.position > self._position, "position does not grow")
        self._expect(recorded, recorded.version == self._versions[stream] + 1, "version leaves a gap or repeats")
        self._expect(recorded, self._times.get(stream, recorded.at) <= recorded.at, "time goes back")
        self._position = recorded.position
        self._versions[stream] = recorded.version
        self._times[stream] = recorded.at
        self._fact(recorded.event, recorded)

    def _expect(self, recorded: Recorded[Any], holds: bool, otherwise: str) -> None:
        if not holds:
            self.wrong.append(f"{recorded.reference}: {otherwise}: {recorded.event}")

    def _once(self, recorded: Recorded[Any], *what: object) -> None:
        self._expect(recorded, what not in self._seen, "happened before")
        self._seen.add(what)

    @singledispatchmethod
    def _fact(self, fact: Any, recorded: Recorded[Any]) -> None: ...

    @_fact.register
    def _(self, fact: ProductListed | ProductRelisted, recorded: Recorded[Any]) -> None:
        self._expect(recorded, recorded.key not in self._listed, "is listed already")
        self._listed.add(recorded.key)
        self._listings[recorded.key] += 1

    @_fact.register
    def _(self, fact: ProductDelisted, recorded: Recorded[Any]) -> None:
        self._listed.discard(recorded.key)

    @_fact.register
    def _(self, fact: ShopOpened | ShopReopened, recorded: Recorded[Any]) -> None:
        self._expect(recorded, recorded.key not in self._open, "is open already")
        self._open.add(recorded.key)
        self._openings[recorded.key] += 1

    @_fact.register
    def _(self, fact: ShopClosed, recorded: Recorded[Any]) -> None:
        self._expect(recorded, recorded.key in self._open, "is closed already")
        self._open.discard(recorded.key)

    @_fact.register
    def _(self, fact: ShelfOpened | CapacityRaised, recorded: Recorded[Any]) -> None:
        self._expect(recorded, fact.capacity > self._capacity.get(recorded.key, 0), "capacity does not grow")
        self._capacity[recorded.key] = fact.capacity

    @_fact.register
    def _(self, fact: ProductPlaced, recorded: Recorded[Any]) -> None:
        standing = self._slots.setdefault(recorded.key, {}).get(fact.slot)
        self._expect(recorded, standing is None or not self._lives(standing), "slot is taken")
        self._stand(fact, recorded)

    @_fact.register
    def _(self, fact: ProductSwapped, recorded: Recorded[Any]) -> None:
        standing = self._slots.setdefault(recorded.key, {}).get(fact.slot)
        fits = standing is not None and standing.product == fact.removed and self._lives(standing)
        self._expect(recorded, fits, "takes out what does not stand there")
        self._expect(recorded, standing is None or recorded.at >= standing.unlocks_at, "slot is locked")
        self._stand(fact, recorded)

    @_fact.register
    def _(self, fact: ProductRemoved, recorded: Recorded[Any]) -> None:
        standing = self._slots.setdefault(recorded.key, {}).pop(fact.slot, None)
        self._expect(recorded, standing is not None and recorded.at >= standing.unlocks_at, "slot is locked")

    def _stand(self, fact: Standing, recorded: Recorded[Any]) -> None:
        slots, capacity = self._slots[recorded.key], self._capacity[recorded.key]
        slots[fact.slot] = fact
        living = [standing.product for standing in slots.values() if self._lives(standing)]
        self._expect(recorded, recorded.key in self._open, "shop is closed")
        self._expect(recorded, self._lives(fact), "product is not listed so")
        self._expect(recorded, fact.slot < capacity and len(living) <= capacity, "more placements than slots")
        self._expect(recorded, len(set(living)) == len(living), "product stands in two slots")

    def _lives(self, standing: Standing | ShareCreated) -> bool:
        return standing.product in self._listed and self._listings[standing.product] == standing.listing

    @_fact.register
    def _(self, fact: ShareCreated, recorded: Recorded[Any]) -> None:
        living = [standing.product for standing in self._slots[fact.shop].values() if self._lives(standing)]
        self._expect(recorded, fact.product in living, "product is not on the shelf")
        self._expect(recorded, fact.shop in self._open, "shop is closed")
        self._shares[recorded.key] = fact

    @_fact.register
    def _(self, fact: ShareRevoked, recorded: Recorded[Any]) -> None:
        self._expect(recorded, self._shares.pop(recorded.key, None) is not None, "share does not live")

    @_fact.register
    def _(self, fact: Visited, recorded: Recorded[Any]) -> None:
        self._once(recorded, "visit", recorded.key, fact.share, fact.day)
        made = self._shares.get(fact.share)
        lives = (
            made is not None
            and self._lives(made)
            and made.shop in self._open
            and self._openings[made.shop] == made.opening
            and recorded.at < made.expires_at
        )
        self._expect(recorded, lives, "share does not live")

    @_fact.register
    def _(self, fact: VisitCounted, recorded: Recorded[Any]) -> None:
        self._once(recorded, "counted visit", recorded.key, fact.shop, fact.day)

    @_fact.register
    def _(self, fact: OrderPlaced, recorded: Recorded[Any]) -> None:
        self._expect(recorded, recorded.key not in self._orders, "order was placed before")
        self._expect(recorded, all(line.product in self._listed for line in fact.lines), "product is delisted")
        self._expect(
            recorded,
            fact.attribution.reason != "binding" or fact.attribution.shop in self._open,
            "is attributed to a closed shop",
        )
        self._orders[recorded.key] = "placed"

    @_fact.register
    def _(self, fact: OrderPaid, recorded: Recorded[Any]) -> None:
        self._once(recorded, "payment", fact.payment)
        self._expect(recorded, self._orders.get(recorded.key) == "placed", "order cannot be paid")
        self._orders[recorded.key] = "paid"

    @_fact.register
    def _(self, fact: PaymentToReturn, recorded: Recorded[Any]) -> None:
        self._once(recorded, "payment", fact.payment)
        self._expect(recorded, self._orders.get(recorded.key) == "cancelled", "order is not cancelled")

    @_fact.register
    def _(self, fact: OrderCancelled, recorded: Recorded[Any]) -> None:
        self._expect(recorded, self._orders.get(recorded.key) == "placed", "order cannot be cancelled")
        self._orders[recorded.key] = "cancelled"


def forbidden(log: Iterable[Recorded[Any]]) -> list[str]:
    """The facts of *log* that the facts before them forbid."""
    replay = Replay()
    for recorded in log:
        replay.follow(recorded)
    return replay.wrong


def tables_of(commerce: SocialCommerce) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all read models, caught up with the log."""
    commerce.views.catch_up()
    with commerce.views.database.read() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(table.select().order_by(*table.primary_key))]
            for projection in commerce.views.projections
            for table in projection.metadata.sorted_tables
        }
