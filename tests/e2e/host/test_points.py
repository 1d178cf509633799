from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import strategies as st
from points import POINTS, PointsGranted, PointsGrantedV1, PointsSpent, grant, settings, spend

from socialcommerce import ManualClock
from socialcommerce.testing import given, laws, strategies

ORDERS = st.sampled_from(["o1", "o2", "o3"])
CALLS = st.one_of(
    strategies.calls(grant, order=ORDERS, shop=st.just("lin"), more=st.integers(1, 9), at=strategies.instants()),
    strategies.calls(spend, gift=st.sampled_from(["cup", "pot"]), price=st.integers(1, 9)),
)


@pytest.fixture(autouse=True)
def _settings_as_they_were() -> Iterator[None]:
    yield
    settings.update(factor=1)


def test_the_log_makes_the_points() -> None:
    laws.replay(POINTS, CALLS, meanwhile=lambda: settings.update(factor=settings["factor"] % 3 + 1))


def test_an_order_gives_points_once() -> None:
    laws.repetition(POINTS, CALLS, ever=True)


def test_old_points_are_kept_in_full() -> None:
    laws.upcasting(PointsGrantedV1)


def test_points_are_granted_and_spent(clock: ManualClock) -> None:
    until = clock.now() + timedelta(days=365)
    granted = PointsGranted(order="o1", shop="lin", points=5, reason="order", until=until)
    after = given(POINTS).when(grant, "o1", "lin", 5, at=clock.now()).then(granted)
    after.when(grant, "o1", "lin", 5, at=clock.now()).unchanged()
    after.when(spend, "cup", 6).refused("too-few-points")
    after.when(spend, "cup", 5).then(PointsSpent(gift="cup", points=5)).when(spend, "cup", 5).unchanged()
