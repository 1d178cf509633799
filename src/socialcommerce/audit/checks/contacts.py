"""Messages of merchants to members: within what payments and forms grant, and to nobody who wants none."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from socialcommerce.audit.check import Doubt, check, closing_check, differs
from socialcommerce.audit.picture import Picture
from socialcommerce.audit.picture.contacts import Contact
from socialcommerce.domain.circle.contact import (
    Followed,
    MessageSent,
    MessagesGranted,
    OptedIn,
    OptedOut,
    Unfollowed,
)
from socialcommerce.domain.orders.events import OrderPaid
from socialcommerce.kernel.clock import days
from socialcommerce.kernel.event import Recorded


def _paid_at(picture: Picture, order: str, contact: str) -> datetime | None:
    """When an order of the two of a contact was paid; None if there is no such."""
    bought = picture.orders.of.get(order)
    if bought is None or bought.paid is None:
        return None
    of_both = f"{bought.terms_of.merchant}~{bought.buyer}" == contact
    return bought.paid.at if of_both else None


@check("granted-once", "A payment and a form grant messages once each.", MessagesGranted)
def _(picture: Picture, key: str, fact: MessagesGranted, recorded: Recorded[Any]) -> Doubt | None:
    if (key, fact.kind, fact.reference) not in picture.contacts.granted:
        return None
    return Doubt("one grant", f"another of {fact.kind} {fact.reference}")


@check("granted-by-payment", "What is granted for a payment is for an order that the member paid.", MessagesGranted)
def _(picture: Picture, key: str, fact: MessagesGranted, recorded: Recorded[Any]) -> Doubt | None:
    if fact.kind != "payment" or _paid_at(picture, fact.reference, key) is not None:
        return None
    return Doubt("a paid order of the two", fact.reference)


@check("grant", "So many messages are granted, and for as long, as the rules say.", MessagesGranted)
def _(picture: Picture, key: str, fact: MessagesGranted, recorded: Recorded[Any]) -> Doubt | None:
    began = recorded.at
    if fact.kind == "payment":
        began = _paid_at(picture, fact.reference, key) or began
    rules = picture.rulebook.at(began).circle
    messages = rules.messages_per_payment if fact.kind == "payment" else rules.messages_per_form
    return differs(messages, fact.messages) or differs(began + days(rules.grant_days), fact.until)


@closing_check("payments-grant", "Every payment grants the messages that the rules give.", OrderPaid)
def _(picture: Picture) -> Iterable[tuple[Recorded[Any], Doubt]]:
    contacts, knew = picture.contacts, picture.rulebook.knew("circle.messages_per_payment")
    for number, (paid, messages) in contacts.owed.items():
        if not knew and (contacts.since is None or paid.position < contacts.since):
            continue
        order = picture.orders.of[number]
        if (f"{order.terms_of.merchant}~{order.buyer}", "payment", number) not in contacts.granted:
            yield paid, Doubt(f"{messages} messages granted", "none are")


@check("not-opted-out", "Nothing is sent to members who want nothing.", MessageSent, refusals=("opted-out",))
def _(picture: Picture, key: str, fact: MessageSent, recorded: Recorded[Any]) -> Doubt | None:
    contact = picture.contacts.of.get(key)
    return Doubt("no message", "they have opted out") if contact is not None and contact.opted_out else None


@check(
    "within-quota",
    "A message spends one of the grant that ends first, of those that end together the one that was made first.",
    MessageSent,
    refusals=("no-quota",),
)
def _(picture: Picture, key: str, fact: MessageSent, recorded: Recorded[Any]) -> Doubt | None:
    contact = picture.contacts.of.get(key, Contact())
    live = [grant for grant in contact.grants if grant.left > 0 and recorded.at < grant.until]
    if not live:
        return Doubt("no message: nothing is granted", f"one of {fact.kind} {fact.reference}")
    first = min(live, key=lambda grant: grant.until)
    if (first.kind, first.reference) == (fact.kind, fact.reference):
        return None
    return Doubt(f"one of {first.kind} {first.reference}", f"one of {fact.kind} {fact.reference}")


@check("sent-once", "A message's id is that of one message.", MessageSent, refusals=("message-differs",))
def _(picture: Picture, key: str, fact: MessageSent, recorded: Recorded[Any]) -> Doubt | None:
    if (key, fact.message) not in picture.contacts.sent:
        return None
    return Doubt("an id that is new", fact.message)


@check("opted-in-turn", "Who opts out had not, and who opts in had opted out.", OptedOut, OptedIn)
def _(picture: Picture, key: str, fact: OptedOut | OptedIn, recorded: Recorded[Any]) -> Doubt | None:
    out = picture.contacts.of.get(key, Contact()).opted_out
    if out != isinstance(fact, OptedOut):
        return None
    return Doubt("opted in", "opted out") if out else Doubt("opted out", "opted in")


@check("followed-in-turn", "Who follows did not, and who unfollows did.", Followed, Unfollowed)
def _(picture: Picture, key: str, fact: Followed | Unfollowed, recorded: Recorded[Any]) -> Doubt | None:
    following = picture.contacts.of.get(key, Contact()).following
    if following != isinstance(fact, Followed):
        return None
    return Doubt("not following", "following") if following else Doubt("following", "not following")


@check("followed-after-paying", "Who follows a merchant has paid it an order.", Followed, refusals=("not-bought",))
def _(picture: Picture, key: str, fact: Followed, recorded: Recorded[Any]) -> Doubt | None:
    if _paid_at(picture, fact.order, key) is not None:
        return None
    return Doubt("a paid order of the two", fact.order)
