"""What merchants may still send members, and what members said to that."""

from datetime import datetime
from typing import Any

from socialcommerce.audit.picture.part import Kept, Part, sees
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
from socialcommerce.kernel.event import Recorded


class Grant(Kept):
    """What a payment or a form lets a merchant send until an instant: so many are ``left``."""

    kind: str
    reference: str
    left: int
    until: datetime


class Contact(Kept):
    """``grants`` of which something may be left, in the order in which they were made."""

    grants: list[Grant] = []
    opted_out: bool = False
    following: bool = False


class Contacts(Part):
    """Contacts by merchant and member, joined by ``~``.

    ``granted`` are all grants: contact, kind and reference; ``sent`` all messages: contact and message. ``since`` is
    the position of the first grant of a payment, before which a log may be one of a time when there was none. ``owed``
    are the payments for which messages are granted, by the rules that are known by then, by order, with how many.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self.of: dict[str, Contact] = {}
        self.granted: set[tuple[str, str, str]] = set()
        self.sent: set[tuple[str, str]] = set()
        self.owed: dict[str, tuple[Recorded[Any], int]] = {}
        self.since: int | None = None

    @sees(OrderPaid)
    def paid(self, key: str, fact: OrderPaid, recorded: Recorded[Any]) -> None:
        messages = self._rulebook.at(recorded.at).circle.messages_per_payment
        if messages:
            self.owed[key] = (recorded, messages)

    @sees(MessagesGranted)
    def grants(self, key: str, fact: MessagesGranted, recorded: Recorded[Any]) -> None:
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
    def message(self, key: str, fact: MessageSent, recorded: Recorded[Any]) -> None:
        self.sent.add((key, fact.message))
        for grant in self.of[key].grants:
            if (grant.kind, grant.reference) == (fact.kind, fact.reference):
                grant.left -= 1

    @sees(OptedOut, OptedIn)
    def opted(self, key: str, fact: OptedOut | OptedIn, recorded: Recorded[Any]) -> None:
        self.of.setdefault(key, Contact()).opted_out = isinstance(fact, OptedOut)

    @sees(Followed, Unfollowed)
    def follows(self, key: str, fact: Followed | Unfollowed, recorded: Recorded[Any]) -> None:
        self.of.setdefault(key, Contact()).following = isinstance(fact, Followed)
