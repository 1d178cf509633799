"""Faults of who may do what."""

from faulting import Log, change, fault, find
from socialcommerce.domain.catalog.merchant import MerchantInvited
from socialcommerce.domain.catalog.product import PriceObserved, ProductDelisted, ProductListed
from socialcommerce.domain.circle.contact import MessageSent, MessagesGranted, OptedOut
from socialcommerce.domain.circle.recommendation import RecommendationMade
from socialcommerce.domain.members.friendship import Befriended, Unfriended
from socialcommerce.domain.referrals.journey import BindingRenewed, Visited
from socialcommerce.domain.referrals.share import ShareCreated, ShareRevoked
from socialcommerce.domain.rulebook import ChangeAnnounced
from socialcommerce.domain.shops.shelf import ProductPlaced


@fault("a stranger fills a shelf", "who-may")
def _(log: Log) -> str:
    return change(log, find(log, ProductPlaced), by="stranger")


@fault("a merchant lists what another sells", "who-may")
def _(log: Log) -> str:
    return change(log, find(log, ProductListed), by="merchant:another")


@fault("a merchant delists as the platform", "who-may")
def _(log: Log) -> str:
    index = find(log, ProductDelisted, lambda recorded: recorded.event.by_platform)
    listed = log[find(log, ProductListed, lambda recorded: recorded.key == log[index].key)].event
    return change(log, index, by=f"merchant:{listed.merchant}")


@fault("a merchant invites another", "who-may")
def _(log: Log) -> str:
    return change(log, find(log, MerchantInvited), by="merchant:another")


@fault("a merchant says what others ask", "who-may")
def _(log: Log) -> str:
    return change(log, find(log, PriceObserved), by="merchant:another")


@fault("a member says who is their friend", "who-may")
def _(log: Log) -> str:
    index = find(log, Befriended)
    return change(log, index, by=log[index].event.member)


@fault("somebody ends the friendship of others", "who-may")
def _(log: Log) -> str:
    return change(log, find(log, Unfriended), by="stranger")


@fault("a member changes the rules", "who-may")
def _(log: Log) -> str:
    return change(log, find(log, ChangeAnnounced), by="somebody")


@fault("somebody visits as another", "who-may")
def _(log: Log) -> str:
    return change(log, find(log, Visited), by="stranger")


@fault("a member renews their own binding", "who-may")
def _(log: Log) -> str:
    index = find(log, BindingRenewed)
    return change(log, index, by=log[index].key)


@fault("somebody shares from the shop of another", "who-may")
def _(log: Log) -> str:
    return change(log, find(log, ShareCreated), by="stranger")


@fault("somebody takes back the share of another", "who-may")
def _(log: Log) -> str:
    return change(log, find(log, ShareRevoked), by="stranger")


@fault("somebody recommends as another", "who-may")
def _(log: Log) -> str:
    return change(log, find(log, RecommendationMade), by="stranger")


@fault("a merchant writes as another", "who-may")
def _(log: Log) -> str:
    return change(log, find(log, MessageSent), by="merchant:another")


@fault("a merchant opts out for a member", "who-may")
def _(log: Log) -> str:
    index = find(log, OptedOut)
    return change(log, index, by=f"merchant:{log[index].key.partition('~')[0]}")


@fault("a member grants messages for a payment", "who-may")
def _(log: Log) -> str:
    index = find(log, MessagesGranted, lambda recorded: recorded.event.kind == "payment")
    return change(log, index, by=log[index].key.partition("~")[2])
