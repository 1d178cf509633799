"""Faults of messages to members."""

from collections import Counter
from datetime import timedelta

from faulting import Log, again, change, fault, find, insert, remove
from socialcommerce.domain.circle.contact import (
    Followed,
    MessageSent,
    MessagesGranted,
    OptedIn,
    OptedOut,
    Unfollowed,
)
from socialcommerce.domain.orders.events import OrderPaid, OrderPlaced


@fault("a payment grants messages twice", "granted-once")
def _(log: Log) -> str:
    return again(log, find(log, MessagesGranted, lambda recorded: recorded.event.kind == "payment"))


@fault("a form grants messages twice", "granted-once")
def _(log: Log) -> str:
    return again(log, find(log, MessagesGranted, lambda recorded: recorded.event.kind == "form"))


@fault("messages are granted for an order that was never placed", "granted-by-payment")
def _(log: Log) -> str:
    index = find(log, MessagesGranted, lambda recorded: recorded.event.kind == "payment")
    return change(log, index, reference="nothing")


@fault("messages are granted for the order of somebody else", "granted-by-payment")
def _(log: Log) -> str:
    index = find(log, MessagesGranted, lambda recorded: recorded.event.kind == "payment")
    return change(log, index, stream=f"contact-{log[index].key.partition('~')[0]}~somebody")


@fault("messages are granted for an order that was not paid", "granted-by-payment")
def _(log: Log) -> str:
    index = find(log, MessagesGranted, lambda recorded: recorded.event.kind == "payment")
    reference, order = log[index].reference, log[index].event.reference
    remove(log, find(log, OrderPaid, lambda recorded: recorded.key == order))
    return reference


@fault("a payment grants more messages than the rules give", "grant")
def _(log: Log) -> str:
    return change(log, find(log, MessagesGranted, lambda recorded: recorded.event.kind == "payment"), messages=4)


@fault("a form grants more messages than the rules give", "grant")
def _(log: Log) -> str:
    return change(log, find(log, MessagesGranted, lambda recorded: recorded.event.kind == "form"), messages=2)


@fault("messages are granted for longer than the rules say", "grant")
def _(log: Log) -> str:
    index = find(log, MessagesGranted)
    return change(log, index, until=log[index].event.until + timedelta(seconds=1))


@fault("a payment grants nothing", "payments-grant")
def _(log: Log) -> str:
    payments = (i for i, r in enumerate(log) if isinstance(r.event, MessagesGranted) and r.event.kind == "payment")
    granted = remove(log, list(payments)[1])
    return log[find(log, OrderPaid, lambda recorded: recorded.key == granted.event.reference)].reference


@fault("a message is sent to a member who opted out", "not-opted-out")
def _(log: Log) -> str:
    index = find(log, MessageSent)
    insert(log, index, log[index].stream, OptedOut(), at=log[index].at)
    return log[index + 1].reference


@fault("a member opts out and is written to", "not-opted-out")
def _(log: Log) -> str:
    for index, recorded in enumerate(log):
        if isinstance(recorded.event, OptedIn):
            later = [i for i, r in enumerate(log) if isinstance(r.event, MessageSent) and r.stream == recorded.stream]
            if later and later[-1] > index:
                remove(log, index)
                return log[next(i for i in later if i > index) - 1].reference
    raise LookupError("nobody is written to who opted in")


@fault("a message is sent without a grant", "within-quota")
def _(log: Log) -> str:
    index = find(log, MessageSent)
    return change(log, index, stream=f"contact-{log[index].key.partition('~')[0]}~somebody")


@fault("a message is sent when none is left", "within-quota")
def _(log: Log) -> str:
    left: Counter[str] = Counter()
    for index, recorded in enumerate(log):
        if isinstance(recorded.event, MessagesGranted):
            left[recorded.stream] += recorded.event.messages
        elif isinstance(recorded.event, MessageSent):
            left[recorded.stream] -= 1
            if left[recorded.stream] == 0:
                return again(log, index, message="one-more")
    raise LookupError("nobody sends all that they may")


@fault("a message is sent just when the grant is over", "within-quota")
def _(log: Log) -> str:
    index = find(log, MessageSent)
    grant = log[index].event.reference
    granted = find(log, MessagesGranted, lambda r: r.stream == log[index].stream and r.event.reference == grant)
    change(log, granted, until=log[index].at)
    return log[index].reference


@fault("a message spends the grant that ends later", "within-quota")
def _(log: Log) -> str:
    grants: dict[str, list[MessagesGranted]] = {}
    for index, recorded in enumerate(log):
        fact = recorded.event
        if isinstance(fact, MessagesGranted):
            grants.setdefault(recorded.stream, []).append(fact)
        elif isinstance(fact, MessageSent):
            for grant in grants[recorded.stream]:
                if grant.reference != fact.reference:
                    return change(log, index, kind=grant.kind, reference=grant.reference)
    raise LookupError("nobody may write by two grants")


@fault("a message is sent twice", "sent-once")
def _(log: Log) -> str:
    return again(log, find(log, MessageSent))


@fault("a member opts out twice", "opted-in-turn")
def _(log: Log) -> str:
    return again(log, find(log, OptedOut))


@fault("a member opts in who did not opt out", "opted-in-turn")
def _(log: Log) -> str:
    return again(log, find(log, OptedIn))


@fault("a member follows twice", "followed-in-turn")
def _(log: Log) -> str:
    return again(log, find(log, Followed))


@fault("a member unfollows twice", "followed-in-turn")
def _(log: Log) -> str:
    return again(log, find(log, Unfollowed))


@fault("a member follows without having bought", "followed-after-paying")
def _(log: Log) -> str:
    return change(log, find(log, Followed), order="nothing")


@fault("a member follows after the order of somebody else", "followed-after-paying")
def _(log: Log) -> str:
    index = find(log, Followed)
    member = log[index].key.partition("~")[2]
    other = find(log, OrderPlaced, lambda recorded: recorded.event.asked.buyer != member)
    return change(log, index, order=log[other].key)
