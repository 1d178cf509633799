"""An audit of visits: what comes of one is not to be given to another."""

from datetime import timedelta
from typing import Any

import pytest

from auditing import audited
from faulting import change
from socialcommerce import ManualClock, SocialCommerce
from socialcommerce.domain.referrals.journey import Bound, VisitCounted
from trading import open_market, open_shop

MINUTE = timedelta(minutes=1)


@pytest.fixture
def twice_visited(commerce: SocialCommerce) -> SocialCommerce:
    """A store in which bo came to lin's shop as another, was released, and came to cy's as a friend of both."""
    open_market(commerce)
    open_shop(commerce, "cy", "s2")
    commerce.journeys.visit("bo", "s1")
    commerce.journeys.release("bo")
    for owner in ("lin", "cy"):
        commerce.members.befriend(owner, "bo")
    commerce.journeys.visit("bo", "s2")
    return commerce


@pytest.mark.parametrize(
    ("kind", "instead", "check"),
    [(VisitCounted, {"share": "s1", "shop": "lin"}, "counted-visit"), (Bound, {"shop": "lin"}, "bound-by-visit")],
)
def test_what_comes_of_a_visit_is_not_to_be_given_to_another_shop_that_was_visited_that_day(
    twice_visited: SocialCommerce, kind: type[Any], instead: dict[str, str], check: str
) -> None:
    log = list(twice_visited.log.read())
    index = max(index for index, each in enumerate(log) if isinstance(each.event, kind))
    assert audited(log) == []
    change(log, index, **instead)

    first, *_ = audited(log)
    assert (first.check, first.stream, first.version) == (check, log[index].stream, log[index].version)


def test_who_comes_again_as_a_friend_is_counted_then(twice_visited: SocialCommerce, clock: ManualClock) -> None:
    clock.advance(MINUTE)
    twice_visited.journeys.visit("bo", "s1")
    log = list(twice_visited.log.read())

    assert isinstance(log[-1].event, VisitCounted)
    assert (log[-1].event.shop, log[-2].event.shop) == ("lin", "cy")
    assert audited(log) == []
