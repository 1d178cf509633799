"""A small world, and who does what in it: mostly such as may, sometimes the wrong one."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from socialcommerce.testing.steps import Command, Last, Of

MEMBERS = ("m1", "m2", "m3", "M4")
MERCHANTS = {"cd": "Dior", "ysl": "YSL", "M4": "Mia"}
"""One of them is a member's mini-store."""
OFFERS: dict[str, dict[str, Any]] = {
    "p1": {"merchant": "cd", "title": "Red lipstick", "category": "lips", "price": 333, "commission_bp": 3_000},
    "p2": {"merchant": "cd", "title": "Rouge", "category": "lips", "price": 250, "exclusive_price": 199},
    "p3": {"merchant": "cd", "title": "Plan", "category": "family", "price": 100, "sensitive": True},
    "p4": {"merchant": "ysl", "title": "Scent", "category": "scents", "price": 1_000, "commission_bp": 2_500},
    "p5": {
        "merchant": "ysl",
        "title": "Mist",
        "category": "scents",
        "price": 701,
        "exclusive_price": 700,
        "commission_bp": 1_111,
    },
    "p6": {
        "merchant": "M4",
        "title": "Tea",
        "category": "food",
        "price": 1_500,
        "exclusive_price": 1_000,
        "commission_bp": 5_000,
    },
}
CHANNELS = ("chat", "moments", "code")
PRICES = (1, 99, 100, 199, 250, 333, 1_000)

PRELUDE = (
    *(Command("merchants.invite", {"merchant": id, "name": name}) for id, name in MERCHANTS.items()),
    *(Command("products.list", {"product": id, **offer}) for id, offer in OFFERS.items()),
    Command("shops.open", {"owner": "m1"}),
    Command("shops.invite", {"owner": "m1", "member": "m2"}),
    Command("shops.open", {"owner": "m2", "invited_by": "m1"}),
    Command("shops.invite", {"owner": "m2", "member": "M4"}),
    Command("shops.open", {"owner": "M4", "invited_by": "m2"}),
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
anyone = st.sampled_from((None, *MEMBERS, *(f"merchant:{id}" for id in MERCHANTS), "platform:op"))
shares = st.builds(Last, st.just("share"), st.integers(0, 5))
order_numbers = st.integers(1, 40).map(lambda n: f"o{n}")
BUYER, MERCHANT, ORDER = Of("buyer"), Of("merchant"), Of("order")


def last(*kinds: str, most: int = 2) -> SearchStrategy[Last]:
    """An id of one of *kinds*, of the last so many and one."""
    return st.builds(Last, st.sampled_from(kinds), st.integers(0, most))


def by_owner(name: str, owner: str, /, **arguments: SearchStrategy[Any]) -> SearchStrategy[Command]:
    """Commands by the one whom the argument *owner* names, by the host, or now and then by anyone."""

    def command(given: dict[str, Any], who: int, other: str | None) -> Command:
        return Command(name, given, given[owner] if who < 4 else other if who == 9 else None)

    return st.builds(command, st.fixed_dictionaries(arguments), st.integers(0, 9), anyone)


def by_host(name: str, /, **arguments: SearchStrategy[Any]) -> SearchStrategy[Command]:
    """Commands by the host, or now and then by anyone."""
    return by_one_of((None,), name, **arguments)


def by_platform(name: str, /, **arguments: SearchStrategy[Any]) -> SearchStrategy[Command]:
    """Commands by the platform or the host, or now and then by anyone."""
    return by_one_of((None, "platform:op"), name, **arguments)


def by_one_of(actors: tuple[Any, ...], name: str, /, **arguments: SearchStrategy[Any]) -> SearchStrategy[Command]:
    """Commands by one of *actors*, or now and then by anyone."""
    proper = st.sampled_from(actors)
    by = st.one_of(proper, proper, proper, anyone)
    return st.builds(Command, st.just(name), st.fixed_dictionaries(arguments), by)


def with_optional(
    required: dict[str, SearchStrategy[Any]], *optional: dict[str, SearchStrategy[Any]]
) -> SearchStrategy[dict[str, Any]]:
    """Arguments that are *required*, and those of one of *optional*."""
    return st.one_of(*(st.fixed_dictionaries({**required, **more}) for more in optional))


def flattened(parts: SearchStrategy[Any]) -> SearchStrategy[list[Any]]:
    """Steps that stand alone or in sequences, as one list."""
    return parts.map(lambda drawn: [step for part in drawn for step in part])
