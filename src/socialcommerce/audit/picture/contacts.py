"""What merchants may still send members, and what members said to that."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from socialcommerce.audit.picture.part import Part, sees
from socialcommerce.audit.picture.rulebook import Rulebook
from socialcommerce.domain.circle.contact import (
    Followed,
    MessageSent,
    MessagesGranted,
    OptedIn,
    OptedOut,
    Unfollowed,
)
from socialcommerce.domain.orders.events import OrderPaid
from socialcommerce.domain.rulebook import RulesRecorded
from socialcommerce.kernel.event import Recorded


@dataclass(slots=True)
class Grant:
    """What a payment or a form lets a merchant send until an instant: so many are ``left``."""

    kind: str
    reference: str
    left: int
    until: datetime


@dataclass(slots=True)
class Contact:
    """``grants`` of which something may be left, in the order in which they were made."""

    grants: list[Grant] = field(default_factory=list)
    opted_out: bool = False
    following: bool = False


class Contacts(Part):
    """Contacts by merchant and member, joined by ``~``.

    ``granted`` are all grants: contact, kind and reference; ``sent`` all messages: contact and message. ``was_known``
    is whether the store knew of messages when it was created; ``since`` is the position of the first grant of a
    payment, before which a log that did not may be one of a time when there was none. ``owed`` are the payments for
    which messages are granted, by the rules that are known by then, by order, with how many.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self.of: dict[str, Contact] = {}
        self.granted: set[tuple[str, str, str]] = set()
        self.sent: set[tuple[str, str]] = set()
        self.owed: dict[str, tuple[Recorded[Any], int]] = {}
        self.was_known = True
        self.since: int | None = None

    @sees(RulesRecorded)
    def begun(self, recorded: Recorded[Any]) -> None:
        self.was_known = "circle.messages_per_payment" in recorded.event.settings

    @sees(OrderPaid)
    def paid(self, recorded: Recorded[Any]) -> None:
        messages = self._rulebook.at(recorded.at).circle.messages_per_payment
        if messages:
            self.owed[recorded.key] = (recorded, messages)

    @sees(MessagesGranted)
    def grants(self, recorded: Recorded[Any]) -> None:
        fact, key = recorded.event, recorded.key
        contact = self.of.get(key)
        if contact is None:
            contact = self.of[key] = Contact()
        elif contact.grants:
            contact.grants = [grant for grant in contact.grants if grant.left and recorded.at < grant.until]
        contact.grants.append(Grant(fact.kind, fact.reference, fact.messages, fact.until))
        self.granted.add((key, fact.kind, fact.reference))
        if self.since is None and fact.kind == "payment":
            self.since = recorded.position

    @sees(MessageSent)
    def message(self, recorded: Recorded[Any]) -> None:
        fact = recorded.event
        self.sent.add((recorded.key, fact.message))
        for grant in self.of[recorded.key].grants:
            if (grant.kind, grant.reference) == (fact.kind, fact.reference):
                grant.left -= 1

    @sees(OptedOut, OptedIn)
    def opted(self, recorded: Recorded[Any]) -> None:
        self.of.setdefault(recorded.key, Contact()).opted_out = isinstance(recorded.event, OptedOut)

    @sees(Followed, Unfollowed)
    def follows(self, recorded: Recorded[Any]) -> None:
        self.of.setdefault(recorded.key, Contact()).following = isinstance(recorded.event, Followed)
