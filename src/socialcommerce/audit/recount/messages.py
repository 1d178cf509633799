"""Recount of what merchants sent members, and of what they may still send."""

from typing import Any

from socialcommerce.audit.recount.calendar import Calendar, microseconds
from socialcommerce.audit.recount.recounted import Recounted, Row, Table, sees
from socialcommerce.domain.circle.contact import (
    Followed,
    MessageSent,
    MessagesGranted,
    OptedIn,
    OptedOut,
    Unfollowed,
)
from socialcommerce.kernel.event import Recorded
from socialcommerce.projections.models import ReadModels
from socialcommerce.storage.sealing import to_row, to_rows


class Message(Row):
    """A message, its text and images as they stand in the log."""

    position: int
    merchant: str
    member: str
    message: str
    text: str
    images: str
    sent_at: int


class Grant(Row):
    """What a payment or a form lets a merchant send a member."""

    merchant: str
    member: str
    kind: str
    reference: str
    messages_left: int
    until: int


class Contact(Row):
    """What a member said to a merchant's messages and account."""

    merchant: str
    member: str
    opted_out: bool = False
    following: bool = False


class Messages(Recounted):
    """Messages, the grants that they spend, and what members said to them."""

    model = "messages"

    def __init__(self, models: ReadModels, calendar: Calendar) -> None:
        self.messages = Table[int, Message](models.messages.messages, Message)
        self.grants = Table[tuple[str, str, str, str], Grant](models.messages.grants, Grant)
        self.contacts = Table[tuple[str, str], Contact](models.messages.contacts, Contact)
        self._calendar = calendar

    @sees(MessagesGranted)
    def granted(self, pair: str, fact: MessagesGranted, recorded: Recorded[Any]) -> None:
        merchant, member = pair.split("~")
        self.grants[merchant, member, fact.kind, fact.reference] = Grant(
            merchant=merchant,
            member=member,
            kind=fact.kind,
            reference=fact.reference,
            messages_left=fact.messages,
            until=microseconds(fact.until),
        )

    @sees(MessageSent)
    def sent(self, pair: str, fact: MessageSent, recorded: Recorded[Any]) -> None:
        merchant, member = pair.split("~")
        self.grants[merchant, member, fact.kind, fact.reference].messages_left -= 1
        self.messages[recorded.position] = Message(
            position=recorded.position,
            merchant=merchant,
            member=member,
            message=fact.message,
            text=to_row(fact.text),
            images=to_rows(fact.images),
            sent_at=self._calendar.instant(recorded.at),
        )

    @sees(OptedOut, OptedIn)
    def opted(self, pair: str, fact: OptedOut | OptedIn, recorded: Recorded[Any]) -> None:
        self._contact(pair).opted_out = isinstance(fact, OptedOut)

    @sees(Followed, Unfollowed)
    def followed(self, pair: str, fact: Followed | Unfollowed, recorded: Recorded[Any]) -> None:
        self._contact(pair).following = isinstance(fact, Followed)

    def _contact(self, pair: str) -> Contact:
        merchant, member = pair.split("~")
        known = self.contacts.get((merchant, member))
        if known is None:
            known = self.contacts[merchant, member] = Contact(merchant=merchant, member=member)
        return known
