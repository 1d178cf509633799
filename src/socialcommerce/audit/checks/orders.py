"""Orders when they are placed: what stands in them, and what the rules fix of their later life."""

from operator import attrgetter
from typing import Any, Final

from socialcommerce.audit.check import Doubt, check, differs
from socialcommerce.audit.picture import Picture
from socialcommerce.domain.orders.events import OrderPlaced
from socialcommerce.kernel.clock import minutes
from socialcommerce.kernel.event import Recorded


@check("order-once", "An order is placed once, under its own number.", OrderPlaced, refusals=("order-differs",))
def _(picture: Picture, key: str, fact: OrderPlaced, recorded: Recorded[Any]) -> Doubt | None:
    if key in picture.orders.of:
        return Doubt(f"one order {key}", "it is placed again")
    return differs(key, fact.order)


@check("order-lines", "The lines of an order are the products and quantities that its buyer asked for.", OrderPlaced)
def _(picture: Picture, key: str, fact: OrderPlaced, recorded: Recorded[Any]) -> Doubt | None:
    asked = [(wanted.product, wanted.quantity) for wanted in fact.asked.wanted]
    doubt = differs(asked, [(line.product, line.quantity) for line in fact.lines])
    if doubt is None and len({product for product, _ in asked}) < len(asked):
        return Doubt("a line for each product", "a product stands on two lines")
    return doubt


@check("listed-line", "What is ordered is on sale.", OrderPlaced, refusals=("product-delisted",))
def _(picture: Picture, key: str, fact: OrderPlaced, recorded: Recorded[Any]) -> Doubt | None:
    for line in fact.lines:
        if not picture.catalog.products[line.product].is_listed:
            return Doubt(f"{line.product} on sale", "it is delisted")
    return None


@check("one-merchant", "An order has one merchant, who sells all of it.", OrderPlaced, refusals=("several-merchants",))
def _(picture: Picture, key: str, fact: OrderPlaced, recorded: Recorded[Any]) -> Doubt | None:
    for line in fact.lines:
        merchant = picture.catalog.products[line.product].offer.merchant
        if merchant != fact.merchant:
            return Doubt(f"{line.product} of merchant {merchant}", f"an order of merchant {fact.merchant}")
    return None


@check(
    "line-as-listed",
    "A line has the title, category, commission rate and sensitivity that its product was listed with.",
    OrderPlaced,
)
def _(picture: Picture, key: str, fact: OrderPlaced, recorded: Recorded[Any]) -> Doubt | None:
    for line in fact.lines:
        offer = picture.catalog.products[line.product].offer
        listed = (offer.title, offer.category, offer.commission_bp, offer.sensitive)
        found = (line.title, line.category, line.commission_bp, line.sensitive)
        if listed != found:
            return differs(listed, found)
    return None


@check("total", "An order costs what its lines come to less their discounts, and its delivery fee.", OrderPlaced)
def _(picture: Picture, key: str, fact: OrderPlaced, recorded: Recorded[Any]) -> Doubt | None:
    goods = sum(line.quantity * line.unit_price - line.discount for line in fact.lines)
    return differs(goods + fact.asked.delivery_fee, fact.total)


@check("pay-by", "An order has to be paid within the minutes that the rules give.", OrderPlaced)
def _(picture: Picture, key: str, fact: OrderPlaced, recorded: Recorded[Any]) -> Doubt | None:
    rules = picture.rulebook.at(recorded.at)
    return differs(recorded.at + minutes(rules.orders.payment_minutes), fact.pay_by)


_OF_THE_RULES: Final = {
    "delivery_days": "orders.delivery_days",
    "completion_days": "orders.completion_days",
    "after_sale_days": "after_sale.window_days",
    "cases_per_line": "after_sale.cases_per_line",
    "answer_hours": "after_sale.answer_hours",
    "return_days": "after_sale.return_days",
    "receipt_days": "after_sale.receipt_days",
    "escalation_days": "after_sale.escalation_days",
    "approval_days": "earnings.approval_days",
}
"""What the terms of an order take over from the rules, by where it stands in them."""

_TERMS: Final = (*_OF_THE_RULES, "recruiter", "recruiter_bp")
_IN_TERMS: Final = attrgetter(*_TERMS)
_IN_RULES: Final = attrgetter(*_OF_THE_RULES.values())


@check(
    "terms",
    "The spans of an order's later life are those of the rules in force when it is placed, and where there are two"
    " levels, the one who recruited the sharer earns with them.",
    OrderPlaced,
)
def _(picture: Picture, key: str, fact: OrderPlaced, recorded: Recorded[Any]) -> Doubt | None:
    rules, sharer = picture.rulebook.at(recorded.at), fact.attribution.shop
    recruiter = picture.shops.of[sharer].recruiter if sharer is not None and rules.earnings.levels == 2 else None
    earns = (recruiter, rules.earnings.recruiter_bp if recruiter is not None else 0)
    expected, found = (*_IN_RULES(rules), *earns), _IN_TERMS(fact.terms)
    if expected == found:
        return None
    wrong = [each for each in zip(_TERMS, expected, found, strict=True) if each[1] != each[2]]
    return Doubt(
        ", ".join(f"{name} {one}" for name, one, _ in wrong), ", ".join(f"{name} {one}" for name, _, one in wrong)
    )
