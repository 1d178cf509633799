"""What an order costs, and why: unit prices, one discount spread over the lines, then the delivery fee."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

from naive.facts import NoError, Product, Share
from naive.referrals import Referrals
from naive.trade_facts import Line, Order

Wanted = list[dict[str, Any]]


class Pricing(Referrals):
    def asked(
        self, buyer: str, lines: Wanted, share: str | None, delivery_fee: int, discount: dict[str, int] | None
    ) -> dict[str, Any]:
        """The content of an order, by which it is the same or another."""
        self.only(buyer)
        if discount is not None:
            self.only_host()
        return {
            "buyer": buyer,
            "wanted": [(line["product"], line.get("quantity", 1)) for line in lines],
            "share": share,
            "delivery_fee": delivery_fee,
            "discount": discount and {"amount": None, "percent_bp": None, "threshold": 0, **discount},
        }

    def priced(self, number: str, asked: dict[str, Any]) -> Order:
        products: dict[str, Product] = {name: self.known(self.products, name) for name, _ in asked["wanted"]}
        named: Share | None = None if asked["share"] is None else self.known(self.shares, asked["share"])
        if not all(product.listed for product in products.values()):
            raise NoError("product-delisted")
        if len({product.merchant for product in products.values()}) > 1:
            raise NoError("several-merchants")
        lines = [self._line(name, quantity, named) for name, quantity in asked["wanted"]]
        self._take_off(asked["discount"], lines)
        attribution = self.attribution(asked["buyer"], list(products), named)
        recruiter = self.shops[attribution[1]].recruiter if attribution[1] else None
        return Order(
            number=number,
            asked=asked,
            merchant=next(iter(products.values())).merchant,
            lines=lines,
            attribution=attribution,
            pay_by=self.now + timedelta(minutes=self.rules.orders.payment_minutes),
            rules=self.rules,
            recruiter=recruiter if self.rules.earnings.levels == 2 else None,
        )

    def terms(self, order: Order) -> dict[str, Any]:
        """What is fixed when the order is placed; only the host is told all of it."""
        recruiter = order.recruiter if self.by is None else None
        hidden = {"subsidy": 0, "excess": 0} if self.by == order.buyer else {}
        return {
            "merchant": order.merchant,
            "lines": [vars(line) | {"amount": line.amount, "why": self.why(line)} | hidden for line in order.lines],
            "attribution": order.attribution,
            "recruiter": (recruiter, order.rules.earnings.recruiter_bp if recruiter else 0),
            "delivery_fee": order.delivery_fee,
            "total": order.total,
            "pay_by": order.pay_by,
        }

    def _line(self, name: str, quantity: int, named: Share | None) -> Line:
        product = self.products[name]
        unit_price = self._unit_price(name, quantity, named)
        difference = quantity * (product.price - unit_price)
        subsidy = min(difference, self.budget_left(name))
        return Line(
            product=name,
            quantity=quantity,
            unit_price=unit_price,
            platform_price=product.price,
            commission_bp=product.offer["commission_bp"],
            subsidy=subsidy,
            excess=difference - subsidy,
        )

    def _unit_price(self, name: str, quantity: int, named: Share | None) -> int:
        """Through a live share the lowest of the promised, the exclusive and the platform price."""
        price = self.products[name].price
        if named and named.product == name and not self.why_dead(named):
            return min(named.promised_price, self.exclusive_now(name, quantity) or price, price)
        return price

    def _take_off(self, discount: dict[str, int] | None, lines: list[Line]) -> None:
        if discount is None:
            return
        goods = sum(line.amount for line in lines)
        if goods < discount["threshold"]:
            raise NoError("below-threshold")
        if discount["amount"] is not None:
            off = min(discount["amount"], goods)
        else:
            off = goods * discount["percent_bp"] // 10_000
        for line, part in zip(lines, spread(off, [line.amount for line in lines]), strict=True):
            line.discount = part

    def why(self, line: Line) -> str:
        return "exclusive" if line.unit_price < line.platform_price else "platform"


def spread(total: int, weights: list[int]) -> list[int]:
    """*total* in proportion to *weights*: the floors, and one more where most was cut off, the lowest line first."""
    exact = [Fraction(total * weight, sum(weights)) for weight in weights]
    parts = [int(share) for share in exact]
    most_cut_off = sorted(range(len(weights)), key=lambda n: (parts[n] - exact[n], n))
    for n in most_cut_off[: total - sum(parts)]:
        parts[n] += 1
    return parts
