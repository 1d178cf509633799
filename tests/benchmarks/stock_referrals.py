"""Friendships, shares, journeys and attribution as stock aggregates."""

import base64
import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from eventsourcing.domain import Aggregate, event
from stock_kernel import ATTRIBUTION_WINDOW, BINDING, SHARE_LIFE, Refused, id_of
from stock_shops import Product, Shelf, Shop


class Friendship(Aggregate):
    @staticmethod
    def create_id(member: str, other: str) -> UUID:
        return id_of("friendship", *sorted((member, other)))

    @event("Started")
    def __init__(self, member: str, other: str, friends: bool, timestamp: datetime | None = None) -> None:
        self.friends = friends
        self.blockers: set[str] = set()

    def befriend(self, member: str, at: datetime) -> None:
        if self.blockers:
            raise Refused("blocked", "the two cannot become friends: one has blocked the other")
        if not self.friends:
            self._befriended(member, timestamp=at)

    @event("Befriended")
    def _befriended(self, member: str, timestamp: datetime | None = None) -> None:
        self.friends = True

    def unfriend(self, member: str, at: datetime) -> None:
        if self.friends:
            self._unfriended(member, timestamp=at)

    @event("Unfriended")
    def _unfriended(self, member: str, timestamp: datetime | None = None) -> None:
        self.friends = False

    def block(self, member: str, at: datetime) -> None:
        if member not in self.blockers:
            self.unfriend(member, at)
            self._blocked(member, timestamp=at)

    @event("Blocked")
    def _blocked(self, member: str, timestamp: datetime | None = None) -> None:
        self.blockers.add(member)

    def unblock(self, member: str, at: datetime) -> None:
        if member in self.blockers:
            self._unblocked(member, timestamp=at)

    @event("Unblocked")
    def _unblocked(self, member: str, timestamp: datetime | None = None) -> None:
        self.blockers.remove(member)


class Share(Aggregate):
    @staticmethod
    def create_id(share: str) -> UUID:
        return id_of("share", share)

    @event("Created")
    def __init__(
        self,
        share: str,
        shop: str,
        product: str,
        channel: str,
        listing: int,
        opening: int,
        promised_price: int,
        expires_at: datetime,
        code: str,
        timestamp: datetime | None = None,
    ) -> None:
        self.key = share
        self.shop = shop
        self.product = product
        self.channel = channel
        self.listing = listing
        self.opening = opening
        self.promised_price = promised_price
        self.expires_at = expires_at
        self.code = code
        self.revoked = False

    @classmethod
    def offer(cls, share: str, channel: str, product: Product, shop: Shop, shelf: Shelf, at: datetime) -> "Share":
        if not shop.is_open:
            raise Refused("shop-closed", f"shop {shop.owner} is closed: nothing can be shared")
        if shelf.slot_of(product) is None:
            raise Refused("not-on-shelf", f"product {product.key} does not stand on the shelf of {shop.owner}")
        return cls(
            share=share,
            shop=shop.owner,
            product=product.key,
            channel=channel,
            listing=product.listing,
            opening=shop.opening,
            promised_price=product.exclusive_price or product.price,
            expires_at=at + SHARE_LIFE,
            code=base64.b32encode(hashlib.sha256(share.encode()).digest())[:12].decode(),
            timestamp=at,
        )

    def offer_again(self, channel: str, product: Product, shop: Shop, at: datetime) -> None:
        if (self.shop, self.product, self.channel) != (shop.owner, product.key, channel):
            raise Refused("share-differs", f"share {self.key} is of product {self.product} in shop {self.shop}")
        self.refuse_ended(product, shop, at)

    def is_live(self, product: Product, shop: Shop, at: datetime) -> bool:
        return (
            not self.revoked
            and at < self.expires_at
            and product.is_listed_as(self.listing)
            and shop.is_open_as(self.opening)
        )

    def refuse_ended(self, product: Product, shop: Shop, at: datetime) -> None:
        if not self.is_live(product, shop, at):
            raise Refused("share-ended", f"share {self.key} has ended")

    def revoke(self, at: datetime) -> None:
        if not self.revoked:
            self._revoked(timestamp=at)

    @event("Revoked")
    def _revoked(self, timestamp: datetime | None = None) -> None:
        self.revoked = True


@dataclass(frozen=True)
class Visit:
    share: str
    shop: str
    product: str
    day: date
    attributes_until: datetime


class Journey(Aggregate):
    @staticmethod
    def create_id(visitor: str) -> UUID:
        return id_of("journey", visitor)

    @event("Began")
    def __init__(self, visitor: str, timestamp: datetime | None = None) -> None:
        self.visitor = visitor
        self.visits: list[Visit] = []
        self.today = date.min
        self.counted: set[str] = set()
        self.binding: tuple[str, datetime] | None = None

    def has_visited(self, share: str, at: datetime) -> bool:
        return any(visit.share == share and at < visit.attributes_until for visit in self.visits)

    def last_visit(self, products: Collection[str], at: datetime) -> Visit | None:
        for visit in reversed(self.visits):
            if visit.product in products and visit.shop != self.visitor and at < visit.attributes_until:
                return visit
        return None

    def bound_to(self, at: datetime) -> str | None:
        return self.binding[0] if self.binding and at < self.binding[1] else None

    def visit(self, share: Share, relation: str, day: date, at: datetime) -> None:
        if not any(seen.share == share.key and seen.day == day for seen in self.visits):
            until = at + ATTRIBUTION_WINDOW
            self._visited(share.key, share.shop, share.product, relation, day.isoformat(), until, timestamp=at)
        if relation == "friend" and not (day == self.today and share.shop in self.counted):
            self._visit_counted(share.key, share.shop, day.isoformat(), timestamp=at)
        if relation in ("friend", "other") and self.bound_to(at) is None:
            self._bound(share.shop, at + BINDING, timestamp=at)

    @event("Visited")
    def _visited(
        self,
        share: str,
        shop: str,
        product: str,
        relation: str,
        day: str,
        attributes_until: datetime,
        timestamp: datetime | None = None,
    ) -> None:
        today = date.fromisoformat(day)
        self._turn_to(today)
        oldest = today - timedelta(days=2)
        self.visits = [v for v in self.visits if v.day == today or v.attributes_until.date() >= oldest]
        self.visits.append(Visit(share, shop, product, today, attributes_until))

    @event("VisitCounted")
    def _visit_counted(self, share: str, shop: str, day: str, timestamp: datetime | None = None) -> None:
        self._turn_to(date.fromisoformat(day))
        self.counted.add(shop)

    @event("Bound")
    def _bound(self, shop: str, until: datetime, timestamp: datetime | None = None) -> None:
        self.binding = (shop, until)

    def renew(self, shop: str | None, at: datetime) -> None:
        if self.binding and self.bound_to(at) == shop and at + BINDING > self.binding[1]:
            self._binding_renewed(shop, at + BINDING, timestamp=max(at, self.modified_on))

    @event("BindingRenewed")
    def _binding_renewed(self, shop: str, until: datetime, timestamp: datetime | None = None) -> None:
        self.binding = (shop, until)

    def release(self, at: datetime) -> None:
        shop = self.bound_to(at)
        if shop is not None:
            self._released(shop, timestamp=at)

    @event("Released")
    def _released(self, shop: str, timestamp: datetime | None = None) -> None:
        self.binding = None

    def _turn_to(self, day: date) -> None:
        if day != self.today:
            self.today = day
            self.counted = set()


def relation(visitor: str, shop: str, friendship: Friendship | None) -> str:
    if visitor == shop:
        return "owner"
    if friendship is None:
        return "other"
    if friendship.blockers:
        return "blocked"
    return "friend" if friendship.friends else "other"


def attribute(
    buyer: str,
    products: Collection[str],
    share: Share | None,
    *,
    share_is_live: bool,
    journey: Journey | None,
    bound_shop: Shop | None,
    at: datetime,
) -> dict[str, str | None]:
    """To which shop an order is owed, and why: the share named, the binding, the last visit, or none."""
    if (
        share
        and share.product in products
        and share.shop != buyer
        and (share_is_live or (journey and journey.has_visited(share.key, at)))
    ):
        return {"reason": "share", "shop": share.shop, "share": share.key}
    bound_to = journey.bound_to(at) if journey else None
    if bound_to is not None and bound_to != buyer and bound_shop and bound_shop.is_open:
        return {"reason": "binding", "shop": bound_to, "share": None}
    visit = journey.last_visit(products, at) if journey else None
    if visit:
        return {"reason": "visit", "shop": visit.shop, "share": visit.share}
    return {"reason": "none", "shop": None, "share": None}
