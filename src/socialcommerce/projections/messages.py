"""Read model: what merchants sent members, what they may still send, who opted out, and who follows whom."""

from typing import Final

import sqlalchemy as sa

from socialcommerce.domain.circle.contact import (
    Followed,
    MessageSent,
    MessagesGranted,
    OptedIn,
    OptedOut,
    Unfollowed,
    parties,
)
from socialcommerce.projections.runner import Batch, table_of
from socialcommerce.projections.tables import Instant, Rows, Text
from socialcommerce.storage.sealing import to_row, to_rows


class Messages:
    """``messages`` and ``grants``: one row each; ``contacts``: one for each pair in which the member said something.

    ``text`` and ``images`` are kept as they stand in the log, sealed: see :mod:`socialcommerce.storage.sealing`.
    """

    name = "messages"
    version = 2

    def __init__(self) -> None:
        self.metadata: Final = sa.MetaData()
        self.messages: Final = table_of(
            self,
            "messages",
            sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
            sa.Column("merchant", Text, nullable=False),
            sa.Column("member", Text, nullable=False),
            sa.Column("message", Text, nullable=False),
            sa.Column("text", Text, nullable=False),
            sa.Column("images", Text, nullable=False),
            sa.Column("sent_at", Instant, nullable=False),
            by_member=("member", "position"),
        )
        self.grants: Final = table_of(
            self,
            "grants",
            sa.Column("merchant", Text, primary_key=True),
            sa.Column("member", Text, primary_key=True),
            sa.Column("kind", Text, primary_key=True),
            sa.Column("reference", Text, primary_key=True),
            sa.Column("messages_left", sa.Integer, nullable=False),
            sa.Column("until", Instant, nullable=False),
            by_until=("merchant", "until"),
        )
        self.contacts: Final = table_of(
            self,
            "contacts",
            sa.Column("merchant", Text, primary_key=True),
            sa.Column("member", Text, primary_key=True),
            sa.Column("opted_out", sa.Boolean, nullable=False),
            sa.Column("following", sa.Boolean, nullable=False),
        )

    def apply(self, connection: sa.Connection, batch: Batch) -> None:
        """Follow grants and messages, and what members say to them."""
        of_contacts = [recorded for recorded in batch if recorded.category == "contact"]
        messages, grants = Rows(connection, self.messages), Rows(connection, self.grants)
        contacts = Rows(connection, self.contacts)
        contacts.load(parties(recorded.key) for recorded in of_contacts)
        grants.load(
            (*parties(recorded.key), recorded.event.kind, recorded.event.reference)
            for recorded in of_contacts
            if isinstance(recorded.event, MessageSent)
        )
        for recorded in of_contacts:
            merchant, member = pair = parties(recorded.key)
            known = {"merchant": merchant, "member": member}
            said = contacts.get(pair) or {**known, "opted_out": False, "following": False}
            match recorded.event:
                case MessagesGranted(kind=kind, reference=reference, messages=left, until=until):
                    named = {"kind": kind, "reference": reference}
                    grants.put({**known, **named, "messages_left": left, "until": until})
                case MessageSent() as fact:
                    grants.add((merchant, member, fact.kind, fact.reference), messages_left=-1)
                    sent = {"position": recorded.position, "message": fact.message, "sent_at": recorded.at}
                    messages.put({**known, **sent, "text": to_row(fact.text), "images": to_rows(fact.images)})
                case OptedOut() | OptedIn() as fact:
                    contacts.put({**said, "opted_out": isinstance(fact, OptedOut)})
                case Followed() | Unfollowed() as fact:
                    contacts.put({**said, "following": isinstance(fact, Followed)})
        messages.write()
        grants.write()
        contacts.write()

    def has_opted_out(self, merchant: "sa.ColumnElement[str]", member: "sa.ColumnElement[str]") -> "sa.Exists":
        """Whether a *member* takes no messages of a *merchant*, by the columns of another table."""
        contacts = self.contacts.c
        return sa.exists().where(contacts.merchant == merchant, contacts.member == member, contacts.opted_out)
