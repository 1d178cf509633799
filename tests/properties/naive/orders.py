"""Orders: priced and attributed when placed, paid within half an hour or cancelled, refunded to the last fen."""

from datetime import timedelta
from typing import Any

from naive.facts import Entry, Line, NoError, Order, Product, Share, day_of
from naive.referrals import Referrals

Wanted = list[dict[str, Any]]


class Orders(Referrals):
    def orders_quote(
        self, buyer: str, lines: Wanted, share: str | None = None, delivery_fee: int = 0
    ) -> dict[str, Any]:
        self.only(buyer)
        return self.terms(self._new_order(buyer, lines, share, delivery_fee))

    def orders_place(
        self, order: str, buyer: str, lines: Wanted, share: str | None = None, delivery_fee: int = 0
    ) -> dict[str, Any]:
        self.only(buyer)
        if order not in self.orders:
            self.orders[order] = self._new_order(buyer, lines, share, delivery_fee)
        elif self.orders[order].asked != self._asked(buyer, lines, share, delivery_fee):
            raise NoError("order-differs")
        return self.order(order)

    def orders_pay(self, order: str, payment: str) -> dict[str, Any]:
        self.only_host()
        known: Order = self.known(self.orders, order)
        if payment == known.payment or payment in known.payments_to_return:
            return self.order(order)
        match known.status(self.now):
            case "cancelled":
                known.payments_to_return.append(payment)
            case "placed":
                known.payment, known.paid_at = payment, self.now
                self._enter(known, "sale", known.net)
                self.renew(known.buyer, known.shop)
            case _:
                raise NoError("already-paid")
        return self.order(order)

    def orders_cancel(self, order: str, reason: str | None = None) -> dict[str, Any]:
        known: Order = self.known(self.orders, order)
        self.only(known.buyer)
        if known.paid_at is not None:
            raise NoError("already-paid")
        known.was_cancelled = True
        return self.order(order)

    def orders_refund(
        self, order: str, refund: str, line: int | None = None, quantity: int | None = None, amount: int | None = None
    ) -> dict[str, Any]:
        self.only_host()
        known: Order = self.known(self.orders, order)
        asked = (line, quantity, amount)
        if refund in known.refunds:
            if known.refunds[refund] != asked:
                raise NoError("refund-differs")
            return self.order(order)
        if known.paid_at is None:
            raise NoError("not-paid")
        if known.status(self.now) == "refunded":
            raise NoError("already-refunded")
        before = known.net
        if line is None:
            for each in known.lines:
                self._give_back(each, None, None)
        else:
            if line > len(known.lines):
                raise NoError("line-unknown")
            if known.lines[line - 1].left == 0:
                raise NoError("already-refunded")
            self._give_back(known.lines[line - 1], quantity, amount)
        if known.net == 0:
            known.refunded_fee = known.delivery_fee
        known.refunds[refund] = asked
        self._enter(known, "refund", known.net - before)
        return self.order(order)

    def order(self, order: str) -> dict[str, Any]:
        """The order as it stands now."""
        known: Order = self.known(self.orders, order)
        return self.terms(known) | {
            "status": known.status(self.now),
            "payment": known.payment,
            "payments_to_return": known.payments_to_return[:],
            "refunded": known.refunded,
            "refunded_by_line": [(line.refunded_units, line.refunded) for line in known.lines],
        }

    def terms(self, order: Order) -> dict[str, Any]:
        """What is fixed when the order is placed."""
        return {
            "merchant": order.merchant,
            "lines": [
                (line.product, line.quantity, line.unit_price, line.platform_price, self._why(line), line.commission_bp)
                for line in order.lines
            ],
            "attribution": order.attribution,
            "delivery_fee": order.delivery_fee,
            "total": order.total,
            "pay_by": order.pay_by,
        }

    def _new_order(self, buyer: str, lines: Wanted, share: str | None, delivery_fee: int) -> Order:
        products: list[Product] = [self.known(self.products, line["product"]) for line in lines]
        named: Share | None = None if share is None else self.known(self.shares, share)
        if not all(product.listed for product in products):
            raise NoError("product-delisted")
        if len({product.merchant for product in products}) > 1:
            raise NoError("several-merchants")
        return Order(
            asked=self._asked(buyer, lines, share, delivery_fee),
            merchant=products[0].merchant,
            lines=[
                Line(
                    line["product"],
                    line.get("quantity", 1),
                    self._unit_price(line["product"], named),
                    product.price,
                    product.offer["commission_bp"],
                )
                for line, product in zip(lines, products, strict=True)
            ],
            attribution=self.attribution(buyer, [line["product"] for line in lines], named),
            pay_by=self.now + timedelta(minutes=self.rules.orders.payment_minutes),
        )

    def _unit_price(self, product: str, named: Share | None) -> int:
        """Through a live share the lowest of the promised, the exclusive and the platform price."""
        known = self.products[product]
        if named and named.product == product and not self.why_dead(named):
            return min(named.promised_price, known.price_through_a_shop, known.price)
        return known.price

    def _give_back(self, line: Line, quantity: int | None, amount: int | None) -> None:
        units_left = line.quantity - line.refunded_units
        if quantity is not None:
            if quantity > units_left:
                raise NoError("refund-too-high")
            units = line.refunded_units + quantity
            worth = line.amount * units // line.quantity - line.amount * line.refunded_units // line.quantity
            line.refunded_units, line.refunded = units, line.refunded + min(worth, line.left)
        elif amount is not None:
            if amount > line.left:
                raise NoError("refund-too-high")
            line.refunded += amount
        elif line.left:
            line.refunded_units, line.refunded = line.quantity, line.amount

    def _enter(self, order: Order, kind: str, amount: int) -> None:
        """A refund belongs to the day of the sale."""
        if order.shop is not None and order.paid_at is not None:
            self.ledger.append(Entry(order.shop, self.now, day_of(order.paid_at), kind, amount))

    def _why(self, line: Line) -> str:
        return "exclusive" if line.unit_price < line.platform_price else "platform"

    def _asked(self, buyer: str, lines: Wanted, share: str | None, delivery_fee: int) -> dict[str, Any]:
        wanted = [(line["product"], line.get("quantity", 1)) for line in lines]
        return {"buyer": buyer, "wanted": wanted, "share": share, "delivery_fee": delivery_fee}
