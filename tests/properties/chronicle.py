"""When something was last recorded of what: by this it is judged whether a command may still be told late."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from socialcommerce import Recorded, SocialCommerce
from socialcommerce.domain.orders.events import PaymentToReturn
from socialcommerce.domain.rulebook import RULEBOOK_KEY
from socialcommerce.testing.telling import Told, happened_by_itself

ORDERS: Final = frozenset({"order", "case", "commission"})
RELIED_ON: Final[dict[str, frozenset[str]]] = {
    "budgets": frozenset({"budget", "product"}),
    "cases": ORDERS,
    "conversations": ORDERS | {"conversation"},
    "favourites": frozenset({"favourite", "product"}),
    "imports": frozenset({"import", "merchant"}),
    "journeys": frozenset({"journey", "product", "share", "shop"}),
    "members": frozenset({"account", "friendship", "journey", "preferences", "shop"}),
    "merchants": frozenset({"merchant"}),
    "messages": frozenset({"contact", "merchant"}),
    "orders": ORDERS,
    "orders.place": ORDERS | {"journey", "product", "share", "shop"},
    "payouts": frozenset({"payout"}),
    "products": frozenset({"merchant", "product"}),
    "recommendations": frozenset({"product", "recommendation", "shop"}),
    "rules": frozenset({"rulebook"}),
    "shares": frozenset({"product", "share", "shelf", "shop"}),
    "shelves": frozenset({"product", "shelf", "shop"}),
    "shops": frozenset({"invitation", "shelf", "shop"}),
    "statements": frozenset({"merchant", "statement"}),
}
"""What must not have gone on beyond the instant of a command that is told late, by its name or service."""

MAY_BE_AHEAD: Final = frozenset({"budget", "contact", "friendship", "journey"})
"""What is dated at its last fact where it has gone on: what follows from an order, and what would tell of blocks."""


LEADING: Final[dict[str, frozenset[str]]] = {
    "journeys": frozenset({"share"}),
    "orders.place": frozenset({"journey", "share"}),
    "shelves": frozenset({"shelf"}),
}
"""Of what the arguments name, what leads to others on which the command relies: to shops and products."""


class Chronicle:
    """The instant of the last fact of each stream of a store."""

    def __init__(self, commerce: SocialCommerce) -> None:
        self._log = commerce.log
        self._position = 0
        self._last: dict[str, datetime] = {}
        self._leads_to: dict[str, set[str]] = defaultdict(set)

    def read_before(self, told: Told) -> None:
        """Read all that was recorded before *told*, the last that was."""
        until = told.facts[0].position if told.facts else self._log.position() + 1
        for recorded in self._log.read(after=self._position):
            if recorded.position >= until:
                break
            self._take_in(recorded)

    def gone_on(self, told: Told) -> list[str]:
        """The streams on which *told* relies that have gone on beyond its instant."""
        service = told.name.partition(".")[0]
        relied_on = RELIED_ON.get(told.name, RELIED_ON[service])
        leading = LEADING.get(told.name, LEADING.get(service, frozenset()))
        named = {*words(told.arguments), RULEBOOK_KEY}
        led_to = [self._leads_to[f"{category}-{name}"] for category in leading for name in named]
        related = named.union(*led_to)
        later = (stream for stream, last in self._last.items() if last > told.at)
        parted = ((stream, *stream.partition("-")) for stream in later)
        return [
            stream
            for stream, category, _, key in parted
            if category in relied_on and not related.isdisjoint(words(key))
        ]

    def is_after(self, at: datetime, *streams: str) -> bool:
        """Whether one of *streams* has gone on beyond *at*."""
        return any(self._last.get(stream, at) > at for stream in streams)

    def orders_gone_on(self, at: datetime) -> frozenset[str]:
        """The orders of which something happened after *at*."""
        later = (stream.partition("-") for stream, last in self._last.items() if last > at)
        return frozenset(key.partition("~")[0] for category, _, key in later if category in ORDERS)

    def assert_dated(self, told: Told) -> None:
        """Facts have the instant that was told, or that of the last one where their stream may be ahead."""
        for fact in told.facts:
            if not (happened_by_itself(fact) or isinstance(fact.event, PaymentToReturn)):
                assert fact.at == self._instant_of(fact, told.at)
            self._take_in(fact)

    def _instant_of(self, fact: Recorded[Any], at: datetime) -> datetime:
        return max(at, self._last.get(fact.stream, at)) if fact.category in MAY_BE_AHEAD else at

    def _take_in(self, recorded: Recorded[Any]) -> None:
        self._last[recorded.stream] = recorded.at
        self._position = recorded.position
        self._leads_to[recorded.stream] |= {*words([getattr(recorded.event, name, []) for name in ("shop", "product")])}


def words(given: Any) -> Iterator[str]:
    """All keys in *given*, arguments of whatever form."""
    match given:
        case str():
            yield given
            yield from given.split("~")
        case dict():
            yield from words([*given.values()])
        case list():
            for each in given:
                yield from words(each)
