"""Orders when they are placed: what stands in them, and what the rules fix of their later life."""

from datetime import timedelta
from typing import Any

from socialcommerce.audit.check import Doubt, check, differs
from socialcommerce.audit.picture import Picture
from socialcommerce.domain.orders.events import OrderPlaced
from socialcommerce.domain.orders.terms import Terms
from socialcommerce.kernel.event import Recorded


@check("order-once", "An order is placed once, under its own number.", OrderPlaced, refusals=("order-differs",))
def _(picture: Picture, recorded: Recorded[Any]) -> Doubt | None:
    if recorded.key in picture.orders.of:
        return Doubt(f"one order {recorded.key}", "it is placed again")
    return differs(recorded.key, recorded.event.order)


@check("order-lines", "The lines of an order are the products and quantities that its buyer asked for.", OrderPlaced)
def _(picture: Picture, recorded: Recorded[Any]) -> Doubt | None:
    asked = [(wanted.product, wanted.quantity) for wanted in recorded.event.asked.wanted]
    doubt = differs(asked, [(line.product, line.quantity) for line in recorded.event.lines])
    if doubt is None and len({product for product, _ in asked}) < len(asked):
        return Doubt("a line for each product", "a product stands on two lines")
    return doubt


@check("listed-line", "What is ordered is on sale.", OrderPlaced, refusals=("product-delisted",))
def _(picture: Picture, recorded: Recorded[Any]) -> Doubt | None:
    for line in recorded.event.lines:
        if not picture.catalog.products[line.product].is_listed:
            return Doubt(f"{line.product} on sale", "it is delisted")
    return None


@check("one-merchant", "An order has one merchant, who sells all of it.", OrderPlaced, refusals=("several-merchants",))
def _(picture: Picture, recorded: Recorded[Any]) -> Doubt | None:
    for line in recorded.event.lines:
        merchant = picture.catalog.products[line.product].offer.merchant
        if merchant != recorded.event.merchant:
            return Doubt(f"{line.product} of merchant {merchant}", f"an order of merchant {recorded.event.merchant}")
    return None


@check(
    "line-as-listed",
    "A line has the title, category, commission rate and sensitivity that its product was listed with.",
    OrderPlaced,
)
def _(picture: Picture, recorded: Recorded[Any]) -> Doubt | None:
    for line in recorded.event.lines:
        offer = picture.catalog.products[line.product].offer
        listed = (offer.title, offer.category, offer.commission_bp, offer.sensitive)
        found = (line.title, line.category, line.commission_bp, line.sensitive)
        if listed != found:
            return differs(listed, found)
    return None


@check("total", "An order costs what its lines come to less their discounts, and its delivery fee.", OrderPlaced)
def _(picture: Picture, recorded: Recorded[Any]) -> Doubt | None:
    goods = sum(line.quantity * line.unit_price - line.discount for line in recorded.event.lines)
    return differs(goods + recorded.event.asked.delivery_fee, recorded.event.total)


@check("pay-by", "An order has to be paid within the minutes that the rules give.", OrderPlaced)
def _(picture: Picture, recorded: Recorded[Any]) -> Doubt | None:
    minutes = picture.rulebook.at(recorded.at).orders.payment_minutes
    return differs(recorded.at + timedelta(minutes=minutes), recorded.event.pay_by)


@check(
    "terms",
    "The spans of an order's later life are those of the rules in force when it is placed, and where there are two"
    " levels, the one who recruited the sharer earns with them.",
    OrderPlaced,
)
def _(picture: Picture, recorded: Recorded[Any]) -> Doubt | None:
    rules = picture.rulebook.at(recorded.at)
    sharer = recorded.event.attribution.shop
    recruiter = picture.shops.of[sharer].recruiter if sharer is not None and rules.earnings.levels == 2 else None
    expected = Terms(
        delivery_days=rules.orders.delivery_days,
        completion_days=rules.orders.completion_days,
        after_sale_days=rules.after_sale.window_days,
        cases_per_line=rules.after_sale.cases_per_line,
        answer_hours=rules.after_sale.answer_hours,
        return_days=rules.after_sale.return_days,
        receipt_days=rules.after_sale.receipt_days,
        escalation_days=rules.after_sale.escalation_days,
        approval_days=rules.earnings.approval_days,
        recruiter=recruiter,
        recruiter_bp=rules.earnings.recruiter_bp if recruiter is not None else 0,
    )
    return differs(expected, recorded.event.terms)
