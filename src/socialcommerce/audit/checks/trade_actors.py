"""Who may do what in trading: buyers and merchants their part, the platform what is its own, the host everything."""

from typing import Any, Final

from socialcommerce.audit.check import Doubt, check
from socialcommerce.audit.picture import Picture
from socialcommerce.domain.catalog.budget import BudgetDrawn, BudgetFunded, BudgetGivenBack
from socialcommerce.domain.earnings.commission_events import (
    CommissionApproved,
    CommissionClawedBack,
    CommissionEarned,
    CommissionFrozen,
    CommissionReduced,
    CommissionSettled,
)
from socialcommerce.domain.earnings.payout import PayoutMade
from socialcommerce.domain.earnings.statement import MonthClosed
from socialcommerce.domain.orders.case_events import (
    CaseApproved,
    CaseEscalated,
    CaseExchanged,
    CaseMessageSent,
    CaseReceived,
    CaseRefunded,
    CaseRejected,
    CaseRequested,
    CaseRuled,
    CaseSentBack,
    CaseWithdrawn,
)
from socialcommerce.domain.orders.conversation import MessageSent
from socialcommerce.domain.orders.events import (
    CaseOpened,
    OrderCancelled,
    OrderCompleted,
    OrderDelivered,
    OrderPaid,
    OrderPlaced,
    OrderRefunded,
    ParcelSent,
    ParcelTracked,
    PaymentToReturn,
)
from socialcommerce.kernel.event import Recorded

_OF_BUYERS: Final = (OrderCancelled, OrderCompleted, CaseOpened, CommissionFrozen)
_OF_BUYERS_IN_CASES: Final = (CaseWithdrawn, CaseSentBack, CaseEscalated)
_OF_MERCHANTS_IN_CASES: Final = (CaseApproved, CaseRejected, CaseReceived, CaseExchanged)


@check(
    "host-alone",
    "Only the host says that money moved; what follows from that is its word, or comes with time.",
    OrderPaid,
    PaymentToReturn,
    OrderRefunded,
    CommissionEarned,
    CommissionReduced,
    CommissionClawedBack,
    CommissionApproved,
    CaseRefunded,
    of_acts=True,
)
def _(picture: Picture, key: str, fact: Any, recorded: Recorded[Any]) -> Doubt | None:
    return _unless_by(recorded)


@check(
    "buyer-alone", "Only its buyer places an order, or the host, who alone gives discounts.", OrderPlaced, of_acts=True
)
def _(picture: Picture, key: str, fact: OrderPlaced, recorded: Recorded[Any]) -> Doubt | None:
    asked = fact.asked
    return _unless_by(recorded) if asked.discount is not None else _unless_by(recorded, asked.buyer)


@check(
    "order-party",
    "An order's buyer cancels and completes it and opens its cases, its merchant sends it, each says that it arrived.",
    *_OF_BUYERS,
    ParcelSent,
    ParcelTracked,
    OrderDelivered,
    of_acts=True,
)
def _(picture: Picture, key: str, fact: Any, recorded: Recorded[Any]) -> Doubt | None:
    order = picture.orders.of[key]
    merchant = f"merchant:{order.terms_of.merchant}"
    if isinstance(fact, _OF_BUYERS):
        return _unless_by(recorded, order.buyer)
    if isinstance(fact, OrderDelivered) and fact.kind == "told":
        return _unless_by(recorded, order.buyer, merchant)
    return _unless_by(recorded, merchant)


@check(
    "case-party",
    "In a case its buyer asks, sends back, escalates and withdraws; its merchant approves, rejects, receives and"
    " exchanges.",
    CaseRequested,
    *_OF_BUYERS_IN_CASES,
    *_OF_MERCHANTS_IN_CASES,
    of_acts=True,
)
def _(picture: Picture, key: str, fact: Any, recorded: Recorded[Any]) -> Doubt | None:
    order = picture.orders.of[fact.order if isinstance(fact, CaseRequested) else picture.cases.of[key].order]
    if isinstance(fact, _OF_MERCHANTS_IN_CASES):
        return _unless_by(recorded, f"merchant:{order.terms_of.merchant}")
    return _unless_by(recorded, order.buyer)


@check("own-words", "Nobody but the host writes in the name of others.", MessageSent, CaseMessageSent, of_acts=True)
def _(picture: Picture, key: str, fact: MessageSent | CaseMessageSent, recorded: Recorded[Any]) -> Doubt | None:
    return _unless_by(recorded, fact.message.author)


@check(
    "platform-alone",
    "Only the platform rules on cases, pays out and closes months.",
    CaseRuled,
    PayoutMade,
    CommissionSettled,
    MonthClosed,
    of_acts=True,
)
def _(picture: Picture, key: str, fact: Any, recorded: Recorded[Any]) -> Doubt | None:
    by = f"{recorded.by}"
    return None if by.startswith("platform:") else Doubt("the platform or the host", by)


@check(
    "budget-party",
    "A merchant gives to the budgets of its own products; only their buyers' orders draw and give back.",
    BudgetFunded,
    BudgetDrawn,
    BudgetGivenBack,
    of_acts=True,
)
def _(
    picture: Picture, key: str, fact: BudgetFunded | BudgetDrawn | BudgetGivenBack, recorded: Recorded[Any]
) -> Doubt | None:
    if isinstance(fact, BudgetFunded):
        return _unless_by(recorded, f"merchant:{picture.catalog.products[key].offer.merchant}")
    return _unless_by(recorded, picture.orders.of[fact.order].buyer)


def _unless_by(recorded: Recorded[Any], *actors: str) -> Doubt | None:
    return None if recorded.by in actors else Doubt(" or ".join((*actors, "the host")), f"{recorded.by}")
