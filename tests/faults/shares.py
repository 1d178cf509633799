"""Faults of shares."""

from datetime import timedelta

from faulting import Log, again, change, fault, find, insert, remove
from socialcommerce.domain.catalog.budget import BudgetFunded
from socialcommerce.domain.catalog.product import ProductDelisted, ProductListed
from socialcommerce.domain.referrals.share import ShareCreated, ShareRevoked
from socialcommerce.domain.shops.shelf import ProductPlaced
from socialcommerce.domain.shops.shop import ShopClosed


@fault("something is shared from a closed shop", "shared-in-open-shop")
def _(log: Log) -> str:
    index = find(log, ShareCreated)
    insert(log, index, f"shop-{log[index].event.shop}", ShopClosed(), at=log[index].at)
    return log[index + 1].reference


@fault("a share holds an opening that is over", "shared-in-open-shop")
def _(log: Log) -> str:
    index = find(log, ShareCreated, lambda recorded: recorded.event.opening > 1)
    return change(log, index, opening=log[index].event.opening - 1)


@fault("a share holds an opening to come", "shared-in-open-shop")
def _(log: Log) -> str:
    index = find(log, ShareCreated)
    return change(log, index, opening=log[index].event.opening + 1)


@fault("something is shared that is not on the shelf", "shared-from-shelf")
def _(log: Log) -> str:
    index = find(log, ShareCreated)
    fact = log[index].event
    remove(log, find(log, ProductPlaced, lambda r: r.key == fact.shop and r.event.product == fact.product))
    return log[index - 1].reference


@fault("something delisted is shared", "shared-from-shelf")
def _(log: Log) -> str:
    index = find(log, ShareCreated)
    product = f"product-{log[index].event.product}"
    insert(log, index, product, ProductDelisted(by_platform=False), at=log[index].at)
    return log[index + 1].reference


@fault("a share holds a listing that is over", "shared-from-shelf")
def _(log: Log) -> str:
    index = find(log, ShareCreated, lambda recorded: recorded.event.listing > 1)
    return change(log, index, listing=log[index].event.listing - 1)


@fault("a share is made twice", "share-once")
def _(log: Log) -> str:
    return again(log, find(log, ShareCreated))


@fault("an id is taken by a share of something else", "share-once")
def _(log: Log) -> str:
    return again(log, find(log, ShareCreated), channel="live")


@fault("a daily share is of another channel than its id", "daily-share")
def _(log: Log) -> str:
    return change(log, find(log, ShareCreated, lambda recorded: "~" in recorded.key), channel="live")


@fault("a daily share is of another day than its id", "daily-share")
def _(log: Log) -> str:
    index = find(log, ShareCreated, lambda recorded: "~" in recorded.key)
    at = log[index].at + timedelta(days=1)
    return change(log, index, at=at)


@fault("a daily share follows one that lives", "daily-share")
def _(log: Log) -> str:
    second = find(log, ShareCreated, lambda recorded: recorded.key.endswith("~2"))
    first = log[second].key.removesuffix("~2")
    reference = log[second].reference
    remove(log, find(log, ShareRevoked, lambda recorded: recorded.key == first))
    return reference


@fault("a share promises less than the exclusive price", "promise")
def _(log: Log) -> str:
    index = find(log, ShareCreated)
    return change(log, index, promised_price=log[index].event.promised_price - 1)


@fault("a share promises the exclusive price though the budget does not cover it", "promise")
def _(log: Log) -> str:
    offers = {recorded.key: recorded.event for recorded in log if isinstance(recorded.event, ProductListed)}
    funded = {recorded.key for recorded in log if isinstance(recorded.event, BudgetFunded)}
    index = find(
        log,
        ShareCreated,
        lambda recorded: (
            recorded.event.product not in funded
            and recorded.event.promised_price < offers[recorded.event.product].price - 1
        ),
    )
    insert(log, index, f"budget-{log[index].event.product}", BudgetFunded(funding="x", amount=1), at=log[index].at)
    return log[index + 1].reference


@fault("a share lives longer than the rules say", "share-runs-out")
def _(log: Log) -> str:
    index = find(log, ShareCreated)
    return change(log, index, expires_at=log[index].event.expires_at + timedelta(microseconds=1))


@fault("a share ends before its time", "share-runs-out")
def _(log: Log) -> str:
    index = find(log, ShareCreated)
    return change(log, index, expires_at=log[index].event.expires_at - timedelta(days=1))


@fault("a share has the code of another", "share-code")
def _(log: Log) -> str:
    first = find(log, ShareCreated)
    second = find(log, ShareCreated, lambda recorded: recorded.key != log[first].key)
    return change(log, second, code=log[first].event.code)


@fault("a share is taken back twice", "revoked-once")
def _(log: Log) -> str:
    return again(log, find(log, ShareRevoked))


@fault("a share that was never made is taken back", "revoked-once")
def _(log: Log) -> str:
    return change(log, find(log, ShareRevoked), stream="share-nothing")
