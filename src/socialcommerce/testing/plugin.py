"""The pytest plugin: a store in memory and a clock that tests move.

Fixtures are overridden as usual, by one of the same name in a ``conftest.py``. Nothing of the library is imported
before a fixture is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from socialcommerce import ManualClock, Rules, SocialCommerce


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the setting ``socialcommerce_store``."""
    parser.addini("socialcommerce_store", "the URL of the store that the fixture commerce opens", default="memory://")


@pytest.fixture
def clock() -> ManualClock:
    """A clock that tests move; it stands at noon of 1 May 2021 in Shanghai."""
    from socialcommerce import ManualClock
    from socialcommerce.testing.steps import NOON

    return ManualClock(NOON)


@pytest.fixture
def commerce_url(pytestconfig: pytest.Config) -> str:
    """The URL of the store of a test: the setting ``socialcommerce_store``, or a store in memory."""
    return str(pytestconfig.getini("socialcommerce_store"))


@pytest.fixture
def commerce_rules() -> Rules | None:
    """The rules of the store of a test; None: the published ones."""
    return None


@pytest.fixture
def commerce(commerce_url: str, commerce_rules: Rules | None, clock: ManualClock) -> Iterator[SocialCommerce]:
    """An open store, whose time is the clock's."""
    from socialcommerce import SocialCommerce

    with SocialCommerce.open(commerce_url, rules=commerce_rules, clock=clock) as store:
        yield store
