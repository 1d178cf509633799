"""Events of orders as version 0.1 wrote them, and how they read today."""

import attrs

from socialcommerce.domain.orders.events import OrderPlaced, OrderRefunded
from socialcommerce.domain.orders.pricing import Asked, OrderLine, PriceReason, Quantity, Wanted
from socialcommerce.domain.orders.refunding import RefundAsked, RefundPart
from socialcommerce.domain.orders.terms import terms_by
from socialcommerce.domain.referrals.attribution import Attribution
from socialcommerce.kernel.clock import Instant
from socialcommerce.kernel.event import event, upcast
from socialcommerce.kernel.keys import JoinedKey, Key, Ordinal
from socialcommerce.kernel.money import MAX_MONEY, BasisPoints, Money, Price
from socialcommerce.kernel.text import Title
from socialcommerce.rules import DEFAULT_RULES


@attrs.frozen
class AskedV1:
    """What a buyer asked for, before coupons."""

    buyer: Key
    wanted: tuple[Wanted, ...]
    share: JoinedKey | None = None
    delivery_fee: Money = 0


@attrs.frozen(kw_only=True)
class OrderLineV1:
    """A line, before budgets funded exclusive prices."""

    product: Key
    title: Title
    category: Title
    sensitive: bool
    quantity: Quantity
    platform_price: Price
    unit_price: Price
    price_reason: PriceReason
    discount: Money
    commission_bp: BasisPoints


@event("order.placed")
class OrderPlacedV1:
    """A buyer ordered, when nothing was said of what comes after paying."""

    order: Key
    asked: AskedV1
    merchant: Key
    lines: tuple[OrderLineV1, ...]
    attribution: Attribution
    total: Money
    pay_by: Instant


@attrs.frozen
class RefundAskedV1:
    """What a refund named, before there were cases."""

    line: Ordinal | None = None
    quantity: Quantity | None = None
    amount: Price | None = None


@event("order.refunded")
class OrderRefundedV1:
    """The host gave money back."""

    refund: Key
    asked: RefundAskedV1
    parts: tuple[RefundPart, ...]
    delivery_fee: Money


@upcast(OrderPlacedV1)
def _placed(old: OrderPlacedV1) -> OrderPlaced:
    """An exclusive price was all the merchant's to bear, and later life goes by the published rules."""
    asked = old.asked
    return OrderPlaced(
        order=old.order,
        asked=Asked(asked.buyer, asked.wanted, asked.share, asked.delivery_fee),
        merchant=old.merchant,
        lines=tuple(_line(line) for line in old.lines),
        attribution=old.attribution,
        total=old.total,
        pay_by=old.pay_by,
        terms=terms_by(DEFAULT_RULES),
    )


def _line(old: OrderLineV1) -> OrderLine:
    return OrderLine(
        product=old.product,
        title=old.title,
        category=old.category,
        sensitive=old.sensitive,
        quantity=old.quantity,
        platform_price=old.platform_price,
        unit_price=old.unit_price,
        price_reason=old.price_reason,
        discount=old.discount,
        commission_bp=old.commission_bp,
        subsidy=0,
        excess=min(old.quantity * (old.platform_price - old.unit_price), MAX_MONEY),
    )


@upcast(OrderRefundedV1)
def _refunded(old: OrderRefundedV1) -> OrderRefunded:
    asked = RefundAsked(old.asked.line, old.asked.quantity, old.asked.amount)
    return OrderRefunded(refund=old.refund, asked=asked, parts=old.parts, delivery_fee=old.delivery_fee)
