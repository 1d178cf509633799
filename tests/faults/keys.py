"""Faults of identity: facts that name something else than their stream."""

from faulting import Log, change, fault, find
from socialcommerce.domain.catalog.product import ProductListed
from socialcommerce.domain.members.friendship import Befriended
from socialcommerce.domain.orders.events import OrderPlaced
from socialcommerce.domain.rulebook import RulesRecorded
from socialcommerce.domain.shops.shop import ShopOpened


@fault("a shop is opened for another owner than its key says", "key")
def _(log: Log) -> str:
    return change(log, find(log, ShopOpened), owner="somebody")


@fault("a product is listed under another id than its key", "key")
def _(log: Log) -> str:
    return change(log, find(log, ProductListed), product="something")


@fault("a friendship is told in the stream of another pair", "key")
def _(log: Log) -> str:
    return change(log, find(log, Befriended), friend="somebody")


@fault("a friendship stands under its members in the wrong order", "key")
def _(log: Log) -> str:
    index = find(log, Befriended)
    one, _, other = log[index].key.partition("~")
    return change(log, index, stream=f"friendship-{other}~{one}")


@fault("an order is placed under another number than its key", "key")
def _(log: Log) -> str:
    return change(log, find(log, OrderPlaced), order="another")


@fault("the rules of another store are told", "key")
def _(log: Log) -> str:
    return change(log, find(log, RulesRecorded), stream="rulebook-shop")
