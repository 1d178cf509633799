"""Why a member sees what another did with a product, or does not: each condition, and since which event."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from given import NOON, SECOND
from socialcommerce import ManualClock, NotAllowed, NotFound, SocialCommerce
from socialcommerce.domain.circle.visibility import ActivityKind
from socialcommerce.services.conditions import Condition
from socialcommerce.services.feed_reasons import ActivityReasons

DAY = timedelta(days=1)
UNLOCKED = 3 * DAY
USUAL = ["another", "friends", "not-blocked", "not-erased", "listed", "not-sensitive"]
OF_KIND = {
    "placement": ["same-listing", "shop-open", "in-slot"],
    "share": ["same-listing", "shop-open", "same-opening", "not-revoked", "not-expired"],
    "recommendation": ["not-withdrawn"],
    "purchase": ["shown", "not-hidden", "kept"],
}


@pytest.fixture
def circle(commerce: SocialCommerce, clock: ManualClock) -> SocialCommerce:
    """Lin, who shows what she buys, placed, shared, recommended and bought the cup, and An is her friend."""
    commerce.merchants.invite("hill", "Tea Hill")
    for product in ("cup", "bowl", "vase"):
        commerce.products.list(product, "hill", product, "tea", 1_000)
    commerce.members.befriend("an", "lin")
    commerce.shops.open("lin")
    commerce.shelves.place("lin", "cup")
    clock.advance(UNLOCKED)
    commerce.members.show_purchases("lin")
    commerce.shares.create("lin", "cup", share="s1")
    commerce.recommendations.make("lin", "cup", "good")
    commerce.orders.place("o1", "lin", [{"product": "cup"}])
    commerce.orders.pay("o1", "x1")
    return commerce


def reasons(commerce: SocialCommerce, kind: ActivityKind, viewer: str = "an") -> ActivityReasons:
    (found,) = (each for each in commerce.feeds.explain(viewer, "lin", "cup").activities if each.kind == kind)
    seen = {entry.kind for entry in commerce.feeds.of(viewer).entries if entry.product == "cup"}
    assert found.seen == (kind in seen) == all(condition.holds for condition in found.conditions)
    return found


def failing(commerce: SocialCommerce, kind: ActivityKind, viewer: str = "an") -> list[Condition]:
    """The conditions that do not hold."""
    return [condition for condition in reasons(commerce, kind, viewer).conditions if not condition.holds]


def test_all_that_was_done_is_told_newest_first_as_the_feed_shows_it(circle: SocialCommerce) -> None:
    found = circle.feeds.explain("an", "lin", "cup")

    assert (found.viewer, found.friend, found.product) == ("an", "lin", "cup")
    told = [(each.cursor, each.at, each.kind, each.share) for each in found.activities]
    assert told == [(each.cursor, each.at, each.kind, each.share) for each in circle.feeds.of("an").entries]
    assert [(each.kind, each.order, each.line, each.source) for each in found.activities] == [
        ("purchase", "o1", 1, "order-o1@2"),
        ("recommendation", None, None, "recommendation-lin~cup@1"),
        ("share", None, None, "share-s1@1"),
        ("placement", None, None, "shelf-lin@2"),
    ]


@pytest.mark.parametrize(("early", "seen"), [(SECOND, False), (timedelta(), True)])
def test_what_was_paid_before_purchases_were_shown_is_not_shown_when_it_is_told_afterwards(
    circle: SocialCommerce, clock: ManualClock, early: timedelta, seen: bool
) -> None:
    circle.members.show_purchases("lin", shown=False)
    circle.orders.place("o2", "lin", [{"product": "bowl"}])
    began = clock.advance(10 * SECOND)
    circle.members.show_purchases("lin")
    clock.advance(10 * SECOND)
    circle.orders.pay("o2", "x2", at=began - early)

    (found,) = circle.feeds.explain("an", "lin", "bowl").activities
    assert [each.name for each in found.conditions if not each.holds] == ([] if seen else ["shown"])
    assert [entry.kind for entry in circle.feeds.of("an").entries if entry.product == "bowl"] == ["purchase"] * seen


@pytest.mark.parametrize("kind", ["placement", "share", "recommendation", "purchase"])
def test_what_is_seen_is_seen_because_every_condition_of_its_kind_holds(
    circle: SocialCommerce, kind: ActivityKind
) -> None:
    found = reasons(circle, kind)

    assert found.seen
    assert [condition.name for condition in found.conditions] == USUAL + OF_KIND[kind]


def test_a_condition_names_the_event_since_which_it_holds(circle: SocialCommerce) -> None:
    bought = NOON + UNLOCKED
    assert reasons(circle, "purchase").conditions == (
        Condition("another", True),
        Condition("friends", True, NOON, "friendship-an~lin@1"),
        Condition("not-blocked", True),
        Condition("not-erased", True),
        Condition("listed", True, NOON, "product-cup@1"),
        Condition("not-sensitive", True, NOON, "product-cup@1"),
        Condition("shown", True, bought, "preferences-lin@1"),
        Condition("not-hidden", True),
        Condition("kept", True, bought, "order-o1@2"),
    )
    assert reasons(circle, "share").conditions[6:] == (
        Condition("same-listing", True, NOON, "product-cup@1"),
        Condition("shop-open", True, NOON, "shop-lin@1"),
        Condition("same-opening", True, NOON, "shop-lin@1"),
        Condition("not-revoked", True, bought, "share-s1@1"),
        Condition("not-expired", True, bought, "share-s1@1"),
    )


Deed = Callable[[SocialCommerce], object]

FAILING: list[tuple[ActivityKind, Deed, list[tuple[str, str]]]] = [
    ("placement", lambda it: it.members.unfriend("lin", "an"), [("friends", "friendship-an~lin@2")]),
    (
        "recommendation",
        lambda it: it.members.block("lin", "an"),
        [("friends", "friendship-an~lin@2"), ("not-blocked", "friendship-an~lin@3")],
    ),
    (
        "recommendation",
        lambda it: it.members.erase("lin"),
        [("friends", "account-lin@1"), ("not-erased", "account-lin@1")],
    ),
    (
        "purchase",
        lambda it: it.members.erase("an"),
        [("friends", "account-an@1"), ("not-erased", "account-an@1")],
    ),
    ("purchase", lambda it: it.products.delist("cup"), [("listed", "product-cup@2")]),
    (
        "share",
        lambda it: (it.products.delist("cup"), it.products.relist("cup")),
        [("same-listing", "product-cup@3")],
    ),
    ("placement", lambda it: it.shops.close("lin"), [("shop-open", "shop-lin@2")]),
    ("share", lambda it: (it.shops.close("lin"), it.shops.reopen("lin")), [("same-opening", "shop-lin@3")]),
    ("placement", lambda it: it.shelves.remove("lin", "cup"), [("in-slot", "shelf-lin@3")]),
    ("placement", lambda it: it.shelves.swap("lin", "cup", "bowl"), [("in-slot", "shelf-lin@3")]),
    ("share", lambda it: it.shares.revoke("s1"), [("not-revoked", "share-s1@2")]),
    (
        "recommendation",
        lambda it: it.recommendations.withdraw("lin", "cup"),
        [("not-withdrawn", "recommendation-lin~cup@2")],
    ),
    ("purchase", lambda it: it.members.show_purchases("lin", False), [("shown", "preferences-lin@2")]),
    ("purchase", lambda it: it.members.hide_purchase("lin", "o1"), [("not-hidden", "preferences-lin@2")]),
    ("purchase", lambda it: it.orders.refund("o1", "r1"), [("kept", "order-o1@3")]),
]


@pytest.mark.parametrize(("kind", "deed", "told"), FAILING, ids=[f"{kind} {told[0]}" for kind, _, told in FAILING])
def test_a_condition_that_does_not_hold_names_the_event_that_ended_it(
    circle: SocialCommerce, kind: ActivityKind, deed: Deed, told: list[tuple[str, str]]
) -> None:
    deed(circle)

    assert [(each.name, each.source) for each in failing(circle, kind)] == told
    assert all(each.since == NOON + UNLOCKED for each in failing(circle, kind))


def test_a_share_that_ran_out_names_the_instant_and_no_event(circle: SocialCommerce, clock: ManualClock) -> None:
    ends = NOON + UNLOCKED + 7 * DAY
    clock.set(ends - SECOND)
    assert failing(circle, "share") == []
    clock.set(ends)
    assert failing(circle, "share") == [Condition("not-expired", False, ends)]


def test_what_never_was_so_names_no_event(circle: SocialCommerce) -> None:
    assert failing(circle, "recommendation", viewer="bo") == [Condition("friends", False)]
    assert failing(circle, "recommendation", viewer="lin") == [Condition("another", False), Condition("friends", False)]


@pytest.mark.parametrize("told", [None, NOON + UNLOCKED])
def test_a_purchase_of_before_it_was_shown_stays_private(circle: SocialCommerce, told: datetime | None) -> None:
    if told:
        circle.members.show_purchases("bo")
        circle.members.show_purchases("bo", False)
    circle.members.befriend("an", "bo")
    circle.orders.place("o2", "bo", [{"product": "cup"}])
    circle.orders.pay("o2", "x2")
    circle.members.show_purchases("bo")

    (bought,) = circle.feeds.explain("an", "bo", "cup").activities
    (shown,) = (each for each in bought.conditions if not each.holds)
    assert shown == Condition("shown", False, told, "preferences-bo@2" if told else None)


def test_what_is_sensitive_is_never_seen_with_a_person(circle: SocialCommerce) -> None:
    circle.products.list("plan", "hill", "Plan", "family", 500, sensitive=True)
    circle.orders.place("o2", "lin", [{"product": "plan"}, {"product": "cup"}])
    circle.orders.pay("o2", "x2")

    (bought,) = circle.feeds.explain("an", "lin", "plan").activities
    assert [each.name for each in bought.conditions if not each.holds] == ["not-sensitive"]
    lines = [each.line for each in circle.feeds.explain("an", "lin", "cup").activities if each.order == "o2"]
    assert lines == [2]


def test_what_was_undone_and_done_again_is_told_twice(circle: SocialCommerce) -> None:
    circle.recommendations.withdraw("lin", "cup")
    circle.recommendations.make("lin", "cup", "still good")
    circle.shelves.remove("lin", "cup")
    circle.shelves.place("lin", "cup")

    done = circle.feeds.explain("an", "lin", "cup").activities
    assert [each.seen for each in done if each.kind == "recommendation"] == [True, False]
    assert [each.seen for each in done if each.kind == "placement"] == [True, False]


def test_what_happens_to_another_slot_ends_no_placement(circle: SocialCommerce, clock: ManualClock) -> None:
    circle.shelves.place("lin", "bowl")
    clock.advance(UNLOCKED)
    circle.shelves.swap("lin", "bowl", "vase")

    assert reasons(circle, "placement").seen


def test_an_order_that_was_never_paid_is_nothing_that_was_done(circle: SocialCommerce) -> None:
    circle.orders.place("o2", "bo", [{"product": "cup"}])

    assert circle.feeds.explain("an", "bo", "cup").activities == ()


@pytest.mark.parametrize("by", ["an", "lin", "merchant:hill"])
def test_nobody_is_told_who_blocks_them(circle: SocialCommerce, by: str) -> None:
    circle.members.block("lin", "an")

    with pytest.raises(NotAllowed, match="only the platform may") as refused:
        circle.feeds.explain("an", "lin", "cup", by=by)
    assert "block" not in str(refused.value)
    assert circle.feeds.explain("an", "lin", "cup", by="platform:op") == circle.feeds.explain("an", "lin", "cup")


def test_a_product_that_was_never_listed_is_not_explained(circle: SocialCommerce) -> None:
    with pytest.raises(NotFound, match="there is no product nothing"):
        circle.feeds.explain("an", "lin", "nothing")


def test_a_feed_is_explained_the_same_on_every_engine(store_url: str, clock: ManualClock) -> None:
    with SocialCommerce.open(store_url, clock=clock) as store:
        store.merchants.invite("hill", "Tea Hill")
        store.products.list("cup", "hill", "Cup", "tea", 1_000)
        store.members.befriend("an", "lin")
        store.members.show_purchases("lin")
        store.orders.place("o1", "lin", [{"product": "cup"}])
        store.orders.pay("o1", "x1")

        bought = reasons(store, "purchase")
        assert bought.seen
        assert [bought.cursor] == [entry.cursor for entry in store.feeds.of("an").entries]
