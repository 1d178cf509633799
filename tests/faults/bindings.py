"""Faults of bindings."""

from datetime import timedelta

from faulting import Log, again, change, fault, find, insert, move, remove
from socialcommerce.domain.members.friendship import Blocked
from socialcommerce.domain.orders.events import OrderPaid
from socialcommerce.domain.referrals.journey import BindingRenewed, Bound, Released, VisitCounted, Visited
from socialcommerce.domain.referrals.share import ShareRevoked
from socialcommerce.domain.rulebook import ChangeAnnounced, RulesRecorded


@fault("a visitor is bound to a shop that they did not visit", "bound-by-visit")
def _(log: Log) -> str:
    return change(log, find(log, Bound), shop="somewhere")


@fault("a member is bound on a day on which they did not come", "bound-by-visit")
def _(log: Log) -> str:
    return move(log, find(log, Bound), timedelta(days=1))


@fault("a member is bound through a share that has ended", "bound-by-visit")
def _(log: Log) -> str:
    index = find(log, Bound)
    came = max(
        place
        for place, each in enumerate(log[:index])
        if isinstance(each.event, Visited | VisitCounted)
        and (each.key, each.event.shop) == (log[index].key, log[index].event.shop)
    )
    insert(log, index, f"share-{log[came].event.share}", ShareRevoked(), at=log[index].at)
    return log[index + 1].reference


@fault("a member is bound an hour after their visit, and an hour longer", "bound-by-visit")
def _(log: Log) -> str:
    index = find(log, Bound)
    hour = timedelta(hours=1)
    return change(log, index, at=log[index].at + hour, until=log[index].event.until + hour)


@fault("a member is bound by the word of another", "bound-by-visit")
def _(log: Log) -> str:
    return change(log, find(log, Bound), by="platform:op")


@fault("an owner is bound to their own shop", "bound-by-visit")
def _(log: Log) -> str:
    index = find(log, Visited, lambda recorded: recorded.event.relation == "owner")
    fact = log[index].event
    return insert(
        log, index + 1, log[index].stream, Bound(shop=fact.shop, until=fact.attributes_until), at=log[index].at
    )


@fault("a member who is blocked is bound", "bound-by-visit")
def _(log: Log) -> str:
    index = find(log, Bound)
    one, other = sorted((log[index].key, log[index].event.shop))
    insert(log, index, f"friendship-{one}~{other}", Blocked(member=one, blocked=other), at=log[index].at)
    return log[index + 1].reference


@fault("a customer is bound once more", "bound-to-one")
def _(log: Log) -> str:
    return again(log, find(log, Bound))


@fault("another shop takes a customer though the first keeps them", "bound-to-one")
def _(log: Log) -> str:
    customers: dict[str, str] = {}
    for index, recorded in enumerate(log):
        fact = recorded.event
        if isinstance(fact, Bound):
            customers[recorded.key] = fact.shop
        elif isinstance(fact, Visited) and customers.get(recorded.key, fact.shop) != fact.shop:
            bound = Bound(shop=fact.shop, until=recorded.at + timedelta(days=30))
            return insert(log, index + 1, recorded.stream, bound, at=recorded.at)
    raise LookupError("nobody visits another shop than that whose customer they are")


@fault("somebody is bound though the rules bind nobody", "bound-to-one")
def _(log: Log) -> str:
    rules = find(log, RulesRecorded)
    change(log, rules, settings=log[rules].event.settings | {"referrals.binding": "none"})
    return log[find(log, Bound)].reference


@fault("a binding holds longer than the rules say", "binding-time")
def _(log: Log) -> str:
    index = find(log, Bound)
    return change(log, index, until=log[index].event.until + timedelta(microseconds=1))


@fault("a binding ends before its time", "binding-time")
def _(log: Log) -> str:
    index = find(log, Bound)
    return change(log, index, until=log[index].at + timedelta(days=1))


@fault("a visit binds nobody", "visits-bind")
def _(log: Log) -> str:
    index = find(log, Bound)
    stream = log[index].stream
    remove(log, index)
    return log[find(log, Visited, lambda recorded: recorded.stream == stream)].reference


@fault("the last visit of nobody's customer binds nobody", "visits-bind")
def _(log: Log) -> str:
    index = max(i for i, recorded in enumerate(log) if isinstance(recorded.event, Bound))
    bound = remove(log, index)
    visits = [r for r in log[:index] if r.stream == bound.stream and isinstance(r.event, Visited)]
    return visits[-1].reference


@fault("the last shop does not take the customer of another", "visits-bind")
def _(log: Log) -> str:
    held: dict[str, Bound] = {}
    for index, recorded in enumerate(log):
        if isinstance(recorded.event, Bound):
            before = held.get(recorded.key)
            if before and before.shop != recorded.event.shop and recorded.at < before.until:
                remove(log, index)
                visits = [r for r in log[:index] if r.stream == recorded.stream and isinstance(r.event, Visited)]
                return visits[-1].reference
            held[recorded.key] = recorded.event
    raise LookupError("no shop takes the customer of another")


@fault("a binding is renewed without a payment", "renewed-by-payment")
def _(log: Log) -> str:
    return change(log, find(log, BindingRenewed), cause=None)


@fault("a binding is renewed by placing an order", "renewed-by-payment")
def _(log: Log) -> str:
    index = find(log, BindingRenewed)
    return change(log, index, cause=f"{(log[index].cause or '').partition('@')[0]}@1")


@fault("a binding is renewed by a payment of somebody else", "renewed-by-payment")
def _(log: Log) -> str:
    index = find(log, BindingRenewed)
    other = find(log, OrderPaid, lambda recorded: recorded.reference != log[index].cause)
    return change(log, index, cause=log[other].reference)


@fault("a binding to another shop is renewed", "renewed-while-bound")
def _(log: Log) -> str:
    return change(log, find(log, BindingRenewed), shop="somewhere")


@fault("a binding is renewed that was over", "renewed-while-bound")
def _(log: Log) -> str:
    index = find(log, BindingRenewed)
    bound = find(log, Bound, lambda recorded: recorded.stream == log[index].stream)
    change(log, bound, until=log[index].at)
    return log[index].reference


@fault("a binding is renewed to hold no longer", "renewed-while-bound")
def _(log: Log) -> str:
    return again(log, find(log, BindingRenewed))


@fault("a renewed binding holds longer than the rules say", "renewal-time")
def _(log: Log) -> str:
    index = find(log, BindingRenewed)
    return change(log, index, until=log[index].event.until + timedelta(seconds=1))


@fault("a binding is renewed though the rules renew none", "renewal-time")
def _(log: Log) -> str:
    rules = find(log, RulesRecorded)
    change(log, rules, settings=log[rules].event.settings | {"referrals.binding_renews": False})
    return log[find(log, BindingRenewed)].reference


@fault("a payment renews nothing", "payments-renew")
def _(log: Log) -> str:
    renewed = remove(log, find(log, BindingRenewed))
    return str(renewed.cause)


@fault("somebody is released who was bound to another shop", "released-while-bound")
def _(log: Log) -> str:
    return change(log, find(log, Released), shop="somewhere")


@fault("somebody is released twice", "released-while-bound")
def _(log: Log) -> str:
    return again(log, find(log, Released))


@fault("somebody is released whose binding was over", "released-while-bound")
def _(log: Log) -> str:
    index = find(log, Released)
    bound = max(i for i, r in enumerate(log[:index]) if r.stream == log[index].stream and isinstance(r.event, Bound))
    change(log, bound, until=log[index].at)
    return log[index].reference


@fault("the last shop takes a customer before the rules say so", "bound-to-one")
def _(log: Log) -> str:
    announced = find(log, ChangeAnnounced, lambda recorded: "referrals.binding" in recorded.event.settings)
    change(log, announced, holds_from=log[-1].at)
    held: dict[str, Bound] = {}
    for recorded in log:
        if isinstance(recorded.event, Bound):
            before = held.get(recorded.key)
            if before and before.shop != recorded.event.shop and recorded.at < before.until:
                return recorded.reference
            held[recorded.key] = recorded.event
    raise LookupError("no shop takes the customer of another")
