"""A small community, and all that its members and merchants can do that changes what friends see of each other.

A history is drawn as one text, each character a step: so every history that Hypothesis draws is a new one, where lists
of steps would mostly be variants of the one before, and one that fails shrinks to the few steps that it takes.
"""

from itertools import combinations, permutations
from itertools import product as each
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from given import NOON
from socialcommerce.testing.steps import DAY, HOUR, Command, Last, Of, Step, Wait

Steps = tuple[Step, ...]

MEMBERS: Final = ("an", "bo", "cai", "dan", "eva")
MERCHANTS: Final = {"cd": "Dior", "ysl": "YSL"}
OFFERS: Final[dict[str, dict[str, Any]]] = {
    "lip": {"merchant": "cd", "title": "Red lipstick", "category": "lips", "price": 333},
    "rouge": {"merchant": "cd", "title": "Rouge", "category": "lips", "price": 250, "exclusive_price": 199},
    "scent": {"merchant": "ysl", "title": "Scent", "category": "scents", "price": 10_000},
    "plan": {"merchant": "ysl", "title": "Plan", "category": "family", "price": 500, "sensitive": True},
}
BASKETS: Final = (("lip",), ("scent",), ("plan",), ("lip", "rouge"), ("scent", "plan"))
PAID: Final = (Last("paid", 0), Last("paid", 1), Last("paid", 2))
PLACED: Final = (Last("placed", 0), Last("placed", 1))
SHARES: Final = (Last("share", 0), Last("share", 1), Last("share", 2))
IMPORTED: Final[dict[str, Any]] = {
    "merchant": "cd",
    "number": "t1",
    "source": "elsewhere",
    "lines": [{"product": "lip", "title": "Lipstick", "amount": 300}],
    "bought_at": NOON,
}


def shown(shop: str, product: str) -> Steps:
    place = Command("shelves.place", {"shop": shop, "product": product})
    return (place, Command("shares.create", {"shop": shop, "product": product, "channel": "moments"}))


def bought(order: str, buyer: str, wanted: tuple[str, ...], share: Last | None = None) -> Steps:
    lines = [{"product": product, "quantity": 2} for product in wanted]
    place = {"order": order, "buyer": buyer, "lines": lines} | ({"share": share} if share else {})
    return (Command("orders.place", place), Command("orders.pay", {"order": order, "payment": "first"}))


def recommended(member: str | Of, product: str, **said: Any) -> Command:
    return Command("recommendations.make", {"member": member, "product": product, **said})


def showing(member: str, shown: bool = True) -> Command:
    return Command("members.show_purchases", {"member": member, "shown": shown})


def hiding(order: Last, hidden: bool) -> Command:
    return Command("members.hide_purchase", {"member": Of("buyer"), "order": order, "hidden": hidden})


def of_two(verb: str, member: str, other: str) -> Command:
    return Command(f"members.{verb}", {"member": member, "blocked" if "block" in verb else "friend": other})


def of_shop(verb: str, owner: str, **more: str) -> Command:
    return Command(f"shops.{verb}", {"owner": owner, **more})


def of_product(verb: str, product: str, **more: Any) -> Command:
    return Command(f"products.{verb}", {"product": product, **more})


BEGINNING: Final[Steps] = (
    *(Command("merchants.invite", {"merchant": id, "name": name}) for id, name in MERCHANTS.items()),
    *(of_product("list", id, **offer) for id, offer in OFFERS.items()),
    *(of_two("befriend", member, friend) for member, friend in combinations(MEMBERS, 2) if member != "dan"),
    *(of_shop("open", owner) for owner in MEMBERS if owner != "eva"),
    *(showing(member) for member in ("an", "bo", "cai")),
    *(step for shop, product in zip(MEMBERS, OFFERS, strict=False) for step in shown(shop, product)),
    *bought("e", "eva", ("lip",)),
    *bought("c", "cai", ("scent", "plan")),
    *bought("b", "bo", ("scent",), Last("share", 1)),
    *bought("a", "an", ("lip", "rouge"), Last("share", 2)),
    *(recommended(member, "lip") for member in ("an", "bo", "eva")),
    recommended("cai", "scent", text="good", order="c"),
)
"""All are friends but two, all but one have a shop, three show what they buy."""

TWO: Final = tuple(permutations(MEMBERS, 2))
HARMLESS: Final = ("lip", "rouge", "scent")

STEPS: Final[tuple[list[Steps], ...]] = (
    [(of_two("befriend", *two),) for two in TWO],
    [(of_two("unfriend", *two),) for two in TWO],
    [(of_two("block", *two),) for two in TWO],
    [
        (of_two("block", *two), of_two("befriend", *two), of_two("unblock", *two), of_two("befriend", *two))
        for two in TWO
    ],
    [(Command("members.erase", {"member": member}),) for member in MEMBERS],
    [(of_shop("close", owner),) for owner in MEMBERS],
    [(of_shop("close", owner), of_shop("reopen", owner)) for owner in MEMBERS],
    [(of_shop("open", "eva"),)],
    [(of_shop("edit", owner, nickname="Ann"),) for owner in MEMBERS],
    [(of_product("delist", id),) for id in OFFERS],
    [(of_product("delist", id), of_product("relist", id)) for id in OFFERS],
    [(of_product("reprice", id, exclusive_price=price),) for id in ("rouge", "lip") for price in (None, 100)],
    [shown(shop, id) for shop, id in each(MEMBERS, OFFERS)],
    [shown(shop, id)[:1] for shop, id in each(MEMBERS, OFFERS)],
    [(*shown(shop, id), Wait(7 * DAY - 1), *shown(shop, "plan"), Wait(1)) for shop, id in each(MEMBERS, HARMLESS)],
    [(Command("shares.revoke", {"share": share}),) for share in SHARES],
    [
        (Wait(HOUR), Command("shelves.remove", {"shop": shop, "product": standing}))
        for shop, standing in each(MEMBERS, PLACED)
    ],
    [
        (Wait(HOUR), Command("shelves.swap", {"shop": shop, "remove": standing, "place": id}))
        for shop, standing, id in each(MEMBERS, PLACED, HARMLESS)
    ],
    [tuple(Command("journeys.visit", {"visitor": visitor, "share": share}) for visitor in MEMBERS) for share in SHARES],
    [bought(f"{buyer}{n}", buyer, wanted) for buyer, wanted, n in each(MEMBERS, BASKETS, range(3))],
    [bought(f"{buyer}-{n}", buyer, ("lip", "rouge"), SHARES[n]) for buyer, n in each(MEMBERS, range(3))],
    [(showing(buyer, shown=False), *bought(f"{buyer}.", buyer, ("lip",)), showing(buyer)) for buyer in MEMBERS],
    [(showing(member, is_shown),) for member, is_shown in each(MEMBERS, (True, False))],
    [(hiding(order, hidden=True),) for order in PAID],
    [(hiding(order, hidden=True), hiding(order, hidden=False)) for order in PAID],
    [
        (
            *bought(f"{buyer}@", buyer, ("lip", "rouge")),
            Command("orders.refund", {"order": f"{buyer}@", "refund": "r", "line": line}),
        )
        for buyer, line in each(MEMBERS, (1, 2))
    ],
    [
        (Command("orders.refund", {"order": order, "refund": "r", **what}),)
        for order, what in each(PAID, ({}, {"line": 1}, {"line": 2}))
    ],
    [(recommended(member, id, **said),) for member, id, said in each(MEMBERS, HARMLESS, ({}, {"text": "good"}))],
    [tuple(recommended(member, id) for member in MEMBERS) for id in OFFERS],
    [(recommended(Of("buyer"), id, order=order),) for id, order in each(HARMLESS, PAID)],
    [
        (
            *bought(f"{buyer}+", buyer, ("rouge",)),
            recommended(buyer, "rouge", order=f"{buyer}+"),
            Command("orders.refund", {"order": f"{buyer}+", "refund": "r"}),
        )
        for buyer in MEMBERS
    ],
    [
        (Command("imports.record", {**IMPORTED, "buyer": member}), recommended(member, "lip", order="cd~t1"))
        for member in MEMBERS
    ],
    [
        (Command("recommendations.change", {"member": member, "product": id, "text": "bad"}),)
        for member, id in each(MEMBERS, HARMLESS)
    ],
    [
        (Command("recommendations.withdraw", {"member": member, "product": id}),)
        for member, id in each(MEMBERS, HARMLESS)
    ],
    [
        (Command("recommendations.withdraw", {"member": member, "product": "lip"}), recommended(member, "lip"))
        for member in MEMBERS
    ],
    [(Command("favourites.keep", {"member": member, "product": id}),) for member, id in each(MEMBERS, HARMLESS)],
    [(Wait(step),) for step in (1, HOUR, DAY, 7 * DAY - 1, 7 * DAY, 8 * DAY)],
)
"""By kind; some undo what they did at once, which leaves all as it was but for what has ended with it for good."""

FIRST: Final = 0x4E00
"""The character of the first step: from here on there are thousands without a gap."""

ROUNDS: Final = 60
STRIDE: Final = 7
"""Through the steps of a kind, so that those come apart that are alike; no kind has a multiple of it."""

TABLE: Final = [kind[STRIDE * number % len(kind)] for number in range(ROUNDS) for kind in STEPS]
"""One of each kind, then another of each: the first 256 characters are drawn most, and all kinds are among them."""


def read(text: str) -> list[Step]:
    """The steps that the characters of *text* stand for."""
    return [step for character in text for step in TABLE[ord(character) - FIRST]]


histories: SearchStrategy[str] = st.text([chr(FIRST + number) for number in range(len(TABLE))], min_size=4, max_size=12)
"""To be made steps of by :func:`read`."""
