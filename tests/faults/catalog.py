"""Faults of merchants and products."""

from datetime import timedelta

from faulting import Log, again, change, fault, find, insert, remove
from socialcommerce.domain.catalog.merchant import MerchantInvited
from socialcommerce.domain.catalog.product import (
    PriceObserved,
    ProductDelisted,
    ProductListed,
    ProductRelisted,
    ProductRepriced,
)
from socialcommerce.domain.circle.contact import MessagesGranted
from socialcommerce.domain.orders.imported import ImportRecorded


@fault("a merchant is invited under another name", "invited-once")
def _(log: Log) -> str:
    return again(log, find(log, MerchantInvited), name="Another")


@fault("a merchant who has not joined lists a product", "merchant-joined")
def _(log: Log) -> str:
    return change(log, find(log, ProductListed), merchant="another")


@fault("the invitation of a merchant is missing", "merchant-joined")
def _(log: Log) -> str:
    removed = remove(log, find(log, MerchantInvited))
    return log[find(log, ProductListed, lambda r: r.event.merchant == removed.key)].reference


@fault("a merchant who has not joined may write", "merchant-joined")
def _(log: Log) -> str:
    index = find(log, MessagesGranted, lambda recorded: recorded.event.kind == "form")
    return change(log, index, stream=f"contact-another~{log[index].key.partition('~')[2]}")


@fault("a merchant who has not joined brings an order in", "merchant-joined")
def _(log: Log) -> str:
    return change(log, find(log, ImportRecorded), stream="import-another~n1")


@fault("a product is offered anew with other content", "listed-once")
def _(log: Log) -> str:
    return again(log, find(log, ProductListed), title="Another")


@fault("a product is listed at an exclusive price that is none", "exclusive-below")
def _(log: Log) -> str:
    index = find(log, ProductListed)
    return change(log, index, exclusive_price=log[index].event.price)


@fault("an exclusive price is raised over the platform price", "exclusive-below")
def _(log: Log) -> str:
    index = find(log, ProductRepriced)
    return change(log, index, exclusive_price=log[index].event.price + 1)


@fault("a product is repriced to what it costs", "repriced")
def _(log: Log) -> str:
    return again(log, find(log, ProductRepriced))


@fault("a product is delisted twice by its merchant", "delisted")
def _(log: Log) -> str:
    return again(log, find(log, ProductDelisted, lambda recorded: not recorded.event.by_platform))


@fault("a product is delisted twice by the platform", "delisted")
def _(log: Log) -> str:
    return again(log, find(log, ProductDelisted, lambda recorded: recorded.event.by_platform))


@fault("a merchant undoes what the platform stands behind", "delisted")
def _(log: Log) -> str:
    index = find(log, ProductDelisted, lambda recorded: recorded.event.by_platform)
    return again(log, index, by_platform=False, by=None)


@fault("that the platform delisted a product is forgotten", "delisted-by")
def _(log: Log) -> str:
    return change(log, find(log, ProductDelisted, lambda r: r.event.by_platform), by_platform=False)


@fault("a merchant is said to be the platform", "delisted-by")
def _(log: Log) -> str:
    return change(log, find(log, ProductDelisted, lambda r: not r.event.by_platform), by_platform=True)


@fault("a product is listed again under a number that is taken", "relisted")
def _(log: Log) -> str:
    index = find(log, ProductRelisted)
    return change(log, index, listing=log[index].event.listing - 1)


@fault("a product is listed again under a number too high", "relisted")
def _(log: Log) -> str:
    index = find(log, ProductRelisted)
    return change(log, index, listing=log[index].event.listing + 1)


@fault("a listed product is listed again", "relisted")
def _(log: Log) -> str:
    index = find(log, ProductRelisted)
    return again(log, index, listing=log[index].event.listing + 1)


@fault("a merchant lists again what the platform delisted", "relisted-by")
def _(log: Log) -> str:
    index = find(log, ProductDelisted, lambda recorded: recorded.event.by_platform)
    relisted = find(log, ProductRelisted, lambda recorded: recorded.stream == log[index].stream)
    merchant = log[find(log, ProductListed, lambda recorded: recorded.stream == log[index].stream)].event.merchant
    return change(log, relisted, by=f"merchant:{merchant}")


@fault("a price of another platform counts longer than the rules say", "price-observed")
def _(log: Log) -> str:
    index = find(log, PriceObserved)
    return change(log, index, counts_until=log[index].event.counts_until + timedelta(seconds=1))


@fault("a price of another platform was seen at another time", "price-observed")
def _(log: Log) -> str:
    index = find(log, PriceObserved)
    return change(log, index, observed_at=log[index].at - timedelta(seconds=1))


@fault("a price is seen of a product that was never listed", "price-observed")
def _(log: Log) -> str:
    index = find(log, PriceObserved)
    return insert(log, index, "product-nothing", log[index].event, at=log[index].at)


@fault("a price of another platform is told again", "observed-anew")
def _(log: Log) -> str:
    return again(log, find(log, PriceObserved))
