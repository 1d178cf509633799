"""Statements are compiled once in a process: stores in memory and in files are many, and short-lived."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine.interfaces import CacheStats

from socialcommerce import NotFound, SocialCommerce


def tell_and_ask(url: str) -> None:
    with SocialCommerce.open(url) as commerce:
        commerce.shops.open("lin")
        commerce.members.befriend("an", "lin")
        assert [friend.shop for friend in commerce.feeds.three_friends("an")] == ["lin"]
        assert commerce.feeds.of("an").entries == ()
        assert commerce.storefronts.of("lin", at=commerce.clock.now()).shop == "lin"


@contextmanager
def compiled() -> Iterator[list[str]]:
    """The statements that are compiled anew for any database."""
    found: list[str] = []

    def executed(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        if context.compiled is not None and context.cache_hit is not CacheStats.CACHE_HIT:
            found.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", executed)
    try:
        yield found
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", executed)


@pytest.mark.parametrize("url", ["memory://", "sqlite:///{}/store.db"], ids=["memory", "sqlite"])
def test_what_one_store_has_compiled_no_other_compiles(tmp_path: Path, url: str) -> None:
    (tmp_path / "other").mkdir()
    tell_and_ask(url.format(tmp_path))

    with compiled() as statements:
        tell_and_ask(url.format(tmp_path / "other"))

    assert statements == []


def test_stores_that_share_what_is_compiled_share_nothing_else() -> None:
    with SocialCommerce.open() as one, SocialCommerce.open() as other:
        one.shops.open("lin")
        assert one.storefronts.of("lin").shop == "lin"
        with pytest.raises(NotFound):
            other.storefronts.of("lin")
