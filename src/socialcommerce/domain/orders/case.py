"""An after-sale case: what a buyer asks for after paying for a line (key: ``<order>~<line>~<n>``, n from 1).

Always: its status moves only as :data:`TRANSITIONS` says, and never again once it is one of :data:`TERMINAL`; no
message stands in it twice.
"""

from datetime import datetime
from typing import Any, Final, Literal, assert_never

import attrs

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
    Kind,
)
from socialcommerce.domain.orders.message import Message
from socialcommerce.domain.orders.parcels import Parcel
from socialcommerce.kernel.aggregate import Aggregate, impossible
from socialcommerce.kernel.keys import join
from socialcommerce.kernel.text import PersonalText

Status = Literal[
    "none",
    "requested",
    "approved",
    "returning",
    "received",
    "refunded",
    "exchanged",
    "rejected",
    "withdrawn",
    "escalated",
    "ruled",
]
Action = Literal[
    "request", "approve", "reject", "withdraw", "send_back", "receive", "refund", "exchange", "escalate", "rule"
]

TRANSITIONS: Final[dict[tuple[Status, Action], Status]] = {
    ("none", "request"): "requested",
    ("requested", "approve"): "approved",
    ("requested", "reject"): "rejected",
    ("requested", "withdraw"): "withdrawn",
    ("requested", "refund"): "refunded",
    ("approved", "send_back"): "returning",
    ("approved", "refund"): "refunded",
    ("approved", "withdraw"): "withdrawn",
    ("returning", "receive"): "received",
    ("returning", "refund"): "refunded",
    ("returning", "withdraw"): "withdrawn",
    ("received", "refund"): "refunded",
    ("received", "exchange"): "exchanged",
    ("received", "escalate"): "escalated",
    ("rejected", "escalate"): "escalated",
    ("escalated", "rule"): "ruled",
    ("escalated", "refund"): "refunded",
    ("escalated", "withdraw"): "withdrawn",
}
"""The status to which each action leads, by the status in which it can be done.

Some are only for some kinds (:data:`ONLY_FOR`). A refund that leaves nothing of the line ends every open case, any
other only those that wait for it (:data:`AWAITING`).
"""

ONLY_FOR: Final[dict[Action, frozenset[Kind]]] = {
    "send_back": frozenset({"return_and_refund", "exchange"}),
    "exchange": frozenset({"exchange"}),
}
"""The kinds of case for which an action is; an action that is not named is for all."""

AWAITING: Final[frozenset[tuple[Status, Kind]]] = frozenset(
    {("approved", "refund_only"), ("received", "return_and_refund")}
)
"""Where a case waits for the refund that it asked for."""

TERMINAL: Final = frozenset[Status]({"refunded", "exchanged", "withdrawn", "ruled"})
"""The statuses after which nothing is decided any more."""

OPEN: Final = frozenset[Status]({"requested", "approved", "returning", "received", "escalated"})
"""The statuses in which a case holds its order up. A rejected case does not, until it is escalated."""


@attrs.frozen(kw_only=True)
class Case:
    """A case as it stands; ``done`` are the actions that there were, whoever or whatever deadline did them.

    ``due`` is when something next happens by itself: see :func:`~socialcommerce.domain.orders.after_sale.lapse`.
    """

    status: Status = "none"
    key: str = ""
    order: str = ""
    line: int = 0
    asked: CaseAsked | None = None
    done: frozenset[Action] = frozenset()
    due: datetime | None = None
    rejected_for: PersonalText | None = None
    escalate_by: datetime | None = None
    escalated_for: PersonalText | None = None
    returned: Parcel | None = None
    replacement: Parcel | None = None
    ruling: CaseRuled | None = None
    refund: str | None = None
    messages: tuple[Message, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it holds its order up."""
        return self.status in OPEN

    @property
    def award_due(self) -> bool:
        """Whether a ruling gives something back, which holds the order up until the refund that names the case."""
        return self.ruling is not None and self.ruling.awards


def case_id(order: str, line: int, number: int) -> str:
    """The key of the *number*-th case of a line, both from 1."""
    return join(order, str(line), str(number))


def awaits_refund(case: Case) -> bool:
    """Whether the refund that it asked for can be made now."""
    return case.asked is not None and (case.status, case.asked.kind) in AWAITING


def possible(case: Case) -> tuple[Action, ...]:
    """The actions that its status and kind allow now, of whichever party they are."""
    actions = [action for (status, action) in TRANSITIONS if status == case.status and _is_for(case, action)]
    return tuple(action for action in actions if action != "refund" or awaits_refund(case))


def evolve(case: Case, fact: CaseEvent) -> Case:
    """The case after *fact*."""
    match fact:
        case CaseRequested():
            known: dict[str, Any] = {"key": fact.case, "order": fact.order, "line": fact.line, "asked": fact.asked}
            return _after(case, fact, "request", due=fact.answer_by, **known)
        case CaseApproved():
            if (fact.return_by is None) == _is_for(case, "send_back"):
                impossible(fact, case)
            return _after(case, fact, "approve", due=fact.return_by)
        case CaseRejected():
            return _after(case, fact, "reject", rejected_for=fact.reason, escalate_by=fact.escalate_by)
        case CaseSentBack():
            returned = Parcel(fact.parcel, fact.carrier)
            return _after(case, fact, "send_back", due=fact.receive_by, returned=returned)
        case CaseReceived():
            return _after(case, fact, "receive")
        case CaseRefunded():
            return _after(case, fact, "refund", refund=fact.refund)
        case CaseExchanged():
            return _after(case, fact, "exchange", replacement=Parcel(fact.parcel, fact.carrier))
        case CaseWithdrawn():
            return _after(case, fact, "withdraw")
        case CaseEscalated():
            return _after(case, fact, "escalate", escalated_for=fact.reason)
        case CaseRuled():
            return _after(case, fact, "rule", ruling=fact)
        case CaseMessageSent():
            if case.status == "none" or any(before.message == fact.message.message for before in case.messages):
                impossible(fact, case)
            return attrs.evolve(case, messages=(*case.messages, fact.message))
        case _:
            assert_never(fact)


def _after(case: Case, fact: CaseEvent, action: Action, due: datetime | None = None, **known: Any) -> Case:
    status = TRANSITIONS.get((case.status, action))
    if status is None or not _is_for(case, action):
        impossible(fact, case)
    return attrs.evolve(case, status=status, done=case.done | {action}, due=due, **known)


def _is_for(case: Case, action: Action) -> bool:
    return action not in ONLY_FOR or (case.asked is not None and case.asked.kind in ONLY_FOR[action])


CASE = Aggregate("case", initial=Case(), evolve=evolve)
