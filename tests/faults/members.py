"""Faults of friendships, of what members chose, and of erasure."""

from typing import Any

from faulting import Log, again, change, fault, find, insert, remove
from socialcommerce import Recorded
from socialcommerce.domain.catalog.product import ProductListed
from socialcommerce.domain.circle.contact import Followed, MessagesGranted
from socialcommerce.domain.circle.favourite import FavouriteKept
from socialcommerce.domain.circle.recommendation import Opinion, RecommendationMade
from socialcommerce.domain.members.account import AccountErased
from socialcommerce.domain.members.friendship import Befriended, Blocked, Unblocked, Unfriended
from socialcommerce.domain.members.preferences import OrderSwitched, PurchasesSwitched, SearchSwitched
from socialcommerce.domain.orders.events import OrderPlaced
from socialcommerce.domain.referrals.journey import Released, Visited
from socialcommerce.domain.shops.shop import ShopClosed, ShopReopened


@fault("a member is their own friend", "friends-of-others")
def _(log: Log) -> str:
    index = find(log, Befriended)
    return change(log, index, friend=log[index].event.member)


@fault("a member blocks themselves", "friends-of-others")
def _(log: Log) -> str:
    index = find(log, Blocked)
    return change(log, index, blocked=log[index].event.member)


@fault("who blocks another becomes their friend", "not-blocked")
def _(log: Log) -> str:
    index = find(log, Blocked)
    fact = log[index].event
    friends = Befriended(member=fact.member, friend=fact.blocked)
    return insert(log, index + 1, log[index].stream, friends, at=log[index].at)


@fault("a block is forgotten", "not-blocked")
def _(log: Log) -> str:
    index = find(log, Befriended)
    fact = log[index].event
    insert(log, index, log[index].stream, Blocked(member=fact.friend, blocked=fact.member), at=log[index].at)
    return log[index + 1].reference


@fault("friends become friends", "friendship-in-turn")
def _(log: Log) -> str:
    return again(log, find(log, Befriended))


@fault("strangers part", "friendship-in-turn")
def _(log: Log) -> str:
    return again(log, find(log, Unfriended))


@fault("a member blocks a friend", "friendship-in-turn")
def _(log: Log) -> str:
    index = find(log, Befriended)
    fact = log[index].event
    return insert(log, index + 1, log[index].stream, Blocked(member=fact.member, blocked=fact.friend), at=log[index].at)


@fault("a block is taken back by who is blocked", "friendship-in-turn")
def _(log: Log) -> str:
    index = find(log, Unblocked)
    fact = log[index].event
    return change(log, index, member=fact.blocked, blocked=fact.member)


@fault("purchases are hidden that were never shown", "chosen-anew")
def _(log: Log) -> str:
    return change(log, find(log, PurchasesSwitched), shown=False)


@fault("a member chooses to search as they do", "chosen-anew")
def _(log: Log) -> str:
    return change(log, find(log, SearchSwitched), personal=True)


@fault("an order is hidden twice", "chosen-anew")
def _(log: Log) -> str:
    return again(log, find(log, OrderSwitched, lambda recorded: recorded.event.hidden))


@fault("a member hides an order of another", "own-order-hidden")
def _(log: Log) -> str:
    index = find(log, OrderSwitched)
    other = find(log, OrderPlaced, lambda recorded: recorded.event.asked.buyer != log[index].key)
    return change(log, index, order=log[other].key)


@fault("a member hides an order that was never placed", "own-order-hidden")
def _(log: Log) -> str:
    return change(log, find(log, OrderSwitched), order="nothing")


@fault("a member is erased twice", "erased-once")
def _(log: Log) -> str:
    return again(log, find(log, AccountErased))


def after_erasure(log: Log, stream: str, fact: Any) -> str:
    """Put *fact* in after the last event, when the member is long erased."""
    last = log[-1]
    version = 1 + sum(recorded.stream == stream for recorded in log)
    log.append(Recorded(stream, version, last.at, fact, position=last.position + 1))
    return log[-1].reference


def erased(log: Log) -> str:
    """A member who was erased."""
    return log[find(log, AccountErased)].key


@fault("an erased member reopens their shop", "nothing-after-erasure")
def _(log: Log) -> str:
    return after_erasure(log, f"shop-{erased(log)}", ShopReopened(opening=2))


@fault("an erased member gets a friend", "nothing-after-erasure")
def _(log: Log) -> str:
    member = erased(log)
    return after_erasure(log, f"friendship-{member}~zz", Befriended(member="zz", friend=member))


@fault("an erased member recommends", "nothing-after-erasure")
def _(log: Log) -> str:
    member, product = erased(log), log[find(log, ProductListed)].key
    made = RecommendationMade(member=member, product=product, opinion=Opinion(), as_owner=False)
    return after_erasure(log, f"recommendation-{member}~{product}", made)


@fault("an erased member keeps a product", "nothing-after-erasure")
def _(log: Log) -> str:
    member, product = erased(log), log[find(log, ProductListed)].key
    return after_erasure(log, f"favourite-{member}~{product}", FavouriteKept(member=member, product=product))


@fault("an erased member follows a merchant", "nothing-after-erasure")
def _(log: Log) -> str:
    return after_erasure(log, f"contact-somebody~{erased(log)}", Followed(order="something"))


@fault("an erased member fills in a form", "nothing-after-erasure")
def _(log: Log) -> str:
    granted = MessagesGranted(kind="form", reference="f", messages=1, until=log[-1].at)
    return after_erasure(log, f"contact-somebody~{erased(log)}", granted)


@fault("an erased member shows purchases", "nothing-after-erasure")
def _(log: Log) -> str:
    return after_erasure(log, f"preferences-{erased(log)}", PurchasesSwitched(shown=True))


@fault("an erased member visits", "nothing-after-erasure")
def _(log: Log) -> str:
    index = find(log, Visited)
    return after_erasure(log, f"journey-{erased(log)}", log[index].event)


@fault("an erased member places an order", "nothing-after-erasure")
def _(log: Log) -> str:
    index = find(log, OrderPlaced)
    buyer = log[index].event.asked.buyer
    insert(log, index, f"account-{buyer}", AccountErased(member=buyer), at=log[index].at)
    return log[index + 1].reference


@fault("the shop of an erased member stays open", "erasure-closes-shop")
def _(log: Log) -> str:
    index = find(log, AccountErased, lambda r: any(r.key == each.key for each in log if _closes(each, r)))
    remove(log, find(log, ShopClosed, lambda recorded: _closes(recorded, log[index])))
    return log[index].reference


@fault("an erased member stays a customer", "erasure-releases")
def _(log: Log) -> str:
    released = find(log, Released, lambda r: r.cause is not None and r.cause.startswith("account-"))
    member = log[released].key
    remove(log, released)
    return log[find(log, AccountErased, lambda recorded: recorded.key == member)].reference


def _closes(recorded: Recorded[Any], erasure: Recorded[Any]) -> bool:
    return isinstance(recorded.event, ShopClosed) and recorded.cause == erasure.reference
