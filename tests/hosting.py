"""Stamps, an aggregate such as a host has, in the house order; and the same with mistakes, for tests of the kit."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import attrs
from hypothesis import Phase, settings
from hypothesis import strategies as st

from socialcommerce import Recorded
from socialcommerce.aggregates import Aggregate, Key, Ordinal, PersonalText, Text, event, upcast
from socialcommerce.testing import strategies


@event("stamps.given")
class StampGivenV1:
    """A stamp, when cards had no colours."""

    order: Key
    note: Text | None


@event("stamps.given.v2")
class StampGiven:
    order: Key
    note: Text | None
    colour: Text = "red"


@event("stamps.redeemed")
class StampsRedeemed:
    stamps: Ordinal
    thanks: PersonalText


@upcast(StampGivenV1)
def _given(old: StampGivenV1) -> StampGiven:
    return StampGiven(order=old.order, note=old.note)


StampEvent = StampGiven | StampsRedeemed


@attrs.frozen
class Card:
    stamps: int = 0
    orders: frozenset[str] = frozenset()


class CardNotFull(Exception):
    code = "card-not-full"


def stamp(card: Card, order: str) -> list[StampEvent]:
    return [] if order in card.orders else [StampGiven(order=order, note=None)]


def stamp_always(card: Card, order: str) -> list[StampEvent]:
    return [StampGiven(order=order, note=None)]


def stamp_unless_last(card: Card, order: str) -> list[StampEvent]:
    """Knows again only what came last."""
    return [] if card.orders == {order} else [StampGiven(order=order, note=None)]


def redeem(card: Card, stamps: int) -> list[StampEvent]:
    if stamps > card.stamps:
        raise CardNotFull(f"{card.stamps} of {stamps} stamps")
    return [StampsRedeemed(stamps=stamps, thanks=PersonalText("an", "thanks"))]


def evolve(card: Card, fact: StampEvent) -> Card:
    if isinstance(fact, StampGiven):
        return Card(card.stamps + 1, card.orders | {fact.order})
    return attrs.evolve(card, stamps=card.stamps - fact.stamps)


def only_the_last_order(card: Card, fact: StampEvent) -> Card:
    return Card(card.stamps + 1, frozenset({fact.order}) if isinstance(fact, StampGiven) else card.orders)


def counted_in_place(stamps: dict[str, int], fact: StampGiven) -> dict[str, int]:
    """Changes the state that it is given."""
    stamps[fact.order] = stamps.get(fact.order, 0) + 1
    return stamps


@contextmanager
def unshrunk() -> Iterator[None]:
    """Let examples that fail be told as they were drawn: for tests of what fails."""
    with profile(settings(phases=[Phase.generate], database=None)):
        yield


@contextmanager
def profile(of_host: settings) -> Iterator[None]:
    """Let laws go by the settings *of_host*, whatever those of this suite are."""
    before = settings()
    settings.register_profile("of a host", of_host)
    settings.load_profile("of a host")
    try:
        yield
    finally:
        settings.register_profile("as before", before)
        settings.load_profile("as before")


CARD: Aggregate[Card, Any] = Aggregate("stamps", Card(), evolve)
IN_PLACE: Aggregate[dict[str, int], Any] = Aggregate("stamps", {}, counted_in_place)
FORGETFUL: Aggregate[Card, Any] = Aggregate("stamps", Card(), only_the_last_order)
ORDERS = st.sampled_from(["o1", "o2", "o3"])
STAMPS = strategies.calls(stamp, order=ORDERS)
CALLS = STAMPS | strategies.calls(redeem, stamps=st.integers(1, 3))


class Tally:
    """A read model: how many stamps were given for each order. Right, unless ``repeats`` says otherwise."""

    def __init__(self, repeats: bool = False) -> None:
        self.stamps: dict[str, int] = {}
        self.repeats = repeats

    def apply(self, batch: Sequence[Recorded[Any]]) -> None:
        if self.repeats and batch:
            batch = [*batch, batch[0]]
        for recorded in batch:
            self.notify(recorded)

    def notify(self, recorded: Recorded[Any]) -> None:
        if isinstance(recorded.event, StampGiven):
            self.stamps[recorded.event.order] = self.stamps.get(recorded.event.order, 0) + 1

    def by_order(self) -> dict[str, int]:
        return dict(self.stamps)


class TallyOnce(Tally):
    """The same as a listener that keeps which notifications it has seen."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[int] = set()

    def notify(self, recorded: Recorded[Any]) -> None:
        if recorded.position not in self.seen:
            self.seen.add(recorded.position)
            super().notify(recorded)
