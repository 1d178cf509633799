"""What is just within a limit, an audit does not doubt; a moment or a fen further is a fault of its own."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from auditing import findings_in
from given import INSTANT
from socialcommerce import EarningsRules, ManualClock, Refused, Rules, SocialCommerce

RULES = Rules(earnings=EarningsRules(payout_minimum=100))


@pytest.fixture
def commerce(clock: ManualClock) -> Iterator[SocialCommerce]:
    """A shop shares a tea of ¥10.00, exclusively ¥8.00, at 10 %; the budget covers one unit. An audit finds nothing."""
    with SocialCommerce.open(rules=RULES, clock=clock) as store:
        store.merchants.invite("hui", "徽茶")
        store.products.list("tea", "hui", "茶", "tea", 1_000, 800, 1_000)
        store.budgets.fund("tea", "h-1", 200)
        store.shops.open("lin")
        store.shelves.place("lin", "tea")
        store.shares.create("lin", "tea", "chat", "s1")
        store.journeys.visit("an", "s1")
        yield store
        assert findings_in(store) == []


def order(commerce: SocialCommerce, number: str = "o1", quantity: int = 1, **more: Any) -> None:
    commerce.orders.place(number, "an", [{"product": "tea", "quantity": quantity}], "s1", **more)


def paid(commerce: SocialCommerce, number: str = "o1", **more: Any) -> None:
    order(commerce, number, **more)
    commerce.orders.pay(number, f"pay-{number}")


def complete(commerce: SocialCommerce, number: str = "o1") -> None:
    commerce.orders.ship(number, f"parcel-{number}", "顺丰")
    commerce.orders.deliver(number)
    commerce.orders.complete(number)


def test_an_order_is_paid_at_the_last_moment(commerce: SocialCommerce, clock: ManualClock) -> None:
    order(commerce)
    clock.advance(timedelta(minutes=30) - INSTANT)

    assert commerce.orders.pay("o1", "pay").status == "paid"


def test_a_share_is_used_at_its_last_moment_and_after(commerce: SocialCommerce, clock: ManualClock) -> None:
    clock.advance(timedelta(days=7) - INSTANT)
    order(commerce)
    clock.advance(INSTANT)
    order(commerce, "o2")

    assert [commerce.orders.of(number).lines[0].sold.unit_price for number in ("o1", "o2")] == [800, 1_000]


def test_a_budget_covers_a_price_to_the_fen_and_not_a_fen_further(commerce: SocialCommerce) -> None:
    order(commerce)
    commerce.budgets.fund("tea", "h-2", 199)
    order(commerce, "o2")

    sold = [commerce.orders.of(number).lines[0].sold for number in ("o1", "o2")]
    assert [(line.subsidy, line.excess) for line in sold] == [(200, 0), (199, 1)]


def test_goods_cost_just_the_threshold(commerce: SocialCommerce) -> None:
    order(commerce, discount={"percent_bp": 3_333, "threshold": 800})

    assert commerce.orders.of("o1").total == 534


def test_a_case_is_opened_at_the_last_moment(commerce: SocialCommerce, clock: ManualClock) -> None:
    paid(commerce)
    complete(commerce)
    clock.advance(timedelta(days=15) - INSTANT)

    assert commerce.cases.request("o1", 1, "refund_only", "?") == "o1~1~1"


def test_a_case_is_answered_at_the_last_moment(commerce: SocialCommerce, clock: ManualClock) -> None:
    paid(commerce)
    case = commerce.cases.request("o1", 1, "refund_only", "?")
    clock.advance(timedelta(hours=48) - INSTANT)

    assert commerce.cases.reject(case).status == "rejected"


def test_a_case_is_escalated_at_the_last_moment(commerce: SocialCommerce, clock: ManualClock) -> None:
    paid(commerce)
    case = commerce.cases.request("o1", 1, "refund_only", "?")
    commerce.cases.reject(case)
    clock.advance(timedelta(days=7) - INSTANT)

    assert commerce.cases.escalate(case).status == "escalated"


def test_a_line_has_as_many_cases_as_it_can_have(commerce: SocialCommerce) -> None:
    paid(commerce)
    for number in range(1, 6):
        case = commerce.cases.request("o1", 1, "refund_only", f"{number}")
        commerce.cases.withdraw(case)

    assert case == "o1~1~5"


def test_an_order_has_as_many_parcels_as_it_can_have(commerce: SocialCommerce) -> None:
    paid(commerce)
    for number in range(100):
        commerce.orders.ship("o1", f"parcel-{number}", "顺丰")
    with pytest.raises(Refused):
        commerce.orders.ship("o1", "one-more", "顺丰")

    assert len(commerce.orders.of("o1").parcels) == 100


def test_a_carrier_is_five_minutes_ahead(commerce: SocialCommerce, clock: ManualClock) -> None:
    paid(commerce)
    commerce.orders.track("o1", "parcel", "collected", clock.now() + timedelta(minutes=5))

    assert commerce.orders.of("o1").parcels[0].reached == ("collected",)


def test_all_goes_back_to_the_last_fen(commerce: SocialCommerce) -> None:
    paid(commerce, quantity=3, delivery_fee=7)
    for refund, what in enumerate(({"quantity": 1}, {"amount": 100}, {"quantity": 2})):
        commerce.orders.refund("o1", f"back-{refund}", line=1, **what)

    assert commerce.orders.of("o1").status == "refunded"


def test_a_payout_comes_to_just_the_minimum(commerce: SocialCommerce, clock: ManualClock) -> None:
    paid(commerce)
    commerce.orders.place("o2", "an", [{"product": "tea"}])
    commerce.orders.pay("o2", "pay-o2")
    complete(commerce, "o2")
    clock.advance(timedelta(days=7))

    assert commerce.payouts.make("p1", "lin").amount == 100


def test_a_month_is_closed_in_its_first_moment_in_the_stores_zone(commerce: SocialCommerce, clock: ManualClock) -> None:
    clock.set(clock.now().replace(month=5, day=31, hour=16))
    commerce.statements.close("hui", "2021-05")

    assert commerce.statements.of("hui", "2021-05").closed


def test_an_order_that_is_told_late_is_judged_at_its_own_instant(commerce: SocialCommerce, clock: ManualClock) -> None:
    then = clock.now()
    clock.advance(timedelta(days=1))
    commerce.budgets.fund("tea", "h-2", 1_000)
    clock.advance(timedelta(days=1))
    order(commerce, quantity=2, at=then + timedelta(hours=1))

    assert commerce.orders.pay("o1", "pay", at=then + timedelta(hours=1)).status == "paid"
