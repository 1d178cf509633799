"""Merchants and their products."""

from typing import Any

from socialcommerce.audit.check import Doubt, check, differs
from socialcommerce.audit.picture import Picture
from socialcommerce.domain.catalog.merchant import MerchantInvited
from socialcommerce.domain.catalog.product import (
    PriceObserved,
    ProductDelisted,
    ProductListed,
    ProductRelisted,
    ProductRepriced,
)
from socialcommerce.domain.circle.contact import Followed, MessageSent, MessagesGranted, OptedIn, OptedOut, Unfollowed
from socialcommerce.domain.earnings.statement import MonthClosed
from socialcommerce.domain.orders.imported import ImportRecorded
from socialcommerce.kernel.clock import days
from socialcommerce.kernel.event import Recorded


@check("invited-once", "A merchant joins once, under one name.", MerchantInvited, refusals=("merchant-differs",))
def _(picture: Picture, key: str, fact: MerchantInvited, recorded: Recorded[Any]) -> Doubt | None:
    known = picture.catalog.merchants.get(key)
    return None if known is None else Doubt(f"no other invitation than that of {known!r}", f"{fact.name!r}")


@check(
    "merchant-joined",
    "Only merchants who have joined sell, write to members, are followed, bring orders in, and have months to close.",
    ProductListed,
    MonthClosed,
    ImportRecorded,
    MessagesGranted,
    MessageSent,
    OptedOut,
    OptedIn,
    Followed,
    Unfollowed,
)
def _(picture: Picture, key: str, fact: Any, recorded: Recorded[Any]) -> Doubt | None:
    merchant = fact.merchant if isinstance(fact, ProductListed) else key.partition("~")[0]
    return None if merchant in picture.catalog.merchants else Doubt("a merchant who has joined", merchant)


@check("listed-once", "A product is offered as new once.", ProductListed, refusals=("product-differs",))
def _(picture: Picture, key: str, fact: ProductListed, recorded: Recorded[Any]) -> Doubt | None:
    if key not in picture.catalog.products:
        return None
    return Doubt("a product that was never listed", f"{key} is known")


@check(
    "exclusive-below",
    "An exclusive price is strictly below the platform price.",
    ProductListed,
    ProductRepriced,
    refusals=("exclusive-not-below",),
)
def _(picture: Picture, key: str, fact: ProductListed | ProductRepriced, recorded: Recorded[Any]) -> Doubt | None:
    price, exclusive = fact.price, fact.exclusive_price
    return None if exclusive is None or exclusive < price else Doubt(f"less than {price}", f"{exclusive}")


@check("repriced", "A product that is repriced has other prices than before.", ProductRepriced)
def _(picture: Picture, key: str, fact: ProductRepriced, recorded: Recorded[Any]) -> Doubt | None:
    product = picture.catalog.products[key]
    if (product.price, product.exclusive_price) != (fact.price, fact.exclusive_price):
        return None
    return Doubt("other prices than before", f"{fact.price} and {fact.exclusive_price}")


@check("delisted", "A product that is delisted was listed, or delisted by its merchant alone.", ProductDelisted)
def _(picture: Picture, key: str, fact: ProductDelisted, recorded: Recorded[Any]) -> Doubt | None:
    product = picture.catalog.products[key]
    if product.is_listed or (fact.by_platform and not product.by_platform):
        return None
    return Doubt("a product that is listed", "it is delisted already")


@check("delisted-by", "It is remembered whether the platform delisted a product.", ProductDelisted)
def _(picture: Picture, key: str, fact: ProductDelisted, recorded: Recorded[Any]) -> Doubt | None:
    by_platform = recorded.by is not None and recorded.by.startswith("platform:")
    return differs(by_platform, fact.by_platform)


@check("relisted", "A delisted product is listed again, each time under the next number.", ProductRelisted)
def _(picture: Picture, key: str, fact: ProductRelisted, recorded: Recorded[Any]) -> Doubt | None:
    product = picture.catalog.products[key]
    if product.is_listed:
        return Doubt("a product that is delisted", "it is listed")
    return differs(product.listing + 1, fact.listing)


@check(
    "relisted-by",
    "What the platform delisted, its merchant does not list again.",
    ProductRelisted,
    refusals=("delisted-by-platform",),
    of_acts=True,
)
def _(picture: Picture, key: str, fact: ProductRelisted, recorded: Recorded[Any]) -> Doubt | None:
    return Doubt("the host", f"{recorded.by}") if picture.catalog.products[key].by_platform else None


@check(
    "price-observed",
    "A price of another platform counts from when it was seen, for as long as the rules say.",
    PriceObserved,
)
def _(picture: Picture, key: str, fact: PriceObserved, recorded: Recorded[Any]) -> Doubt | None:
    if key not in picture.catalog.products:
        return Doubt("a product that was listed", key)
    window = days(picture.rulebook.at(recorded.at).catalog.reference_window_days)
    return differs(recorded.at, fact.observed_at) or differs(recorded.at + window, fact.counts_until)


@check("observed-anew", "What was just seen of another platform's price is not told again.", PriceObserved)
def _(picture: Picture, key: str, fact: PriceObserved, recorded: Recorded[Any]) -> Doubt | None:
    before = picture.streams.last.get(recorded.stream)
    if before is None or before.event != fact:
        return None
    return Doubt("another price, or of another instant", f"that of {before.reference} again")
