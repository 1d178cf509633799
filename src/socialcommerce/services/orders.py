"""Orders: quoted, placed, paid, shipped, delivered, completed; cancelled and refunded."""

from collections.abc import Callable
from functools import partial

from socialcommerce.domain.orders import after_sale, buying, fulfilment
from socialcommerce.domain.orders.events import OrderEvent
from socialcommerce.domain.orders.order import Order, as_told_to
from socialcommerce.domain.orders.parcels import TrackingStatus
from socialcommerce.domain.orders.pricing import Quantity, Quote
from socialcommerce.domain.orders.refunding import RefundAsked
from socialcommerce.errors import NotFound, Refused
from socialcommerce.kernel.clock import Instant
from socialcommerce.kernel.keys import ActorKey, JoinedKey, Key, Ordinal
from socialcommerce.kernel.money import Money, Price
from socialcommerce.kernel.text import Text, Title
from socialcommerce.services import order_life
from socialcommerce.services.actors import Actor, only_host, only_its_member, only_its_merchant, only_party
from socialcommerce.services.command import checked, command
from socialcommerce.services.deadlines import Deadlines
from socialcommerce.services.decisions import Decisions, not_ahead
from socialcommerce.services.erasure import refuse_those_erased
from socialcommerce.services.parties import may_read
from socialcommerce.services.quoting import GivenDiscount, WantedLine, asked_for, quoted
from socialcommerce.services.service import Service
from socialcommerce.services.transaction import Transaction


class Orders(Service):
    """What members buy. Amounts in minor units. Each command returns the order as it stands after it.

    The host alone is told who recruited the sharer, and buyers are not told what merchants give for exclusive prices.
    """

    def __init__(self, decisions: Decisions, deadlines: Deadlines) -> None:
        super().__init__(decisions)
        self._deadlines = deadlines

    @command
    def place(
        self,
        order: Key,
        buyer: Key,
        lines: list[WantedLine],
        share: JoinedKey | None = None,
        delivery_fee: Money = 0,
        discount: GivenDiscount | None = None,
        *,
        at: Instant | None = None,
        by: ActorKey | None = None,
    ) -> Order:
        """Place an order under the host's number, through *share* if it names one; only the host gives a *discount*.

        The same order again returns the first. ``NotFound``; refused: ``order-differs``, ``product-delisted``,
        ``several-merchants``, ``below-threshold``, ``member-erased``.
        """
        asked = asked_for(buyer, lines, share, delivery_fee, discount, by)

        def decide(transaction: Transaction, *, settled: bool) -> Order:
            state = order_life.up_to_date(transaction, order)
            if buying.is_repeat(state, asked):
                return _told(state, by)
            refuse_those_erased(transaction, buyer)
            terms = quoted(transaction, asked, settled=settled)
            return _told(order_life.record(transaction, order, buying.place(state, order, asked, terms)), by)

        return self._deadlines.with_budgets(
            lambda settled: self._run(partial(decide, settled=settled), at=at, by=by), at
        )

    @checked
    def quote(
        self,
        buyer: Key,
        lines: list[WantedLine],
        share: JoinedKey | None = None,
        delivery_fee: Money = 0,
        discount: GivenDiscount | None = None,
        *,
        by: ActorKey | None = None,
    ) -> Quote:
        """What such an order would be now, without placing it: prices and reasons, attribution, deadlines."""
        asked = asked_for(buyer, lines, share, delivery_fee, discount, by)
        found: Quote = self._deadlines.with_budgets(
            lambda settled: self._run(partial(quoted, asked=asked, settled=settled), at=None, by=by), None
        )
        return found if by is None else found.as_told_to_buyer()

    @command
    def pay(self, order: Key, payment: Key, *, at: Instant | None = None, by: ActorKey | None = None) -> Order:
        """Record, on the host's word, that the order was paid in whole under the reference *payment*.

        A payment of a cancelled or overdue order is listed in ``payments_to_return``; also one that was made in time
        and is told only now that the order is cancelled. ``NotFound``; refused: ``already-paid``.
        """
        only_host(by, "say that money moved")

        def decide(state: Order, _: Transaction) -> list[OrderEvent]:
            return buying.pay(state, payment)

        try:
            return self._change(order, decide, at, by)
        except Refused as refused:
            if refused.code != "time-goes-back" or self.of(order).status != "cancelled":
                raise
        return self._change(order, decide, None, by)

    @command
    def cancel(
        self, order: Key, reason: Text | None = None, *, at: Instant | None = None, by: ActorKey | None = None
    ) -> Order:
        """Cancel an order that is not paid, for its buyer. ``NotFound``; refused: ``already-paid``."""

        def decide(state: Order, _: Transaction) -> list[OrderEvent]:
            only_its_member(by, state.buyer, f"cancel order {order}")
            return buying.cancel(state, reason)

        return self._change(order, decide, at, by)

    @command
    def ship(
        self, order: Key, parcel: Key, carrier: Title, *, at: Instant | None = None, by: ActorKey | None = None
    ) -> Order:
        """Send a parcel of a paid order with any *carrier*; an order can have several. For its merchant.

        ``NotFound``; refused: ``not-paid``, ``already-refunded``, ``already-completed``, ``parcel-differs``,
        ``too-many-parcels``.
        """

        def decide(state: Order, transaction: Transaction) -> list[OrderEvent]:
            only_its_merchant(by, state.merchant, f"ship order {order}")
            return fulfilment.ship(state, parcel, carrier, at=transaction.at)

        return self._change(order, decide, at, by)

    @command
    def track(
        self,
        order: Key,
        parcel: Key,
        status: TrackingStatus,
        happened_at: Instant | None = None,
        *,
        at: Instant | None = None,
        by: ActorKey | None = None,
    ) -> Order:
        """Record what a carrier says of a parcel, at first hearing, in whatever order. For the order's merchant.

        The order is delivered once all its parcels are. ``NotFound``; refused: ``not-paid``, ``too-many-parcels``.
        """

        def decide(state: Order, transaction: Transaction) -> list[OrderEvent]:
            only_its_merchant(by, state.merchant, f"track order {order}")
            instant = transaction.at if happened_at is None else not_ahead(happened_at, transaction.at, "happened_at")
            return fulfilment.track(state, parcel, status, happened_at=instant, at=transaction.at)

        return self._change(order, decide, at, by)

    @command
    def deliver(self, order: Key, *, at: Instant | None = None, by: ActorKey | None = None) -> Order:
        """Say that a shipped order has arrived. For its buyer and its merchant.

        ``NotFound``; refused: ``not-paid``, ``already-refunded``, ``not-shipped``.
        """

        def decide(state: Order, transaction: Transaction) -> list[OrderEvent]:
            only_party(by, state.buyer, state.merchant, f"say that order {order} has arrived")
            return fulfilment.deliver(state, at=transaction.at)

        return self._change(order, decide, at, by)

    @command
    def complete(self, order: Key, *, at: Instant | None = None, by: ActorKey | None = None) -> Order:
        """Close a delivered order before its time, for its buyer.

        ``NotFound``; refused: ``not-paid``, ``already-refunded``, ``not-delivered``, ``case-open``.
        """

        def decide(state: Order, transaction: Transaction) -> list[OrderEvent]:
            only_its_member(by, state.buyer, f"complete order {order}")
            return fulfilment.complete(state, at=transaction.at)

        return self._change(order, decide, at, by)

    @command
    def refund(
        self,
        order: Key,
        refund: Key,
        line: Ordinal | None = None,
        quantity: Quantity | None = None,
        amount: Price | None = None,
        case: JoinedKey | None = None,
        *,
        at: Instant | None = None,
        by: ActorKey | None = None,
    ) -> Order:
        """Record, on the host's word, that money went back under the reference *refund*.

        For units or an amount of a *line* (from 1), for what is left of it, for what an after-sale *case* grants, or,
        naming nothing, for all that is left of the order. ``NotFound``; refused: ``not-paid``, ``line-unknown``,
        ``already-refunded``, ``refund-differs``, ``refund-too-high``, ``case-status``.
        """
        only_host(by, "say that money moved")
        asked = RefundAsked(line, quantity, amount, case)

        def decide(state: Order, transaction: Transaction) -> list[OrderEvent]:
            if buying.is_refunded(state, refund, asked):
                return []
            grant = None
            if case is not None:
                opened, of_order = order_life.existing_case(transaction, case)
                if of_order.number != order:
                    raise NotFound(f"there is no case {case} of order {order}")
                grant = after_sale.grant(opened)
            return buying.refund(state, refund, asked, grant)

        return self._change(order, decide, at, by)

    @checked
    def of(self, order: Key, *, by: ActorKey | None = None) -> Order:
        """The order as it stands now, for its buyer, its merchant and, once called in, the platform. ``NotFound``."""

        def read(transaction: Transaction) -> Order:
            state = order_life.existing(transaction, order)
            may_read(by, state, transaction, what=f"see order {order}")
            return _told(state, by)

        return self._run(read, at=None, by=by)

    def _change(
        self,
        order: str,
        decision: Callable[[Order, Transaction], list[OrderEvent]],
        at: Instant | None,
        by: str | None,
    ) -> Order:
        def decide(transaction: Transaction) -> Order:
            state = order_life.existing(transaction, order)
            order_life.record(transaction, order, decision(state, transaction))
            return _told(order_life.up_to_date(transaction, order), by)

        return self._run(decide, at=at, by=by)


def _told(order: Order, by: Actor) -> Order:
    """The order as *by* may see it."""
    return order if by is None else as_told_to(order, buyer=by == order.buyer)
