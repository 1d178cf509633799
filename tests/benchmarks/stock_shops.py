"""The catalogue and the shops as stock aggregates: merchants, products, shops, shelves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from eventsourcing.domain import Aggregate, event
from stock_kernel import FIRST_SLOTS, LOCK, REFERENCE_WINDOW, Refused, id_of


class Merchant(Aggregate):
    @staticmethod
    def create_id(merchant: str) -> UUID:
        return id_of("merchant", merchant)

    @event("Invited")
    def __init__(self, merchant: str, name: str, timestamp: datetime | None = None) -> None:
        self.key = merchant
        self.name = name


@dataclass(frozen=True)
class Reference:
    """What another platform was seen to ask."""

    source: str
    price: int
    observed_at: datetime
    counts_until: datetime


class Product(Aggregate):
    @staticmethod
    def create_id(product: str) -> UUID:
        return id_of("product", product)

    @event("Listed")
    def __init__(
        self,
        product: str,
        merchant: str,
        title: str,
        category: str,
        price: int,
        exclusive_price: int | None,
        commission_bp: int,
        sensitive: bool,
        timestamp: datetime | None = None,
    ) -> None:
        self.key = product
        self.merchant = merchant
        self.title = title
        self.category = category
        self.first_prices = (price, exclusive_price)
        self.price = price
        self.exclusive_price = exclusive_price
        self.commission_bp = commission_bp
        self.sensitive = sensitive
        self.listed = True
        self.listing = 1
        self.delisted_by_platform = False
        self.references: list[Reference] = []

    def is_listed_as(self, listing: int) -> bool:
        return self.listed and self.listing == listing

    def list_again(
        self,
        merchant: str,
        title: str,
        category: str,
        price: int,
        exclusive_price: int | None,
        commission_bp: int,
        sensitive: bool,
    ) -> None:
        was = (self.merchant, self.title, self.category, *self.first_prices, self.commission_bp, self.sensitive)
        if was != (merchant, title, category, price, exclusive_price, commission_bp, sensitive):
            raise Refused("product-differs", f"product {self.key} was listed with other content")
        if not self.listed:
            raise Refused("product-delisted", f"product {self.key} is delisted: relist it")

    def reprice(self, price: int, exclusive_price: int | None, at: datetime) -> None:
        below(price, exclusive_price)
        if (price, exclusive_price) != (self.price, self.exclusive_price):
            self._repriced(price, exclusive_price, timestamp=at)

    @event("Repriced")
    def _repriced(self, price: int, exclusive_price: int | None, timestamp: datetime | None = None) -> None:
        self.price = price
        self.exclusive_price = exclusive_price

    def delist(self, at: datetime) -> None:
        if self.listed:
            self._delisted(by_platform=False, timestamp=at)

    @event("Delisted")
    def _delisted(self, by_platform: bool, timestamp: datetime | None = None) -> None:
        self.listed = False
        self.delisted_by_platform = by_platform

    def relist(self, at: datetime) -> None:
        if not self.listed:
            self._relisted(self.listing + 1, timestamp=at)

    @event("Relisted")
    def _relisted(self, listing: int, timestamp: datetime | None = None) -> None:
        self.listed = True
        self.listing = listing
        self.delisted_by_platform = False

    def observe_price(self, source: str, price: int, at: datetime) -> None:
        if Reference(source, price, at, at + REFERENCE_WINDOW) not in self.references:
            self._price_observed(source, price, at, at + REFERENCE_WINDOW, timestamp=at)

    @event("PriceObserved")
    def _price_observed(
        self,
        source: str,
        price: int,
        observed_at: datetime,
        counts_until: datetime,
        timestamp: datetime | None = None,
    ) -> None:
        self.references = [
            seen
            for seen in self.references
            if observed_at < seen.counts_until and (seen.price < price or counts_until < seen.counts_until)
        ]
        self.references.append(Reference(source, price, observed_at, counts_until))


def below(price: int, exclusive_price: int | None) -> None:
    if exclusive_price is not None and exclusive_price >= price:
        raise Refused("exclusive-not-below", f"exclusive price {exclusive_price} is not below {price}")


class Shop(Aggregate):
    @staticmethod
    def create_id(owner: str) -> UUID:
        return id_of("shop", owner)

    @event("Opened")
    def __init__(self, owner: str, timestamp: datetime | None = None) -> None:
        self.owner = owner
        self.opening = 1
        self.is_open = True
        self.nickname = self.avatar = self.sign = ""

    def is_open_as(self, opening: int) -> bool:
        return self.is_open and self.opening == opening

    def edit(self, nickname: str | None, avatar: str | None, sign: str | None, at: datetime) -> None:
        wanted = {"nickname": nickname, "avatar": avatar, "sign": sign}
        changed = {name: text for name, text in wanted.items() if text not in (None, getattr(self, name))}
        if changed:
            self._edited(changed, timestamp=at)

    @event("Edited")
    def _edited(self, changed: dict[str, str], timestamp: datetime | None = None) -> None:
        for name, text in changed.items():
            setattr(self, name, text)

    def close(self, at: datetime) -> None:
        if self.is_open:
            self._closed(timestamp=at)

    @event("Closed")
    def _closed(self, timestamp: datetime | None = None) -> None:
        self.is_open = False

    def reopen(self, at: datetime) -> None:
        if not self.is_open:
            self._reopened(self.opening + 1, timestamp=at)

    @event("Reopened")
    def _reopened(self, opening: int, timestamp: datetime | None = None) -> None:
        self.is_open = True
        self.opening = opening


@dataclass(frozen=True)
class Placement:
    product: str
    listing: int
    unlocks_at: datetime


class Shelf(Aggregate):
    @staticmethod
    def create_id(owner: str) -> UUID:
        return id_of("shelf", owner)

    @event("Opened")
    def __init__(self, owner: str, capacity: int = FIRST_SLOTS, timestamp: datetime | None = None) -> None:
        self.owner = owner
        self.slots: list[Placement | None] = [None] * capacity

    @property
    def placed(self) -> list[str]:
        return [placement.product for placement in self.slots if placement]

    def slot_of(self, product: Product) -> int | None:
        for slot, placement in enumerate(self.slots):
            if placement and placement.product == product.key and product.is_listed_as(placement.listing):
                return slot
        return None

    def free_slot(self, products: Mapping[str, Product]) -> int | None:
        for slot, placement in enumerate(self.slots):
            if placement is None or not products[placement.product].is_listed_as(placement.listing):
                return slot
        return None

    def place(self, product: Product, shop: Shop, products: Mapping[str, Product], at: datetime) -> None:
        sellable(product, shop)
        if self.slot_of(product) is not None:
            return
        slot = self.free_slot(products)
        if slot is None:
            raise Refused("shelf-full", f"all {len(self.slots)} slots of shop {self.owner} are taken")
        self._placed(product.key, slot, product.listing, at + LOCK, timestamp=at)

    @event("ProductPlaced")
    def _placed(
        self, product: str, slot: int, listing: int, unlocks_at: datetime, timestamp: datetime | None = None
    ) -> None:
        self.slots[slot] = Placement(product, listing, unlocks_at)

    def remove(self, product: Product, at: datetime) -> None:
        slot = self.slot_of(product)
        if slot is not None:
            self._refuse_locked(slot, at)
            self._removed(product.key, slot, timestamp=at)

    @event("ProductRemoved")
    def _removed(self, product: str, slot: int, timestamp: datetime | None = None) -> None:
        self.slots[slot] = None

    def swap(self, remove: Product, place: Product, shop: Shop, at: datetime) -> None:
        if remove.key == place.key:
            raise Refused("bad-value", f"cannot swap product {place.key} for itself")
        sellable(place, shop)
        slot, standing = self.slot_of(remove), self.slot_of(place)
        if slot is None:
            if standing is not None:
                return
            raise Refused("not-on-shelf", f"product {remove.key} does not stand on the shelf of {self.owner}")
        if standing is not None:
            raise Refused("product-placed", f"product {place.key} stands in slot {standing} already")
        self._refuse_locked(slot, at)
        self._swapped(remove.key, place.key, slot, place.listing, at + LOCK, timestamp=at)

    @event("ProductSwapped")
    def _swapped(
        self,
        removed: str,
        product: str,
        slot: int,
        listing: int,
        unlocks_at: datetime,
        timestamp: datetime | None = None,
    ) -> None:
        self.slots[slot] = Placement(product, listing, unlocks_at)

    def _refuse_locked(self, slot: int, at: datetime) -> None:
        placement = self.slots[slot]
        if placement and at < placement.unlocks_at:
            raise Refused("slot-locked", f"slot {slot} is locked until {placement.unlocks_at.isoformat()}")


def sellable(product: Product, shop: Shop) -> None:
    if not shop.is_open:
        raise Refused("shop-closed", f"shop {shop.owner} is closed: nothing can be placed")
    if not product.listed:
        raise Refused("product-delisted", f"product {product.key} is delisted and cannot be placed")
