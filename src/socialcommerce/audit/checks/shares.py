"""Shares: made of what stands on the shelf, each id once."""

import hashlib
from datetime import datetime
from typing import Any, Final

from socialcommerce.audit.check import Doubt, check, differs
from socialcommerce.audit.checks.shelves import slot_of
from socialcommerce.audit.picture import Picture
from socialcommerce.domain.referrals.share import ShareCreated, ShareRevoked
from socialcommerce.kernel.clock import days, local_day
from socialcommerce.kernel.event import Recorded

_BASE32: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_PAIRS: Final = [first + second for first in _BASE32 for second in _BASE32]
"""What ten bits are written as."""


def ended(picture: Picture, share: str, at: datetime) -> str | None:
    """Why a share is dead at *at*; None while it lives."""
    made = picture.shares.made[share]
    if share in picture.shares.revoked:
        return "it was revoked"
    if at >= made.expires_at:
        return f"it ran out at {made.expires_at.isoformat()}"
    if not picture.catalog.products[made.product].is_listed_as(made.listing):
        return f"{made.product} was delisted"
    shop = picture.shops.of[made.shop]
    if not shop.is_open or shop.openings != made.opening:
        return f"shop {made.shop} was closed"
    return None


@check(
    "shared-in-open-shop",
    "Nothing is shared from a closed shop; a share holds the number of its shop's opening.",
    ShareCreated,
    refusals=("shop-closed",),
)
def _(picture: Picture, key: str, fact: ShareCreated, recorded: Recorded[Any]) -> Doubt | None:
    shop = picture.shops.of[fact.shop]
    return differs(shop.openings, fact.opening) if shop.is_open else Doubt("an open shop", "it is closed")


@check(
    "shared-from-shelf",
    "What is shared stands on the shelf; a share holds the number of its product's listing.",
    ShareCreated,
    refusals=("not-on-shelf",),
)
def _(picture: Picture, key: str, fact: ShareCreated, recorded: Recorded[Any]) -> Doubt | None:
    if slot_of(picture, fact.shop, fact.product) is None:
        return Doubt(f"{fact.product} on the shelf of {fact.shop}", "it does not stand there")
    return differs(picture.catalog.products[fact.product].listing, fact.listing)


@check(
    "share-once",
    "An id is that of one share.",
    ShareCreated,
    refusals=("share-differs", "share-ended"),
)
def _(picture: Picture, key: str, fact: ShareCreated, recorded: Recorded[Any]) -> Doubt | None:
    if key not in picture.shares.made:
        return None
    return Doubt("an id that is new", f"{key} is taken")


@check(
    "daily-share",
    "A share without an id of the host's has that of shop, product, channel and day; a further one once it has ended.",
    ShareCreated,
)
def _(picture: Picture, key: str, fact: ShareCreated, recorded: Recorded[Any]) -> Doubt | None:
    if "~" not in key:
        return None
    day = local_day(recorded.at, picture.rulebook.at(recorded.at).zone)
    first = f"{fact.shop}~{fact.product}~{fact.channel}~{day.isoformat()}"
    number, before = 1, None
    while before is None or (before in picture.shares.made and ended(picture, before, recorded.at)):
        before = first if number == 1 else f"{first}~{number}"
        if before == key:
            return None
        number += 1
    return Doubt(before, key)


@check(
    "promise",
    "A share promises the exclusive price if there is one and the budget covers a unit, else the platform price.",
    ShareCreated,
)
def _(picture: Picture, key: str, fact: ShareCreated, recorded: Recorded[Any]) -> Doubt | None:
    product, budget = picture.catalog.products[fact.product], picture.budgets.of.get(fact.product)
    price, exclusive = product.price, product.exclusive_price
    if exclusive is not None and (budget is None or budget.left >= price - exclusive):
        price = exclusive
    return differs(price, fact.promised_price)


@check("share-runs-out", "A share lives for as long as the rules say.", ShareCreated)
def _(picture: Picture, key: str, fact: ShareCreated, recorded: Recorded[Any]) -> Doubt | None:
    rules = picture.rulebook.at(recorded.at)
    return differs(recorded.at + days(rules.referrals.share_days), fact.expires_at)


@check("share-code", "The short code of a share is made of its id.", ShareCreated)
def _(picture: Picture, key: str, fact: ShareCreated, recorded: Recorded[Any]) -> Doubt | None:
    sixty_bits = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8]) >> 4
    return differs("".join([_PAIRS[sixty_bits >> place & 1_023] for place in range(50, -1, -10)]), fact.code)


@check("revoked-once", "A share is taken back once.", ShareRevoked)
def _(picture: Picture, key: str, fact: ShareRevoked, recorded: Recorded[Any]) -> Doubt | None:
    if key in picture.shares.made and key not in picture.shares.revoked:
        return None
    return Doubt("a share that was not taken back", key)
