"""Orders as a stock aggregate: pricing, payment, cancelling, refunding."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate, event
from stock_kernel import MAX_MONEY, PAYMENT_TIME, Refused, id_of
from stock_referrals import Share
from stock_shops import Product


def quote(
    lines: list[dict[str, Any]],
    delivery_fee: int,
    *,
    products: Mapping[str, Product],
    live_share: Share | None,
    attribution: dict[str, str | None],
    at: datetime,
) -> dict[str, Any]:
    """All that is fixed when an order is placed."""
    priced = [_line(line, products[line["product"]], live_share) for line in lines]
    merchants = sorted({product.merchant for product in products.values()})
    if len(merchants) != 1:
        raise Refused("several-merchants", f"the order names products of {', '.join(merchants)}")
    total = sum(line["quantity"] * line["unit_price"] - line["discount"] for line in priced) + delivery_fee
    if total > MAX_MONEY:
        raise Refused("bad-value", f"the order costs {total}: at most {MAX_MONEY} minor units are possible")
    return {
        "merchant": merchants[0],
        "lines": priced,
        "attribution": attribution,
        "total": total,
        "pay_by": at + PAYMENT_TIME,
    }


def _line(wanted: dict[str, Any], product: Product, live_share: Share | None) -> dict[str, Any]:
    if not product.listed:
        raise Refused("product-delisted", f"product {product.key} is delisted and cannot be ordered")
    unit_price = product.price
    if live_share and live_share.product == product.key:
        unit_price = min(live_share.promised_price, product.exclusive_price or product.price, product.price)
    return {
        "product": product.key,
        "title": product.title,
        "category": product.category,
        "sensitive": product.sensitive,
        "quantity": wanted["quantity"],
        "platform_price": product.price,
        "unit_price": unit_price,
        "price_reason": "exclusive" if unit_price < product.price else "platform",
        "discount": 0,
        "commission_bp": product.commission_bp,
    }


@dataclass
class Line:
    """A line that was sold, and what of it went back."""

    quantity: int
    amount: int
    refunded_quantity: int = 0
    refunded_amount: int = 0

    @property
    def left(self) -> int:
        return self.amount - self.refunded_amount


class Order(Aggregate):
    @staticmethod
    def create_id(order: str) -> UUID:
        return id_of("order", order)

    @event("Placed")
    def __init__(
        self,
        order: str,
        asked: dict[str, Any],
        merchant: str,
        lines: list[dict[str, Any]],
        attribution: dict[str, str | None],
        total: int,
        pay_by: datetime,
        timestamp: datetime | None = None,
    ) -> None:
        self.key = order
        self.status = "placed"
        self.asked = asked
        self.merchant = merchant
        self.lines = [
            Line(line["quantity"], line["quantity"] * line["unit_price"] - line["discount"]) for line in lines
        ]
        self.shop = attribution["shop"]
        self.total = total
        self.pay_by = pay_by
        self.payment: str | None = None
        self.payments_to_return: list[str] = []
        self.refunds: dict[str, dict[str, Any]] = {}
        self.refunded = 0

    @property
    def buyer(self) -> str:
        return str(self.asked["buyer"])

    def place_again(self, asked: dict[str, Any]) -> None:
        if asked != self.asked:
            raise Refused("order-differs", f"order {self.key} was placed with other content")

    def expire(self, at: datetime) -> None:
        """Cancel what is unpaid at its deadline, dated at that deadline."""
        if self.status == "placed" and at >= self.pay_by:
            self._cancelled("unpaid", None, timestamp=self.pay_by)

    def pay(self, payment: str, at: datetime) -> None:
        if payment == self.payment or payment in self.payments_to_return:
            return
        if self.status == "cancelled":
            self._payment_to_return(payment, self.total, timestamp=at)
        elif self.status == "placed":
            self._paid(payment, self.total, timestamp=at)
        else:
            raise Refused("already-paid", f"order {self.key} was paid by payment {self.payment}")

    @event("Paid")
    def _paid(self, payment: str, amount: int, timestamp: datetime | None = None) -> None:
        self.status = "paid"
        self.payment = payment

    @event("PaymentToReturn")
    def _payment_to_return(self, payment: str, amount: int, timestamp: datetime | None = None) -> None:
        self.payments_to_return.append(payment)

    def cancel(self, reason: str | None, at: datetime) -> None:
        if self.status == "cancelled":
            return
        if self.status != "placed":
            raise Refused("already-paid", f"order {self.key} is paid: it can only be refunded")
        self._cancelled("buyer", reason, timestamp=at)

    @event("Cancelled")
    def _cancelled(self, kind: str, reason: str | None, timestamp: datetime | None = None) -> None:
        self.status = "cancelled"

    def refund(self, refund: str, line: int | None, quantity: int | None, amount: int | None, at: datetime) -> None:
        if line is None and (quantity is not None or amount is not None):
            raise Refused("bad-value", "a refund of a quantity or an amount names its line")
        asked = {"line": line, "quantity": quantity, "amount": amount}
        if refund in self.refunds:
            if self.refunds[refund] != asked:
                raise Refused("refund-differs", f"refund {refund} was recorded with other content")
            return
        if self.status == "refunded":
            raise Refused("already-refunded", f"order {self.key} has been refunded in full")
        if self.payment is None:
            raise Refused("not-paid", f"order {self.key} was never paid")
        parts = self._parts(line, quantity, amount)
        given = sum(part["amount"] for part in parts)
        empties = sum(each.left for each in self.lines) == given
        fee = self.total - self.refunded - given if empties else 0
        self._refunded(refund, asked, parts, fee, timestamp=at)

    @event("Refunded")
    def _refunded(
        self,
        refund: str,
        asked: dict[str, Any],
        parts: list[dict[str, int]],
        delivery_fee: int,
        timestamp: datetime | None = None,
    ) -> None:
        for part in parts:
            line = self.lines[part["line"] - 1]
            line.refunded_quantity += part["quantity"]
            line.refunded_amount += part["amount"]
        self.refunded += sum(part["amount"] for part in parts) + delivery_fee
        self.refunds[refund] = asked
        if self.refunded == self.total:
            self.status = "refunded"

    def _parts(self, number: int | None, quantity: int | None, amount: int | None) -> list[dict[str, int]]:
        if number is None:
            parts = [self._rest(each) for each, line in enumerate(self.lines, 1) if line.left]
            if not parts:
                raise Refused("already-refunded", f"order {self.key} has been refunded in full")
            return parts
        if not 1 <= number <= len(self.lines):
            raise Refused("line-unknown", f"order {self.key} has lines 1 to {len(self.lines)}, not {number}")
        line = self.lines[number - 1]
        if line.left == 0:
            raise Refused("already-refunded", f"line {number} of order {self.key} has been refunded in full")
        if quantity is not None:
            return [self._units(number, quantity)]
        if amount is None:
            return [self._rest(number)]
        if amount > line.left:
            raise Refused("refund-too-high", f"{amount} minor units are more than the {line.left} left")
        return [{"line": number, "quantity": 0, "amount": amount}]

    def _rest(self, number: int) -> dict[str, int]:
        line = self.lines[number - 1]
        return {"line": number, "quantity": line.quantity - line.refunded_quantity, "amount": line.left}

    def _units(self, number: int, quantity: int) -> dict[str, int]:
        """Units go back as differences of cumulative floors, never more than what is left."""
        line = self.lines[number - 1]
        taken, left = line.refunded_quantity, line.quantity - line.refunded_quantity
        if quantity > left:
            raise Refused("refund-too-high", f"{quantity} units are more than the {left} left")
        worth = line.amount * (taken + quantity) // line.quantity - line.amount * taken // line.quantity
        return {"line": number, "quantity": quantity, "amount": min(worth, line.left)}
