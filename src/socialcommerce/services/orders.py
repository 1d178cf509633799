"""Orders: quoted, placed, paid, cancelled, refunded."""

from typing import NotRequired, TypedDict

from socialcommerce.domain.catalog.product import PRODUCT
from socialcommerce.domain.orders import order as orders
from socialcommerce.domain.orders.order import ORDER, Order
from socialcommerce.domain.orders.pricing import Asked, Quantity, Quote, Wanted, quote
from socialcommerce.domain.orders.refunding import RefundAsked
from socialcommerce.domain.referrals import journey as journeys
from socialcommerce.domain.referrals.attribution import NamedShare, attribute
from socialcommerce.domain.referrals.journey import JOURNEY
from socialcommerce.domain.referrals.share import SHARE, created
from socialcommerce.domain.shops.shop import SHOP, Shop
from socialcommerce.kernel.clock import Instant
from socialcommerce.kernel.keys import ActorKey, JoinedKey, Key, Ordinal
from socialcommerce.kernel.money import Money, Price
from socialcommerce.kernel.text import Text
from socialcommerce.services.actors import only_host, only_its_member, only_member, only_party
from socialcommerce.services.command import checked, command
from socialcommerce.services.service import Service
from socialcommerce.services.transaction import Transaction


class WantedLine(TypedDict):
    """A line of an order as a host gives it: a product, and how many units (1)."""

    product: Key
    quantity: NotRequired[Quantity]


class Orders(Service):
    """What members buy. Amounts in minor units. Each command returns the order as it stands after it."""

    @command
    def place(
        self,
        order: Key,
        buyer: Key,
        lines: list[WantedLine],
        share: JoinedKey | None = None,
        delivery_fee: Money = 0,
        *,
        at: Instant | None = None,
        by: ActorKey | None = None,
    ) -> Order:
        """Place an order under the host's number, through *share* if it names one.

        The same order again returns the first. ``NotFound``; refused: ``order-differs``, ``product-delisted``,
        ``several-merchants``.
        """
        only_member(by, buyer, f"order for {buyer}")
        asked = _asked(buyer, lines, share, delivery_fee)

        def decide(transaction: Transaction) -> Order:
            state = _up_to_date(transaction, order)
            if orders.is_repeat(state, asked):
                return state
            facts = orders.place(state, order, asked, self._quote(transaction, asked))
            transaction.append(ORDER, order, facts)
            return transaction.load(ORDER, order)

        return self._run(decide, at=at, by=by)

    @checked
    def quote(
        self,
        buyer: Key,
        lines: list[WantedLine],
        share: JoinedKey | None = None,
        delivery_fee: Money = 0,
        *,
        by: ActorKey | None = None,
    ) -> Quote:
        """What such an order would be now, without placing it: prices and reasons, attribution, deadline."""
        only_member(by, buyer, f"order for {buyer}")
        asked = _asked(buyer, lines, share, delivery_fee)
        return self._run(lambda transaction: self._quote(transaction, asked), at=None, by=by)

    @command
    def pay(self, order: Key, payment: Key, *, at: Instant | None = None, by: ActorKey | None = None) -> Order:
        """Record, on the host's word, that the order was paid in whole under the reference *payment*.

        A payment of a cancelled or overdue order is listed in ``payments_to_return``. ``NotFound``; refused:
        ``already-paid``.
        """
        only_host(by, "say that money moved")

        def decide(transaction: Transaction) -> Order:
            state = _existing(transaction, order)
            facts = orders.pay(state, payment)
            recorded = transaction.append(ORDER, order, facts)
            state = transaction.load(ORDER, order)
            if facts and state.status == "paid" and state.attribution.shop is not None:
                journey = transaction.load(JOURNEY, state.buyer, may_be_later=True)
                renewal = journeys.renew(
                    journey, state.attribution.shop, at=transaction.at, rules=self._rules.referrals
                )
                transaction.append(JOURNEY, state.buyer, renewal, cause=recorded)
            return state

        return self._run(decide, at=at, by=by)

    @command
    def cancel(
        self,
        order: Key,
        reason: Text | None = None,
        *,
        at: Instant | None = None,
        by: ActorKey | None = None,
    ) -> Order:
        """Cancel an order that is not paid, for its buyer. ``NotFound``; refused: ``already-paid``."""

        def decide(transaction: Transaction) -> Order:
            state = _existing(transaction, order)
            only_its_member(by, state.buyer, f"cancel order {order}")
            transaction.append(ORDER, order, orders.cancel(state, reason))
            return transaction.load(ORDER, order)

        return self._run(decide, at=at, by=by)

    @command
    def refund(
        self,
        order: Key,
        refund: Key,
        line: Ordinal | None = None,
        quantity: Quantity | None = None,
        amount: Price | None = None,
        *,
        at: Instant | None = None,
        by: ActorKey | None = None,
    ) -> Order:
        """Record, on the host's word, that money went back under the reference *refund*.

        For units or an amount of a *line* (from 1), for what is left of it, or, naming nothing, for all that is
        left of the order. ``NotFound``; refused: ``not-paid``, ``line-unknown``, ``already-refunded``,
        ``refund-differs``, ``refund-too-high``.
        """
        only_host(by, "say that money moved")
        asked = RefundAsked(line, quantity, amount)

        def decide(transaction: Transaction) -> Order:
            state = _existing(transaction, order)
            transaction.append(ORDER, order, orders.refund(state, refund, asked))
            return transaction.load(ORDER, order)

        return self._run(decide, at=at, by=by)

    @checked
    def of(self, order: Key, *, by: ActorKey | None = None) -> Order:
        """The order as it stands now, for its buyer and its merchant. ``NotFound``."""

        def read(transaction: Transaction) -> Order:
            state = _existing(transaction, order)
            only_party(by, state.buyer, state.merchant, f"see order {order}")
            return state

        return self._run(read, at=None, by=by)

    def _quote(self, transaction: Transaction, asked: Asked) -> Quote:
        products = {line.product: transaction.existing(PRODUCT, line.product) for line in asked.wanted}
        journey = transaction.load(JOURNEY, asked.buyer)
        named = _named(transaction, asked.share)
        bound_to = journey.binding.shop if journey.binding else None
        attribution = attribute(
            asked.buyer,
            tuple(products),
            named=named,
            journey=journey,
            bound_shop=transaction.load(SHOP, bound_to) if bound_to else Shop(),
            at=transaction.at,
        )
        return quote(
            asked,
            products=products,
            named=named,
            attribution=attribution,
            at=transaction.at,
            rules=self._rules.orders,
        )


def _asked(buyer: str, lines: list[WantedLine], share: str | None, delivery_fee: int) -> Asked:
    wanted = tuple(Wanted(line["product"], line.get("quantity", 1)) for line in lines)
    return Asked(buyer, wanted, share, delivery_fee)


def _up_to_date(transaction: Transaction, order: str) -> Order:
    """The order with its deadline applied, dated at that deadline however late this is."""
    state = transaction.load(ORDER, order)
    transaction.append(ORDER, order, orders.expire(state, at=transaction.at), at=state.pay_by)
    return transaction.load(ORDER, order)


def _existing(transaction: Transaction, order: str) -> Order:
    transaction.existing(ORDER, order)
    return _up_to_date(transaction, order)


def _named(transaction: Transaction, share: str | None) -> NamedShare | None:
    if share is None:
        return None
    state = transaction.existing(SHARE, share)
    made = created(state)
    product = transaction.load(PRODUCT, made.product)
    shop = transaction.load(SHOP, made.shop)
    ending = state.ending(product=product, shop=shop, at=transaction.at)
    return NamedShare(made, is_live=ending is None)
