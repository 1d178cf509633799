"""A command that is told again with its own instant, after its streams have gone on: a redelivered message."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from given import INSTANT, NOON, refused
from journals import line, written
from socialcommerce import EarningsRules, ManualClock, NotAllowed, NotFound, Rules, SocialCommerce
from socialcommerce.journal import ingest

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LINES: Any = [{"product": "tea"}]

Telling = Callable[[SocialCommerce], Any]


@pytest.fixture
def market(clock: ManualClock) -> SocialCommerce:
    """Lin's shop shares tea through ``s1``; the order ``o1`` of an, told late, was paid and shipped, and went on."""
    commerce = SocialCommerce.open(clock=clock, rules=Rules(earnings=EarningsRules(payout_minimum=1)))
    commerce.merchants.invite("cha", "Cha")
    for product in ("tea", "cup"):
        commerce.products.list(product, "cha", product, "tea", 1_000, commission_bp=1_000)
    commerce.shops.open("lin")
    commerce.shelves.place("lin", "tea")
    commerce.shares.create("lin", "tea", share="s1")
    clock.set(NOON + DAY)
    for tell in TOLD.values():
        tell(commerce)
    go_on(commerce)
    return commerce


def go_on(commerce: SocialCommerce) -> None:
    """Something later happens to every stream of what was told."""
    commerce.orders.refund("o1", "r2", line=1, amount=1)
    commerce.cases.say("o1~1~1", "m2", "an", "and?")
    commerce.products.reprice("tea", 1_100)
    commerce.shelves.place("lin", "cup")
    commerce.shares.create("lin", "cup", share="s2")
    commerce.members.befriend("an", "lin")
    commerce.journeys.visit("an", "s2")
    commerce.budgets.fund("tea", "f2", 5)


TOLD: Final[dict[str, Telling]] = {
    "journeys.visit": lambda to: to.journeys.visit("an", "s1", at=NOON + MINUTE),
    "shares.create": lambda to: to.shares.create("lin", "tea", "code", at=NOON + MINUTE),
    "shelves.place": lambda to: to.shelves.place("lin", "tea", at=NOON + 2 * MINUTE),
    "budgets.fund": lambda to: to.budgets.fund("tea", "f1", 1_000, at=NOON + 2 * MINUTE),
    "orders.place": lambda to: to.orders.place("o1", "an", LINES, "s1", at=NOON + 5 * MINUTE).number,
    "orders.pay": lambda to: to.orders.pay("o1", "x1", at=NOON + 10 * MINUTE).payment,
    "orders.ship": lambda to: to.orders.ship("o1", "sf1", "SF", at=NOON + HOUR).parcels[0].parcel,
    "orders.refund": lambda to: to.orders.refund("o1", "r1", line=1, amount=5, at=NOON + HOUR).refunds[0][0],
    "orders.track": lambda to: to.orders.track("o1", "sf1", "collected", at=NOON + HOUR).parcels[0].parcel,
    "cases.request": lambda to: to.cases.request("o1", 1, "refund_only", "late", at=NOON + 2 * HOUR),
    "cases.say": lambda to: to.cases.say("o1~1~1", "m1", "an", "?", at=NOON + 2 * HOUR).messages[0].message,
    "conversations.say": lambda to: len(to.conversations.say("o1", "m1", "an", "?", at=NOON + 2 * HOUR).messages),
}
"""Commands that carry the instant of what they tell, in the order in which it happened."""


@pytest.mark.parametrize("name", TOLD)
def test_what_is_told_again_with_its_own_instant_is_silent_and_gives_the_same(
    market: SocialCommerce, clock: ManualClock, name: str
) -> None:
    before = market.log.position()
    now = TOLD[name](market)
    clock.advance(DAY)

    assert TOLD[name](market) == now
    assert market.log.position() == before


def test_the_visit_that_is_told_again_gives_what_the_visitor_was_then(market: SocialCommerce) -> None:
    assert market.journeys.visit("an", "s1", at=NOON + MINUTE) == "other"
    assert market.journeys.visit("an", "s2") == "friend"


def test_a_visit_that_is_told_again_though_its_share_has_ended_is_silent(
    market: SocialCommerce, clock: ManualClock
) -> None:
    market.shares.revoke("s1")
    before = market.log.position()

    assert market.journeys.visit("an", "s1", at=NOON + MINUTE) == "other"
    assert market.log.position() == before
    with refused("share-ended"):
        market.journeys.visit("an", "s1")


def test_a_blocked_visitor_is_not_told_so_by_telling_again(market: SocialCommerce) -> None:
    market.shops.open("bo", at=NOON)
    market.members.block("bo", "an", at=NOON)
    market.shelves.place("bo", "cup", at=NOON + DAY)
    market.shares.create("bo", "cup", share="s3", at=NOON + DAY)
    market.journeys.visit("an", "s3", at=NOON + DAY)
    market.shops.edit("bo", nickname="Bo")
    market.journeys.visit("an", "s1")

    assert market.journeys.visit("an", "s3", at=NOON + DAY, by="an") == "other"
    assert market.journeys.visit("an", "s3", at=NOON + DAY) == "blocked"


LATE: Final[dict[str, Telling]] = {
    "another payment": lambda to: to.orders.pay("o1", "x2", at=NOON + 10 * MINUTE),
    "another refund": lambda to: to.orders.refund("o1", "r3", line=1, amount=5, at=NOON + HOUR),
    "a refund of other content": lambda to: to.orders.refund("o1", "r1", line=1, amount=6, at=NOON + HOUR),
    "another parcel": lambda to: to.orders.ship("o1", "sf2", "SF", at=NOON + HOUR),
    "the order with other content": lambda to: to.orders.place("o1", "bo", LINES, at=NOON + 5 * MINUTE),
    "another order of what went on": lambda to: to.orders.place("o2", "an", LINES, "s1", at=NOON + 5 * MINUTE),
    "a visit of another day": lambda to: to.journeys.visit("an", "s1", at=NOON + 23 * HOUR),
    "a refund of a case that is not there": lambda to: to.orders.refund("o1", "r3", case="o1~9~1", at=NOON),
    "a value that the state does not allow": lambda to: to.cases.request(
        "o1", 1, "refund_only", "x", number=9, at=NOON
    ),
    "another message": lambda to: to.conversations.say("o1", "m3", "merchant:cha", "!", at=NOON),
}
"""Commands that would change something, or say no, before what is known."""


@pytest.mark.parametrize("name", LATE)
def test_what_is_new_before_the_last_fact_is_refused_as_told_late(market: SocialCommerce, name: str) -> None:
    before = market.log.position()

    with refused("time-goes-back"):
        LATE[name](market)

    assert market.log.position() == before


def test_what_nothing_ever_happened_to_is_not_found_at_any_instant(market: SocialCommerce) -> None:
    with pytest.raises(NotFound):
        market.orders.pay("nothing", "x1", at=NOON)
    with pytest.raises(NotAllowed):
        market.orders.pay("o1", "x1", at=NOON, by="an")


def test_who_may_not_do_a_thing_is_told_only_that_at_any_instant(market: SocialCommerce) -> None:
    with pytest.raises(NotAllowed):
        market.orders.ship("o1", "sf1", "SF", at=NOON, by="merchant:no")
    with pytest.raises(NotAllowed):
        market.orders.ship("o1", "sf1", "SF", by="merchant:no")


def test_an_order_that_a_short_budget_would_hold_up_is_refused_as_told_late(
    market: SocialCommerce, clock: ManualClock
) -> None:
    market.products.list("gem", "cha", "Gem", "tea", 1_000, 900)
    market.budgets.fund("gem", "f1", 10)
    market.shelves.place("lin", "gem")
    market.shares.create("lin", "gem", share="s9")
    clock.advance(HOUR)
    market.products.reprice("gem", 1_001)

    with refused("time-goes-back"):
        market.orders.place("o9", "an", [{"product": "gem"}], "s9", at=clock.now() - INSTANT)


def test_a_payment_told_again_of_an_order_that_its_deadline_completed_is_silent(
    market: SocialCommerce, clock: ManualClock
) -> None:
    market.cases.withdraw("o1~1~1")
    clock.advance(60 * DAY)
    assert market.orders.of("o1").status == "completed"
    before = market.log.position()

    assert market.orders.pay("o1", "x1", at=NOON + 10 * MINUTE).payment == "x1"
    assert market.log.position() == before


def test_a_line_that_comes_again_in_another_journal_changes_nothing(market: SocialCommerce, tmp_path: Path) -> None:
    before = market.log.position()
    again = written(
        tmp_path / "again",
        line("orders.pay", order="o1", payment="x1", at=NOON + 10 * MINUTE),
        line("orders.pay", order="o1", payment="x2", at=NOON + 10 * MINUTE),
    )

    report = ingest(market, again)

    assert (report.unchanged, [each.code for each in report.refusals]) == (1, ["time-goes-back"])
    assert market.log.position() == before
