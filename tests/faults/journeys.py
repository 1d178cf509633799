"""Faults of visits."""

from datetime import timedelta

from faulting import Log, again, change, fault, find, insert, move, remove
from socialcommerce.domain.catalog.product import ProductDelisted
from socialcommerce.domain.members.friendship import Blocked, Unfriended
from socialcommerce.domain.referrals.journey import VisitCounted, Visited
from socialcommerce.domain.referrals.share import ShareCreated, ShareRevoked
from socialcommerce.domain.shops.shop import ShopClosed


@fault("a member visits through a revoked share", "visit-of-live-share")
def _(log: Log) -> str:
    index = find(log, Visited)
    insert(log, index, f"share-{log[index].event.share}", ShareRevoked(), at=log[index].at)
    return log[index + 1].reference


@fault("a member visits through a share that ran out just then", "visit-of-live-share")
def _(log: Log) -> str:
    index = find(log, Visited)
    made = find(log, ShareCreated, lambda recorded: recorded.key == log[index].event.share)
    change(log, made, expires_at=log[index].at)
    return log[index].reference


@fault("a member visits what was delisted", "visit-of-live-share")
def _(log: Log) -> str:
    index = find(log, Visited)
    product = f"product-{log[index].event.product}"
    insert(log, index, product, ProductDelisted(by_platform=False), at=log[index].at)
    return log[index + 1].reference


@fault("a member visits a closed shop", "visit-of-live-share")
def _(log: Log) -> str:
    index = find(log, Visited)
    insert(log, index, f"shop-{log[index].event.shop}", ShopClosed(), at=log[index].at)
    return log[index + 1].reference


@fault("a visit through an ended share is counted", "counted-visit")
def _(log: Log) -> str:
    index = find(log, VisitCounted)
    insert(log, index, f"share-{log[index].event.share}", ShareRevoked(), at=log[index].at)
    return log[index + 1].reference


@fault("a visit is to another shop than that of its share", "visit-as-shared")
def _(log: Log) -> str:
    return change(log, find(log, Visited), shop="somewhere")


@fault("a visit is to another product than that of its share", "visit-as-shared")
def _(log: Log) -> str:
    return change(log, find(log, Visited), product="something")


@fault("a visit is counted for another shop than that of its share", "counted-visit")
def _(log: Log) -> str:
    return change(log, find(log, VisitCounted), shop="somewhere")


@fault("a stranger visits as a friend", "visitor")
def _(log: Log) -> str:
    return change(log, find(log, Visited, lambda recorded: recorded.event.relation == "other"), relation="friend")


@fault("an owner visits as a friend", "visitor")
def _(log: Log) -> str:
    return change(log, find(log, Visited, lambda recorded: recorded.event.relation == "owner"), relation="friend")


@fault("a member who is blocked visits as another", "visitor")
def _(log: Log) -> str:
    return change(log, find(log, Visited, lambda recorded: recorded.event.relation == "blocked"), relation="other")


@fault("a member visits as the friend that they were", "visitor")
def _(log: Log) -> str:
    index = find(log, Visited, lambda recorded: recorded.event.relation == "friend")
    one, other = sorted((log[index].key, log[index].event.shop))
    insert(log, index, f"friendship-{one}~{other}", Unfriended(member=one, friend=other), at=log[index].at)
    return log[index + 1].reference


@fault("a visit is of the day before", "visit-day")
def _(log: Log) -> str:
    index = find(log, Visited)
    return change(log, index, day=log[index].event.day - timedelta(days=1))


@fault("a visit is of the day after", "visit-day")
def _(log: Log) -> str:
    index = find(log, Visited)
    return change(log, index, day=log[index].event.day + timedelta(days=1))


@fault("a visit is counted when its day is over", "counted-visit")
def _(log: Log) -> str:
    return move(log, find(log, VisitCounted), timedelta(days=1))


@fault("a visit is counted an hour after it", "counted-visit")
def _(log: Log) -> str:
    return move(log, find(log, VisitCounted), timedelta(hours=1))


@fault("a visit is counted by the word of another than the visitor", "counted-visit")
def _(log: Log) -> str:
    return change(log, find(log, VisitCounted), by="platform:op")


@fault("a visit of a day is told twice", "visit-once")
def _(log: Log) -> str:
    return again(log, find(log, Visited))


@fault("an order can be attributed to a visit for longer than the rules say", "visit-window")
def _(log: Log) -> str:
    index = find(log, Visited)
    return change(log, index, attributes_until=log[index].event.attributes_until + timedelta(microseconds=1))


@fault("an order can be attributed to a visit for less than the rules say", "visit-window")
def _(log: Log) -> str:
    index = find(log, Visited)
    return change(log, index, attributes_until=log[index].at)


@fault("the visit of a stranger is counted", "counted-visit")
def _(log: Log) -> str:
    index = find(log, Visited, lambda recorded: recorded.event.relation == "other")
    fact = log[index].event
    counted = VisitCounted(share=fact.share, shop=fact.shop, day=fact.day)
    return insert(log, index + 1, log[index].stream, counted, at=log[index].at)


@fault("the visit of an owner is counted", "counted-visit")
def _(log: Log) -> str:
    index = find(log, Visited, lambda recorded: recorded.event.relation == "owner")
    fact = log[index].event
    counted = VisitCounted(share=fact.share, shop=fact.shop, day=fact.day)
    return insert(log, index + 1, log[index].stream, counted, at=log[index].at)


@fault("the visit of a member who is blocked is counted", "counted-visit")
def _(log: Log) -> str:
    index = find(log, VisitCounted)
    one, other = sorted((log[index].key, log[index].event.shop))
    insert(log, index, f"friendship-{one}~{other}", Blocked(member=one, blocked=other), at=log[index].at)
    return log[index + 1].reference


@fault("a visit is counted that was never made", "counted-visit")
def _(log: Log) -> str:
    counted = find(log, VisitCounted)
    remove(log, find(log, Visited, lambda recorded: recorded.stream == log[counted].stream))
    return log[counted - 1].reference


@fault("a visit is counted on another day", "counted-visit")
def _(log: Log) -> str:
    index = find(log, VisitCounted)
    return change(log, index, day=log[index].event.day + timedelta(days=1))


@fault("a visit is counted twice", "counted-once")
def _(log: Log) -> str:
    return again(log, find(log, VisitCounted))


@fault("two visits of a day to a shop are counted", "counted-once")
def _(log: Log) -> str:
    counted = {(r.key, r.event.shop, r.event.day): r.event.share for r in log if isinstance(r.event, VisitCounted)}
    index = find(
        log,
        Visited,
        lambda r: r.event.relation == "friend" and counted[r.key, r.event.shop, r.event.day] != r.event.share,
    )
    fact = log[index].event
    second = VisitCounted(share=fact.share, shop=fact.shop, day=fact.day)
    return insert(log, index + 1, log[index].stream, second, at=log[index].at)


@fault("the visit of a friend is not counted", "friends-are-counted")
def _(log: Log) -> str:
    index = find(log, VisitCounted)
    stream = log[index].stream
    remove(log, index)
    return log[find(log, Visited, lambda recorded: recorded.stream == stream)].reference


@fault("the last visit of a friend is not counted", "friends-are-counted")
def _(log: Log) -> str:
    index = max(i for i, recorded in enumerate(log) if isinstance(recorded.event, VisitCounted))
    counted = remove(log, index)
    visits = [r for r in log[:index] if r.stream == counted.stream and isinstance(r.event, Visited)]
    return visits[-1].reference
