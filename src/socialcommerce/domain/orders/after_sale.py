"""After-sale: what buyer, merchant and platform do in a case, and what its deadlines do.

An action that was done, with the same content, changes nothing whenever it comes again; where a text was erased, any
words count as the same. What a party does in a case that nobody requested raises ``NotFound``.
"""

from datetime import datetime
from typing import Final, Literal

from socialcommerce.domain.orders.case import Action, Case, possible
from socialcommerce.domain.orders.case_events import (
    CaseApproved,
    CaseAsked,
    CaseEscalated,
    CaseEvent,
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
from socialcommerce.domain.orders.fulfilment import paid
from socialcommerce.domain.orders.message import Message, is_repeat
from socialcommerce.domain.orders.order import Order
from socialcommerce.domain.orders.parcels import Parcel
from socialcommerce.domain.orders.refunding import Grant, RefundAsked, refund_parts
from socialcommerce.domain.orders.terms import Terms
from socialcommerce.errors import NotFound, Refused
from socialcommerce.kernel.clock import days, hours
from socialcommerce.kernel.text import PersonalText, is_same

SENT: Final = ("shipped", "delivered", "completed")
"""The statuses of an order of which something can be sent back."""


def request(case: Case, key: str, order: Order, line: int, asked: CaseAsked, *, at: datetime) -> list[CaseEvent]:
    """Open the case *key* of a *line* of *order*.

    Refused: ``case-open``, ``not-paid``, ``line-unknown``, ``already-refunded``, ``refund-too-high``,
    ``not-shipped``.
    """
    if case.asked is not None:
        if not case.asked.is_same_as(asked):
            raise Refused("case-open", f"case {case.key} was opened with other content")
        return []
    terms = paid(order)
    _is_left(order, line, asked)
    if asked.kind != "refund_only" and order.status not in SENT:
        raise Refused("not-shipped", f"order {order.number} has not been shipped: nothing can be sent back")
    answer_by = at + hours(terms.answer_hours)
    return [CaseRequested(case=key, order=order.number, line=line, asked=asked, answer_by=answer_by)]


def approve(case: Case, *, terms: Terms, at: datetime) -> list[CaseEvent]:
    """Let the merchant agree. Refused: ``case-status``."""
    if "approve" in case.done:
        return []
    return [_approved(_allowing(case, "approve"), "merchant", terms, at)]


def reject(case: Case, reason: str | None, *, terms: Terms, at: datetime) -> list[CaseEvent]:
    """Let the merchant refuse. Refused: ``case-status``, also for another reason than was given before."""
    given = _personal(case, reason)
    if "reject" in case.done and is_same(case.rejected_for, given):
        return []
    _allowing(case, "reject")
    return [CaseRejected(reason=given, escalate_by=at + days(terms.escalation_days))]


def withdraw(case: Case) -> list[CaseEvent]:
    """Let the buyer end it. Refused: ``case-status``."""
    if "withdraw" in case.done:
        return []
    _allowing(case, "withdraw")
    return [CaseWithdrawn(kind="buyer")]


def send_back(case: Case, parcel: str, carrier: str, *, terms: Terms, at: datetime) -> list[CaseEvent]:
    """Let the buyer send the goods back. Refused: ``parcel-differs``, ``case-status``."""
    if _is_sent(case, case.returned, Parcel(parcel, carrier)):
        return []
    _allowing(case, "send_back")
    return [CaseSentBack(parcel=parcel, carrier=carrier, receive_by=at + days(terms.receipt_days))]


def receive(case: Case) -> list[CaseEvent]:
    """Let the merchant have the goods back. Refused: ``case-status``."""
    if "receive" in case.done:
        return []
    _allowing(case, "receive")
    return [CaseReceived(kind="merchant")]


def exchange(case: Case, parcel: str, carrier: str) -> list[CaseEvent]:
    """Let the merchant send other goods. Refused: ``parcel-differs``, ``case-status``."""
    if _is_sent(case, case.replacement, Parcel(parcel, carrier)):
        return []
    _allowing(case, "exchange")
    return [CaseExchanged(parcel=parcel, carrier=carrier)]


def escalate(case: Case, reason: str | None, *, at: datetime) -> list[CaseEvent]:
    """Let the buyer call the platform in, after a rejection in time, or when nothing comes for what they sent back.

    Refused: ``escalation-over``, ``case-status``.
    """
    given = _personal(case, reason)
    if "escalate" in case.done and is_same(case.escalated_for, given):
        return []
    _allowing(case, "escalate")
    if case.status == "rejected" and case.escalate_by is not None and at >= case.escalate_by:
        until = case.escalate_by
        message = f"case {case.key} could be escalated until {until.isoformat()}"
        raise Refused("escalation-over", message, escalate_by=until)
    return [CaseEscalated(reason=given)]


def rule(case: Case, order: Order, amount: int, *, delivery_fee: bool, reason: str | None) -> list[CaseEvent]:
    """Let the platform decide what of the line, and whether the delivery fee, goes back; *order* is the case's.

    Refused: ``ruling-differs``, ``case-status``, ``refund-too-high``.
    """
    ruled = CaseRuled(amount=amount, delivery_fee=delivery_fee, reason=_personal(case, reason))
    if case.ruling is not None:
        if not case.ruling.is_same_as(ruled):
            raise Refused("ruling-differs", f"case {case.key} was ruled on with other content")
        return []
    _allowing(case, "rule")
    left = order.lines[case.line - 1].left
    if amount > left:
        message = f"{amount} minor units of line {case.line} of order {order.number} are more than the {left} left"
        raise Refused("refund-too-high", message, left=left)
    if delivery_fee and order.fee_left == 0:
        message = f"nothing is left of the delivery fee of order {order.number} that could go back"
        raise Refused("refund-too-high", message, left=0)
    return [ruled]


def say(case: Case, message: Message) -> list[CaseEvent]:
    """Add *message*. Refused: ``message-differs``."""
    _asked(case)
    return [] if is_repeat(case.messages, message) else [CaseMessageSent(message=message)]


def grant(case: Case) -> Grant:
    """What a refund that names the case gives back now.

    A ruling is granted whenever it is asked for: whether it was paid out, the order knows. Refused: ``case-status``
    while a refund has to wait, and where a ruling gives nothing back.
    """
    if case.ruling is not None and case.award_due:
        return Grant(case.line, amount=case.ruling.amount, delivery_fee=case.ruling.delivery_fee)
    _allowing(case, "refund")
    asked = _asked(case)
    return Grant(case.line, asked.quantity, asked.amount)


def refunded(case: Case, refund: str) -> list[CaseEvent]:
    """End a case whose *refund* was made; a case that was ruled on has ended. Refused: ``case-status``."""
    if case.refund == refund or case.status == "ruled":
        return []
    _allowing(case, "refund")
    return [CaseRefunded(refund=refund)]


def nothing_left(case: Case, refund: str) -> list[CaseEvent]:
    """End an open case of a line of which *refund* left nothing; nothing if the case is not open."""
    return [CaseRefunded(refund=refund)] if case.is_open else []


def lapse(case: Case, terms: Terms) -> list[CaseEvent]:
    """What happens by itself when the case is ``due``; the facts are dated so, however late this is."""
    if case.due is None:
        return []
    match case.status:
        case "requested":
            return [_approved(case, "deadline", terms, case.due)]
        case "approved":
            return [CaseWithdrawn(kind="deadline")]
        case _:
            return [CaseReceived(kind="deadline")]


def _is_left(order: Order, line: int, asked: CaseAsked) -> None:
    """Refuse what is more than is left of a *line*: money of it, or, for an exchange, units."""
    if asked.kind != "exchange" or line > len(order.lines) or not order.lines[line - 1].is_kept:
        refund_parts(order.lines, RefundAsked(line, asked.quantity, asked.amount), order.number)
    elif asked.quantity is not None and asked.quantity > order.lines[line - 1].units_left:
        left = order.lines[line - 1].units_left
        message = f"{asked.quantity} units of line {line} of order {order.number} are more than the {left} left"
        raise Refused("refund-too-high", message, left=left)


def _approved(case: Case, kind: Literal["merchant", "deadline"], terms: Terms, at: datetime) -> CaseApproved:
    returns = _asked(case).kind != "refund_only"
    return CaseApproved(kind=kind, return_by=at + days(terms.return_days) if returns else None)


def _asked(case: Case) -> CaseAsked:
    if case.asked is None:
        raise NotFound("there is no such case")
    return case.asked


def _personal(case: Case, text: str | None) -> PersonalText | None:
    return PersonalText(_asked(case).reason.member, text) if text else None


def _is_sent(case: Case, sent: Parcel | None, parcel: Parcel) -> bool:
    if sent is not None and sent != parcel:
        message = f"for case {case.key} parcel {sent.parcel} was sent with {sent.carrier!r}: there is no other"
        raise Refused("parcel-differs", message)
    return sent is not None


def _allowing(case: Case, action: Action) -> Case:
    """The *case*, if its status and kind allow the *action*. ``NotFound``; refused: ``case-status``."""
    _asked(case)
    allowed = possible(case)
    if action not in allowed:
        words = ", ".join(allowed).replace("_", " ")
        now = f"possible now: {words}" if allowed else "nothing is possible any more"
        message = f"case {case.key} is {case.status}: {action.replace('_', ' ')} is not possible; {now}"
        raise Refused("case-status", message, status=case.status, action=action)
    return case
