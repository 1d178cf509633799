"""Shipments and tracking in any order and however often: what an order comes to, and that it never goes back."""

from collections.abc import Iterable
from itertools import product
from typing import Final

import attrs
from hypothesis import given
from hypothesis import strategies as st

from given import NOON
from ordering import paid
from socialcommerce.domain.orders.events import OrderEvent
from socialcommerce.domain.orders.fulfilment import ship, track
from socialcommerce.domain.orders.order import ORDER, Order
from socialcommerce.domain.orders.parcels import TrackingStatus

PARCELS: Final = ("sf1", "sf2", "sf3")
ON_THE_WAY: Final[tuple[TrackingStatus, ...]] = ("collected", "in-transit", "out-for-delivery", "failed", "returned")
STATUSES: Final = ("paid", "shipped", "delivered")


@attrs.frozen
class Call:
    """A parcel that is sent, or of which a carrier says something."""

    parcel: str
    status: TrackingStatus | None = None

    def decide(self, order: Order) -> list[OrderEvent]:
        """What the call comes to."""
        if self.status is None:
            return ship(order, self.parcel, "SF Express", at=NOON)
        return track(order, self.parcel, self.status, happened_at=NOON, at=NOON)


SENT: Final = tuple(Call(parcel) for parcel in PARCELS)
ARRIVED: Final = tuple(Call(parcel, "delivered") for parcel in PARCELS)
MOVED: Final = tuple(Call(parcel, status) for parcel, status in product(PARCELS, ON_THE_WAY))

repeated = st.lists(st.sampled_from(SENT + ARRIVED + MOVED), max_size=30)


def states(calls: Iterable[Call]) -> list[Order]:
    """The order before the first call and after each."""
    order = paid()
    found = [order]
    for call in calls:
        for fact in call.decide(order):
            order = ORDER.evolve(order, fact)
        found.append(order)
    return found


def shuffled(calls: Iterable[Call], data: st.DataObject) -> list[Call]:
    """*calls* in some order, some of them more than once."""
    once = list(calls)
    more = data.draw(st.lists(st.sampled_from(once), max_size=8)) if once else []
    order: list[Call] = data.draw(st.permutations(once + more))
    return order


@given(repeated)
def test_no_call_ever_moves_an_order_back(calls: list[Call]) -> None:
    ranks = [STATUSES.index(order.status) for order in states(calls)]
    assert ranks == sorted(ranks)


@given(repeated)
def test_a_call_that_was_made_before_changes_nothing(calls: list[Call]) -> None:
    order = states(calls)[-1]
    for call in calls:
        assert call.decide(order) == []


@given(st.lists(st.sampled_from(MOVED), max_size=15), st.data())
def test_in_any_order_an_order_is_delivered_once_all_that_was_sent_arrived(
    moved: list[Call], data: st.DataObject
) -> None:
    count = data.draw(st.integers(1, len(PARCELS)))
    calls = shuffled([*SENT[:count], *ARRIVED[:count], *moved], data)
    assert states(calls)[-1].status == "delivered"


@given(st.lists(st.sampled_from(MOVED), max_size=15), st.data())
def test_in_any_order_an_order_of_which_nothing_arrived_is_shipped(moved: list[Call], data: st.DataObject) -> None:
    count = data.draw(st.integers(1, len(PARCELS)))
    calls = shuffled([*SENT[:count], *moved], data)
    assert states(calls)[-1].status == "shipped"


@given(repeated, st.data())
def test_in_any_order_the_carriers_words_about_one_parcel_come_to_the_same(
    calls: list[Call], data: st.DataObject
) -> None:
    of_one = [call for call in calls if call.parcel == "sf1"]
    before, after = states(of_one)[-1], states(shuffled(of_one, data))[-1]
    assert after.status == before.status
    assert {(each.parcel, each.carrier, frozenset(each.reached)) for each in after.parcels} == {
        (each.parcel, each.carrier, frozenset(each.reached)) for each in before.parcels
    }


@given(repeated, st.data())
def test_once_all_is_sent_the_order_in_which_carriers_speak_does_not_matter(
    calls: list[Call], data: st.DataObject
) -> None:
    words = [call for call in calls if call.status is not None]
    assert states([*SENT, *shuffled(words, data)])[-1].status == states([*SENT, *words])[-1].status


def test_a_parcel_sent_after_all_others_arrived_leaves_the_order_delivered() -> None:
    assert states([SENT[0], ARRIVED[0], SENT[1]])[-1].status == "delivered"
    assert states([SENT[0], SENT[1], ARRIVED[0]])[-1].status == "shipped"
