"""Who sees what: the feed's SQL says what the pure function says, for every combination that there can be."""

from collections.abc import Iterator
from itertools import product as combinations

import attrs
import pytest

from socialcommerce import ManualClock, SocialCommerce
from socialcommerce.domain.circle.visibility import Activity, ActivityKind, visible

SWITCHES = ("friends", "stands", "product_listed", "same_listing", "shop_open", "shown", "hidden", "sensitive")


@attrs.frozen(kw_only=True)
class Circumstances:
    """How things stand when the feed is read."""

    friends: bool
    stands: bool
    product_listed: bool
    same_listing: bool
    shop_open: bool
    shown: bool
    hidden: bool
    sensitive: bool


def possible(kind: ActivityKind) -> Iterator[Circumstances]:
    """Those that can come about: what a switch is of another kind has its usual value."""
    for values in combinations((True, False), repeat=len(SWITCHES)):
        found = Circumstances(**dict(zip(SWITCHES, values, strict=True)))
        of_purchases = found.shown and not found.hidden
        if kind != "purchase" and not of_purchases:
            continue
        if kind == "recommendation" and found.sensitive:
            continue
        if not found.product_listed and not found.same_listing:
            continue
        yield found


def do(commerce: SocialCommerce, kind: ActivityKind, given: Circumstances) -> None:
    """``bo`` does something of *kind*, and then everything comes to stand as *given*."""
    commerce.merchants.invite("dior", "Dior")
    commerce.products.list("p", "dior", "P", "beauty", 1_000, sensitive=given.sensitive)
    commerce.members.befriend("an", "bo")
    commerce.shops.open("bo")
    if given.shown:
        commerce.members.show_purchases("bo")
    match kind:
        case "placement":
            commerce.shelves.place("bo", "p")
        case "share":
            commerce.shelves.place("bo", "p")
            commerce.shares.create("bo", "p", share="s")
        case "recommendation":
            commerce.recommendations.make("bo", "p")
        case "purchase":
            commerce.orders.place("o", "bo", [{"product": "p"}])
            commerce.orders.pay("o", "x")


def come_to_stand(commerce: SocialCommerce, clock: ManualClock, kind: ActivityKind, given: Circumstances) -> None:
    if not given.stands:
        undo(commerce, clock, kind)
    if not given.product_listed:
        commerce.products.delist("p")
    elif not given.same_listing:
        commerce.products.delist("p")
        commerce.products.relist("p")
    if not given.shop_open:
        commerce.shops.close("bo")
    if kind == "purchase" and given.hidden:
        commerce.members.hide_purchase("bo", "o")
    if not given.friends:
        commerce.members.unfriend("an", "bo")


def undo(commerce: SocialCommerce, clock: ManualClock, kind: ActivityKind) -> None:
    match kind:
        case "placement":
            clock.set(commerce.storefronts.of("bo").slots[0].unlocks_at)
            commerce.shelves.remove("bo", "p")
        case "share":
            commerce.shares.revoke("s")
        case "recommendation":
            commerce.recommendations.withdraw("bo", "p")
        case "purchase":
            commerce.orders.refund("o", "r")


@pytest.mark.parametrize("kind", ["placement", "share", "recommendation", "purchase"])
def test_the_feed_shows_what_the_function_says_in_every_combination(clock: ManualClock, kind: ActivityKind) -> None:
    seen, noon = [], clock.now()
    for given in possible(kind):
        clock.set(noon)
        with SocialCommerce.open(clock=clock) as commerce:
            do(commerce, kind, given)
            come_to_stand(commerce, clock, kind, given)
            shown = any(entry.kind == kind for entry in commerce.feeds.of("an").entries)
            own = [entry.kind for entry in commerce.feeds.of("bo").entries]
        activity = Activity(
            kind=kind,
            member="bo",
            stands=given.stands,
            product_listed=given.product_listed,
            same_listing=given.same_listing and given.product_listed,
            sensitive=given.sensitive,
            shop_open=given.shop_open,
            shown=given.shown,
            hidden=given.hidden,
        )
        assert shown == visible(activity, "an", friends=given.friends), given
        assert own == []
        seen.append(shown)
    assert any(seen)
    assert not all(seen)


def test_nobody_sees_themselves_and_an_erased_member_is_seen_by_nobody() -> None:
    seen = Activity(
        kind="recommendation",
        member="bo",
        stands=True,
        product_listed=True,
        same_listing=True,
        sensitive=False,
        shop_open=True,
        shown=True,
        hidden=False,
    )
    assert visible(seen, "an", friends=True)
    assert not visible(seen, "bo", friends=True)
    assert not visible(seen, "an", friends=True, erased=True)
