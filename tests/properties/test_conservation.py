"""Whatever happens in a market, no money is lost, made or paid twice: the laws of :mod:`conservation` hold.

``HYPOTHESIS_PROFILE=deep pytest tests/properties/test_conservation.py`` tries fifty times as many histories.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from tempfile import TemporaryDirectory

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from market_corners import CORNERS, SCENE
from market_histories import SCENES, histories
from market_moves import Move, play
from markets import MERCHANT, Scene, opened
from sqlalchemy import make_url

from conservation import assert_money_is_conserved

MANY = settings(max_examples=max(1, settings().max_examples // 3))
FEW = settings(
    max_examples=max(1, settings().max_examples // 25),
    suppress_health_check=[*settings().suppress_health_check, HealthCheck.function_scoped_fixture],
)


def assert_market_is_honest(scene: Scene, moves: Sequence[Move], url: str = "memory://") -> None:
    """Make all *moves* in a new market: every law holds, payouts left nothing, and closed months are as they were."""
    with opened(scene, url) as market:
        play(market, moves)
        money = assert_money_is_conserved(market.commerce)
        assert money.left_by_payouts == []
        for month, statement in market.closed.items():
            assert market.commerce.statements.of(MERCHANT, month) == statement


@pytest.mark.parametrize("moves", CORNERS.values(), ids=CORNERS.keys())
def test_money_is_conserved_in_each_corner(moves: tuple[Move, ...]) -> None:
    assert_market_is_honest(SCENE, moves)


@MANY
@given(scene=SCENES, moves=histories(15, 40))
def test_money_is_conserved_in_memory(scene: Scene, moves: list[Move]) -> None:
    assert_market_is_honest(scene, moves)


@FEW
@given(scene=SCENES, moves=histories(40, 80))
def test_money_is_conserved_in_a_file(scene: Scene, moves: list[Move]) -> None:
    with TemporaryDirectory() as directory:
        assert_market_is_honest(scene, moves, f"sqlite:///{directory}/store.db")


@FEW
@given(scene=SCENES, moves=histories(40, 80))
def test_money_is_conserved_on_a_server(postgres_server: str, scene: Scene, moves: list[Move]) -> None:
    with fresh_database(postgres_server) as url:
        assert_market_is_honest(scene, moves, url)


@contextmanager
def fresh_database(server: str) -> Iterator[str]:
    """An empty database for one example."""
    name = f"market_{os.urandom(6).hex()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield make_url(server).set(database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
