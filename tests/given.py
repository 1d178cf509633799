"""States as the library makes them, folded from facts; and the facts that many examples start from."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar

import attrs
import pytest

from socialcommerce import CorruptLog, Recorded, ReferralRules, Refused, testing
from socialcommerce.domain.catalog.product import PRODUCT, Product, ProductEvent, ProductListed
from socialcommerce.domain.referrals.share import ShareCreated, short_code
from socialcommerce.domain.shops.shop import SHOP, Shop, ShopEvent, ShopOpened
from socialcommerce.kernel.aggregate import Aggregate
from socialcommerce.testing.steps import NOON

S = TypeVar("S")
E = TypeVar("E")

SECOND = timedelta(seconds=1)
INSTANT = timedelta(microseconds=1)
"""The least time that an instant can differ by."""


def recorded(*facts: Any, stream: str = "shop-m1", at: datetime = NOON) -> list[Recorded[Any]]:
    """*facts* in their envelopes, as the first of their stream."""
    return [
        Recorded(stream=stream, version=version, at=at, event=fact, position=version)
        for version, fact in enumerate(facts, 1)
    ]


def given(aggregate: Aggregate[S, E], *facts: E) -> S:
    """The state that *facts* make of an aggregate that nothing happened to."""
    return testing.given(aggregate, *facts).state


def then(aggregate: Aggregate[S, E], state: S, *facts: E) -> S:
    """The state that *facts* make of *state*."""
    for fact in facts:
        state = aggregate.evolve(state, fact)
    return state


def expect_corrupt(aggregate: Aggregate[Any, Any], *facts: Any) -> None:
    """Expect that the last of *facts* cannot have happened after the others, and is named."""
    state = given(aggregate, *facts[:-1])
    with pytest.raises(CorruptLog, match=f"^{aggregate.category}-example@{len(facts)}: ") as corrupt:
        given(aggregate, *facts)
    fact, message = type(facts[-1]).__name__, str(corrupt.value)
    told = (f"{fact} cannot follow {type(state).__name__}(", f"unreachable, but got: {fact}(")
    assert any(each in message for each in told), message


@contextmanager
def refused(code: str) -> Iterator[pytest.ExceptionInfo[Refused]]:
    """Expect a refusal with just this code, and a message in words, all of which it knows."""
    with pytest.raises(Refused) as caught:
        yield caught
    assert caught.value.code == code
    assert len(str(caught.value).split()) > 2
    assert "None" not in str(caught.value)
    assert None not in caught.value.facts.values()


def listed(product: str = "p1", **changes: Any) -> ProductListed:
    """A product at ¥10.00 of the merchant ``dior``, without an exclusive price, but for *changes*."""
    plain = ProductListed(
        product=product,
        merchant="dior",
        title="Lipstick",
        category="beauty",
        price=1_000,
        exclusive_price=None,
        commission_bp=0,
        sensitive=False,
    )
    return attrs.evolve(plain, **changes)


def product(id: str = "p1", *facts: ProductEvent, **changes: Any) -> Product:
    """A listed product, after *facts*."""
    return given(PRODUCT, listed(id, **changes), *facts)


def shop(owner: str = "m1", *facts: ShopEvent) -> Shop:
    """An open shop, after *facts*."""
    return given(SHOP, ShopOpened(owner=owner, recruiter=None), *facts)


def made(share: str = "s1", **changes: Any) -> ShareCreated:
    """A share of ``p1`` in the shop of ``m1``, made at noon, but for *changes*."""
    plain = ShareCreated(
        share=share,
        shop="m1",
        product="p1",
        channel="chat",
        listing=1,
        opening=1,
        promised_price=1_000,
        expires_at=NOON + timedelta(days=ReferralRules().share_days),
        code=short_code(share),
    )
    return attrs.evolve(plain, **changes)
