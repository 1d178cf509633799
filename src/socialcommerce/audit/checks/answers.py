"""Answers: what one command's fact brings about in other streams names that fact, and is recorded with it."""

from collections.abc import Callable
from typing import Any, Final

import attrs

from socialcommerce.audit.check import Check, Doubt, declare
from socialcommerce.audit.picture import Picture
from socialcommerce.domain.catalog.budget import BudgetDrawn, BudgetGivenBack
from socialcommerce.domain.circle.contact import MessagesGranted
from socialcommerce.domain.earnings.commission_events import (
    CommissionClawedBack,
    CommissionEarned,
    CommissionFrozen,
    CommissionReduced,
    CommissionSettled,
)
from socialcommerce.domain.earnings.payout import PayoutMade
from socialcommerce.domain.members.account import AccountErased
from socialcommerce.domain.orders.case_events import (
    CaseEscalated,
    CaseExchanged,
    CaseRefunded,
    CaseRejected,
    CaseRequested,
    CaseRuled,
    CaseWithdrawn,
)
from socialcommerce.domain.orders.events import (
    CaseClosed,
    CaseOpened,
    OrderCancelled,
    OrderCompleted,
    OrderPaid,
    OrderPlaced,
    OrderRefunded,
)
from socialcommerce.domain.referrals.journey import BindingRenewed, Released
from socialcommerce.domain.shops.shelf import ShelfOpened
from socialcommerce.domain.shops.shop import ShopClosed, ShopOpened
from socialcommerce.kernel.event import Recorded

Keys = Callable[[Recorded[Any]], tuple[str, ...]]


@attrs.frozen
class Answer:
    """What a kind of facts answers: facts of ``kinds``, in a stream of one of the keys that ``about`` gives.

    Always, or, if it has a ``when``, only then.
    """

    kinds: tuple[type[Any], ...]
    about: Keys
    when: Callable[[Picture, Recorded[Any]], bool] | None = None


def _the_same(recorded: Recorded[Any]) -> tuple[str, ...]:
    return (recorded.key,)


def _its_order(recorded: Recorded[Any]) -> tuple[str, ...]:
    return (recorded.event.order,)


def _order_of_the_case(recorded: Recorded[Any]) -> tuple[str, ...]:
    return (recorded.key.partition("~")[0],)


def _its_case(recorded: Recorded[Any]) -> tuple[str, ...]:
    return (recorded.event.case,)


def _its_case_or_the_order(recorded: Recorded[Any]) -> tuple[str, ...]:
    return (recorded.event.case, recorded.key)


def _its_payout(recorded: Recorded[Any]) -> tuple[str, ...]:
    return (recorded.event.payout,)


def _its_reference(recorded: Recorded[Any]) -> tuple[str, ...]:
    return (recorded.event.reference,)


def _any_order(recorded: Recorded[Any]) -> tuple[str, ...]:
    """That of the order which is named: the buyer and the shop are looked at where bindings are."""
    return ((recorded.cause or "").rpartition("@")[0].partition("-")[2],)


def _is_erased(picture: Picture, recorded: Recorded[Any]) -> bool:
    return recorded.key in picture.members.erased


def _is_for_a_payment(picture: Picture, recorded: Recorded[Any]) -> bool:
    return bool(recorded.event.kind == "payment")


ANSWERS: Final[dict[type[Any], Answer]] = {
    ShelfOpened: Answer((ShopOpened,), _the_same),
    ShopClosed: Answer((AccountErased,), _the_same, when=_is_erased),
    Released: Answer((AccountErased,), _the_same, when=_is_erased),
    BudgetDrawn: Answer((OrderPlaced,), _its_order),
    BudgetGivenBack: Answer((OrderCancelled, OrderRefunded), _its_order),
    CommissionEarned: Answer((OrderPaid,), _the_same),
    BindingRenewed: Answer((OrderPaid,), _any_order),
    MessagesGranted: Answer((OrderPaid,), _its_reference, when=_is_for_a_payment),
    CommissionFrozen: Answer((OrderCompleted,), _the_same),
    CommissionReduced: Answer((OrderRefunded,), _the_same),
    CommissionClawedBack: Answer((OrderRefunded,), _the_same),
    CommissionSettled: Answer((PayoutMade,), _its_payout),
    CaseOpened: Answer((CaseRequested, CaseEscalated), _its_case),
    CaseClosed: Answer((CaseRejected, CaseWithdrawn, CaseExchanged, CaseRuled, OrderRefunded), _its_case_or_the_order),
    CaseRefunded: Answer((OrderRefunded,), _order_of_the_case),
}
"""What answers what. All other kinds of facts answer none."""


NAMED: Final = declare(
    "answers",
    "What a fact brings about names it: one of the right kind, about the same, with nothing told there in between; what"
    " comes of none names none.",
    *ANSWERS,
)
AT_ONCE: Final = declare(
    "answered-at-once",
    "What a fact brings about is told at once: by the same, of the same instant, or of that of the fact before it in"
    " its own stream if that is later.",
    *ANSWERS,
)


def doubts_of_answer(
    picture: Picture, recorded: Recorded[Any], answered: Recorded[Any] | None
) -> list[tuple[Check, Doubt]]:
    """What the two checks say of a fact of a kind that answers others, *answered* being the one that it names."""
    found: list[tuple[Check, Doubt]] = []
    answer = ANSWERS[type(recorded.event)]
    if answer.when is not None and not answer.when(picture, recorded):
        if recorded.cause is not None:
            found.append((NAMED, Doubt("a fact that answers none", recorded.cause)))
    elif answered is None or not isinstance(answered.event, answer.kinds) or answered.key not in answer.about(recorded):
        kinds = " or ".join(kind.__name__ for kind in answer.kinds)
        keys = " or ".join(answer.about(recorded))
        found.append((NAMED, Doubt(f"the last fact of {keys}, {kinds}", f"{recorded.cause}")))
    if answered is not None:
        before = picture.streams.last.get(recorded.stream)
        at = answered.at if before is None or before.at <= answered.at else before.at
        if recorded.at != at or recorded.by != answered.by:
            expected, told = f"at {at.isoformat()} by {answered.by}", f"at {recorded.at.isoformat()} by {recorded.by}"
            found.append((AT_ONCE, Doubt(expected, told)))
    return found


def fact_answered(picture: Picture, cause: str) -> Recorded[Any] | None:
    """The fact that *cause* names, if nothing but answers to it has happened in its stream since; else None."""
    stream, _, version = cause.rpartition("@")
    last = picture.streams.last.get(stream)
    if last is None or f"{last.version}" == version:
        return last
    if isinstance(last.event, CaseClosed) and last.cause == cause:
        order = picture.orders.of.get(last.key)
        refund = None if order is None else order.last_refund
        return refund if refund is not None and refund.reference == cause else None
    return None
