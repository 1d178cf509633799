"""Short histories of trade in which the store and the naive model once disagreed, or nearly could."""

from typing import Any

import pytest
from reading import assert_reads_agree
from telling import trade

from socialcommerce import EarningsRules, NotAllowed, Refused, Rules
from socialcommerce.domain.earnings.commission_events import CommissionApproved
from socialcommerce.domain.earnings.payout import PayoutMade
from socialcommerce.domain.orders.case_events import CaseApproved, CaseWithdrawn
from socialcommerce.domain.orders.events import OrderCompleted
from socialcommerce.testing.small_world.cases import ESCALATED, LAST, PARCEL, REFUNDED, REJECTED
from socialcommerce.testing.small_world.orders import ALL_BACK, ARRIVED, BY_HAND, DONE, SENT, SOME_BACK, life, sale
from socialcommerce.testing.small_world.people import BUYER, MERCHANT
from socialcommerce.testing.steps import DAY, Ahead, Command, InMonths, Last, Step, Tick, Wait

FEE = {"delivery_fee": 500}
TWO_LEVELS = Rules(earnings=EarningsRules(levels=2))
APPROVED = Command("cases.approve", LAST, MERCHANT)
SENT_BACK = Command("cases.send_back", {**LAST, **PARCEL}, BUYER)


def sold(number: str = "o1", seller: str = "m1", product: str = "p4", quantity: int = 2, **more: Any) -> list[Step]:
    return sale(number, seller, product, "m3", quantity, more)


def asked(kind: str = "refund_only", line: int = 1, **what: Any) -> Command:
    order = {"order": Last("paid", 0), "line": line, "kind": kind, "reason": "broken"}
    return Command("cases.request", {**order, **what}, BUYER)


def ruled(**ruling: Any) -> Command:
    return Command("cases.rule", {**LAST, **ruling}, "platform:op")


def test_a_refund_that_ends_the_last_case_of_an_overdue_order_completes_it_at_once() -> None:
    refund = Command("orders.refund", {"order": "o1", "refund": "r1"})
    with trade(*sold(**FEE), SENT, ARRIVED, asked("return_and_refund"), Wait(8 * DAY)) as twin:
        assert twin.commerce.orders.of("o1").status == "delivered"
        twin.tell(refund)
        order = twin.commerce.orders.of("o1")
        assert (order.status, order.free_since) == ("completed", twin.clock.now())
        assert_reads_agree(twin)


@pytest.mark.parametrize(
    "waits", [[Wait(60 * DAY)], [Wait(DAY)] * 17, [Wait(5 * DAY), Tick(), Tick()] * 4], ids=["once", "daily", "ticking"]
)
def test_however_long_nobody_looks_each_deadline_passes_at_its_own_instant(waits: list[Step]) -> None:
    with trade(*sold(), SENT, ARRIVED, asked("exchange"), *waits) as twin:
        happened = {type(fact.event): (fact.at - twin.instants[0]).days for fact in twin.commerce.log.read()}
        passed = {CaseApproved: 2, CaseWithdrawn: 9, OrderCompleted: 9, CommissionApproved: 16}
        assert {event: happened[event] for event in passed} == passed
        assert twin.commerce.earnings.of("m1").approved == 500


def test_an_order_that_cost_nothing_ends_with_its_refund() -> None:
    refund = Command("orders.refund", {"order": "o1", "refund": "r1"})
    with trade(*sold(discount={"amount": 10_000}), refund) as twin:
        assert twin.commerce.orders.of("o1").status == "refunded"


@pytest.mark.parametrize("first", [1, 2])
def test_the_fee_that_two_rulings_give_goes_back_once_and_then_holds_nothing_up(first: int) -> None:
    both = [{"product": "p4"}, {"product": "p5"}]
    bought = [
        Command("orders.place", {"order": "o1", "buyer": "m3", "lines": both, **FEE}),
        Command("orders.pay", {"order": "o1", "payment": "first"}),
    ]
    rulings = [
        step for line in (1, 2) for step in (asked(line=line), REJECTED, ESCALATED, ruled(delivery_fee=True, amount=0))
    ]
    refund = Command("orders.refund", {"order": "o1", "refund": "r1", "case": f"o1~{first}~1"})
    with trade(*bought, SENT, *rulings, refund) as twin:
        order = twin.commerce.orders.of("o1")
        assert (order.refunded, order.holds) == (500, ())


def test_a_ruling_holds_the_order_up_until_its_refund() -> None:
    with trade(*sold(**FEE), *BY_HAND, asked(), REJECTED, ESCALATED, ruled(amount=100), Wait(30 * DAY)) as twin:
        assert twin.commerce.earnings.of("m1").frozen == 500
        twin.tell(REFUNDED)
        assert twin.commerce.earnings.of("m1").approved == 475
        assert_reads_agree(twin)


def test_a_case_that_was_rejected_waits_for_the_end_of_another_before_it_is_escalated() -> None:
    again = Command("cases.escalate", {"case": "o1~1~1"}, BUYER)
    with trade(*sold(), SENT, asked(), REJECTED, asked(amount=1)) as twin:
        with pytest.raises(Refused, match="open case"):
            twin.commerce.cases.escalate("o1~1~1", by="m3")
        twin.tell(again)
        twin.tell(Command("cases.withdraw", {"case": "o1~1~2"}, BUYER))
        twin.tell(again)
        assert twin.commerce.cases.of("o1~1~1").status == "escalated"
        assert_reads_agree(twin)


def test_nothing_comes_for_what_was_sent_back_so_the_buyer_calls_the_platform_in() -> None:
    steps = (asked("exchange"), APPROVED, SENT_BACK, Wait(10 * DAY), ESCALATED, ruled(amount=2_000), REFUNDED)
    with trade(*sold(), SENT, *steps) as twin:
        assert twin.commerce.cases.of("o1~1~1").status == "ruled"
        assert twin.commerce.orders.of("o1").refunded == 2_000


def test_a_refund_names_a_case_of_its_own_order() -> None:
    other = Command("orders.refund", {"order": "o2", "refund": "r1", **LAST})
    with trade(*sold("o2"), *sold("o1"), asked(), APPROVED, other) as twin:
        assert twin.commerce.orders.of("o2").refunded == 0
        assert twin.commerce.cases.of("o1~1~1").status == "approved"


@pytest.mark.parametrize(("seconds", "unit_price"), [(30 * 60 - 1, 1_000), (30 * 60, 999)])
def test_what_an_unpaid_order_has_of_a_budget_is_free_again_at_its_deadline(seconds: int, unit_price: int) -> None:
    """Till then the budget does not cover the exclusive price, and the share's promise is the lowest."""
    steps = (
        Command("budgets.fund", {"product": "p6", "funding": "f1", "amount": 501}),
        *sold(product="p6", quantity=1)[:3],
        Command("products.reprice", {"product": "p6", "exclusive_price": 999}),
        Wait(seconds),
    )
    lines: Any = [{"product": "p6"}]
    with trade(*steps) as twin:
        share = next(reversed(twin.world.shares))
        assert twin.commerce.orders.quote("m2", lines, share).lines[0].unit_price == unit_price
        twin.tell(Command("orders.quote", {"buyer": "m2", "lines": lines, "share": share}))


def test_a_payout_takes_what_refunds_took_back_after_the_last() -> None:
    little, much = sold("o1", quantity=1), sold("o2", quantity=7)
    with trade(*life(little, BY_HAND, (SOME_BACK, ALL_BACK), 1), *life(much, BY_HAND, (), 2)) as twin:
        made = [fact.event.amount for fact in twin.commerce.log.read() if isinstance(fact.event, PayoutMade)]
        assert made == [250, 1_500]
        assert twin.commerce.earnings.of("m1").owed == 0


def test_the_recruiter_earns_a_tenth_and_the_sharer_the_rest() -> None:
    with trade(*sold(seller="m2"), rules=TWO_LEVELS) as twin:
        assert [twin.commerce.earnings.of(member).pending for member in ("m1", "m2")] == [50, 450]


def test_a_recruiter_who_buys_leaves_all_to_the_sharer() -> None:
    with trade(*sale("o1", "m2", "p4", "m1", 2, {}), rules=TWO_LEVELS) as twin:
        assert [twin.commerce.earnings.of(member).pending for member in ("m1", "m2")] == [0, 500]


def test_a_merchant_earns_nothing_by_sharing_what_they_sell_themselves() -> None:
    emptied = (Wait(3 * DAY), Command("shelves.remove", {"shop": "M4", "product": "p5"}))
    with trade(*emptied, *sold(seller="M4", product="p6")) as twin:
        assert twin.commerce.orders.of("o1").attribution.shop == "M4"
        assert twin.commerce.earnings.of("M4").total == 0


def test_an_order_keeps_the_deadlines_of_the_rules_under_which_it_was_placed() -> None:
    announced = {"settings": {"orders.completion_days": 1, "earnings.approval_days": 1}, "holds_from": Ahead(7)}
    changed = (Command("rules.announce", announced), Wait(7 * DAY))
    with trade(*sold(), *changed, *sold("o2"), SENT, SENT, ARRIVED, ARRIVED, Wait(DAY)) as twin:
        assert [twin.commerce.orders.of(order).status for order in ("o1", "o2")] == ["delivered", "completed"]


def test_of_two_changes_for_one_rule_the_one_that_holds_later_wins_whichever_was_announced_first() -> None:
    later = Command("rules.announce", {"settings": {"shelves.lock_hours": 24}, "holds_from": Ahead(9)})
    sooner = Command("rules.announce", {"settings": {"shelves.lock_hours": 48}, "holds_from": Ahead(8)})
    with trade(later, sooner, Wait(8 * DAY)) as twin:
        assert twin.commerce.rules.at().shelves.lock_hours == 48
        twin.tell(Wait(DAY))
        assert twin.commerce.rules.at().shelves.lock_hours == 24
        assert_reads_agree(twin)


def test_a_month_can_be_closed_when_it_is_over_and_then_stays_as_it_was() -> None:
    close = Command("statements.close", {"merchant": "ysl", "month": InMonths(0)}, "platform:op")
    refund = Command("orders.refund", {"order": "o1", "refund": "r1"})
    with trade(*sold(**FEE), close, Wait(30 * DAY), close, Wait(DAY)) as twin:
        twin.tell(Command("statements.close", {"merchant": "ysl", "month": InMonths(-1)}, "platform:op"))
        may = twin.commerce.statements.of("ysl", "2021-05")
        twin.tell(refund)
        assert twin.commerce.statements.of("ysl", "2021-05") == may
        june = twin.commerce.statements.of("ysl", "2021-06")
        assert (may.closed, may.payments, june.refunds, june.commission) == (True, 2_500, 2_500, -500)
        assert_reads_agree(twin)


def test_the_platform_writes_once_it_is_called_in_and_the_buyer_waits_for_the_merchant_alone() -> None:
    said = {"order": "o1", "message": "w1", "author": BUYER, "text": "hello"}
    told = {"order": "o1", "message": "w2", "author": "platform:op", "text": "well"}
    with trade(*sold(), asked(), REJECTED, Command("conversations.say", said, BUYER)) as twin:
        with pytest.raises(NotAllowed):
            twin.commerce.conversations.say(**told)
        twin.tell(ESCALATED)
        twin.tell(Command("conversations.say", told, "platform:op"))
        assert twin.commerce.conversations.of("o1").waiting_since == twin.clock.now()
        assert_reads_agree(twin)


def test_a_buyer_is_told_neither_the_budget_nor_who_recruited_the_sharer() -> None:
    with trade(*sold(seller="m2", product="p6"), SENT, ARRIVED, DONE, rules=TWO_LEVELS) as twin:
        orders = twin.commerce.orders
        assert [orders.of("o1", by=by).lines[0].sold.excess for by in ("m3", "merchant:M4", None)] == [0, 1_000, 1_000]
        assert [terms.recruiter for by in ("m3", "merchant:M4", None) if (terms := orders.of("o1", by=by).terms)] == [
            None,
            None,
            "m1",
        ]
