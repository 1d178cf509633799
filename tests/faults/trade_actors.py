"""Faults of who did what in trading."""

from typing import Any

from faulting import Log, change, fault, find
from faults.order_life import by_itself
from socialcommerce import Recorded
from socialcommerce.domain.catalog.budget import BudgetDrawn, BudgetFunded
from socialcommerce.domain.earnings.commission_events import CommissionEarned
from socialcommerce.domain.earnings.payout import PayoutMade
from socialcommerce.domain.earnings.statement import MonthClosed
from socialcommerce.domain.orders.case_events import (
    CaseApproved,
    CaseMessageSent,
    CaseReceived,
    CaseRequested,
    CaseRuled,
    CaseWithdrawn,
)
from socialcommerce.domain.orders.conversation import MessageSent
from socialcommerce.domain.orders.events import (
    OrderCancelled,
    OrderCompleted,
    OrderDelivered,
    OrderPaid,
    OrderPlaced,
    OrderRefunded,
    ParcelSent,
)


def is_somebodys(recorded: Recorded[Any]) -> bool:
    return not by_itself(recorded)


def anyone(recorded: Recorded[Any]) -> bool:
    return True


def did(name: str, check: str, kind: type[Any], actor: str, where: Any = anyone) -> None:
    """Let the *actor* have done what others may do."""

    @fault(name, check)
    def _(log: Log) -> str:
        return change(log, find(log, kind, where), by=actor)


did("a member says that an order is paid", "host-alone", OrderPaid, "an")
did("a merchant says that money went back", "host-alone", OrderRefunded, "merchant:cd")
did("the platform gives a commission", "host-alone", CommissionEarned, "platform:op")
did("somebody orders for another member", "buyer-alone", OrderPlaced, "stranger")
did("a merchant orders for a member", "buyer-alone", OrderPlaced, "merchant:cd")
did("another member cancels an order", "order-party", OrderCancelled, "stranger", is_somebodys)
did("a merchant completes an order", "order-party", OrderCompleted, "merchant:cd", is_somebodys)
did("another merchant sends an order", "order-party", ParcelSent, "merchant:another")
did("a buyer sends an order to themselves", "order-party", ParcelSent, "an")
did("a stranger says that an order arrived", "order-party", OrderDelivered, "stranger", is_somebodys)
did("another member asks for a refund", "case-party", CaseRequested, "stranger")
did("another merchant approves a case", "case-party", CaseApproved, "merchant:another", is_somebodys)
did("a member receives what was sent back", "case-party", CaseReceived, "stranger", is_somebodys)
did("a merchant withdraws a case", "case-party", CaseWithdrawn, "merchant:cd", is_somebodys)
did("somebody writes in the name of another", "own-words", MessageSent, "stranger")
did("the platform writes in a case in the name of another", "own-words", CaseMessageSent, "platform:another")
did("a merchant rules on a case", "platform-alone", CaseRuled, "merchant:cd")
did("a member pays out", "platform-alone", PayoutMade, "lin")
did("a merchant closes a month", "platform-alone", MonthClosed, "merchant:cd")
did("another merchant gives to a budget", "budget-party", BudgetFunded, "merchant:another")
did("another member draws from a budget", "budget-party", BudgetDrawn, "stranger")


@fault("a buyer gives themselves a discount", "buyer-alone")
def _(log: Log) -> str:
    index = find(log, OrderPlaced, lambda recorded: recorded.event.asked.discount is not None)
    return change(log, index, by=log[index].event.asked.buyer)
