"""A conversation: what buyer, merchant and platform write to each other about an order (key: the order's number).

Always: each message stands in it once; ``waiting_since`` is when the buyer first wrote what the merchant has not
answered, and the platform's messages neither ask nor answer.
"""

from datetime import datetime, timedelta
from typing import Annotated, assert_never

import attrs
from msgspec import Meta

from socialcommerce.domain.orders.message import Message, is_repeat
from socialcommerce.kernel.aggregate import Aggregate, impossible
from socialcommerce.kernel.clock import Instant
from socialcommerce.kernel.event import event


@event("conversation.message-sent")
class MessageSent:
    """Someone wrote. With the merchant's answer: ``waited_seconds`` since the buyer's first unanswered message."""

    message: Message
    said_at: Instant
    waited_seconds: Annotated[int, Meta(ge=0)] | None


ConversationEvent = MessageSent


@attrs.frozen
class Conversation:
    """The messages in order, and since when the buyer waits for an answer; None if they do not."""

    messages: tuple[Message, ...] = ()
    waiting_since: datetime | None = None


def say(conversation: Conversation, message: Message, *, at: datetime) -> list[ConversationEvent]:
    """Add *message*; nothing if it is there. Refused: ``message-differs``."""
    if is_repeat(conversation.messages, message):
        return []
    since = conversation.waiting_since
    waited = (at - since) // timedelta(seconds=1) if message.is_merchants and since is not None else None
    return [MessageSent(message=message, said_at=at, waited_seconds=waited)]


def evolve(conversation: Conversation, fact: ConversationEvent) -> Conversation:
    """The conversation after *fact*."""
    match fact:
        case MessageSent():
            if any(before.message == fact.message.message for before in conversation.messages):
                impossible(fact, conversation)
            return Conversation((*conversation.messages, fact.message), _waiting(conversation, fact))
        case _:
            assert_never(fact)


def _waiting(conversation: Conversation, fact: MessageSent) -> datetime | None:
    if fact.message.is_merchants:
        return None
    if fact.message.is_platforms:
        return conversation.waiting_since
    return conversation.waiting_since or fact.said_at


CONVERSATION = Aggregate("conversation", initial=Conversation(), evolve=evolve)
