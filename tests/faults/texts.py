"""Faults of what persons write."""

import attrs

from faulting import Log, change, fault, find, insert
from socialcommerce.domain.circle.contact import MessageSent
from socialcommerce.domain.circle.recommendation import RecommendationMade
from socialcommerce.domain.members.account import AccountErased
from socialcommerce.domain.orders.case_events import CaseRequested
from socialcommerce.domain.orders.conversation import MessageSent as OrderMessageSent
from socialcommerce.domain.orders.events import OrderCancelled
from socialcommerce.domain.shops.shop import ShopEdited
from socialcommerce.kernel.text import PersonalText

ANOTHERS = PersonalText("somebody", "words")


@fault("a shop shows a nickname of somebody else", "own-texts")
def _(log: Log) -> str:
    return change(log, find(log, ShopEdited), nickname=ANOTHERS)


@fault("a message belongs to somebody else than who gets it", "own-texts")
def _(log: Log) -> str:
    return change(log, find(log, MessageSent), images=(ANOTHERS,))


@fault("a recommendation is in words of somebody else", "own-texts")
def _(log: Log) -> str:
    index = find(log, RecommendationMade)
    return change(log, index, opinion=attrs.evolve(log[index].event.opinion, text=ANOTHERS))


@fault("a reason for cancelling is of somebody else than the buyer", "own-texts")
def _(log: Log) -> str:
    return change(log, find(log, OrderCancelled), reason=ANOTHERS)


@fault("a case is asked for in words of somebody else", "own-texts")
def _(log: Log) -> str:
    index = find(log, CaseRequested)
    return change(log, index, asked=attrs.evolve(log[index].event.asked, reason=ANOTHERS))


@fault("what is said about an order belongs to somebody else than its buyer", "own-texts")
def _(log: Log) -> str:
    index = find(log, OrderMessageSent)
    return change(log, index, message=attrs.evolve(log[index].event.message, text=ANOTHERS))


@fault("words of a buyer who is erased are recorded", "no-words-after-erasure")
def _(log: Log) -> str:
    index = find(log, OrderMessageSent)
    buyer = log[index].event.message.text.member
    insert(log, index, f"account-{buyer}", AccountErased(member=buyer), at=log[index].at)
    return log[index + 1].reference


@fault("an erased member dresses their shop", "no-words-after-erasure")
def _(log: Log) -> str:
    index = find(log, ShopEdited)
    owner = log[index].key
    insert(log, index, f"account-{owner}", AccountErased(member=owner), at=log[index].at)
    return log[index + 1].reference
