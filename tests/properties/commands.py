"""A small world, and strategies for all commands in it: mostly such as may succeed, sometimes by the wrong one."""

from itertools import chain
from typing import Any, Literal, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from socialcommerce import InfluenceRules, ReferralRules, Rules, ShelfRules

MEMBERS = ("m1", "m2", "m3", "M4")
MERCHANTS = {"cd": "Dior", "ysl": "YSL"}
OFFERS: dict[str, dict[str, Any]] = {
    "p1": {"merchant": "cd", "title": "Red lipstick", "category": "lips", "price": 333},
    "p2": {"merchant": "cd", "title": "Rouge", "category": "lips", "price": 250, "exclusive_price": 199},
    "p3": {"merchant": "cd", "title": "Plan", "category": "family", "price": 100, "sensitive": True},
    "p4": {"merchant": "ysl", "title": "Scent", "category": "scents", "price": 1_000, "commission_bp": 2_500},
    "p5": {"merchant": "ysl", "title": "Mist", "category": "scents", "price": 701, "exclusive_price": 700},
}
CHANNELS = ("chat", "moments", "code")
PRICES = (1, 99, 100, 199, 250, 333, 1_000)
MIDNIGHT = "to midnight"
BEFORE_MIDNIGHT = "to 23:59:59"
STEPS: tuple[int | str, ...] = (
    1,
    60,
    30 * 60 - 1,
    30 * 60,
    BEFORE_MIDNIGHT,
    MIDNIGHT,
    24 * 3600,
    72 * 3600 - 1,
    72 * 3600,
    7 * 24 * 3600,
    15 * 24 * 3600,
    30 * 24 * 3600,
)
"""Seconds, or the next instant of that name in Shanghai."""


class Command(NamedTuple):
    """What is to be done, by whom."""

    name: str
    arguments: dict[str, Any]
    by: str | None = None


class Wait(NamedTuple):
    """Time goes by."""

    step: int | str


class Last(NamedTuple):
    """The id of a share, an order, a paid order, or a product on the shop's shelf, counted back from the last."""

    kind: Literal["share", "order", "paid", "placed"]
    back: int


PRELUDE = (
    *(Command("merchants.invite", {"merchant": id, "name": name}) for id, name in MERCHANTS.items()),
    *(Command("products.list", {"product": id, **offer}) for id, offer in OFFERS.items()),
    *(Command("shops.open", {"owner": owner}) for owner in ("m1", "m2", "M4")),
    Command("members.befriend", {"member": "m1", "friend": "m2"}),
    Command("members.befriend", {"member": "M4", "friend": "m1"}),
    Command("members.befriend", {"member": "m1", "friend": "m3"}),
    Command("shelves.place", {"shop": "m1", "product": "p1"}),
    Command("shelves.place", {"shop": "M4", "product": "p5"}),
    Command("shares.create", {"shop": "M4", "product": "p5", "channel": "code"}),
    Command("shares.create", {"shop": "m1", "product": "p1"}),
    Command("orders.place", {"order": "o0", "buyer": "m2", "lines": [{"product": "p1"}], "share": Last("share", 0)}),
)

members = st.sampled_from(MEMBERS)
products = st.sampled_from(tuple(OFFERS))
anyone = st.sampled_from((None, *MEMBERS, "merchant:cd", "merchant:ysl", "platform:op"))
shares = st.builds(Last, st.just("share"), st.integers(0, 5))
orders = st.builds(Last, st.just("order"), st.integers(0, 3))
paid = st.builds(Last, st.just("paid"), st.integers(0, 3))
placed = st.one_of(products, st.builds(Last, st.just("placed"), st.integers(0, 2)))
order_numbers = st.integers(1, 40).map(lambda n: f"o{n}")


def by_owner(name: str, owner: str, /, **arguments: SearchStrategy[Any]) -> SearchStrategy[Command]:
    """Commands by the one whom the argument *owner* names, by the host, or now and then by anyone."""

    def command(given: dict[str, Any], who: int, other: str | None) -> Command:
        return Command(name, given, given[owner] if who < 4 else other if who == 9 else None)

    return st.builds(command, st.fixed_dictionaries(arguments), st.integers(0, 9), anyone)


def by_host(name: str, /, **arguments: SearchStrategy[Any]) -> SearchStrategy[Command]:
    """Commands by the host, or now and then by anyone."""
    by = st.one_of(st.none(), st.none(), st.none(), anyone)
    return st.builds(Command, st.just(name), st.fixed_dictionaries(arguments), by)


def of_one(merchant: str) -> SearchStrategy[list[str]]:
    names = [id for id, offer in OFFERS.items() if offer["merchant"] == merchant]
    return st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True)


baskets = st.one_of(
    of_one("cd"), of_one("ysl"), of_one("cd"), st.lists(products, min_size=1, max_size=3, unique=True)
).flatmap(
    lambda names: st.tuples(*(st.integers(1, 7) for _ in names)).map(
        lambda quantities: [{"product": name, "quantity": n} for name, n in zip(names, quantities, strict=True)]
    )
)
asked = {
    "buyer": members,
    "lines": baskets,
    "share": st.one_of(st.none(), shares, shares),
    "delivery_fee": st.sampled_from((0, 500)),
}
to_refund = st.one_of(
    st.just({}),
    st.fixed_dictionaries({"line": st.integers(1, 2)}),
    st.fixed_dictionaries({"line": st.integers(1, 2), "quantity": st.integers(1, 4)}),
    st.fixed_dictionaries({"line": st.integers(1, 2), "amount": st.sampled_from((1, 100, 250, 1_000))}),
)

members_commands = st.one_of(
    by_host("members.befriend", member=members, friend=members),
    by_host("members.befriend", member=members, friend=members),
    by_owner("members.unfriend", "member", member=members, friend=members),
    by_owner("members.block", "member", member=members, blocked=members),
    by_owner("members.unblock", "member", member=members, blocked=members),
)
catalogue_commands = st.one_of(
    by_host("products.reprice", product=products, price=st.sampled_from(PRICES)),
    by_host("products.reprice", product=products, exclusive_price=st.sampled_from((None, 1, 99, 250))),
    by_host("products.delist", product=products),
    by_host("products.relist", product=products),
    by_host("products.relist", product=products),
    by_host("products.observe_price", product=products, source=st.just("elsewhere"), price=st.sampled_from(PRICES)),
    by_host("merchants.invite", merchant=st.sampled_from(tuple(MERCHANTS)), name=st.sampled_from(("Dior", "YSL"))),
    st.builds(
        lambda name, price, by: Command("products.list", {"product": name, **OFFERS[name], "price": price}, by),
        products,
        st.sampled_from((333, 1_000)),
        anyone,
    ),
)
shop_commands = st.one_of(
    by_owner("shops.open", "owner", owner=members),
    by_owner("shops.edit", "owner", owner=members, nickname=st.sampled_from(("", "Ann")), sign=st.just("hello")),
    by_owner("shops.close", "owner", owner=members),
    by_owner("shops.reopen", "owner", owner=members),
    by_owner("shops.reopen", "owner", owner=members),
)
shelf_commands = st.one_of(
    by_owner("shelves.place", "shop", shop=members, product=products),
    by_owner("shelves.place", "shop", shop=members, product=products),
    by_owner("shelves.remove", "shop", shop=members, product=placed),
    by_owner("shelves.swap", "shop", shop=members, remove=placed, place=products),
    by_owner("shelves.claim", "shop", shop=members),
)
share_commands = st.one_of(
    by_owner("shares.create", "shop", shop=members, product=products, channel=st.sampled_from(CHANNELS)),
    by_owner("shares.create", "shop", shop=members, product=products, channel=st.sampled_from(CHANNELS)),
    by_owner("shares.create", "shop", shop=members, product=products, share=st.sampled_from(("s1", "s2"))),
    by_host("shares.revoke", share=shares),
)
journey_commands = st.one_of(
    by_owner("journeys.visit", "visitor", visitor=members, share=shares),
    by_owner("journeys.visit", "visitor", visitor=members, share=shares),
    by_owner("journeys.visit", "visitor", visitor=members, share=shares),
    by_owner("journeys.release", "visitor", visitor=members),
)
order_commands = st.one_of(
    by_owner("orders.place", "buyer", order=order_numbers, **asked),
    by_owner("orders.place", "buyer", order=order_numbers, **asked),
    by_owner("orders.quote", "buyer", **asked),
    by_host("orders.pay", order=orders, payment=st.sampled_from(("first", "second"))),
    by_host("orders.pay", order=orders, payment=st.just("first")),
    by_host("orders.cancel", order=orders),
)
refund_commands = st.builds(
    lambda order, refund, what, by: Command("orders.refund", {"order": order, "refund": refund, **what}, by),
    st.one_of(orders, paid, paid, paid),
    st.integers(1, 6).map(lambda n: f"r{n}"),
    to_refund,
    st.one_of(st.none(), st.none(), st.none(), anyone),
)
purchases = by_owner("orders.place", "buyer", order=order_numbers, **asked).map(
    lambda place: [place, Command("orders.pay", {"order": place.arguments["order"], "payment": "first"})]
)
"""Placed and paid at once: by chance alone few orders would be paid in time."""

undone_at_once = st.one_of(
    members.map(lambda owner: [Command(f"shops.{verb}", {"owner": owner}) for verb in ("close", "reopen")]),
    products.map(lambda name: [Command(f"products.{verb}", {"product": name}) for verb in ("delist", "relist")]),
)
"""What leaves all as it was but for what has ended with it for good."""

ENDINGS: dict[str, tuple[Command, ...]] = {
    "revoked": (Command("shares.revoke", {"share": Last("share", 0)}),),
    "delisted": tuple(Command(f"products.{verb}", {"product": "p1"}) for verb in ("delist", "relist")),
    "closed": tuple(Command(f"shops.{verb}", {"owner": "m1"}) for verb in ("close", "reopen")),
}
"""What ends a share of p1 in the shop of m1 and leaves the two able to make another."""

SHARE_P1 = (
    Command("shelves.place", {"shop": "m1", "product": "p1"}),
    Command("shares.create", {"shop": "m1", "product": "p1"}),
)

shared_anew = st.tuples(members, st.lists(st.sampled_from(tuple(ENDINGS)), min_size=1, max_size=3)).map(
    lambda drawn: [
        *SHARE_P1,
        *chain.from_iterable(
            (*ENDINGS[ending], *SHARE_P1, Command("journeys.visit", {"visitor": drawn[0], "share": Last("share", 0)}))
            for ending in drawn[1]
        ),
    ]
)
"""Shared without an id, once more after each ending, on one day."""

visits_of_all = shares.map(
    lambda share: [Command("journeys.visit", {"visitor": member, "share": share}) for member in MEMBERS]
)

several_commands = st.one_of(purchases, purchases, visits_of_all, undone_at_once, shared_anew)

waits = st.builds(Wait, st.one_of(st.sampled_from(STEPS[:6]), st.sampled_from(STEPS[:9]), st.sampled_from(STEPS)))
settings_of_the_scene = st.one_of(members_commands, catalogue_commands, shop_commands)
commands_and_waits = st.one_of(
    settings_of_the_scene,
    shelf_commands,
    share_commands,
    journey_commands,
    journey_commands,
    order_commands,
    refund_commands,
    waits,
)
single = commands_and_waits.map(lambda step: [step])
histories: SearchStrategy[list[Command | Wait]] = st.lists(
    st.one_of(
        commands_and_waits.map(lambda step: [step]), commands_and_waits.map(lambda step: [step]), several_commands
    ),
    max_size=50,
).map(lambda parts: [*PRELUDE, *chain.from_iterable(parts)])

rulebooks = st.builds(
    lambda binding, window_days, refuse_dearer: Rules(
        shelves=ShelfRules(capacity_by_influence=((0, 1), (5, 2), (9, 3)), refuse_dearer=refuse_dearer),
        referrals=ReferralRules(binding=binding),
        influence=InfluenceRules(visits_per_day=2, window_days=window_days),
    ),
    st.sampled_from(("first", "last", "none")),
    st.sampled_from((None, None, 3)),
    st.booleans(),
)
"""Small limits, so that they are met."""
