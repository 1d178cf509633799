from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

import msgspec
import pytest

from given import INSTANT, NOON, given, made, product, refused, shop, then
from socialcommerce import NotFound, ReferralRules
from socialcommerce.domain.catalog.budget import BUDGET, Budget, BudgetFunded
from socialcommerce.domain.catalog.product import Product, ProductDelisted, ProductRelisted, ProductRepriced
from socialcommerce.domain.referrals import share as shares
from socialcommerce.domain.referrals.share import SHARE, Channel, Share, ShareCreated, ShareEvent, ShareRevoked
from socialcommerce.domain.shops.shelf import SHELF, ProductPlaced, ProductRemoved, Shelf, ShelfOpened
from socialcommerce.domain.shops.shop import Shop, ShopClosed, ShopReopened
from socialcommerce.kernel.keys import JoinedKey

WEEK = timedelta(days=7)
PLACED = given(SHELF, ShelfOpened(capacity=4), ProductPlaced(product="p1", slot=0, listing=1, unlocks_at=NOON))
LIVE = given(SHARE, made())
REVOKED = given(SHARE, made(), ShareRevoked())
DELISTED = product("p1", ProductDelisted(by_platform=False))
RELISTED = product("p1", ProductDelisted(by_platform=False), ProductRelisted(listing=2))
CLOSED = shop("m1", ShopClosed())
REOPENED = shop("m1", ShopClosed(), ShopReopened(opening=2))


def create(
    share: Share | None = None,
    *,
    channel: Channel = "chat",
    product_id: str = "p1",
    state: Product | None = None,
    owner: Shop | None = None,
    shelf: Shelf = PLACED,
    budget: Budget = BUDGET.initial,
    at: datetime = NOON,
    rules: ReferralRules | None = None,
) -> list[ShareEvent]:
    """Share ``p1``, which stands on the shelf of the open shop of ``m1``, as ``s1``, at noon."""
    return shares.create(
        share or given(SHARE),
        "s1",
        channel=channel,
        product_id=product_id,
        product=state or product(product_id),
        budget=budget,
        shop=owner or shop("m1"),
        shelf=shelf,
        at=at,
        rules=rules or ReferralRules(),
    )


def ending(share: Share, *, state: Product | None = None, owner: Shop | None = None, at: datetime = NOON) -> str | None:
    return share.ending(product=state or product("p1"), shop=owner or shop("m1"), at=at)


def test_a_product_on_the_shelf_is_shared_for_7_days_at_its_price() -> None:
    assert create() == [made()]
    assert made().expires_at == NOON + WEEK


@pytest.mark.parametrize("channel", get_args(Channel))
def test_a_share_goes_through_one_channel(channel: Channel) -> None:
    assert create(channel=channel) == [made(channel=channel)]


def test_a_share_lives_as_long_as_the_rules_say() -> None:
    assert create(rules=ReferralRules(share_days=1)) == [made(expires_at=NOON + timedelta(days=1))]


def test_a_share_promises_the_exclusive_price_if_there_is_one() -> None:
    assert create(state=product("p1", exclusive_price=700)) == [made(promised_price=700)]
    repriced = product("p1", ProductRepriced(price=800, exclusive_price=None), exclusive_price=700)
    assert create(state=repriced) == [made(promised_price=800)]


def test_a_share_promises_the_exclusive_price_only_while_the_budget_covers_a_unit() -> None:
    exclusive = product("p1", exclusive_price=700)
    for funded, promised in ((300, 700), (299, 1_000)):
        budget = given(BUDGET, BudgetFunded(funding="f1", amount=funded))
        assert create(state=exclusive, budget=budget) == [made(promised_price=promised)]


def test_a_share_names_the_listing_and_the_opening_under_which_it_was_made() -> None:
    placed = ProductPlaced(product="p1", slot=0, listing=2, unlocks_at=NOON)
    facts = create(state=RELISTED, owner=REOPENED, shelf=given(SHELF, ShelfOpened(capacity=4), placed))
    assert facts == [made(listing=2, opening=2)]


def test_sharing_again_what_is_alive_changes_nothing() -> None:
    assert create(LIVE) == []
    assert create(LIVE, at=NOON + WEEK - INSTANT) == []


def test_sharing_again_changes_nothing_though_the_product_left_the_shelf_or_costs_more() -> None:
    removed = then(SHELF, PLACED, ProductRemoved(product="p1", slot=0))
    dearer = product("p1", ProductRepriced(price=9_999, exclusive_price=None))
    assert create(LIVE, shelf=removed, state=dearer) == []


@pytest.mark.parametrize(
    "changes",
    [{"channel": "moments"}, {"product_id": "p2"}, {"owner": shop("m2")}],
    ids=lambda changes: next(iter(changes)),
)
@pytest.mark.parametrize("share", [LIVE, REVOKED], ids=["live", "revoked"])
def test_an_id_that_is_taken_by_other_content_is_refused(share: Share, changes: dict[str, Any]) -> None:
    with refused("share-differs"):
        create(share, **changes)


@pytest.mark.parametrize(
    ("reason", "changes"),
    [
        ("expired", {"at": NOON + WEEK}),
        ("delisted", {"state": DELISTED}),
        ("delisted", {"state": RELISTED}),
        ("closed", {"owner": CLOSED}),
        ("closed", {"owner": REOPENED}),
    ],
)
def test_an_id_is_used_once_so_an_ended_share_is_not_made_again(reason: str, changes: dict[str, Any]) -> None:
    with refused("share-ended") as caught:
        create(LIVE, **changes)
    assert caught.value.facts == {"ending": reason}


def test_a_revoked_share_is_not_made_again() -> None:
    with refused("share-ended") as caught:
        create(REVOKED)
    assert caught.value.facts == {"ending": "revoked"}


def test_nothing_is_shared_from_a_closed_shop() -> None:
    with refused("shop-closed"):
        create(owner=CLOSED)


def test_a_shop_that_was_never_opened_shares_nothing() -> None:
    with pytest.raises(NotFound, match="never opened"):
        create(owner=Shop())


@pytest.mark.parametrize(
    ("product_id", "state"),
    [("p2", product("p2")), ("p1", DELISTED), ("p1", RELISTED)],
    ids=["never-placed", "delisted", "relisted-and-not-placed-again"],
)
def test_only_what_stands_on_the_shelf_is_shared(product_id: str, state: Product) -> None:
    with refused("not-on-shelf"):
        create(product_id=product_id, state=state)


def test_a_share_lives_until_just_before_7_days_and_is_dead_at_7_days() -> None:
    assert ending(LIVE, at=NOON + WEEK - INSTANT) is None
    assert ending(LIVE, at=NOON + WEEK) == "expired"


def test_neither_relisting_nor_reopening_brings_a_share_back() -> None:
    assert ending(LIVE) is None
    assert ending(LIVE, state=DELISTED) == ending(LIVE, state=RELISTED) == "delisted"
    assert ending(LIVE, owner=CLOSED) == ending(LIVE, owner=REOPENED) == "closed"


def test_a_share_that_ended_in_several_ways_tells_the_first_of_revoked_expired_delisted_closed() -> None:
    late = NOON + WEEK
    assert ending(REVOKED, at=late, state=DELISTED, owner=CLOSED) == "revoked"
    assert ending(LIVE, at=late, state=DELISTED, owner=CLOSED) == "expired"
    assert ending(LIVE, state=DELISTED, owner=CLOSED) == "delisted"


def test_an_ended_share_is_refused_with_the_reason_and_a_live_one_is_not() -> None:
    shares.refuse_ended(LIVE, product=product("p1"), shop=shop("m1"), at=NOON)
    with refused("share-ended") as caught:
        shares.refuse_ended(REVOKED, product=product("p1"), shop=shop("m1"), at=NOON)
    assert "share s1 has ended: revoked" in str(caught.value)


def test_a_share_is_revoked_once() -> None:
    assert shares.revoke(LIVE) == [ShareRevoked()]
    assert shares.revoke(REVOKED) == []


def test_a_share_that_was_never_made_is_not_found() -> None:
    for decide in (shares.revoke, shares.created, ending):
        with pytest.raises(NotFound, match="no such share"):
            decide(given(SHARE))


def test_the_same_shop_product_channel_and_day_have_the_same_share() -> None:
    day = date(2021, 5, 1)
    assert shares.daily_id("m1", "p1", "chat", day) == "m1~p1~chat~2021-05-01"
    others = {
        shares.daily_id(*content)
        for content in [
            ("m2", "p1", "chat", day),
            ("m1", "p2", "chat", day),
            ("m1", "p1", "code", day),
            ("m1", "p1", "chat", date(2021, 5, 2)),
        ]
    }
    assert len(others | {"m1~p1~chat~2021-05-01"}) == 5


def test_the_longest_daily_id_is_a_joined_key() -> None:
    longest = shares.daily_id("m" * 96, "p" * 96, "moments", datetime.max.replace(tzinfo=UTC).date())
    assert msgspec.convert(longest, JoinedKey) == longest


def test_a_short_code_is_12_letters_and_digits_fixed_by_the_id() -> None:
    code = shares.short_code("s1")
    assert code == shares.short_code("s1") == made().code
    assert len(code) == 12
    assert code.isalnum()
    assert code != shares.short_code("s2")


@pytest.mark.parametrize("fact", [made(), ShareRevoked()])
def test_a_share_is_made_once_and_revoked_once(fact: ShareCreated | ShareRevoked) -> None:
    with pytest.raises(ValueError, match="cannot follow"):
        then(SHARE, REVOKED, fact)
