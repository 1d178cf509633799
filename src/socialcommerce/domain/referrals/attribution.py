"""Attribution: to which shop an order is owed, and why. Decided once, when the order is placed.

The first that holds (S0 asks for it, the order is our choice): the share that the order names; the buyer's binding;
the buyer's last visit to a share of a product of the order; none. Never to the buyer's own shop.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Final, Literal

import attrs

from socialcommerce.domain.referrals.journey import Journey
from socialcommerce.domain.referrals.share import ShareCreated
from socialcommerce.domain.shops.shop import Shop
from socialcommerce.kernel.keys import JoinedKey, Key

Reason = Literal["share", "binding", "visit", "none"]


@attrs.frozen
class Attribution:
    """The shop to which an order is attributed, the reason, and the share that led to it, if one did."""

    reason: Reason
    shop: Key | None = None
    share: JoinedKey | None = None


NOBODY: Final = Attribution("none")


@attrs.frozen
class NamedShare:
    """The share that an order names, and whether it is alive at the instant of the order."""

    made: ShareCreated
    is_live: bool


def attribute(
    buyer: str,
    products: Collection[str],
    *,
    named: NamedShare | None,
    journey: Journey,
    bound_shop: Shop,
    at: datetime,
) -> Attribution:
    """Attribute *buyer*'s order of *products* at *at*.

    *journey* is the buyer's; *bound_shop* is the state of the shop to which they are bound, if to any.
    """
    if (
        named
        and named.made.product in products
        and named.made.shop != buyer
        and (named.is_live or journey.has_visited(named.made.share, at))
    ):
        return Attribution("share", named.made.shop, named.made.share)
    bound_to = journey.bound_to(at)
    if bound_to is not None and bound_to != buyer and bound_shop.is_open:
        return Attribution("binding", bound_to)
    visit = journey.last_visit(products, at=at, but_shop=buyer)
    if visit:
        return Attribution("visit", visit.shop, visit.share)
    return NOBODY
