"""Attribution: to which shop an order is owed, and why. Decided once, when the order is placed.

The first that holds (S0 asks for it, the order is a rule of the store): the share that the order names; the buyer's
binding; the buyer's last visit to a share of a product of the order; none. Never to the buyer's own shop.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Final, Literal

import attrs

from socialcommerce.domain.referrals.journey import Journey
from socialcommerce.domain.referrals.share import ShareCreated
from socialcommerce.domain.shops.shop import Shop
from socialcommerce.kernel.keys import JoinedKey, Key
from socialcommerce.rules import ReferralRules

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
    rules: ReferralRules,
) -> Attribution:
    """Attribute *buyer*'s order of *products* at *at*, for the first of the rules' reasons that holds.

    *journey* is the buyer's; *bound_shop* is the state of the shop to which they are bound, if to any.
    """
    for reason in rules.attribution:
        found: Attribution | None
        match reason:
            case "share":
                found = _by_share(buyer, products, named, journey, at)
            case "binding":
                found = _by_binding(buyer, journey, bound_shop, at)
            case "visit":
                found = _by_visit(buyer, products, journey, at)
        if found:
            return found
    return NOBODY


def _by_share(
    buyer: str, products: Collection[str], named: NamedShare | None, journey: Journey, at: datetime
) -> Attribution | None:
    if named is None or named.made.product not in products or named.made.shop == buyer:
        return None
    if not named.is_live and not journey.has_visited(named.made.share, at):
        return None
    return Attribution("share", named.made.shop, named.made.share)


def _by_binding(buyer: str, journey: Journey, bound_shop: Shop, at: datetime) -> Attribution | None:
    bound_to = journey.bound_to(at)
    if bound_to is None or bound_to == buyer or not bound_shop.is_open:
        return None
    return Attribution("binding", bound_to)


def _by_visit(buyer: str, products: Collection[str], journey: Journey, at: datetime) -> Attribution | None:
    visit = journey.last_visit(products, at=at, but_shop=buyer)
    return Attribution("visit", visit.shop, visit.share) if visit else None
