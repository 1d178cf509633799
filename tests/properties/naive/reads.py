"""What can be read: board, friends, feed, storefronts, analytics. All judged at the instant of reading."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from naive.deadlines import Deadlines
from naive.facts import Placement, Shop, Visit, day_of
from naive.trade_facts import Order

Figures = tuple[int, int, int, int]
"""Visits, distinct visitors, paid orders, net sales."""


class Reads(Deadlines):
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
        for done in reversed(self.activities):
            shop, product = self.shops[done.shop], self.products[done.product]
            is_placement = isinstance(done, Placement)
            stands = done in shop.slots if isinstance(done, Placement) else not self.why_dead(done)
            if not (self.is_friend(member, done.shop) and shop.is_open and product.listed and stands):
                continue
            if self._is_sensitive(done.product):
                continue
            price = self.price_in_shops(done.product)
            if not isinstance(done, Placement):
                price = min(price, product.price, done.promised_price)
            found.append(
                (
                    done.at,
                    done.shop,
                    shop.looks["nickname"],
                    "placement" if is_placement else "share",
                    done.product,
                    product.offer["title"],
                    product.price,
                    price if price < product.price else None,
                    None if isinstance(done, Placement) else done.id,
                )
            )
        return found

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
            "by_day": self._split(shop, lambda visit: day_of(visit.at), lambda order: day_of(order.paid_at)),
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
