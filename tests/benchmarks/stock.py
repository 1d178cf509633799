"""The core commands written the stock way: what this library is measured against.

An ``eventsourcing`` application with the defaults of that package: its JSON transcoder, no cache, no snapshots, one
``save()`` and so one transaction a command. Each command loads the aggregates that the library under test loads, and
decides the same. Left out, in the stock side's favour: actors (the host gives every command), the check of argument
values, capacity claimed from influence (a full shelf refuses), and the check that what was read has not gone on.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeVar
from uuid import UUID

from eventsourcing.application import AggregateNotFoundError, Application
from eventsourcing.domain import Aggregate
from stock_kernel import CLOCK_TOLERANCE, Refused, local_day
from stock_orders import Order, quote
from stock_referrals import Friendship, Journey, Share, attribute, relation
from stock_shops import Merchant, Product, Shelf, Shop, below

A = TypeVar("A", bound=Aggregate)


class StockCommerce(Application[UUID]):
    """Every method is one command at the instant *at*, in UTC; refusals are :class:`Refused`."""

    name = "stock"

    def __init__(self, path: Path) -> None:
        super().__init__(env={"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path)})

    def befriend(self, member: str, friend: str, *, at: datetime) -> None:
        friendship = self._friendship(member, friend, at)
        if friendship is None:
            friendship = Friendship(member, friend, friends=True, timestamp=at)
        else:
            friendship.befriend(member, at)
        self.save(friendship)

    def unfriend(self, member: str, friend: str, *, at: datetime) -> None:
        friendship = self._friendship(member, friend, at)
        if friendship:
            friendship.unfriend(member, at)
        self.save(friendship)

    def block(self, member: str, blocked: str, *, at: datetime) -> None:
        friendship = self._friendship(member, blocked, at)
        friendship = friendship or Friendship(member, blocked, friends=False, timestamp=at)
        friendship.block(member, at)
        self.save(friendship)

    def unblock(self, member: str, blocked: str, *, at: datetime) -> None:
        friendship = self._friendship(member, blocked, at)
        if friendship:
            friendship.unblock(member, at)
        self.save(friendship)

    def invite(self, merchant: str, name: str, *, at: datetime) -> None:
        known = self._find(Merchant, merchant, at=at)
        if known is None:
            self.save(Merchant(merchant, name, timestamp=at))
        elif known.name != name:
            raise Refused("merchant-differs", f"merchant {merchant} was invited as {known.name!r}")

    def list_product(
        self,
        product: str,
        merchant: str,
        title: str,
        category: str,
        price: int,
        exclusive_price: int | None = None,
        commission_bp: int = 0,
        sensitive: bool = False,
        *,
        at: datetime,
    ) -> None:
        self._existing(Merchant, merchant, at=at)
        known = self._find(Product, product, at=at)
        below(price, exclusive_price)
        offer = (merchant, title, category, price, exclusive_price, commission_bp, sensitive)
        if known is None:
            self.save(Product(product, *offer, timestamp=at))
        else:
            known.list_again(*offer)

    def reprice(self, product: str, *, at: datetime, **prices: int | None) -> None:
        known = self._existing(Product, product, at=at)
        price = prices.get("price") or known.price
        known.reprice(price, prices.get("exclusive_price", known.exclusive_price), at)
        self.save(known)

    def delist(self, product: str, *, at: datetime) -> None:
        known = self._existing(Product, product, at=at)
        known.delist(at)
        self.save(known)

    def relist(self, product: str, *, at: datetime) -> None:
        known = self._existing(Product, product, at=at)
        known.relist(at)
        self.save(known)

    def observe_price(self, product: str, source: str, price: int, *, at: datetime) -> None:
        known = self._existing(Product, product, at=at)
        known.observe_price(source, price, at)
        self.save(known)

    def open_shop(self, owner: str, *, at: datetime) -> None:
        shop = self._find(Shop, owner, at=at)
        if shop is None:
            self.save(Shop(owner, timestamp=at), Shelf(owner, timestamp=at))
        elif not shop.is_open:
            raise Refused("shop-closed", f"shop {owner} is closed: reopen it")

    def edit_shop(
        self,
        owner: str,
        nickname: str | None = None,
        avatar: str | None = None,
        sign: str | None = None,
        *,
        at: datetime,
    ) -> None:
        shop = self._existing(Shop, owner, at=at)
        shop.edit(nickname, avatar, sign, at)
        self.save(shop)

    def close_shop(self, owner: str, *, at: datetime) -> None:
        shop = self._existing(Shop, owner, at=at)
        shop.close(at)
        self.save(shop)

    def reopen_shop(self, owner: str, *, at: datetime) -> None:
        shop = self._existing(Shop, owner, at=at)
        shop.reopen(at)
        self.save(shop)

    def place(self, shop: str, product: str, *, at: datetime) -> None:
        owner = self._existing(Shop, shop, at=at)
        shelf = self._existing(Shelf, shop, at=at)
        products = self._products([product, *shelf.placed], at)
        shelf.place(products[product], owner, products, at)
        self.save(shelf)

    def remove(self, shop: str, product: str, *, at: datetime) -> None:
        self._existing(Shop, shop, at=at)
        shelf = self._existing(Shelf, shop, at=at)
        shelf.remove(self._existing(Product, product, at=at), at)
        self.save(shelf)

    def swap(self, shop: str, remove: str, place: str, *, at: datetime) -> None:
        owner = self._existing(Shop, shop, at=at)
        products = self._products([remove, place], at)
        shelf = self._existing(Shelf, shop, at=at)
        shelf.swap(products[remove], products[place], owner, at)
        self.save(shelf)

    def share(self, shop: str, product: str, channel: str = "chat", share: str | None = None, *, at: datetime) -> None:
        owner = self._existing(Shop, shop, at=at)
        shelf = self._existing(Shelf, shop, at=at)
        offered = self._existing(Product, product, at=at)
        key = share or f"{shop}~{product}~{channel}~{local_day(at).isoformat()}"
        known = self._find(Share, key, at=at)
        day_key, number = key, 1
        while share is None and known and not known.is_live(offered, owner, at):
            number += 1
            key = f"{day_key}~{number}"
            known = self._find(Share, key, at=at)
        if known:
            known.offer_again(channel, offered, owner, at)
        else:
            self.save(Share.offer(key, channel, offered, owner, shelf, at))

    def revoke(self, share: str, *, at: datetime) -> None:
        known = self._existing(Share, share, at=at)
        known.revoke(at)
        self.save(known)

    def visit(self, visitor: str, share: str, *, at: datetime) -> None:
        known = self._existing(Share, share, at=at)
        product = self._existing(Product, known.product, at=at)
        shop = self._existing(Shop, known.shop, at=at)
        journey = self._find(Journey, visitor, at=at)
        friendship = self._find(Friendship, visitor, shop.owner, at=at) if visitor != shop.owner else None
        known.refuse_ended(product, shop, at)
        journey = journey or Journey(visitor, timestamp=at)
        day = max(local_day(at), journey.today)
        journey.visit(known, relation(visitor, shop.owner, friendship), day, at)
        self.save(journey)

    def release(self, visitor: str, *, at: datetime) -> None:
        journey = self._find(Journey, visitor, at=at)
        if journey:
            journey.release(at)
        self.save(journey)

    def order(
        self,
        order: str,
        buyer: str,
        lines: list[dict[str, Any]],
        share: str | None = None,
        delivery_fee: int = 0,
        *,
        at: datetime,
    ) -> None:
        wanted = [{"product": line["product"], "quantity": line.get("quantity", 1)} for line in lines]
        if not wanted or len({line["product"] for line in wanted}) < len(wanted):
            raise Refused("bad-value", "an order names at least one product, and each once")
        asked = {"buyer": buyer, "wanted": wanted, "share": share, "delivery_fee": delivery_fee}
        known = self._find(Order, order, at=at)
        if known:
            known.expire(at)
            known.place_again(asked)
            self.save(known)
        else:
            self.save(Order(order, asked, **self.quote(buyer, wanted, share, delivery_fee, at=at), timestamp=at))

    def quote(
        self, buyer: str, lines: list[dict[str, Any]], share: str | None, delivery_fee: int, *, at: datetime
    ) -> dict[str, Any]:
        """What such an order would be at *at*."""
        products = self._products([line["product"] for line in lines], at)
        journey = self._find(Journey, buyer, at=at)
        named, owner, is_live = None, None, False
        if share:
            named = self._existing(Share, share, at=at)
            shared = products.get(named.product) or self._existing(Product, named.product, at=at)
            owner = self._existing(Shop, named.shop, at=at)
            is_live = named.is_live(shared, owner, at)
        bound_shop = None
        if journey and journey.binding:
            bound_to = journey.binding[0]
            bound_shop = owner if owner and owner.owner == bound_to else self._existing(Shop, bound_to, at=at)
        attribution = attribute(
            buyer, products, named, share_is_live=is_live, journey=journey, bound_shop=bound_shop, at=at
        )
        live_share = named if is_live else None
        return quote(lines, delivery_fee, products=products, live_share=live_share, attribution=attribution, at=at)

    def pay(self, order: str, payment: str, *, at: datetime) -> None:
        known = self._up_to_date(order, at)
        was_paid = known.payment
        known.pay(payment, at)
        journey = None
        if known.payment != was_paid and known.shop:
            journey = self._find(Journey, known.buyer)
            if journey:
                journey.renew(known.shop, at)
        self.save(known, journey)

    def cancel(self, order: str, reason: str | None = None, *, at: datetime) -> None:
        known = self._up_to_date(order, at)
        known.cancel(reason, at)
        self.save(known)

    def refund(
        self,
        order: str,
        refund: str,
        line: int | None = None,
        quantity: int | None = None,
        amount: int | None = None,
        *,
        at: datetime,
    ) -> None:
        known = self._up_to_date(order, at)
        known.refund(refund, line, quantity, amount, at)
        self.save(known)

    def _find(self, kind: type[A], *keys: str, at: datetime | None = None) -> A | None:
        try:
            found: A = self.repository.get(kind.create_id(*keys))
        except AggregateNotFoundError:
            return None
        if at and found.modified_on > at:
            raise Refused("time-goes-back", f"at {at.isoformat()} is before the last event of {'~'.join(keys)}")
        return found

    def _existing(self, kind: type[A], key: str, *, at: datetime) -> A:
        found = self._find(kind, key, at=at)
        if found is None:
            raise Refused("not-found", f"there is no {kind.__name__.lower()} {key}")
        return found

    def _friendship(self, member: str, other: str, at: datetime) -> Friendship | None:
        if member == other:
            raise Refused("self-friendship", f"{member} cannot be friends with, or block, themselves")
        return self._find(Friendship, member, other, at=at)

    def _products(self, keys: list[str], at: datetime) -> dict[str, Product]:
        return {key: self._existing(Product, key, at=at) for key in dict.fromkeys(keys)}

    def _up_to_date(self, order: str, at: datetime) -> Order:
        known = self._existing(Order, order, at=at)
        known.expire(at)
        return known


COMMANDS: Final[dict[str, Callable[..., None]]] = {
    "members.befriend": StockCommerce.befriend,
    "members.unfriend": StockCommerce.unfriend,
    "members.block": StockCommerce.block,
    "members.unblock": StockCommerce.unblock,
    "merchants.invite": StockCommerce.invite,
    "products.list": StockCommerce.list_product,
    "products.reprice": StockCommerce.reprice,
    "products.delist": StockCommerce.delist,
    "products.relist": StockCommerce.relist,
    "products.observe_price": StockCommerce.observe_price,
    "shops.open": StockCommerce.open_shop,
    "shops.edit": StockCommerce.edit_shop,
    "shops.close": StockCommerce.close_shop,
    "shops.reopen": StockCommerce.reopen_shop,
    "shelves.place": StockCommerce.place,
    "shelves.remove": StockCommerce.remove,
    "shelves.swap": StockCommerce.swap,
    "shares.create": StockCommerce.share,
    "shares.revoke": StockCommerce.revoke,
    "journeys.visit": StockCommerce.visit,
    "journeys.release": StockCommerce.release,
    "orders.place": StockCommerce.order,
    "orders.pay": StockCommerce.pay,
    "orders.cancel": StockCommerce.cancel,
    "orders.refund": StockCommerce.refund,
}


def apply(commerce: StockCommerce, line: bytes) -> str | None:
    """Run the command on a line of a journal; the code of the refusal if a rule says no."""
    entry = json.loads(line)
    at = datetime.fromisoformat(entry["at"]).astimezone(UTC)
    if at > datetime.now(UTC) + CLOCK_TOLERANCE:
        return "time-ahead"
    try:
        COMMANDS[entry["do"]](commerce, **entry["args"], at=at)
    except Refused as refused:
        return refused.code
    return None
