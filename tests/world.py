"""A furnished world in which every command and every personal read can succeed, and who may do each."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import attrs

from socialcommerce import ManualClock, SocialCommerce

NOON: Final = datetime(2021, 5, 1, 4, tzinfo=UTC)
"""When everything stands as :func:`furnish` leaves it."""

ACTORS: Final = ("lin", "an", "mei", "merchant:cd", "merchant:ysl", "platform:op")
"""One of every kind, and another of most; the host, who may do everything, is nobody's actor."""


@attrs.frozen
class Deed:
    """Something to do in the furnished world, and which of :data:`ACTORS` may, beside the host."""

    args: dict[str, Any]
    who: frozenset[str]


def deed(*who: str, **args: Any) -> Deed:
    return Deed(args, frozenset(who))


COMMANDS: Final[dict[str, Deed]] = {
    "members.befriend": deed(member="lin", friend="bo"),
    "members.unfriend": deed("lin", member="lin", friend="an"),
    "members.block": deed("lin", member="lin", blocked="an"),
    "members.unblock": deed("lin", member="lin", blocked="zed"),
    "merchants.invite": deed("platform:op", merchant="new", name="New"),
    "products.list": deed(
        "merchant:cd",
        product="new",
        merchant="cd",
        title="New",
        category="beauty",
        price=1_000,
        exclusive_price=900,
        commission_bp=100,
        sensitive=True,
    ),
    "products.reprice": deed("merchant:cd", product="free", price=1_100, exclusive_price=None),
    "products.delist": deed("merchant:cd", "platform:op", product="free"),
    "products.relist": deed("merchant:cd", product="off"),
    "products.observe_price": deed(product="free", source="elsewhere", price=999),
    "shops.open": deed("an", owner="an"),
    "shops.edit": deed("lin", owner="lin", nickname="Lin", avatar="lin.png", sign="好"),
    "shops.close": deed("lin", owner="lin"),
    "shops.reopen": deed("mei", owner="mei"),
    "shelves.place": deed("lin", shop="lin", product="free"),
    "shelves.remove": deed("lin", shop="lin", product="shown"),
    "shelves.swap": deed("lin", shop="lin", remove="shown", place="free"),
    "shelves.claim": deed("lin", shop="lin"),
    "shares.create": deed("lin", shop="lin", product="shown", channel="code", share="new"),
    "shares.revoke": deed("lin", share="s1"),
    "journeys.visit": deed("mei", visitor="mei", share="s1"),
    "journeys.release": deed("an", visitor="an"),
    "orders.place": deed(
        "an", order="new", buyer="an", lines=[{"product": "shown", "quantity": 2}], share="s1", delivery_fee=100
    ),
    "orders.pay": deed(order="placed", payment="x9"),
    "orders.cancel": deed("an", order="placed", reason="no more"),
    "orders.refund": deed(order="paid", refund="r9", line=1, quantity=1),
}
"""By the words of journals, each with all the arguments that it takes, or as many as go together."""

READS: Final[dict[str, Deed]] = {
    "feeds.of": deed("lin", member="lin"),
    "feeds.three_friends": deed("lin", member="lin"),
    "analytics.of": deed("lin", shop="lin"),
    "influence.explain": deed("lin", shop="lin"),
    "journeys.binding_of": deed("an", visitor="an"),
    "orders.of": deed("an", "merchant:cd", order="paid"),
    "orders.quote": deed("an", buyer="an", lines=[{"product": "shown"}]),
}
"""What is personal."""

CHANGES_NOTHING: Final = frozenset({"shelves.claim"})
"""Commands that find their wish fulfilled: nobody has the influence for another slot."""


def furnish(commerce: SocialCommerce, clock: ManualClock) -> None:
    """Let four days pass that end at noon: what was placed at their beginning is unlocked, what was bought is paid."""
    clock.set(NOON - timedelta(days=4))
    for merchant in ("cd", "ysl"):
        commerce.merchants.invite(merchant, merchant.upper())
    for product in ("shown", "free", "off"):
        commerce.products.list(product, "cd", product, "beauty", 1_000, 900)
    commerce.products.delist("off")
    for friend in ("an", "mei"):
        commerce.members.befriend("lin", friend)
    commerce.members.block("lin", "zed")
    for owner in ("lin", "mei"):
        commerce.shops.open(owner)
    commerce.shops.close("mei")
    commerce.shelves.place("lin", "shown")
    commerce.shares.create("lin", "shown", share="s1")
    commerce.journeys.visit("an", "s1")
    commerce.orders.place("paid", "an", [{"product": "shown", "quantity": 3}])
    commerce.orders.pay("paid", "x1")
    clock.set(NOON)
    commerce.orders.place("placed", "an", [{"product": "shown"}])


def method(commerce: SocialCommerce, name: str) -> Callable[..., Any]:
    """The method that journals call *name*."""
    service, _, word = name.partition(".")
    found: Callable[..., Any] = getattr(getattr(commerce, service), word)
    return found
