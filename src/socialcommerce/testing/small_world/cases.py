"""Strategies for commands of after-sale cases and conversations, and for cases that come far."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from socialcommerce.testing.small_world.orders import ARRIVED, BY_HAND, SENT, carriers, orders, parcels, sales
from socialcommerce.testing.small_world.people import BUYER, MERCHANT, ORDER, by_one_of, last, with_optional
from socialcommerce.testing.steps import DAY, Command, Last, Step, Wait

asks = with_optional(
    {"reason": st.just("broken")},
    {"kind": st.just("refund_only")},
    {"kind": st.just("refund_only"), "amount": st.sampled_from((1, 100, 1_000))},
    {"kind": st.just("refund_only"), "quantity": st.integers(1, 3)},
    {"kind": st.just("refund_only"), "number": st.just(1)},
    {"kind": st.just("return_and_refund")},
    {"kind": st.sampled_from(("return_and_refund", "exchange")), "quantity": st.integers(1, 3)},
)
could_be_asked_for = last("paid", "paid", "order shipped", "order delivered", "order completed")
reasons = st.sampled_from((None, "no"))
messages = {
    "message": st.sampled_from(("w1", "w2", "w3")),
    "author": st.sampled_from((BUYER, BUYER, MERCHANT, MERCHANT, "platform:op", "m3")),
    "text": st.sampled_from(("hello", "hello", "well")),
}
rulings = with_optional(
    {},
    {},
    {"amount": st.sampled_from((1, 100, 300))},
    {"amount": st.sampled_from((100, 5_000)), "reason": reasons},
    {"delivery_fee": st.just(True), "amount": st.sampled_from((0, 1))},
)
refunds = st.integers(7, 12).map(lambda n: f"r{n}")


def request(order: Any, line: int, what: dict[str, Any], by: Any) -> Command:
    """A case of a line is opened."""
    return Command("cases.request", {"order": order, "line": line, **what}, by)


def rule(case: Last, ruling: dict[str, Any], by: str | None) -> Command:
    """An escalated case is ruled on."""
    return Command("cases.rule", {"case": case, **ruling}, by)


requests = st.builds(
    request, could_be_asked_for, st.sampled_from((1, 1, 1, 2)), asks, st.sampled_from((BUYER, BUYER, BUYER, None, "m3"))
)
rules_on = st.builds(
    rule, last("case escalated", "case escalated", "case"), rulings, st.sampled_from(("platform:op", None, "m1"))
)
answers = st.one_of(
    by_one_of((MERCHANT,), "cases.approve", case=last("case requested")),
    by_one_of((MERCHANT,), "cases.reject", case=last("case requested"), reason=reasons),
    by_one_of((MERCHANT,), "cases.receive", case=last("case returning")),
    by_one_of((MERCHANT,), "cases.exchange", case=last("case received"), parcel=parcels, carrier=carriers),
)
buyers_steps = st.one_of(
    by_one_of((BUYER,), "cases.withdraw", case=last("case", "case approved", "case escalated")),
    by_one_of((BUYER,), "cases.send_back", case=last("case approved"), parcel=parcels, carrier=carriers),
    by_one_of((BUYER,), "cases.escalate", case=last("case rejected"), reason=reasons),
)
case_refunds = by_one_of(
    (None,),
    "orders.refund",
    order=st.one_of(st.just(ORDER), st.just(ORDER), orders),
    refund=refunds,
    case=last("case approved", "case received", "case ruled"),
)
conversations = st.one_of(
    by_one_of((None,), "cases.say", case=last("case", "case escalated"), **messages),
    by_one_of((None, BUYER, MERCHANT), "conversations.say", order=last("order", "paid"), **messages),
)
case_commands = st.one_of(requests, requests, answers, buyers_steps, rules_on, case_refunds, conversations)

LAST = {"case": Last("case", 0)}
PARCEL = {"parcel": "a", "carrier": "SF"}
REFUNDED = Command("orders.refund", {"order": ORDER, "refund": "r7", **LAST})
REJECTED = Command("cases.reject", LAST, MERCHANT)
ESCALATED = Command("cases.escalate", LAST, BUYER)
HEARD = Command("cases.say", {**LAST, "message": "w4", "author": "platform:op", "text": "well"}, "platform:op")
WAYS: tuple[tuple[Step, ...], ...] = (
    (Command("cases.approve", LAST, MERCHANT), REFUNDED),
    (Wait(2 * DAY), REFUNDED),
    (
        Command("cases.approve", LAST, MERCHANT),
        Command("cases.send_back", {**LAST, **PARCEL}, BUYER),
        Command("cases.receive", LAST, MERCHANT),
        Command("cases.exchange", {**LAST, **PARCEL}, MERCHANT),
        REFUNDED,
    ),
    (Wait(2 * DAY), Command("cases.send_back", {**LAST, **PARCEL}, BUYER), Wait(10 * DAY), REFUNDED),
    (Wait(2 * DAY), Wait(7 * DAY)),
    (REJECTED, Wait(7 * DAY - 1), ESCALATED),
    (REJECTED, Wait(7 * DAY), ESCALATED),
    (REJECTED, ESCALATED),
)
ruled: SearchStrategy[tuple[Step, ...]] = st.builds(rule, st.just(LAST["case"]), rulings, st.just("platform:op")).map(
    lambda ruling: (REJECTED, ESCALATED, HEARD, ruling, REFUNDED)
)

EXCHANGE = (
    Command("cases.send_back", {**LAST, **PARCEL}, BUYER),
    Wait(10 * DAY),
    Command("cases.exchange", {**LAST, **PARCEL}, MERCHANT),
)


def dispute(sold: list[Step], sent: tuple[Step, ...], what: dict[str, Any], way: tuple[Step, ...]) -> list[Step]:
    """Something is sold, a case of it opened, and what comes of that."""
    return [*sold, *sent, request(Last("paid", 0), 1, what, BUYER), *way]


ways_sent = st.sampled_from(((SENT,), (SENT,), (SENT, ARRIVED), BY_HAND, ()))
disputes: SearchStrategy[list[Any]] = st.one_of(
    st.builds(dispute, sales, ways_sent, asks, st.sampled_from(WAYS)),
    st.builds(dispute, sales, ways_sent, asks, ruled),
    st.builds(dispute, sales, ways_sent, asks, ruled),
    st.builds(
        dispute,
        sales,
        st.sampled_from(((SENT,), BY_HAND)),
        st.just({"kind": "exchange", "reason": "too small"}),
        st.sampled_from(((Wait(2 * DAY), *EXCHANGE), (Command("cases.approve", LAST, MERCHANT), *EXCHANGE))),
    ),
)
