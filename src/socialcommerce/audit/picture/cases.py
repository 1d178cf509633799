"""After-sale cases, and what is said in them and about orders."""

from datetime import datetime
from typing import Any

from socialcommerce.audit.picture.part import Kept, Part, sees
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


class Case(Kept):
    """A case; ``due`` is when something happens by itself, ``last`` the last event that moved it."""

    requested: Recorded[CaseRequested]
    last: Recorded[Any]
    due: datetime | None
    status: str = "requested"
    escalate_by: datetime | None = None
    escalated: bool = False
    ruling: CaseRuled | None = None
    messages: set[str] = set()

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


class Conversation(Kept):
    """What was said about an order, and since when its buyer waits for an answer."""

    messages: set[str] = set()
    waiting_since: datetime | None = None


class Cases(Part):
    """Cases by their keys; conversations by the numbers of their orders; ``called_in``: orders with the platform."""

    def __init__(self) -> None:
        self.of: dict[str, Case] = {}
        self.conversations: dict[str, Conversation] = {}
        self.called_in: set[str] = set()

    @sees(CaseRequested)
    def requested(self, key: str, fact: CaseRequested, recorded: Recorded[Any]) -> None:
        self.of[key] = Case(recorded, recorded, fact.answer_by)

    @sees(CaseApproved)
    def approved(self, key: str, fact: CaseApproved, recorded: Recorded[Any]) -> None:
        self._moved(key, recorded, "approved", fact.return_by)

    @sees(CaseRejected)
    def rejected(self, key: str, fact: CaseRejected, recorded: Recorded[Any]) -> None:
        self._moved(key, recorded, "rejected").escalate_by = fact.escalate_by

    @sees(CaseSentBack)
    def sent_back(self, key: str, fact: CaseSentBack, recorded: Recorded[Any]) -> None:
        self._moved(key, recorded, "returning", fact.receive_by)

    @sees(CaseReceived)
    def received(self, key: str, fact: CaseReceived, recorded: Recorded[Any]) -> None:
        self._moved(key, recorded, "received")

    @sees(CaseRefunded)
    def refunded(self, key: str, fact: CaseRefunded, recorded: Recorded[Any]) -> None:
        self._moved(key, recorded, "refunded")

    @sees(CaseExchanged)
    def exchanged(self, key: str, fact: CaseExchanged, recorded: Recorded[Any]) -> None:
        self._moved(key, recorded, "exchanged")

    @sees(CaseWithdrawn)
    def withdrawn(self, key: str, fact: CaseWithdrawn, recorded: Recorded[Any]) -> None:
        self._moved(key, recorded, "withdrawn")

    @sees(CaseEscalated)
    def escalated(self, key: str, fact: CaseEscalated, recorded: Recorded[Any]) -> None:
        case = self._moved(key, recorded, "escalated")
        case.escalated = True
        self.called_in.add(case.order)

    @sees(CaseRuled)
    def ruled(self, key: str, fact: CaseRuled, recorded: Recorded[Any]) -> None:
        self._moved(key, recorded, "ruled").ruling = fact

    @sees(CaseMessageSent)
    def said(self, key: str, fact: CaseMessageSent, recorded: Recorded[Any]) -> None:
        self.of[key].messages.add(fact.message.message)

    @sees(MessageSent)
    def said_about_an_order(self, key: str, fact: MessageSent, recorded: Recorded[Any]) -> None:
        conversation = self.conversations.setdefault(key, Conversation())
        message = fact.message
        conversation.messages.add(message.message)
        if message.author.startswith("merchant:"):
            conversation.waiting_since = None
        elif not message.author.startswith("platform:") and conversation.waiting_since is None:
            conversation.waiting_since = fact.said_at

    def _moved(self, key: str, recorded: Recorded[Any], status: str, due: datetime | None = None) -> Case:
        case = self.of[key]
        case.status, case.due, case.last = status, due, recorded
        return case
