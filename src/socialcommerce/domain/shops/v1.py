"""Events of shops as version 0.1 wrote them, and how they read today."""

from socialcommerce.domain.shops.shop import ShopOpened
from socialcommerce.kernel.event import event, upcast
from socialcommerce.kernel.keys import Key


@event("shop.opened")
class ShopOpenedV1:
    """The owner opened their shop, when nobody recruited."""

    owner: Key


@upcast(ShopOpenedV1)
def _opened(old: ShopOpenedV1) -> ShopOpened:
    return ShopOpened(owner=old.owner, recruiter=None)
