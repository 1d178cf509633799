"""Logs whose streams are sound but contradict each other: every read says where, on one line."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from given import NOON
from socialcommerce import CorruptLog, Recorded, SocialCommerce
from socialcommerce.domain.orders.order import OrderPaid
from socialcommerce.domain.shops.shelf import ProductPlaced

STRAYS: dict[str, Any] = {
    "shelf-ghost": ProductPlaced(product="p1", slot=0, listing=1, unlocks_at=NOON + timedelta(days=3)),
    "order-ghost": OrderPaid(payment="x1", amount=1_000),
}
"""Facts of what never began, by their streams."""

READS: dict[str, Callable[[SocialCommerce], object]] = {
    "board": lambda commerce: commerce.board.top(),
    "past board": lambda commerce: commerce.board.top(at=NOON),
    "storefront": lambda commerce: commerce.storefronts.of("m1"),
    "catching up": lambda commerce: commerce.views.catch_up(),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS.keys())
@pytest.mark.parametrize("stream", STRAYS)
def test_a_fact_about_what_never_began_is_corrupt_to_every_read(
    commerce: SocialCommerce, stream: str, read: Callable[[SocialCommerce], object]
) -> None:
    commerce.shops.open("m1")
    commerce.log.append([Recorded(stream=stream, version=1, at=NOON, event=STRAYS[stream])])
    with pytest.raises(CorruptLog, match=f"^events [0-9]+ to {commerce.log.position()} cannot follow") as caught:
        read(commerce)
    assert len(str(caught.value).splitlines()) == 1
    assert caught.value.code == "corrupt-log"
