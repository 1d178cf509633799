"""A contact: what a merchant may send a member, and whether the member follows the merchant (key: the two, joined).

Always: each message was sent once and spent one message of a grant that had one left; nothing is sent while the member
has opted out; a payment and a form grant once each.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, assert_never

import attrs

from socialcommerce.domain.orders.message import at_most_nine
from socialcommerce.domain.orders.order import Order
from socialcommerce.errors import Refused
from socialcommerce.kernel.aggregate import Aggregate, impossible
from socialcommerce.kernel.clock import Instant, days
from socialcommerce.kernel.event import event
from socialcommerce.kernel.keys import Key, Ordinal, join
from socialcommerce.kernel.text import PersonalText, are_same
from socialcommerce.rules import CircleRules

GrantKind = Literal["payment", "form"]
"""What lets a merchant write to a member."""


@event("contact.granted")
class MessagesGranted:
    """The merchant may send so many ``messages`` until an instant: an order was paid, or a form filled in."""

    kind: GrantKind
    reference: Key
    messages: Ordinal
    until: Instant


@event("contact.message-sent")
class MessageSent:
    """The merchant sent a message, which spent one of the grant of that ``kind`` and ``reference``.

    ``images`` are addresses or keys of the host's. Text and images belong to the member.
    """

    message: Key
    text: PersonalText
    images: tuple[PersonalText, ...]
    kind: GrantKind
    reference: Key

    def __attrs_post_init__(self) -> None:
        at_most_nine(self.images, f"message {self.message} has {{}} images")


@event("contact.opted-out")
class OptedOut:
    """The member wants no messages of the merchant."""


@event("contact.opted-in")
class OptedIn:
    """The member takes messages of the merchant again."""


@event("contact.followed")
class Followed:
    """The member follows the merchant after having paid ``order``."""

    order: Key


@event("contact.unfollowed")
class Unfollowed:
    """The member follows the merchant no more."""


ContactEvent = MessagesGranted | MessageSent | OptedOut | OptedIn | Followed | Unfollowed


@attrs.frozen
class Grant:
    """Messages that may be sent ``until`` an instant, of which so many are ``left``."""

    kind: GrantKind
    reference: str
    left: int
    until: datetime


@attrs.frozen
class Contact:
    """``grants`` in the order in which they were made, spent ones too; ``messages`` by the host's ids, in order."""

    grants: tuple[Grant, ...] = ()
    messages: Mapping[str, MessageSent] = attrs.field(factory=dict)
    opted_out: bool = False
    following: bool = False

    def live(self, at: datetime) -> tuple[Grant, ...]:
        """The grants with something left at *at*, in the order in which they are spent.

        The one that ends first stands first; of those that end together the one that was made first.
        """
        left = (grant for grant in self.grants if grant.left and at < grant.until)
        return tuple(sorted(left, key=lambda grant: grant.until))


def contact_key(merchant: str, member: str) -> str:
    """The key of the contact of *merchant* and *member*."""
    return join(merchant, member)


def parties(key: str) -> tuple[str, str]:
    """Merchant and member of the contact *key*."""
    merchant, _, member = key.partition("~")
    return merchant, member


def grant(contact: Contact, order: str, *, at: datetime, rules: CircleRules) -> list[ContactEvent]:
    """Grant the messages of a payment at *at*; nothing if *order* granted them, or the rules give none."""
    return _grant(contact, "payment", order, rules.messages_per_payment, at=at, rules=rules)


def fill_in(contact: Contact, form: str, *, at: datetime, rules: CircleRules) -> list[ContactEvent]:
    """Grant the messages of a form filled in at *at*; nothing if this *form* granted them, or the rules give none."""
    return _grant(contact, "form", form, rules.messages_per_form, at=at, rules=rules)


def send(
    contact: Contact, message: str, text: PersonalText, images: tuple[PersonalText, ...], *, at: datetime
) -> list[ContactEvent]:
    """Send a message by the live grant that ends first; nothing if it was sent.

    Refused: ``message-differs``, ``opted-out``, ``no-quota``. ``ValueError`` for more than nine images.
    """
    if is_sent(contact, message, text, images):
        return []
    if contact.opted_out:
        raise Refused("opted-out", "the member has opted out of the merchant's messages")
    live = contact.live(at)
    if not live:
        raise Refused("no-quota", "no message to the member is left: a payment or a form grants the next")
    return [MessageSent(message=message, text=text, images=images, kind=live[0].kind, reference=live[0].reference)]


def is_sent(contact: Contact, message: str, text: PersonalText, images: tuple[PersonalText, ...]) -> bool:
    """Whether a message was sent with that content, as far as it can still be read. Refused: ``message-differs``."""
    before = contact.messages.get(message)
    if before is not None and not are_same((before.text, *before.images), (text, *images)):
        raise Refused("message-differs", f"message {message} was sent with other content")
    return before is not None


def opt_out(contact: Contact) -> list[ContactEvent]:
    """Let the merchant send nothing any more; nothing if it is so."""
    return [] if contact.opted_out else [OptedOut()]


def opt_in(contact: Contact) -> list[ContactEvent]:
    """Let the merchant write again, by what is left; nothing if it may."""
    return [OptedIn()] if contact.opted_out else []


def follow(contact: Contact, member: str, merchant: str, order: Order) -> list[ContactEvent]:
    """Follow *merchant* after having paid *order*; nothing if *member* does. Refused: ``not-bought``."""
    if contact.following:
        return []
    if (order.buyer, order.merchant) != (member, merchant) or order.payment is None:
        raise Refused("not-bought", f"the order is none that {member} paid to {merchant}")
    return [Followed(order=order.number)]


def unfollow(contact: Contact) -> list[ContactEvent]:
    """Follow the merchant no more; nothing if it is so."""
    return [Unfollowed()] if contact.following else []


def evolve(contact: Contact, fact: ContactEvent) -> Contact:
    """The contact after *fact*."""
    match fact:
        case MessagesGranted():
            if any(_is_of(each, fact) for each in contact.grants):
                impossible(fact, contact)
            made = Grant(fact.kind, fact.reference, fact.messages, fact.until)
            return attrs.evolve(contact, grants=(*contact.grants, made))
        case MessageSent():
            if contact.opted_out or fact.message in contact.messages:
                impossible(fact, contact)
            messages = {**contact.messages, fact.message: fact}
            return attrs.evolve(contact, grants=_spent(contact, fact), messages=messages)
        case OptedOut() | OptedIn():
            opted_out = isinstance(fact, OptedOut)
            if opted_out == contact.opted_out:
                impossible(fact, contact)
            return attrs.evolve(contact, opted_out=opted_out)
        case Followed() | Unfollowed():
            following = isinstance(fact, Followed)
            if following == contact.following:
                impossible(fact, contact)
            return attrs.evolve(contact, following=following)
        case _:
            assert_never(fact)


def _grant(
    contact: Contact, kind: GrantKind, reference: str, messages: int, *, at: datetime, rules: CircleRules
) -> list[ContactEvent]:
    if messages == 0 or any((each.kind, each.reference) == (kind, reference) for each in contact.grants):
        return []
    until = at + days(rules.grant_days)
    return [MessagesGranted(kind=kind, reference=reference, messages=messages, until=until)]


def _spent(contact: Contact, fact: MessageSent) -> tuple[Grant, ...]:
    """The grants after *fact* took one message of one of them."""
    grants = tuple(_less(each) if _is_of(each, fact) and each.left else each for each in contact.grants)
    if grants == contact.grants:
        impossible(fact, contact)
    return grants


def _less(grant: Grant) -> Grant:
    return attrs.evolve(grant, left=grant.left - 1)


def _is_of(grant: Grant, fact: MessagesGranted | MessageSent) -> bool:
    """Whether *fact* made *grant*, or spent one of it."""
    return (grant.kind, grant.reference) == (fact.kind, fact.reference)


CONTACT = Aggregate("contact", initial=Contact(), evolve=evolve)
