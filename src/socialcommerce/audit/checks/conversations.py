"""What buyers, merchants and the platform write to each other, in cases and about orders."""

from datetime import timedelta
from typing import Any

from socialcommerce.audit.check import Doubt, check, differs
from socialcommerce.audit.picture import Picture
from socialcommerce.audit.picture.cases import Conversation
from socialcommerce.domain.orders.case_events import CaseMessageSent
from socialcommerce.domain.orders.conversation import MessageSent
from socialcommerce.kernel.event import Recorded

_SILENCE = Conversation()


@check(
    "message-once",
    "A message stands once in a conversation, and once in a case.",
    MessageSent,
    CaseMessageSent,
    refusals=("message-differs",),
)
def _(picture: Picture, key: str, fact: MessageSent | CaseMessageSent, recorded: Recorded[Any]) -> Doubt | None:
    if isinstance(fact, CaseMessageSent):
        before = picture.cases.of[key].messages
    else:
        before = picture.cases.conversations.get(key, _SILENCE).messages
    message = fact.message.message
    return Doubt(f"message {message} once", "it is sent again") if message in before else None


@check(
    "message-author",
    "Buyer and merchant of the order write, and the platform once it was called in; what they write is the buyer's.",
    MessageSent,
    CaseMessageSent,
)
def _(picture: Picture, key: str, fact: MessageSent | CaseMessageSent, recorded: Recorded[Any]) -> Doubt | None:
    message = fact.message
    if isinstance(fact, CaseMessageSent):
        case = picture.cases.of[key]
        number, called_in = case.order, case.escalated
    else:
        number, called_in = key, key in picture.cases.called_in
    order = picture.orders.of[number]
    if message.author not in (order.buyer, f"merchant:{order.terms_of.merchant}"):
        if not message.author.startswith("platform:"):
            return Doubt("a party of the order", message.author)
        if not called_in:
            return Doubt("the platform only once it was called in", message.author)
    for text in (message.text, *message.images):
        if text.member != order.buyer:
            return Doubt(f"a text of {order.buyer}", f"one of {text.member}")
    return None


@check(
    "said-at",
    "A message about an order is said when it is sent, and a merchant's tells how long the buyer has waited for it.",
    MessageSent,
)
def _(picture: Picture, key: str, fact: MessageSent, recorded: Recorded[Any]) -> Doubt | None:
    since = picture.cases.conversations.get(key, _SILENCE).waiting_since
    waited = None
    if since is not None and fact.message.author.startswith("merchant:"):
        waited = (recorded.at - since) // timedelta(seconds=1)
    return differs((recorded.at, waited), (fact.said_at, fact.waited_seconds))
