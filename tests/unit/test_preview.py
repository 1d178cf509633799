"""A preview shows members what others get to see of them: it is held against what those really get."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from given import NOON
from socialcommerce import ManualClock, NotAllowed, SocialCommerce
from socialcommerce.services.feeds import FeedEntry
from socialcommerce.services.previews import Preview, SeenByAnyone, SeenByOwner
from trading import buy, open_market

LATER = timedelta(hours=72)
ALL = ["purchase", "purchase", "recommendation", "share", "placement"]
ONE_LESS = ["purchase", "recommendation", "share", "placement"]


@pytest.fixture
def market(store_url: str, clock: ManualClock) -> Iterator[SocialCommerce]:
    """``an`` has a shop, shows purchases, did all that feeds show, and visited and bought at Lin's, a friend.

    ``fay`` and ``lin`` are her friends, ``sam`` is a stranger; ``oto`` owns a shop whose customer nobody is.
    """
    with SocialCommerce.open(store_url, clock=clock) as commerce:
        open_market(commerce)
        commerce.products.list("pill", "hill", "Pill", "family", 300, sensitive=True)
        for shop in ("an", "oto"):
            commerce.shops.open(shop)
        for friend in ("fay", "lin"):
            commerce.members.befriend("an", friend)
        commerce.members.show_purchases("an")
        commerce.shops.edit("an", "An", "an.png", "Hello")
        commerce.shelves.place("an", "tea")
        commerce.shares.create("an", "tea", share="s2")
        commerce.recommendations.make("an", "tea", "good", ["tea.png"])
        commerce.journeys.visit("an", "s1")
        buy(commerce, "o1", share="s1")
        buy(commerce, "o2", "tea")
        yield commerce


def of_an(commerce: SocialCommerce, viewer: str) -> tuple[FeedEntry, ...]:
    """What *viewer* really sees of An in their feed."""
    return tuple(entry for entry in commerce.feeds.of(viewer, by=viewer).entries if entry.friend == "an")


def held_against_what_others_get(commerce: SocialCommerce, *, friends: bool = True) -> Preview:
    """The preview of An, which says what a friend (if she has *friends*), a stranger and each owner really get."""
    preview = commerce.access.preview("an", by="an")
    assert preview.anyone.storefront == commerce.storefronts.of("an")
    assert [preview.anyone.board] == ([entry for entry in commerce.board.top() if entry.shop == "an"] or [None])
    assert of_an(commerce, "sam") == ()
    if friends:
        assert preview.friends.feed.entries == of_an(commerce, "fay")
        said = [each for each in commerce.circle.of_friends("tea", "fay", by="fay").entries if each.member == "an"]
        assert [each for each in preview.friends.recommendations if each.product == "tea"] == said
        panel = [each for each in commerce.feeds.three_friends("fay", by="fay") if each.shop == "an"]
        assert panel == ([preview.friends.shop] if preview.friends.shop else [])
    assert preview.owners == tuple(seen for shop in ("lin", "oto") if (seen := seen_by(commerce, shop)))
    return preview


def seen_by(commerce: SocialCommerce, owner: str) -> SeenByOwner | None:
    """What *owner* really sees of An by name."""
    since = [each.since for each in commerce.customers.of(owner, by=owner) if each.member == "an"]
    visits = [each.visits for each in commerce.analytics.of(owner, by=owner).friends if each.friend == "an"]
    return SeenByOwner(owner, since[0] if since else None, sum(visits)) if since or visits else None


def kinds(preview: Preview) -> list[str]:
    return [entry.kind for entry in preview.friends.feed.entries]


def test_friends_see_what_the_member_did_and_the_owner_who_came(market: SocialCommerce) -> None:
    preview = held_against_what_others_get(market)
    assert kinds(preview) == ALL
    assert preview.friends.recommendations[0].images == ("tea.png",)
    assert preview.owners == (SeenByOwner("lin", NOON, 1),)


def test_what_is_sensitive_is_shown_to_no_friend_and_its_buyers_visits_to_no_owner(market: SocialCommerce) -> None:
    buy(market, "o3", "pill")
    preview = held_against_what_others_get(market)
    assert kinds(preview) == ALL
    assert preview.owners == (SeenByOwner("lin", NOON, 0),)


Change = Callable[[SocialCommerce], object]


@pytest.mark.parametrize(
    ("change", "left"),
    [
        (lambda commerce: commerce.members.show_purchases("an", False), ["recommendation", "share", "placement"]),
        (lambda commerce: commerce.members.hide_purchase("an", "o1"), ONE_LESS),
        (lambda commerce: commerce.orders.refund("o2", "r"), ONE_LESS),
        (
            lambda commerce: commerce.recommendations.withdraw("an", "tea"),
            ["purchase", "purchase", "share", "placement"],
        ),
        (lambda commerce: commerce.products.delist("tea"), ["purchase"]),
        (lambda commerce: commerce.shares.revoke("s2"), ["purchase", "purchase", "recommendation", "placement"]),
        (lambda commerce: commerce.shops.close("an"), ["purchase", "purchase", "recommendation"]),
        (lambda commerce: commerce.journeys.release("an"), ALL),
        (lambda commerce: commerce.members.block("an", "lin"), ALL),
    ],
    ids=["purchases", "order", "refund", "withdrawn", "delisted", "revoked", "closed", "released", "blocks"],
)
def test_what_the_member_changes_is_seen_at_once(market: SocialCommerce, change: Change, left: list[str]) -> None:
    change(market)
    assert kinds(held_against_what_others_get(market)) == left


def test_a_share_that_ran_out_and_an_empty_slot_are_seen_no_more(market: SocialCommerce, clock: ManualClock) -> None:
    clock.advance(LATER)
    market.shelves.remove("an", "tea")
    assert "placement" not in kinds(held_against_what_others_get(market))
    clock.set(NOON + timedelta(days=7))
    assert "share" not in kinds(held_against_what_others_get(market))


def test_an_erased_member_is_seen_by_nobody(market: SocialCommerce) -> None:
    market.members.erase("an")
    preview = held_against_what_others_get(market)
    assert preview.friends.feed.entries == preview.friends.recommendations == preview.owners == ()
    assert preview.friends.shop is None
    assert preview.anyone.storefront is not None
    assert (preview.anyone.storefront.nickname, preview.anyone.storefront.open) == ("", False)


def test_without_any_friend_it_shows_what_one_would_see(market: SocialCommerce) -> None:
    before = held_against_what_others_get(market)
    for friend in ("fay", "lin"):
        market.members.unfriend("an", friend)
    after = held_against_what_others_get(market, friends=False)
    assert after.friends == before.friends
    assert after.owners == (SeenByOwner("lin", NOON, 0),)
    assert of_an(market, "fay") == ()


def test_the_member_does_not_learn_by_it_that_an_owner_blocks_them(market: SocialCommerce) -> None:
    market.members.unfriend("lin", "an")
    before = market.access.preview("an")
    market.members.block("lin", "an")
    assert market.customers.of("lin") == ()
    assert market.access.preview("an") == before


def test_who_has_no_shop_and_did_nothing_is_not_seen(market: SocialCommerce) -> None:
    preview = market.access.preview("sam")
    assert preview.anyone == SeenByAnyone(None, None)
    assert preview.friends.feed.entries == preview.friends.recommendations == preview.owners == ()


def test_the_feed_comes_in_pages(market: SocialCommerce) -> None:
    found: list[str] = []
    after = None
    while len(found) < 5:
        feed = market.access.preview("an", 2, after).friends.feed
        found += [entry.kind for entry in feed.entries]
        after = feed.next
    assert found == ALL
    assert after is None


def test_nobody_previews_another(market: SocialCommerce) -> None:
    for by in ("fay", "merchant:dior", "platform:op"):
        with pytest.raises(NotAllowed):
            market.access.preview("an", by=by)
