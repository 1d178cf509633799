"""After-sale cases: who asked for what, and what became of it."""

from typing import Any, Final

from socialcommerce.audit.check import Doubt, check, differs
from socialcommerce.audit.checks.refunds import AWAITING
from socialcommerce.audit.picture import Picture
from socialcommerce.domain.orders.case_events import (
    CaseApproved,
    CaseEscalated,
    CaseExchanged,
    CaseReceived,
    CaseRefunded,
    CaseRejected,
    CaseRequested,
    CaseRuled,
    CaseSentBack,
    CaseWithdrawn,
)
from socialcommerce.kernel.clock import days, hours
from socialcommerce.kernel.event import Recorded

_FROM: Final[dict[type[Any], tuple[str, ...]]] = {
    CaseApproved: ("requested",),
    CaseRejected: ("requested",),
    CaseWithdrawn: ("requested", "approved", "returning", "escalated"),
    CaseSentBack: ("approved",),
    CaseReceived: ("returning",),
    CaseExchanged: ("received",),
    CaseEscalated: ("rejected", "received"),
    CaseRuled: ("escalated",),
    CaseRefunded: ("requested", "approved", "returning", "received", "escalated"),
}
"""The statuses of a case in which each of these can happen to it."""

_KINDS: Final[dict[type[Any], tuple[str, ...]]] = {
    CaseSentBack: ("return_and_refund", "exchange"),
    CaseExchanged: ("exchange",),
}
"""The kinds of case to which these can happen; the others can to all."""


@check(
    "case-number",
    "The cases of a line are numbered from 1, and are as many as the terms of its order allow.",
    CaseRequested,
    refusals=("too-many-cases",),
)
def _(picture: Picture, key: str, fact: CaseRequested, recorded: Recorded[Any]) -> Doubt | None:
    order = picture.orders.of[fact.order]
    before = sum(line == fact.line for line in order.cases.values())
    if before >= order.terms_of.terms.cases_per_line:
        return Doubt(f"at most {before} cases of line {fact.line}", "another one")
    expected = f"{fact.order}~{fact.line}~{before + 1}"
    return differs((expected, expected), (key, fact.case))


@check(
    "case-claim",
    "A case asks for no more than is left of a line of a paid order, and for goods to be sent back only of one that was"
    " sent.",
    CaseRequested,
    refusals=("not-paid", "line-unknown", "refund-too-high", "already-refunded", "not-shipped"),
)
def _(picture: Picture, key: str, fact: CaseRequested, recorded: Recorded[Any]) -> Doubt | None:
    asked = fact.asked
    order = picture.orders.of[fact.order]
    line = order.lines[fact.line - 1]
    if order.status not in ("paid", "shipped", "delivered", "completed"):
        return Doubt("an order that is paid", f"order {fact.order} is {order.status}")
    if asked.kind != "refund_only" and order.status == "paid":
        return Doubt("an order that was sent", f"order {fact.order} is paid")
    if not (line.is_kept if asked.kind == "exchange" else line.left):
        return Doubt("a line of which something is left", f"line {fact.line}, of which nothing is")
    if (asked.quantity or 0) > line.units_left or (asked.amount or 0) > line.left:
        left = f"at most {line.units_left} units, or {line.left}"
        return Doubt(left, f"{asked.quantity} units, or {asked.amount}")
    return None


@check(
    "case-window",
    "A case can be opened for so many days after completion as the order's terms say.",
    CaseRequested,
    refusals=("after-sale-over",),
)
def _(picture: Picture, key: str, fact: CaseRequested, recorded: Recorded[Any]) -> Doubt | None:
    completed = picture.orders.of[fact.order].completed
    if completed is None or recorded.at < completed.event.after_sale_until:
        return None
    return Doubt(f"no case from {completed.event.after_sale_until.isoformat()} on", "a new one")


@check(
    "case-status",
    "A case moves only as declared, by its status and kind.",
    *_FROM,
    refusals=("case-status", "parcel-differs", "ruling-differs"),
)
def _(picture: Picture, key: str, fact: Any, recorded: Recorded[Any]) -> Doubt | None:
    case, kind = picture.cases.of[key], type(fact)
    if case.status not in _FROM[kind]:
        return Doubt(f"a case that is {' or '.join(_FROM[kind])}", f"one that is {case.status}")
    if case.kind not in _KINDS.get(kind, (case.kind,)):
        return Doubt(f"a case that asks for {' or '.join(_KINDS[kind])}", f"one for {case.kind}")
    if kind is CaseWithdrawn and fact.kind == "deadline" and case.status != "approved":
        return Doubt("a case whose goods were to be sent back", f"one that is {case.status}")
    return None


@check("case-requested-once", "A case is opened once.", CaseRequested, refusals=("case-open",))
def _(picture: Picture, key: str, fact: CaseRequested, recorded: Recorded[Any]) -> Doubt | None:
    return Doubt("one opening of the case", "another one") if key in picture.cases.of else None


@check(
    "case-spans",
    "In a case each has as long as the order's terms say: to answer, to send back, to receive, to escalate.",
    CaseRequested,
    CaseApproved,
    CaseRejected,
    CaseSentBack,
)
def _(picture: Picture, key: str, fact: Any, recorded: Recorded[Any]) -> Doubt | None:
    if isinstance(fact, CaseRequested):
        terms = picture.orders.of[fact.order].terms_of.terms
        return differs(recorded.at + hours(terms.answer_hours), fact.answer_by)
    case = picture.cases.of[key]
    terms = picture.orders.of[case.order].terms_of.terms
    if isinstance(fact, CaseRejected):
        return differs(recorded.at + days(terms.escalation_days), fact.escalate_by)
    if isinstance(fact, CaseSentBack):
        return differs(recorded.at + days(terms.receipt_days), fact.receive_by)
    by = None if case.kind == "refund_only" else recorded.at + days(terms.return_days)
    return differs(by, fact.return_by)


@check(
    "escalation",
    "A rejected case can be escalated for the days that its rejection names.",
    CaseEscalated,
    refusals=("escalation-over",),
)
def _(picture: Picture, key: str, fact: CaseEscalated, recorded: Recorded[Any]) -> Doubt | None:
    case = picture.cases.of[key]
    if case.status != "rejected" or case.escalate_by is None or recorded.at < case.escalate_by:
        return None
    return Doubt(f"an escalation before {case.escalate_by.isoformat()}", "it is too late")


@check(
    "ruling",
    "A ruling gives no more than is left of the line, and of the delivery fee.",
    CaseRuled,
    refusals=("refund-too-high",),
)
def _(picture: Picture, key: str, fact: CaseRuled, recorded: Recorded[Any]) -> Doubt | None:
    case = picture.cases.of[key]
    order = picture.orders.of[case.order]
    left = order.lines[case.line - 1].left
    if fact.amount > left:
        return Doubt(f"at most {left}", f"{fact.amount}")
    if fact.delivery_fee and not order.fee_left:
        return Doubt("no delivery fee, of which nothing is left", "it goes back")
    return None


@check(
    "case-refunded",
    "A case ends with the refund that answers it, or that leaves nothing of its line.",
    CaseRefunded,
)
def _(picture: Picture, key: str, fact: CaseRefunded, recorded: Recorded[Any]) -> Doubt | None:
    case = picture.cases.of[key]
    order = picture.orders.of[case.order]
    last = order.last_refund
    if last is None or last.event.refund != fact.refund:
        return Doubt("the last refund of its order", f"refund {fact.refund}")
    answers = last.event.asked.case == key and (case.status, case.kind) in AWAITING
    if answers or not order.lines[case.line - 1].is_kept:
        return None
    return Doubt("a refund that answers the case or leaves nothing of its line", f"refund {last.event.refund}")
