"""What can be read: board, friends, feed, storefronts, analytics. All judged at the instant of reading."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from naive.erasure import Erasure
from naive.facts import Activity, Placement, Purchase, Recommendation, Share, Shop, Visit
from naive.trade_facts import Order

Figures = tuple[int, int, int, int]
"""Visits, distinct visitors, paid orders, net sales."""


class Reads(Erasure):
    def board(self) -> list[tuple[Any, ...]]:
        scores = {shop: self.score_of(shop) for shop, known in self.shops.items() if known.is_open}
        entries = [
            (
                1 + sum(other > score for other in scores.values()),
                shop,
                score,
                self.sums_of(shop).net_sales,
                len(self._visits_of(shop)),
            )
            for shop, score in sorted(scores.items(), key=lambda item: (-item[1], item[0]))
            if score >= 1
        ]
        return entries[: self.rules.influence.board_size]

    def three_friends(self, member: str) -> list[tuple[Any, ...]]:
        friends = [shop for shop, known in self.shops.items() if known.is_open and self.is_friend(member, shop)]
        best = sorted(friends, key=lambda shop: (-self.score_of(shop), shop))[:3]
        return [
            (
                shop,
                self.shops[shop].looks["nickname"],
                self.score_of(shop),
                self.sums_of(shop).net_sales,
                len(self._visits_of(shop)),
            )
            for shop in best
        ]

    def feed(self, member: str) -> list[tuple[Any, ...]]:
        """Newest first, in the order in which the store learnt of them, which late commands date otherwise."""
        found = []
        for done in self._newest_first():
            actor = self._actor(done)
            product = self.products[done.product]
            if not (self.is_friend(member, actor) and product.listed and self._is_seen(done)):
                continue
            if self._is_sensitive(done.product):
                continue
            price = self._feed_price(done)
            shop = self.shops.get(actor)
            found.append(
                (
                    done.at,
                    actor,
                    shop.looks["nickname"] if shop else "",
                    type(done).__name__.lower(),
                    done.product,
                    product.offer["title"],
                    product.price,
                    price if price < product.price else None,
                    done.id if isinstance(done, Share) else None,
                    self.label(done) if isinstance(done, Recommendation) else None,
                    done.said[0] or "" if isinstance(done, Recommendation) else None,
                )
            )
        return found

    def _newest_first(self) -> list[Activity]:
        """Of one order the last line first."""
        return list(reversed(self.activities))

    def _actor(self, done: Activity) -> str:
        return done.shop if isinstance(done, Placement | Share) else done.member

    def _is_seen(self, done: Activity) -> bool:
        match done:
            case Placement():
                return self.shops[done.shop].is_open and done in self.shops[done.shop].slots
            case Share():
                return self.shops[done.shop].is_open and not self.why_dead(done)
            case Purchase():
                order = self.orders[done.order]
                kept = order.status != "refunded" and order.lines[done.line - 1].is_kept
                return kept and done.order not in self.hidden
        return True

    def _feed_price(self, done: Activity) -> int:
        price = self.products[done.product].price
        match done:
            case Placement():
                return self.price_in_shops(done.product)
            case Share():
                return min(self.price_in_shops(done.product), price, done.promised_price)
        return price

    def storefront(self, shop: str) -> dict[str, Any]:
        known: Shop = self.known(self.shops, shop)
        visits, sums = self._visits_of(shop), self.sums_of(shop)
        return known.looks | {
            "shop": shop,
            "open": known.is_open,
            "capacity": len(known.slots),
            "slots": self._shown_slots(known) if known.is_open else [],
            "score": self.points(sums),
            "net_sales": sums.net_sales,
            "visits": len(visits),
            "visitors": len({visit.visitor for visit in visits}),
        }

    def analytics(self, shop: str) -> dict[str, Any]:
        self.known(self.shops, shop)
        return {
            "total": self._figures(self._visits_of(shop), self._paid_orders_of(shop)),
            "by_day": self._split(shop, lambda visit: visit.day, lambda order: self.day_of(order.paid_at)),
            "by_share": self._split(shop, lambda visit: visit.share.id, lambda order: order.share),
            "by_channel": self._split(shop, lambda visit: visit.share.channel, self._channel_of),
            "by_product": self._by_product(shop),
            "friends": sorted(self._named(shop).items(), key=lambda item: (-item[1], item[0])),
        }

    def _named(self, shop: str) -> Counter[str]:
        """How often each friend came as one to see what is not sensitive; never who bought what is."""
        buyers = {
            order.buyer
            for order in self._paid_orders_of(shop)
            if any(self._is_sensitive(line.product) for line in order.lines)
        }
        return Counter(
            visit.visitor
            for visit in self._visits_of(shop)
            if visit.as_friend
            and self.is_friend(shop, visit.visitor)
            and visit.visitor not in buyers
            and not self._is_sensitive(visit.share.product)
        )

    def _is_sensitive(self, product: str) -> bool:
        return bool(self.products[product].offer["sensitive"])

    def _visits_of(self, shop: str) -> list[Visit]:
        """Those of others than the owner."""
        return [visit for visit in self.visits if visit.share.shop == shop and visit.visitor != shop]

    def _paid_orders_of(self, shop: str) -> list[Order]:
        return [order for order in self.orders.values() if order.shop == shop and order.paid_at]

    def _shown_slots(self, shop: Shop) -> list[tuple[Any, ...]]:
        return [
            (
                slot,
                placed.product,
                product.offer["title"],
                product.price,
                self.exclusive_now(placed.product),
                product.exclusive_price is not None and self.exclusive_now(placed.product) is None,
                self.lowest_price(product),
                self.comparison(product),
                placed.unlocks_at,
            )
            for slot, placed in enumerate(shop.slots)
            if placed
            for product in (self.products[placed.product],)
        ]

    def _figures(self, visits: list[Visit], orders: list[Order]) -> Figures:
        visitors = {visit.visitor for visit in visits}
        return (len(visits), len(visitors), len(orders), sum(order.net for order in orders))

    def _split(self, shop: str, by_visit: Callable[[Visit], Any], by_order: Callable[[Any], Any]) -> dict[Any, Figures]:
        visits, orders = self._visits_of(shop), self._paid_orders_of(shop)
        keys = {by_visit(visit) for visit in visits} | {by_order(order) for order in orders}
        return {
            key: self._figures(
                [visit for visit in visits if by_visit(visit) == key],
                [order for order in orders if by_order(order) == key],
            )
            for key in keys
        }

    def _by_product(self, shop: str) -> dict[str, Figures]:
        visits, orders = self._visits_of(shop), self._paid_orders_of(shop)
        sold = [line for order in orders for line in order.lines]
        products = {visit.share.product for visit in visits} | {line.product for line in sold}
        found: dict[str, Figures] = {}
        for product in products:
            came = [visit for visit in visits if visit.share.product == product]
            lines = [line for line in sold if line.product == product]
            net = sum(line.left for line in lines)
            found[product] = (len(came), len({visit.visitor for visit in came}), len(lines), net)
        return found

    def _channel_of(self, order: Order) -> str | None:
        return None if order.share is None else self.shares[order.share].channel
