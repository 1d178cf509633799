from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from given import INSTANT, NOON, expect_corrupt, given, listed
from socialcommerce import CorruptLog, Recorded
from socialcommerce.domain.catalog.merchant import MERCHANT, MerchantInvited
from socialcommerce.domain.catalog.product import (
    PRODUCT,
    ProductDelisted,
    ProductRelisted,
    ProductRepriced,
)
from socialcommerce.domain.members.friendship import FRIENDSHIP, Befriended, Blocked, Unblocked, Unfriended
from socialcommerce.domain.orders.order import ORDER, OrderCancelled, OrderPaid, PaymentToReturn
from socialcommerce.domain.referrals.journey import JOURNEY, BindingRenewed, Bound, Released, VisitCounted
from socialcommerce.domain.referrals.share import SHARE, ShareRevoked
from socialcommerce.domain.rulebook import RULEBOOK, RulesRecorded
from socialcommerce.domain.shops.shelf import (
    SHELF,
    CapacityRaised,
    ProductPlaced,
    ProductRemoved,
    ProductSwapped,
    ShelfOpened,
)
from socialcommerce.domain.shops.shop import SHOP, Shop, ShopClosed, ShopEdited, ShopOpened, ShopReopened
from socialcommerce.kernel.aggregate import Aggregate, Folded
from socialcommerce.kernel.text import PersonalText

AGGREGATES: list[Aggregate[Any, Any]] = [
    FRIENDSHIP,
    JOURNEY,
    MERCHANT,
    ORDER,
    PRODUCT,
    RULEBOOK,
    SHARE,
    SHELF,
    SHOP,
]

SHOP_OPENED = ShopOpened(owner="m1", recruiter=None)
LIFE = (SHOP_OPENED, ShopClosed(), ShopReopened(opening=2))


def shop_log(*offsets: timedelta, versions: Sequence[int] = (1, 2, 3)) -> list[Recorded[Any]]:
    """A shop opened, closed and reopened, each fact so long after noon."""
    instants = [NOON + offset for offset in offsets or [timedelta()] * 3]
    return [
        Recorded(stream="shop-m1", version=version, at=at, event=fact)
        for version, at, fact in zip(versions, instants, LIFE, strict=True)
    ]


def test_an_aggregate_that_nothing_happened_to_is_at_version_0_without_an_instant() -> None:
    assert SHOP.new() == Folded(Shop(), 0, None)
    assert SHOP.fold([]) == SHOP.new()


def test_a_stream_is_named_by_category_and_key() -> None:
    assert SHOP.stream("m1") == "shop-m1"


def test_folding_gives_state_version_and_instant_of_the_last_fact() -> None:
    folded = SHOP.fold(shop_log(timedelta(), INSTANT, 2 * INSTANT))
    assert folded == Folded(Shop(owner="m1", opening=2, is_open=True), 3, NOON + 2 * INSTANT)


def test_folding_in_two_steps_is_folding_at_once() -> None:
    log = shop_log()
    for split in range(len(log) + 1):
        assert SHOP.fold(log[split:], SHOP.fold(log[:split])) == SHOP.fold(log)


def test_folding_reads_any_iterable_once() -> None:
    assert SHOP.fold(iter(shop_log())) == SHOP.fold(shop_log())


@pytest.mark.parametrize("versions", [(2, 3, 4), (1, 3, 4), (1, 1, 2), (1, 2, 2), (2, 1, 3), (0, 1, 2)])
def test_a_missing_or_repeated_version_is_a_corrupt_log(versions: tuple[int, ...]) -> None:
    with pytest.raises(CorruptLog, match=r"shop-m1@\d: expected version \d"):
        SHOP.fold(shop_log(versions=versions))


def test_a_fold_onto_a_later_state_takes_only_what_follows() -> None:
    log = shop_log()
    with pytest.raises(CorruptLog, match="shop-m1@1: expected version 2"):
        SHOP.fold(log, SHOP.fold(log[:1]))


def test_facts_of_the_same_instant_may_follow_each_other() -> None:
    assert SHOP.fold(shop_log()).at == NOON


def test_time_that_goes_back_by_the_least_is_a_corrupt_log() -> None:
    with pytest.raises(CorruptLog, match=r"shop-m1@3: .* is before"):
        SHOP.fold(shop_log(timedelta(), INSTANT, timedelta()))


def test_time_that_goes_back_between_two_folds_is_a_corrupt_log() -> None:
    log = shop_log(INSTANT, timedelta(), timedelta())
    with pytest.raises(CorruptLog, match="is before"):
        SHOP.fold(log[1:], SHOP.fold(log[:1]))


@pytest.mark.parametrize("aggregate", AGGREGATES, ids=lambda aggregate: aggregate.category)
def test_an_event_of_another_aggregate_is_a_corrupt_log(aggregate: Aggregate[Any, Any]) -> None:
    foreign = Befriended(member="a", friend="b") if aggregate is not FRIENDSHIP else SHOP_OPENED
    expect_corrupt(aggregate, foreign)


UNLOCK = {"listing": 1, "unlocks_at": NOON}
OPENED = ShelfOpened(capacity=1)
PLACED = ProductPlaced(product="p1", slot=0, **UNLOCK)

IMPOSSIBLE: list[tuple[Aggregate[Any, Any], tuple[Any, ...]]] = [
    (FRIENDSHIP, (Befriended(member="a", friend="b"), Befriended(member="b", friend="a"))),
    (FRIENDSHIP, (Blocked(member="a", blocked="b"), Befriended(member="a", friend="b"))),
    (FRIENDSHIP, (Befriended(member="a", friend="b"), Blocked(member="a", blocked="b"))),
    (FRIENDSHIP, (Blocked(member="a", blocked="b"), Blocked(member="a", blocked="b"))),
    (FRIENDSHIP, (Unfriended(member="a", friend="b"),)),
    (FRIENDSHIP, (Blocked(member="a", blocked="b"), Unblocked(member="b", blocked="a"))),
    (SHOP, (ShopClosed(),)),
    (SHOP, (ShopReopened(opening=1),)),
    (SHOP, (ShopEdited(sign=PersonalText("m1", "hello")),)),
    (SHOP, (SHOP_OPENED, SHOP_OPENED)),
    (SHOP, (SHOP_OPENED, Befriended(member="a", friend="b"))),
    (SHOP, (SHOP_OPENED, ShopReopened(opening=2))),
    (SHOP, (SHOP_OPENED, ShopClosed(), ShopClosed())),
    (SHOP, (SHOP_OPENED, ShopClosed(), ShopReopened(opening=1))),
    (SHOP, (SHOP_OPENED, ShopClosed(), ShopReopened(opening=3))),
    (MERCHANT, (MerchantInvited(merchant="a", name="A"), MerchantInvited(merchant="a", name="A"))),
    (PRODUCT, (ProductDelisted(by_platform=True),)),
    (PRODUCT, (ProductRepriced(price=1, exclusive_price=None),)),
    (PRODUCT, (ProductRelisted(listing=1),)),
    (PRODUCT, (listed(), ProductRelisted(listing=2))),
    (PRODUCT, (listed(), listed())),
    (PRODUCT, (listed(), Befriended(member="a", friend="b"))),
    (PRODUCT, (listed(), ProductDelisted(by_platform=True), ProductRelisted(listing=3))),
    (SHELF, (ShelfOpened(capacity=0),)),
    (SHELF, (OPENED, OPENED)),
    (SHELF, (OPENED, CapacityRaised(capacity=1, score=0, threshold=0))),
    (SHELF, (OPENED, ProductPlaced(product="p1", slot=1, **UNLOCK))),
    (SHELF, (OPENED, ProductPlaced(product="p1", slot=-1, **UNLOCK))),
    (SHELF, (OPENED, ProductRemoved(product="p1", slot=0))),
    (SHELF, (OPENED, PLACED, ProductRemoved(product="p2", slot=0))),
    (SHELF, (OPENED, ProductSwapped(removed="p1", product="p2", slot=0, **UNLOCK))),
    (SHELF, (OPENED, PLACED, ProductSwapped(removed="p2", product="p3", slot=0, **UNLOCK))),
    (SHARE, (ShareRevoked(),)),
    (JOURNEY, (VisitCounted(share="s", shop="m1", day=NOON.date()),) * 2),
    (
        JOURNEY,
        (
            VisitCounted(share="s", shop="m1", day=NOON.date()),
            VisitCounted(share="s", shop="m2", day=NOON.date() - timedelta(days=1)),
        ),
    ),
    (JOURNEY, (BindingRenewed(shop="m1", until=NOON),)),
    (JOURNEY, (Released(shop="m1"),)),
    (JOURNEY, (Bound(shop="m1", until=NOON), BindingRenewed(shop="m2", until=NOON))),
    (JOURNEY, (Bound(shop="m1", until=NOON), Released(shop="m2"))),
    (ORDER, (OrderPaid(payment="pay", amount=1),)),
    (ORDER, (OrderCancelled(kind="buyer"),)),
    (ORDER, (PaymentToReturn(payment="pay", amount=1),)),
    (RULEBOOK, (RulesRecorded(settings={}), RulesRecorded(settings={}))),
]


@pytest.mark.parametrize(
    ("aggregate", "facts", "told"),
    [
        (SHELF, (OPENED, PLACED, ProductRemoved(product="p1", slot=1)), "shelf-example@3"),
        (RULEBOOK, (RulesRecorded(settings={"shelves.unheard_of": 1}),), "rulebook-example@1: .*unheard_of"),
    ],
    ids=["of a slot that is not there", "of a rule that is not there"],
)
def test_an_event_of_what_is_not_there_is_a_corrupt_log(
    aggregate: Aggregate[Any, Any], facts: tuple[Any, ...], told: str
) -> None:
    with pytest.raises(CorruptLog, match=told):
        given(aggregate, *facts)


@pytest.mark.parametrize(
    ("aggregate", "facts"),
    IMPOSSIBLE,
    ids=[f"{kind.category}-{'-'.join(type(fact).__name__ for fact in facts)}" for kind, facts in IMPOSSIBLE],
)
def test_an_event_that_cannot_follow_the_state_is_a_corrupt_log(
    aggregate: Aggregate[Any, Any], facts: tuple[Any, ...]
) -> None:
    expect_corrupt(aggregate, *facts)
