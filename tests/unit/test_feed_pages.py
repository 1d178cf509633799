"""Pages of a feed: whole, in order, each entry once, whatever comes in between; and what purchases are shown."""

from datetime import timedelta

import pytest

from socialcommerce import ManualClock, SocialCommerce
from socialcommerce.services.feed_pages import EVENTS_A_FRIEND

FRIENDS = tuple(f"f{number}" for number in range(7))


@pytest.fixture
def market(commerce: SocialCommerce) -> SocialCommerce:
    """``an`` has seven friends with shops; there are twelve products, and one that is sensitive."""
    commerce.merchants.invite("dior", "Dior")
    for number in range(12):
        commerce.products.list(f"p{number}", "dior", f"P{number}", "beauty", 1_000)
    commerce.products.list("plan", "dior", "Plan", "family", 1_000, sensitive=True)
    for friend in FRIENDS:
        commerce.members.befriend("an", friend)
        commerce.shops.open(friend)
    return commerce


def buy(commerce: SocialCommerce, order: str, *products: str, buyer: str = "f0") -> None:
    commerce.orders.place(order, buyer, [{"product": product} for product in products])
    commerce.orders.pay(order, f"payment-{order}")


def seen(commerce: SocialCommerce) -> list[tuple[str, str]]:
    return [(entry.kind, entry.product) for entry in commerce.feeds.of("an", limit=100).entries]


def in_pages(commerce: SocialCommerce, limit: int) -> list[int]:
    found: list[int] = []
    after = None
    while True:
        page = commerce.feeds.of("an", limit=limit, after=after)
        found += [entry.cursor for entry in page.entries]
        after = page.next
        if after is None:
            return found


@pytest.mark.parametrize("limit", [1, 2, 3, 20, 83, 84, 85, 100])
def test_pages_of_any_size_give_the_whole_feed_once(market: SocialCommerce, limit: int) -> None:
    for number in range(12):
        for friend in FRIENDS:
            market.recommendations.make(friend, f"p{number}")
    whole = in_pages(market, limit)
    assert len(whole) == 84
    assert whole == sorted(set(whole), reverse=True)


def test_one_friend_who_did_more_than_a_page_holds_hides_no_other(market: SocialCommerce) -> None:
    market.recommendations.make("f1", "p0")
    for number in range(12):
        market.recommendations.make("f0", f"p{number}")
    market.recommendations.make("f2", "p0")
    page = market.feeds.of("an", limit=5)
    assert [entry.friend for entry in page.entries] == ["f2", "f0", "f0", "f0", "f0"]
    rest = market.feeds.of("an", limit=20, after=page.next)
    assert [entry.friend for entry in rest.entries] == ["f0"] * 8 + ["f1"]
    assert rest.next is None


@pytest.mark.parametrize("others", [0, EVENTS_A_FRIEND * len(FRIENDS), 200])
def test_friends_are_found_near_and_far_however_much_strangers_do_in_between(
    market: SocialCommerce, others: int
) -> None:
    expected = []
    for number in range(0, 12, 3):
        market.recommendations.make("f0", f"p{number}")
        expected.append(("f0", f"p{number}"))
        for stranger in range(others // 4):
            market.recommendations.make(f"s{number}-{stranger}", "p1")
    market.products.delist("p3")
    expected.remove(("f0", "p3"))
    entries = market.feeds.of("an", limit=2).entries
    assert [(entry.friend, entry.product) for entry in entries] == expected[:0:-1]
    assert in_pages(market, 1) == in_pages(market, 100)
    assert len(in_pages(market, 1)) == 3


def test_what_comes_between_two_pages_neither_repeats_nor_skips(market: SocialCommerce) -> None:
    for number in range(6):
        market.recommendations.make(FRIENDS[number], "p0")
    first = market.feeds.of("an", limit=3)
    market.recommendations.make("f6", "p0")
    market.recommendations.withdraw("f3", "p0")
    second = market.feeds.of("an", limit=3, after=first.next)
    assert [entry.friend for entry in first.entries] == ["f5", "f4", "f3"]
    assert [entry.friend for entry in second.entries] == ["f2", "f1", "f0"]
    assert market.feeds.of("an", limit=1).entries[0].friend == "f6"


def test_a_page_is_full_though_much_that_is_newer_cannot_be_seen(market: SocialCommerce) -> None:
    for number in range(12):
        market.recommendations.make("f0", f"p{number}")
    for number in range(1, 12):
        market.products.delist(f"p{number}")
    market.recommendations.make("f1", "p0")
    page = market.feeds.of("an", limit=2)
    assert [(entry.friend, entry.product) for entry in page.entries] == [("f1", "p0"), ("f0", "p0")]
    assert page.next is None


def test_purchases_are_private_until_they_are_shown_and_again_when_they_are_not(market: SocialCommerce) -> None:
    buy(market, "before", "p0")
    market.members.show_purchases("f0")
    buy(market, "shown", "p1")
    assert seen(market) == [("purchase", "p1")]
    market.members.show_purchases("f0", shown=False)
    buy(market, "private", "p2")
    assert seen(market) == []
    market.members.show_purchases("f0")
    assert seen(market) == []
    buy(market, "again", "p3")
    assert seen(market) == [("purchase", "p3")]


def test_an_order_that_was_placed_before_and_paid_after_is_shown(market: SocialCommerce) -> None:
    market.orders.place("o", "f0", [{"product": "p0"}])
    market.members.show_purchases("f0")
    assert seen(market) == []
    market.orders.pay("o", "x")
    assert seen(market) == [("purchase", "p0")]


def test_each_line_of_an_order_is_an_entry_but_what_is_sensitive(market: SocialCommerce) -> None:
    market.members.show_purchases("f0")
    buy(market, "o", "p0", "plan", "p1")
    assert seen(market) == [("purchase", "p1"), ("purchase", "p0")]
    assert len(in_pages(market, 1)) == 2
    market.orders.refund("o", "r", line=1)
    assert seen(market) == [("purchase", "p1")]


def test_a_hidden_order_is_seen_by_nobody_until_it_is_hidden_no_more(market: SocialCommerce) -> None:
    market.members.show_purchases("f0")
    market.orders.place("o", "f0", [{"product": "p0"}])
    market.members.hide_purchase("f0", "o")
    market.orders.pay("o", "x")
    assert seen(market) == []
    market.members.hide_purchase("f0", "o", hidden=False)
    assert seen(market) == [("purchase", "p0")]


def test_a_friend_without_a_shop_is_seen_buying_and_recommending(market: SocialCommerce) -> None:
    market.members.befriend("an", "bo")
    market.members.show_purchases("bo")
    buy(market, "o", "p0", buyer="bo")
    market.recommendations.make("bo", "p0", "good", order="o")
    entries = market.feeds.of("an").entries
    assert [(entry.nickname, entry.kind, entry.label, entry.text) for entry in entries] == [
        ("", "recommendation", "recommended_after_purchase", "good"),
        ("", "purchase", None, None),
    ]


def test_shares_that_ended_long_ago_are_cleared_when_their_member_shares_again(
    market: SocialCommerce, clock: ManualClock
) -> None:
    market.shelves.place("f0", "p0")
    for day in range(20):
        clock.advance(timedelta(days=day and 1))
        market.shares.create("f0", "p0")
    assert seen(market).count(("share", "p0")) == 7
    activities = market._reading.models.feeds.activities
    with market.views.database.read() as connection:
        kept = connection.execute(activities.select().where(activities.c.kind == "share")).all()
    assert len(kept) == 8
