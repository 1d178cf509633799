"""A referral share: one product of one shop, offered through one channel (key: the share's id).

Always: it promises a price; it lives until it runs out or is revoked, and only while the product's listing and the
shop's opening are those under which it was made, so that neither relisting nor reopening brings it back.
"""

import base64
import hashlib
from datetime import date, datetime
from typing import Final, Literal, assert_never

import attrs

from socialcommerce.domain.catalog.budget import Budget, exclusive_now
from socialcommerce.domain.catalog.product import Product
from socialcommerce.domain.shops.shelf import Shelf
from socialcommerce.domain.shops.shop import Shop
from socialcommerce.errors import NotFound, Refused
from socialcommerce.kernel.aggregate import Aggregate, impossible
from socialcommerce.kernel.clock import Instant, days
from socialcommerce.kernel.event import event
from socialcommerce.kernel.keys import JoinedKey, Key, Ordinal, join
from socialcommerce.kernel.money import Price
from socialcommerce.rules import ReferralRules

Channel = Literal["chat", "moments", "group", "code", "post", "live"]
Ending = Literal["revoked", "expired", "delisted", "closed"]

CODE_LENGTH: Final = 12
"""Characters of a short code: 60 bits, so that among a million shares a clash is one chance in two million."""


@event("share.created")
class ShareCreated:
    """The owner offers a product through a channel, at no more than ``promised_price`` minor units.

    ``code`` is the short form for links and QR codes; ``listing`` and ``opening`` are those of the product and
    the shop under which the share lives; ``expires_at`` is when it runs out.
    """

    share: JoinedKey
    shop: Key
    product: Key
    channel: Channel
    listing: Ordinal
    opening: Ordinal
    promised_price: Price
    expires_at: Instant
    code: str


@event("share.revoked")
class ShareRevoked:
    """The owner took the share back."""


ShareEvent = ShareCreated | ShareRevoked


@attrs.frozen
class Share:
    """``made`` is how the share was created (None: not yet)."""

    made: ShareCreated | None = None
    revoked: bool = False

    def ending(self, *, product: Product, shop: Shop, at: datetime) -> Ending | None:
        """Why the share is dead at *at*, given the states of its product and shop; None while it lives."""
        made = created(self)
        if self.revoked:
            return "revoked"
        if at >= made.expires_at:
            return "expired"
        if not product.is_listed_as(made.listing):
            return "delisted"
        if not shop.is_open_as(made.opening):
            return "closed"
        return None


def daily_id(shop: str, product: str, channel: Channel, day: date) -> str:
    """The id of a share that is made without one: the same shop, product, channel and day find the same share."""
    return join(shop, product, channel, day.isoformat())


def create(
    share: Share,
    id: str,
    *,
    channel: Channel,
    product_id: str,
    product: Product,
    budget: Budget,
    shop: Shop,
    shelf: Shelf,
    at: datetime,
    rules: ReferralRules,
) -> list[ShareEvent]:
    """Share a product that stands on the shelf; nothing if *id* is alive with this content.

    It promises the exclusive price while the product's *budget* covers a unit, else the platform price.
    Refused: ``shop-closed``, ``not-on-shelf``, ``share-differs``, ``share-ended`` (an id is used once).
    """
    if share.made is not None:
        _same(share.made, shop.owner, product_id, channel)
        refuse_ended(share, product=product, shop=shop, at=at)
        return []
    if shop.opening == 0:
        raise NotFound("the shop was never opened")
    if not shop.is_open:
        raise Refused("shop-closed", f"shop {shop.owner} is closed: nothing can be shared")
    shelf.standing_slot(product_id, product)
    return [
        ShareCreated(
            share=id,
            shop=shop.owner,
            product=product_id,
            channel=channel,
            listing=product.listing,
            opening=shop.opening,
            promised_price=exclusive_now(product, budget) or product.price,
            expires_at=at + days(rules.share_days),
            code=short_code(id),
        )
    ]


def revoke(share: Share) -> list[ShareEvent]:
    """Take the share back; nothing if it is. ``NotFound`` if there is none."""
    created(share)
    return [] if share.revoked else [ShareRevoked()]


def created(share: Share) -> ShareCreated:
    """How the share was made; ``NotFound`` if it was not."""
    if share.made is None:
        raise NotFound("there is no such share")
    return share.made


def refuse_ended(share: Share, *, product: Product, shop: Shop, at: datetime) -> None:
    """Refuse with ``share-ended`` unless the share is alive at *at*."""
    ending = share.ending(product=product, shop=shop, at=at)
    if ending:
        raise Refused("share-ended", f"share {created(share).share} has ended: {ending}", ending=ending)


def short_code(id: str) -> str:
    """A code of 12 letters and digits for links and QR codes, fixed by the share's id."""
    return base64.b32encode(hashlib.sha256(id.encode()).digest())[:CODE_LENGTH].decode()


def evolve(share: Share, fact: ShareEvent) -> Share:
    """The share after *fact*."""
    match fact:
        case ShareCreated():
            if share.made is not None:
                impossible(fact, share)
            return Share(fact)
        case ShareRevoked():
            if share.made is None or share.revoked:
                impossible(fact, share)
            return attrs.evolve(share, revoked=True)
        case _:
            assert_never(fact)


def _same(made: ShareCreated, shop: str, product: str, channel: Channel) -> None:
    if (made.shop, made.product, made.channel) != (shop, product, channel):
        raise Refused(
            "share-differs",
            f"share {made.share} is of product {made.product} in shop {made.shop} by {made.channel}",
        )


SHARE = Aggregate("share", initial=Share(), evolve=evolve)
