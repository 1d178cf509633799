"""What a link leads to: the price through a share while it lives, and none when it is dead."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from given import SECOND
from socialcommerce import ManualClock, NotFound, SocialCommerce
from socialcommerce.domain.referrals.share import short_code

CODE = short_code("s1")
ENDINGS: dict[str, Callable[[SocialCommerce], None]] = {
    "revoked": lambda commerce: commerce.shares.revoke("s1"),
    "delisted": lambda commerce: commerce.products.delist("p1"),
    "closed": lambda commerce: commerce.shops.close("lin"),
}


@pytest.fixture(autouse=True)
def shared(commerce: SocialCommerce) -> None:
    commerce.merchants.invite("cd", "Dior")
    commerce.products.list("p1", "cd", "Lipstick", "lips", 100, 80)
    commerce.shops.open("lin")
    commerce.shelves.place("lin", "p1")
    commerce.shares.create("lin", "p1", share="s1")


def shown(commerce: SocialCommerce) -> tuple[bool, int, int | None]:
    link = commerce.links.of(CODE)
    assert (link.share, link.shop, link.product, link.title, link.channel) == ("s1", "lin", "p1", "Lipstick", "chat")
    return link.live, link.price, link.exclusive_price


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_link_to_a_share_that_ended_promises_no_price(commerce: SocialCommerce, ending: str) -> None:
    assert shown(commerce) == (True, 100, 80)
    ENDINGS[ending](commerce)
    assert shown(commerce) == (False, 100, None)


def test_a_link_promises_its_price_until_just_before_seven_days(commerce: SocialCommerce, clock: ManualClock) -> None:
    clock.advance(timedelta(days=7) - SECOND)
    assert shown(commerce) == (True, 100, 80)
    clock.advance(SECOND)
    assert shown(commerce) == (False, 100, None)


@pytest.mark.parametrize(
    ("price", "exclusive", "expected"), [(100, None, 80), (100, 70, 70), (80, None, None), (79, 70, 70)]
)
def test_a_link_shows_the_lowest_of_promised_and_exclusive_price_below_the_platform_price(
    commerce: SocialCommerce, price: int, exclusive: int | None, expected: int | None
) -> None:
    commerce.products.reprice("p1", price, exclusive)
    assert shown(commerce) == (True, price, expected)


def test_a_code_of_no_share_is_not_found(commerce: SocialCommerce) -> None:
    with pytest.raises(NotFound):
        commerce.links.of(short_code("s2"))
