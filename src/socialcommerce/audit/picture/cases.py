"""After-sale cases, and what is said in them and about orders."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from socialcommerce.audit.picture.part import Part, sees
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
from socialcommerce.kernel.event import Recorded

OPEN = frozenset({"requested", "approved", "returning", "received", "escalated"})
"""The statuses in which somebody has to do something."""


@dataclass(slots=True)
class Case:
    """A case; ``due`` is when something happens by itself, ``last`` the last event that moved it."""

    requested: Recorded[CaseRequested]
    last: Recorded[Any]
    due: datetime | None
    status: str = "requested"
    escalate_by: datetime | None = None
    escalated: bool = False
    ruling: CaseRuled | None = None
    messages: set[str] = field(default_factory=set)

    @property
    def order(self) -> str:
        """The number of its order."""
        return self.requested.event.order

    @property
    def line(self) -> int:
        """The number of its line, from 1."""
        return self.requested.event.line

    @property
    def kind(self) -> str:
        """What is asked for."""
        return self.requested.event.asked.kind

    @property
    def is_open(self) -> bool:
        """Whether somebody has to do something."""
        return self.status in OPEN


@dataclass(slots=True)
class Conversation:
    """What was said about an order, and since when its buyer waits for an answer."""

    messages: set[str] = field(default_factory=set)
    waiting_since: datetime | None = None


class Cases(Part):
    """Cases by their keys; conversations by the numbers of their orders; ``called_in``: orders with the platform."""

    def __init__(self) -> None:
        self.of: dict[str, Case] = {}
        self.conversations: dict[str, Conversation] = {}
        self.called_in: set[str] = set()

    @sees(CaseRequested)
    def requested(self, recorded: Recorded[Any]) -> None:
        self.of[recorded.key] = Case(recorded, recorded, recorded.event.answer_by)

    @sees(CaseApproved)
    def approved(self, recorded: Recorded[Any]) -> None:
        self._moved(recorded, "approved", recorded.event.return_by)

    @sees(CaseRejected)
    def rejected(self, recorded: Recorded[Any]) -> None:
        self._moved(recorded, "rejected").escalate_by = recorded.event.escalate_by

    @sees(CaseSentBack)
    def sent_back(self, recorded: Recorded[Any]) -> None:
        self._moved(recorded, "returning", recorded.event.receive_by)

    @sees(CaseReceived)
    def received(self, recorded: Recorded[Any]) -> None:
        self._moved(recorded, "received")

    @sees(CaseRefunded)
    def refunded(self, recorded: Recorded[Any]) -> None:
        self._moved(recorded, "refunded")

    @sees(CaseExchanged)
    def exchanged(self, recorded: Recorded[Any]) -> None:
        self._moved(recorded, "exchanged")

    @sees(CaseWithdrawn)
    def withdrawn(self, recorded: Recorded[Any]) -> None:
        self._moved(recorded, "withdrawn")

    @sees(CaseEscalated)
    def escalated(self, recorded: Recorded[Any]) -> None:
        case = self._moved(recorded, "escalated")
        case.escalated = True
        self.called_in.add(case.order)

    @sees(CaseRuled)
    def ruled(self, recorded: Recorded[Any]) -> None:
        self._moved(recorded, "ruled").ruling = recorded.event

    @sees(CaseMessageSent)
    def said(self, recorded: Recorded[Any]) -> None:
        self.of[recorded.key].messages.add(recorded.event.message.message)

    @sees(MessageSent)
    def said_about_an_order(self, recorded: Recorded[Any]) -> None:
        conversation = self.conversations.setdefault(recorded.key, Conversation())
        message = recorded.event.message
        conversation.messages.add(message.message)
        if message.author.startswith("merchant:"):
            conversation.waiting_since = None
        elif not message.author.startswith("platform:") and conversation.waiting_since is None:
            conversation.waiting_since = recorded.event.said_at

    def _moved(self, recorded: Recorded[Any], status: str, due: datetime | None = None) -> Case:
        case = self.of[recorded.key]
        case.status, case.due, case.last = status, due, recorded
        return case
