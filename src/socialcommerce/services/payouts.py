"""Payouts: what members have earned leaves the platform."""

from collections.abc import Callable, Iterable
from datetime import datetime

from socialcommerce.domain.earnings import commission as commissions
from socialcommerce.domain.earnings import payout as payouts
from socialcommerce.domain.earnings.commission import COMMISSION
from socialcommerce.domain.earnings.payout import PAYOUT, Payout
from socialcommerce.errors import Refused
from socialcommerce.kernel.clock import Instant, utc
from socialcommerce.kernel.keys import ActorKey, Key
from socialcommerce.services import order_life
from socialcommerce.services.actors import only_platform
from socialcommerce.services.command import command
from socialcommerce.services.decisions import Decisions
from socialcommerce.services.service import Service
from socialcommerce.services.transaction import Transaction


class Payouts(Service):
    """What members have earned, paid out."""

    def __init__(self, decisions: Decisions, unsettled: Callable[[str, datetime], list[str]]) -> None:
        """*unsettled* gives the orders of which a payout to a member may take something at an instant."""
        super().__init__(decisions)
        self._unsettled = unsettled

    @command
    def make(self, payout: Key, member: Key, *, at: Instant | None = None, by: ActorKey | None = None) -> Payout:
        """Pay *member* all that is approved, under the host's reference *payout*; for the platform.

        Takes what refunds took back after earlier payouts too. The same again changes nothing. Refused:
        ``payout-differs``, ``payout-too-low``. Costs in proportion to the orders that it takes.
        """
        only_platform(by, "pay out")
        self._decisions.settle()
        orders = self._unsettled(member, utc(at or self._decisions.clock.now()))

        def decide(transaction: Transaction) -> Payout:
            state = transaction.load(PAYOUT, payout)
            payable = {} if state.member is not None else _payable(transaction, orders, member)
            minimum = transaction.rules.earnings.payout_minimum
            facts = payouts.make(state, payout, member, payable, minimum=minimum)
            made = transaction.append(PAYOUT, payout, facts)
            for fact in facts:
                for entry in fact.entries:
                    commission = transaction.load(COMMISSION, entry.order)
                    settled = commissions.settle(commission, payout, member)
                    transaction.append(COMMISSION, entry.order, settled, cause=made)
            return transaction.load(PAYOUT, payout)

        return self._run(decide, at=at, by=by)


def _payable(transaction: Transaction, orders: Iterable[str], member: str) -> dict[str, int]:
    """What of each order is payable to *member*, once what is overdue of it has been carried out."""
    payable = {}
    for order in orders:
        try:
            with transaction.refusing_late():
                order_life.existing(transaction, order)
                payable[order] = commissions.payable(transaction.load(COMMISSION, order), member)
        except Refused as refused:
            if refused.code != "time-goes-back":
                raise  # of an order that has gone on since a later payout takes what there is
    return payable
