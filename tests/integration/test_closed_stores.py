"""A store that was closed: every command and every read says so."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from journals import line, written
from socialcommerce import ManualClock, SocialCommerce, StoreUnavailable
from socialcommerce.domain.referrals.share import short_code
from socialcommerce.journal import ingest
from world import COMMANDS, NOON, READS, furnish, method


def calls(commerce: SocialCommerce, journal: Path) -> Iterator[tuple[str, Callable[[], Any]]]:
    """All that can be asked of a store, by name."""
    for name, deed in (COMMANDS | READS).items():
        yield name, partial(method(commerce, name), **deed.args)
    yield "board.top", commerce.board.top
    yield "board.top of the past", lambda: commerce.board.top(at=NOON)
    yield "influence.of", lambda: commerce.influence.of("lin")
    yield "storefronts.of", lambda: commerce.storefronts.of("lin")
    yield "storefronts.of in the past", lambda: commerce.storefronts.of("lin", at=NOON)
    yield "links.of", lambda: commerce.links.of(short_code("s1"))
    yield "log.read", lambda: list(commerce.log.read())
    yield "log.position", commerce.log.position
    yield "views.position", commerce.views.position
    yield "views.behind", commerce.views.behind
    yield "views.catch_up", commerce.views.catch_up
    yield "views.rebuild", commerce.views.rebuild
    yield "batch", lambda: commerce.batch("work")
    yield "ingest", lambda: ingest(commerce, journal)


def test_a_closed_store_does_nothing_and_says_that_it_is_closed(
    store_url: str, clock: ManualClock, tmp_path: Path
) -> None:
    journal = written(tmp_path / "j", line("shops.open", owner="m1"))
    with SocialCommerce.open(store_url, clock=clock) as commerce:
        furnish(commerce, clock)
        commerce.board.top()
    for name, call in calls(commerce, journal):
        with pytest.raises(StoreUnavailable, match=r"^store .*: is closed$"):
            pytest.fail(f"{name} gave {call()!r}")


def test_a_store_can_be_closed_twice(store_url: str) -> None:
    commerce = SocialCommerce.open(store_url)
    commerce.close()
    commerce.close()
