"""The laws of aggregates and of retired events: they pass what is right, and name what is wrong."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Any

import attrs
import pytest
from hypothesis import find, given
from hypothesis import strategies as st

from given import product
from hosting import (
    CALLS,
    CARD,
    FORGETFUL,
    IN_PLACE,
    ORDERS,
    STAMPS,
    Card,
    StampGiven,
    StampGivenV1,
    counted_in_place,
    stamp_always,
    unshrunk,
)
from socialcommerce import Recorded
from socialcommerce.aggregates import Aggregate, Text, event, upcast
from socialcommerce.domain.circle import favourite
from socialcommerce.domain.circle.favourite import FAVOURITE
from socialcommerce.domain.orders.v1 import OrderPlacedV1, OrderRefundedV1
from socialcommerce.domain.shops.v1 import ShopOpenedV1
from socialcommerce.testing import LawBroken, laws, strategies

KEEPING = strategies.calls(favourite.keep, member=st.just("an"), product=st.just("p1"), offer=st.just(product()))
ALWAYS = strategies.calls(stamp_always, order=ORDERS)


@pytest.fixture(autouse=True)
def _unshrunk() -> Iterator[None]:
    with unshrunk():
        yield


@attrs.frozen
class Stamped:
    """A state that holds what is not in the events."""

    number: Any = None


def made_by(outside: Callable[[], Any]) -> Aggregate[Stamped, Any]:
    """An aggregate whose state comes from *outside*."""
    return Aggregate("stamps", Stamped(), lambda state, fact: Stamped(outside()))


def test_what_is_made_of_events_alone_replays_and_repeats_silently() -> None:
    laws.replay(CARD, CALLS)
    laws.repetition(CARD, STAMPS)
    laws.repetition(CARD, STAMPS, ever=True)


def test_the_library_keeps_the_laws_of_its_own_aggregates() -> None:
    calls = strategies.calls(favourite.drop) | KEEPING
    laws.replay(FAVOURITE, calls)
    laws.repetition(FAVOURITE, calls)


@pytest.mark.parametrize("outside", [count().__next__, lambda: datetime.now(UTC)], ids=["a count", "the clock"])
def test_a_state_that_comes_from_elsewhere_does_not_replay(outside: Callable[[], Any]) -> None:
    with pytest.raises(LawBroken, match=r"replay: stamps folded again is another") as broken:
        laws.replay(made_by(outside), ALWAYS)
    assert broken.value.law == "replay"


def test_a_state_that_looks_at_settings_replays_until_they_change() -> None:
    settings = {"factor": 1}
    aggregate = made_by(lambda: settings["factor"])
    laws.replay(aggregate, ALWAYS)
    with pytest.raises(LawBroken, match="replay"):
        laws.replay(aggregate, ALWAYS, meanwhile=lambda: settings.update(factor=settings["factor"] + 1))


class Counter:
    """A state that is changed in place. Equal, if at all, by its number, and shown, if at all, with it."""

    def __init__(self, number: int = 0) -> None:
        self.number = number


class Equal(Counter):
    def __eq__(self, other: object) -> bool:
        return isinstance(other, Equal) and other.number == self.number

    __hash__ = None  # type: ignore[assignment]


class Shown(Counter):
    def __repr__(self) -> str:
        return f"Shown({self.number})"

    def __deepcopy__(self, memo: object) -> "Shown":
        raise TypeError("there is one of it")


def counted(state: Counter, fact: StampGiven) -> Counter:
    state.number += 1
    return state


@pytest.mark.parametrize("initial", [Equal(), Shown()], ids=["equal by value", "shown, and not to be copied"])
def test_an_evolve_that_changes_the_state_it_is_given_does_not_replay(initial: Counter) -> None:
    with pytest.raises(
        LawBroken, match="replay: evolve of stamps changes the state that it is given, and is to return"
    ):
        laws.replay(Aggregate("stamps", initial, counted), ALWAYS)


def test_a_state_that_tells_nothing_of_itself_does_not_replay_either() -> None:
    with pytest.raises(LawBroken, match="replay: stamps folded again is another"):
        laws.replay(Aggregate("stamps", Counter(), counted), ALWAYS)


def test_what_changes_its_state_leaves_the_initial_one_to_the_next_example() -> None:
    with pytest.raises(LawBroken, match="changes the state") as broken:
        laws.replay(IN_PLACE, ALWAYS)
    assert "it was   {}" in str(broken.value)
    laws.repetition(IN_PLACE, strategies.calls(lambda stamps, order: [], order=ORDERS))
    find(strategies.streams(IN_PLACE, ALWAYS), lambda stream: len(stream) > 1)
    assert IN_PLACE.initial == {}


def test_an_evolve_that_looks_into_a_copy_replays() -> None:
    def evolve(stamps: dict[str, int], fact: StampGiven) -> dict[str, int]:
        return counted_in_place(dict(stamps), fact)

    laws.replay(Aggregate("stamps", {}, evolve), ALWAYS)


def test_a_decision_that_gives_its_facts_again_is_named_with_its_arguments() -> None:
    with pytest.raises(LawBroken, match=r"repetition: stamp_always\(order='o1'\) of stamps gives new facts"):
        laws.repetition(CARD, ALWAYS)


def test_what_is_forgotten_later_is_found_only_when_it_is_told_again_later() -> None:
    laws.repetition(FORGETFUL, STAMPS)
    with pytest.raises(LawBroken, match="repetition"):
        laws.repetition(FORGETFUL, STAMPS, ever=True)


def test_an_error_that_is_no_refusal_is_not_taken_for_one() -> None:
    def broken(card: Card, order: str) -> list[StampGiven]:
        raise KeyError(order)

    with pytest.raises(KeyError):
        laws.replay(CARD, strategies.calls(broken, order=ORDERS))


@given(strategies.streams(CARD, CALLS))
def test_streams_are_what_calls_record_one_after_the_other(stream: list[Recorded[Any]]) -> None:
    assert [recorded.version for recorded in stream] == list(range(1, len(stream) + 1))
    assert CARD.fold(stream).state.stamps >= 0


@pytest.mark.parametrize("old", [StampGivenV1, OrderPlacedV1, OrderRefundedV1, ShopOpenedV1])
def test_retired_events_read_in_full_today(old: type[Any]) -> None:
    laws.upcasting(old)


@event("ticket.sold")
class TicketSoldV1:
    seat: Text
    row: Text | None


@event("ticket.sold.v2")
class TicketSold:
    seat: Text


@upcast(TicketSoldV1)
def _sold(old: TicketSoldV1) -> TicketSold:
    return TicketSold(seat=old.seat)


def test_a_field_that_is_lost_is_named_unless_it_is_dropped_on_purpose() -> None:
    with pytest.raises(LawBroken, match=r"upcasting: ticket\.sold loses its field row"):
        laws.upcasting(TicketSoldV1)
    laws.upcasting(TicketSoldV1, dropped=["row"])


def test_to_drop_what_is_no_field_is_a_mistake_of_the_test() -> None:
    with pytest.raises(ValueError, match="TicketSoldV1 has no field 'colour'"):
        laws.upcasting(TicketSoldV1, dropped=["colour"])


@event("ticket.returned")
class TicketReturnedV1:
    seat: Text | None


@event("ticket.returned.v2")
class TicketReturned:
    seat: Text


@upcast(TicketReturnedV1)
def _returned(old: TicketReturnedV1) -> TicketReturned:
    if old.seat is None:
        raise LookupError("no seat")
    return TicketReturned(seat=old.seat)


def test_an_upcast_that_not_every_event_has_is_found() -> None:
    with pytest.raises(LawBroken, match=r"upcasting: ticket\.returned has no form of today for .*seat=None.*no seat"):
        laws.upcasting(TicketReturnedV1)


@event("ticket.lost")
class TicketLostV1:
    seat: Text | None


@event("ticket.lost.v2")
class TicketLost:
    seat: Text


@upcast(TicketLostV1)
def _lost(old: TicketLostV1) -> TicketLost:
    return TicketLost(seat=old.seat)  # type: ignore[arg-type]


def test_a_form_of_today_that_no_store_takes_is_found() -> None:
    with pytest.raises(LawBroken, match=r"upcasting: ticket\.lost becomes what cannot be stored"):
        laws.upcasting(TicketLostV1)


def test_a_topic_of_today_is_no_retired_one() -> None:
    with pytest.raises(LawBroken, match=r"stamps\.given\.v2 is no retired topic"):
        laws.upcasting(StampGiven)
