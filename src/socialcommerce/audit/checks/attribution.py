"""To whom orders are owed."""

from typing import Any

from socialcommerce.audit.check import Doubt, check, differs
from socialcommerce.audit.checks.prices import share_that_lives
from socialcommerce.audit.picture import Picture
from socialcommerce.domain.orders.events import OrderPlaced
from socialcommerce.kernel.event import Recorded

Found = tuple[str, str, str | None]
"""A reason, the shop, and the share that led to it, if one did."""


@check(
    "attribution",
    "An order is owed to the shop of the share that it names, to the one that its buyer is bound to, or to that of"
    " their last visit: the first that holds in the order of the rules, and never to the buyer's own.",
    OrderPlaced,
)
def _(picture: Picture, key: str, fact: OrderPlaced, recorded: Recorded[Any]) -> Doubt | None:
    told, found = fact.attribution, None
    for reason in picture.rulebook.at(recorded.at).referrals.attribution:
        found = _REASONS[reason](picture, recorded)
        if found is not None:
            break
    return differs(found or ("none", None, None), (told.reason, told.shop, told.share))


def _by_share(picture: Picture, recorded: Recorded[Any]) -> Found | None:
    asked = recorded.event.asked
    if asked.share is None:
        return None
    made = picture.shares.made[asked.share]
    if made.shop == asked.buyer or made.product not in [line.product for line in asked.wanted]:
        return None
    visits = picture.journeys.journey(asked.buyer).visits
    visited = any(visit.share == asked.share and recorded.at < visit.attributes_until for visit in visits)
    if not visited and share_that_lives(picture, recorded) is None:
        return None
    return "share", made.shop, asked.share


def _by_binding(picture: Picture, recorded: Recorded[Any]) -> Found | None:
    buyer = recorded.event.asked.buyer
    shop = picture.journeys.journey(buyer).shop_at(recorded.at)
    if shop is None or shop == buyer:
        return None
    return ("binding", shop, None) if picture.shops.of[shop].is_open else None


def _by_visit(picture: Picture, recorded: Recorded[Any]) -> Found | None:
    asked = recorded.event.asked
    wanted = {line.product for line in asked.wanted}
    for visit in reversed(picture.journeys.journey(asked.buyer).visits):
        if visit.product in wanted and visit.shop != asked.buyer and recorded.at < visit.attributes_until:
            return "visit", visit.shop, visit.share
    return None


_REASONS = {"share": _by_share, "binding": _by_binding, "visit": _by_visit}
