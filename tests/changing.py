"""What changes of the rules are told to: a shop with a shared product and a friend who buys it."""

from datetime import timedelta
from typing import Final

from given import NOON
from socialcommerce import SocialCommerce

CHANGE: Final = NOON + timedelta(days=7)
"""The earliest instant from which a change can hold that is announced at noon."""


def furnish(commerce: SocialCommerce) -> None:
    commerce.merchants.invite("cd", "Dior")
    for product in ("p1", "p2", "p3"):
        commerce.products.list(product, "cd", "Lipstick", "lips", 1_000, commission_bp=1_000)
    commerce.shops.open("lin")
    commerce.shelves.place("lin", "p1")
    commerce.shares.create("lin", "p1", share="s1")
    commerce.members.befriend("lin", "an")


def buy(commerce: SocialCommerce, order: str) -> None:
    commerce.orders.place(order, "an", [{"product": "p1", "quantity": 2}], share="s1")
    commerce.orders.pay(order, f"x-{order}")
