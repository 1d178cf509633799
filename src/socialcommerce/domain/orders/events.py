"""What can happen to an order. Amounts in minor units."""

from typing import Literal

from socialcommerce.domain.orders.parcels import TrackingStatus
from socialcommerce.domain.orders.pricing import Asked, OrderLine
from socialcommerce.domain.orders.refunding import RefundAsked, RefundPart
from socialcommerce.domain.orders.terms import Terms
from socialcommerce.domain.referrals.attribution import Attribution
from socialcommerce.kernel.clock import Instant
from socialcommerce.kernel.event import event
from socialcommerce.kernel.keys import JoinedKey, Key, Ordinal
from socialcommerce.kernel.money import Money
from socialcommerce.kernel.text import PersonalText, Title


@event("order.placed.v2")
class OrderPlaced:
    """A buyer ordered. ``asked`` is the content as given, the rest what came of it; amounts in minor units."""

    order: Key
    asked: Asked
    merchant: Key
    lines: tuple[OrderLine, ...]
    attribution: Attribution
    total: Money
    pay_by: Instant
    terms: Terms


@event("order.paid")
class OrderPaid:
    """The host says that the whole ``amount`` was paid under its reference ``payment``."""

    payment: Key
    amount: Money


@event("order.cancelled")
class OrderCancelled:
    """The order ends without payment.

    By the ``buyer``, with their ``reason`` if they gave one; or because it was ``unpaid`` at its deadline.
    """

    kind: Literal["buyer", "unpaid"]
    reason: PersonalText | None = None


@event("order.payment-to-return")
class PaymentToReturn:
    """A payment came for a cancelled order: the host has to return ``amount``."""

    payment: Key
    amount: Money


@event("order.parcel-sent")
class ParcelSent:
    """The merchant gave a parcel to a carrier; without other word the order counts as delivered at ``deliver_by``."""

    parcel: Key
    carrier: Title
    deliver_by: Instant


@event("order.parcel-tracked")
class ParcelTracked:
    """A carrier says, for the first time, that a parcel reached a ``status``, at ``happened_at``: the buyer is told."""

    parcel: Key
    status: TrackingStatus
    happened_at: Instant


@event("order.delivered")
class OrderDelivered:
    """The goods have arrived: a party ``told`` so, the ``carrier`` did of all parcels, or the ``deadline`` passed.

    The order is complete at ``complete_by`` unless something holds it up.
    """

    kind: Literal["told", "carrier", "deadline"]
    complete_by: Instant


@event("order.completed")
class OrderCompleted:
    """The order is done: the ``buyer`` said so, or the ``deadline`` passed. Cases open until ``after_sale_until``."""

    kind: Literal["buyer", "deadline"]
    after_sale_until: Instant


@event("order.case-opened")
class CaseOpened:
    """An after-sale case of a line holds up completion and the approval of commission."""

    case: JoinedKey
    line: Ordinal


@event("order.case-closed")
class CaseClosed:
    """A case holds nothing up any more, since ``free_since``."""

    case: JoinedKey
    free_since: Instant


@event("order.refunded.v2")
class OrderRefunded:
    """The host gave money back under its reference ``refund``: for ``parts`` and the ``delivery_fee``."""

    refund: Key
    asked: RefundAsked
    parts: tuple[RefundPart, ...]
    delivery_fee: Money

    @property
    def goods(self) -> int:
        """What goes back for the lines, in minor units."""
        return sum(given.amount for given in self.parts)


OrderEvent = (
    OrderPlaced
    | OrderPaid
    | OrderCancelled
    | PaymentToReturn
    | ParcelSent
    | ParcelTracked
    | OrderDelivered
    | OrderCompleted
    | CaseOpened
    | CaseClosed
    | OrderRefunded
)
