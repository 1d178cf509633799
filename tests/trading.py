"""A market to buy in: merchants with products, and a shop that shares one of them."""

from typing import Any, Final

from given import NOON
from socialcommerce import SocialCommerce
from socialcommerce.domain.orders.order import Order

SOAP: Final = {"product": "soap", "title": "Soap", "amount": 700}
"""A line of an imported order: one piece at ¥7.00."""


def open_market(commerce: SocialCommerce) -> None:
    """Dior sells lipsticks at ¥100.00, ¥90.50 by Lin's share ``s1``; Tea Hill sells tea at ¥5.00."""
    commerce.merchants.invite("dior", "Dior")
    commerce.merchants.invite("hill", "Tea Hill")
    commerce.products.list("lipstick", "dior", "口红", "beauty", 10_000, 9_050)
    commerce.products.list("tea", "hill", "Tea", "tea", 500)
    open_shop(commerce, "lin", "s1")


def open_shop(commerce: SocialCommerce, owner: str, share: str) -> None:
    """A shop that sells lipsticks too, by its own *share*."""
    commerce.shops.open(owner)
    commerce.shelves.place(owner, "lipstick")
    commerce.shares.create(owner, "lipstick", share=share)


def buy(commerce: SocialCommerce, order: str, product: str = "lipstick", buyer: str = "an", **options: Any) -> Order:
    """A paid order of one unit; *options* are those of placing."""
    commerce.orders.place(order, buyer, [{"product": product}], **options)
    return commerce.orders.pay(order, f"pay-{order}")


def bring_in(commerce: SocialCommerce, number: str = "t1", **changes: Any) -> None:
    """Import what ``an`` bought from Dior at noon on Taobao, but for *changes*."""
    given: dict[str, Any] = {
        "merchant": "dior",
        "number": number,
        "buyer": "an",
        "source": "Taobao",
        "lines": [SOAP],
        "bought_at": NOON,
    }
    commerce.imports.record(**given | changes)
