"""Who sees what: the feed's SQL says what the pure function says, for every combination that there can be."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import product as combinations

import attrs
import pytest

from socialcommerce import ManualClock, SocialCommerce
from socialcommerce.domain.circle.visibility import Activity, ActivityKind, visible

SWITCHES = (
    *("friends", "blocked", "erased", "stands", "expired", "product_listed", "same_listing", "shop_open"),
    *("shown", "hidden", "sensitive"),
)
WEEK = timedelta(days=7)
UNLOCKED = timedelta(hours=72)


@attrs.frozen(kw_only=True)
class Circumstances:
    """How things stand when the feed is read."""

    friends: bool
    blocked: bool
    erased: bool
    stands: bool
    expired: bool
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
        if found.friends and found.blocked:
            continue
        if found.erased and found.shop_open:
            continue
        if found.expired and (kind != "share" or found.stands):
            continue
        yield found


def do(commerce: SocialCommerce, kind: ActivityKind, given: Circumstances, number: int) -> None:
    """The friend of that *number* does something of *kind*; viewer and product have the number too."""
    friend, product = f"f{number}", f"p{number}"
    commerce.products.list(product, "dior", "P", "beauty", 1_000, sensitive=given.sensitive)
    commerce.members.befriend(f"v{number}", friend)
    commerce.shops.open(friend)
    if given.shown:
        commerce.members.show_purchases(friend)
    match kind:
        case "placement":
            commerce.shelves.place(friend, product)
        case "share":
            commerce.shelves.place(friend, product)
            commerce.shares.create(friend, product, share=f"s{number}")
        case "recommendation":
            commerce.recommendations.make(friend, product)
        case "purchase":
            commerce.orders.place(f"o{number}", friend, [{"product": product}])
            commerce.orders.pay(f"o{number}", f"x{number}")


def come_to_stand(commerce: SocialCommerce, kind: ActivityKind, given: Circumstances, number: int) -> None:
    """Everything comes to stand as *given*."""
    friend, product = f"f{number}", f"p{number}"
    if not given.stands and not given.expired:
        undo(commerce, kind, number)
    if not given.product_listed:
        commerce.products.delist(product)
    elif not given.same_listing:
        commerce.products.delist(product)
        commerce.products.relist(product)
    if not given.shop_open:
        commerce.shops.close(friend)
    if kind == "purchase" and given.hidden:
        commerce.members.hide_purchase(friend, f"o{number}")
    if given.blocked:
        commerce.members.block(*((friend, f"v{number}") if number % 2 else (f"v{number}", friend)))
    elif not given.friends:
        commerce.members.unfriend(f"v{number}", friend)
    if given.erased:
        commerce.members.erase(friend)


def undo(commerce: SocialCommerce, kind: ActivityKind, number: int) -> None:
    match kind:
        case "placement":
            commerce.shelves.remove(f"f{number}", f"p{number}")
        case "share":
            commerce.shares.revoke(f"s{number}")
        case "recommendation":
            commerce.recommendations.withdraw(f"f{number}", f"p{number}")
        case "purchase":
            commerce.orders.refund(f"o{number}", "r")


def activity(kind: ActivityKind, given: Circumstances, member: str) -> Activity:
    return Activity(
        kind=kind,
        member=member,
        stands=given.stands,
        product_listed=given.product_listed,
        same_listing=given.same_listing and given.product_listed,
        sensitive=given.sensitive,
        shop_open=given.shop_open,
        shown=given.shown,
        hidden=given.hidden,
    )


def sees(kind: ActivityKind, given: Circumstances, number: int, *, friends: bool) -> bool:
    """What the function says."""
    done = activity(kind, given, f"f{number}")
    return visible(done, f"v{number}", friends=friends, erased=given.erased)


@pytest.mark.parametrize("kind", ["placement", "share", "recommendation", "purchase"])
def test_the_feed_shows_what_the_function_says_in_every_combination(
    commerce: SocialCommerce, clock: ManualClock, kind: ActivityKind
) -> None:
    """And the preview shows what friends would see, also to those who have none; and the explanation says why."""
    commerce.merchants.invite("dior", "Dior")
    cases = list(enumerate(possible(kind)))
    for expired in (True, False):
        for number, given in cases:
            if given.expired == expired:
                do(commerce, kind, given, number)
        clock.advance(WEEK - UNLOCKED if expired else UNLOCKED)
    for number, given in cases:
        come_to_stand(commerce, kind, given, number)

    seen = []
    for number, given in cases:
        shown = any(entry.kind == kind for entry in commerce.feeds.of(f"v{number}").entries)
        assert shown == sees(kind, given, number, friends=given.friends), given
        assert commerce.feeds.of(f"f{number}").entries == ()
        previewed = commerce.access.preview(f"f{number}").friends.feed.entries
        promised = any(entry.kind == kind for entry in previewed)
        assert promised == sees(kind, given, number, friends=True), given
        explained = commerce.feeds.explain(f"v{number}", f"f{number}", f"p{number}").activities
        assert [each.seen for each in explained if each.kind == kind] == [shown], given
        seen.append(shown)
    assert any(seen)
    assert not all(seen)


def test_nobody_sees_themselves_and_an_erased_member_is_seen_by_nobody() -> None:
    usual = dict.fromkeys(SWITCHES, False) | dict.fromkeys(("friends", "stands", "product_listed"), True)
    given = Circumstances(**usual)
    seen = activity("recommendation", given, "bo")
    assert visible(seen, "an", friends=True)
    assert not visible(seen, "bo", friends=True)
    assert not visible(seen, "an", friends=True, erased=True)
