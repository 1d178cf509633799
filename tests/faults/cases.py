"""Faults of after-sale cases."""

from datetime import timedelta
from typing import Any

import attrs

from faulting import Log, change, fault, find, insert
from faults.order_life import again, by_itself, of
from socialcommerce.domain.orders.case_events import (
    CaseApproved,
    CaseAsked,
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
from socialcommerce.domain.orders.events import OrderCompleted, OrderPaid, OrderPlaced, OrderRefunded
from socialcommerce.domain.orders.refunding import RefundAsked, RefundPart
from socialcommerce.kernel.text import PersonalText

SECOND = timedelta(seconds=1)


def asks_for(*kinds: str) -> Any:
    return lambda recorded: recorded.event.asked.kind in kinds


def change_asked(log: Log, index: int, **fields: Any) -> str:
    return change(log, index, asked=attrs.evolve(log[index].event.asked, **fields))


def case_with(log: Log, kind: type[Any], where: Any = lambda recorded: True) -> int:
    """Where a case was opened to which something of the *kind* happened."""
    stream = log[find(log, kind, where)].stream
    return find(log, CaseRequested, of(stream))


@fault("a case is opened twice", "case-requested-once")
def _(log: Log) -> str:
    return again(log, find(log, CaseRequested))


@fault("a case has a number too high", "case-number")
def _(log: Log) -> str:
    index = find(log, CaseRequested)
    key = f"{log[index].event.order}~{log[index].event.line}~9"
    return change(log, index, case=key, stream=f"case-{key}")


@fault("a line has more cases than its order's terms allow", "case-number")
def _(log: Log) -> str:
    index = find(log, CaseRequested, lambda recorded: recorded.key.endswith("~2"))
    placed = find(log, OrderPlaced, of(f"order-{log[index].event.order}"))
    change(log, placed, terms=attrs.evolve(log[placed].event.terms, cases_per_line=1))
    return log[index].reference


@fault("a case asks for a fen more than is left", "case-claim")
def _(log: Log) -> str:
    return change_asked(log, find(log, CaseRequested, asks_for("refund_only")), amount=10**9, quantity=None)


@fault("a case asks for more units than are left", "case-claim")
def _(log: Log) -> str:
    return change_asked(log, find(log, CaseRequested, asks_for("exchange")), quantity=99)


@fault("a case is about a line that is not there", "case-claim")
def _(log: Log) -> str:
    return change(log, find(log, CaseRequested), line=99)


@fault("goods are to come back that were not sent", "case-claim")
def _(log: Log) -> str:
    index = find(log, OrderPaid)
    number, buyer = log[index].key, log[find(log, OrderPlaced, of(log[index].stream))].event.asked.buyer
    fact = CaseRequested(
        case=f"{number}~1~1",
        order=number,
        line=1,
        asked=CaseAsked("return_and_refund", PersonalText(buyer, "?")),
        answer_by=log[index].at + timedelta(hours=48),
    )
    return insert(log, index + 1, f"case-{number}~1~1", fact, at=log[index].at)


@fault("a case is opened of a line of which nothing is left", "case-claim")
def _(log: Log) -> str:
    index = find(log, CaseRequested, asks_for("refund_only"))
    line = log[find(log, OrderPlaced, of(f"order-{log[index].event.order}"))].event.lines[log[index].event.line - 1]
    part = RefundPart(log[index].event.line, line.quantity, line.quantity * line.unit_price - line.discount)
    fact = OrderRefunded(refund="before", asked=RefundAsked(part.line), parts=(part,), delivery_fee=0)
    insert(log, index, f"order-{log[index].event.order}", fact)
    return log[index + 1].reference


@fault("a case is opened at the instant at which it is too late", "case-window")
def _(log: Log) -> str:
    done = [number for number, recorded in enumerate(log) if isinstance(recorded.event, OrderCompleted)]
    complete = {log[number].stream: number for number in done}
    index = next(
        number
        for number, recorded in enumerate(log)
        if isinstance(recorded.event, CaseRequested) and number > complete.get(f"order-{recorded.event.order}", number)
    )
    change(log, complete[f"order-{log[index].event.order}"], after_sale_until=log[index].at)
    return log[index].reference


def happens_again(name: str, kind: type[Any]) -> None:
    @fault(name, "case-status")
    def _(log: Log) -> str:
        return again(log, find(log, kind))


happens_again("a case is approved twice", CaseApproved)
happens_again("a case is rejected twice", CaseRejected)
happens_again("goods are sent back twice", CaseSentBack)
happens_again("goods are received twice", CaseReceived)
happens_again("a case is refunded and then refunded again", CaseRefunded)
happens_again("other goods are sent twice", CaseExchanged)
happens_again("a case is withdrawn twice", CaseWithdrawn)
happens_again("a case is escalated twice", CaseEscalated)
happens_again("a case is ruled on twice", CaseRuled)


@fault("goods are sent back for which only money was asked", "case-status")
def _(log: Log) -> str:
    change_asked(log, case_with(log, CaseSentBack), kind="refund_only")
    return log[find(log, CaseSentBack)].reference


@fault("other goods are sent where money was asked for", "case-status")
def _(log: Log) -> str:
    change_asked(log, case_with(log, CaseExchanged), kind="return_and_refund")
    return log[find(log, CaseExchanged)].reference


@fault("a case that waits for its merchant ends by itself", "case-status")
def _(log: Log) -> str:
    index = find(log, CaseRequested)
    return insert(log, index + 2, log[index].stream, CaseWithdrawn(kind="deadline"), at=log[index].at)


def lasts_too_long(name: str, kind: type[Any], field: str) -> None:
    @fault(name, "case-spans")
    def _(log: Log) -> str:
        index = find(log, kind, lambda recorded: getattr(recorded.event, field) is not None)
        return change(log, index, **{field: getattr(log[index].event, field) + SECOND})


lasts_too_long("a merchant has a second too long to answer", CaseRequested, "answer_by")
lasts_too_long("a buyer has a second too long to send back", CaseApproved, "return_by")
lasts_too_long("a merchant has a second too long to receive", CaseSentBack, "receive_by")
lasts_too_long("a buyer has a second too long to escalate", CaseRejected, "escalate_by")


@fault("goods are to be sent back where only money was asked for", "case-spans")
def _(log: Log) -> str:
    index = find(log, CaseApproved, lambda recorded: recorded.event.return_by is None)
    return change(log, index, return_by=log[index].at + timedelta(days=7))


@fault("a case is escalated at the instant at which it is too late", "escalation")
def _(log: Log) -> str:
    index = find(log, CaseEscalated)
    change(log, find(log, CaseRejected, of(log[index].stream)), escalate_by=log[index].at)
    return log[index].reference


@fault("more is ruled to go back than is left", "ruling")
def _(log: Log) -> str:
    return change(log, find(log, CaseRuled), amount=10**9)


@fault("a delivery fee is ruled to go back twice", "ruling")
def _(log: Log) -> str:
    index = find(log, CaseRuled, lambda recorded: recorded.event.amount == 0)
    return change(log, index, delivery_fee=True)


@fault("a case is refunded by a refund that does not answer it", "case-refunded")
def _(log: Log) -> str:
    index = find(log, OrderRefunded, lambda recorded: recorded.event.asked.case is not None)
    refunded = find(log, CaseRefunded, of(f"case-{log[index].event.asked.case}"))
    line = log[index].event.parts[0].line
    change(log, index, asked=RefundAsked(line, amount=1), parts=(RefundPart(line, 0, 1),))
    return log[refunded].reference


@fault("a case ends with a refund that was not made", "case-refunded")
def _(log: Log) -> str:
    return change(log, find(log, CaseRefunded), refund="none")


def is_late(name: str, kind: type[Any], seconds: int) -> None:
    @fault(name, "case-deadline")
    def _(log: Log) -> str:
        index = find(log, kind, by_itself)
        return change(log, index, at=log[index].at + seconds * SECOND)


is_late("a case is approved a second after its deadline", CaseApproved, 1)
is_late("a return is withdrawn a second before its deadline", CaseWithdrawn, -1)
is_late("goods count as received a second after the deadline", CaseReceived, 1)


@fault("a merchant rejects at the instant at which the case is approved", "overdue")
def _(log: Log) -> str:
    index = find(log, CaseRejected)
    return change(log, index, at=log[find(log, CaseRequested, of(log[index].stream))].event.answer_by)
