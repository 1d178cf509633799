"""Strategies for commands of orders: bought, sent, refunded; and for the lives of orders that come far."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from socialcommerce.testing.small_world.people import (
    BUYER,
    MERCHANT,
    OFFERS,
    anyone,
    by_host,
    by_one_of,
    by_owner,
    last,
    members,
    order_numbers,
    products,
    shares,
    with_optional,
)
from socialcommerce.testing.steps import DAY, Command, Last, Step, Wait

orders = last("order", most=3)
on_their_way = last("order paid", "order shipped", "order delivered", "order completed")
parcels = st.sampled_from(("a", "b"))
carriers = st.sampled_from(("SF", "SF", "YTO"))


def of_one(merchant: str) -> SearchStrategy[list[str]]:
    """One or two products of a merchant."""
    names = [id for id, offer in OFFERS.items() if offer["merchant"] == merchant]
    return st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True)


baskets = st.one_of(
    of_one("cd"), of_one("ysl"), of_one("cd"), of_one("M4"), st.lists(products, min_size=1, max_size=3, unique=True)
).flatmap(
    lambda names: st.tuples(*(st.integers(1, 7) for _ in names)).map(
        lambda quantities: [{"product": name, "quantity": n} for name, n in zip(names, quantities, strict=True)]
    )
)
discounts = with_optional(
    {},
    {"amount": st.sampled_from((1, 100, 333))},
    {"amount": st.sampled_from((100, 10_000)), "threshold": st.sampled_from((0, 500, 1_000))},
    {"percent_bp": st.sampled_from((1, 1_000, 3_333, 9_999))},
)
asked = {
    "buyer": members,
    "lines": baskets,
    "share": st.one_of(st.none(), shares, shares),
    "delivery_fee": st.sampled_from((0, 500)),
}
to_refund = with_optional(
    {},
    {},
    {"line": st.integers(1, 2)},
    {"line": st.integers(1, 2), "quantity": st.integers(1, 4)},
    {"line": st.integers(1, 2), "amount": st.sampled_from((1, 100, 250, 1_000))},
)

order_commands = st.one_of(
    by_owner("orders.place", "buyer", order=order_numbers, **asked),
    by_owner("orders.place", "buyer", order=order_numbers, **asked),
    by_host("orders.place", order=order_numbers, **asked, discount=discounts),
    by_owner("orders.quote", "buyer", **asked),
    by_host("orders.quote", **asked, discount=discounts),
    by_host("orders.pay", order=orders, payment=st.sampled_from(("first", "second"))),
    by_host("orders.pay", order=orders, payment=st.just("first")),
    by_one_of((BUYER,), "orders.cancel", order=orders, reason=st.sampled_from((None, "too dear"))),
)
parcel_commands = st.one_of(
    by_one_of((MERCHANT,), "orders.ship", order=on_their_way, parcel=parcels, carrier=carriers),
    by_one_of((MERCHANT,), "orders.ship", order=last("order paid"), parcel=parcels, carrier=carriers),
    by_one_of(
        (MERCHANT,),
        "orders.track",
        order=on_their_way,
        parcel=parcels,
        status=st.sampled_from(("collected", "delivered", "delivered", "failed")),
    ),
    by_one_of((BUYER, MERCHANT), "orders.deliver", order=last("order shipped")),
    by_one_of((BUYER,), "orders.complete", order=last("order delivered")),
)
refund_commands = st.builds(
    lambda order, refund, what, by: Command("orders.refund", {"order": order, "refund": refund, **what}, by),
    st.one_of(orders, last("paid", most=3), last("paid", most=3), on_their_way),
    st.integers(1, 6).map(lambda n: f"r{n}"),
    to_refund,
    st.one_of(st.none(), st.none(), st.none(), anyone),
)


def paid_at_once(place: Command) -> list[Step]:
    """Placed and paid: by chance alone few orders would be paid in time."""
    return [place, Command("orders.pay", {"order": place.arguments["order"], "payment": "first"})]


purchases = st.one_of(
    by_owner("orders.place", "buyer", order=order_numbers, **asked),
    by_host("orders.place", order=order_numbers, **asked, discount=discounts),
).map(paid_at_once)

SENT = Command("orders.ship", {"order": Last("order paid", 0), "parcel": "a", "carrier": "SF"}, MERCHANT)
ARRIVED = Command("orders.deliver", {"order": Last("order shipped", 0)}, BUYER)
DONE = Command("orders.complete", {"order": Last("order delivered", 0)}, BUYER)
BY_HAND: tuple[Step, ...] = (SENT, ARRIVED, DONE)
BY_ITSELF: tuple[Step, ...] = (SENT, Wait(14 * DAY), Wait(7 * DAY))
WAYS = (BY_HAND, BY_HAND, BY_HAND, (SENT, ARRIVED, Wait(7 * DAY)), BY_ITSELF)
ALL_BACK = Command("orders.refund", {"order": Last("order completed", 0), "refund": "r1"})
SOME_BACK = Command("orders.refund", {"order": Last("order completed", 0), "refund": "r2", "line": 1, "amount": 100})
AFTERWARDS: tuple[tuple[Step, ...], ...] = ((), (), (SOME_BACK,), (ALL_BACK,), (SOME_BACK, ALL_BACK))


def sale(number: str, shop: str, product: str, buyer: str, quantity: int, more: dict[str, Any]) -> list[Step]:
    """What a shop has on its shelf is shared, and bought through the share."""
    lines = [{"product": Last("shared", 0), "quantity": quantity}]
    place = {"order": number, "buyer": buyer, "lines": lines, "share": Last("share", 0), **more}
    return [
        Command("shelves.place", {"shop": shop, "product": product}),
        Command("shares.create", {"shop": shop, "product": Last("placed", 0)}),
        *paid_at_once(Command("orders.place", place)),
    ]


sellers = st.sampled_from(("m1", "m2", "M4"))
more_of_a_sale = with_optional(
    {}, {"delivery_fee": st.just(500)}, {"delivery_fee": st.just(500)}, {"discount": discounts}
)
sales = st.builds(sale, order_numbers, sellers, products, members, st.integers(1, 7), more_of_a_sale)


def life(bought: list[Step], way: tuple[Step, ...], after: tuple[Step, ...], number: int) -> list[Step]:
    """Bought, sent, complete, approved and paid out; and what comes *after*."""
    payout = Command("payouts.make", {"payout": f"x{number}", "member": Last("earner", number)}, "platform:op")
    return [*bought, *way, Wait(7 * DAY), payout, *after]


lives: SearchStrategy[list[Any]] = st.builds(
    life, sales, st.sampled_from(WAYS), st.sampled_from(AFTERWARDS), st.integers(1, 9)
)


def recovery(first: str, then: str, seller: str, buyer: str, number: int) -> list[Step]:
    """A payout is taken from by a refund, which the next makes up for."""
    little, much = sale(first, seller, "p4", buyer, 1, {}), sale(then, seller, "p4", buyer, 7, {})
    return [*life(little, BY_HAND, (SOME_BACK,), number), *life(much, BY_HAND, (), number + 1)]


recoveries = st.builds(recovery, order_numbers, order_numbers, sellers, members, st.integers(10, 18))
