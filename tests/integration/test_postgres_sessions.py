"""Other sessions of a PostgreSQL server: what they write, lock, end or forbid while a store is open."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from sql import execute

from socialcommerce import InfluenceRules, ManualClock, Rules, SocialCommerce, StoreUnavailable
from socialcommerce.storage import postgres

WINDOWED = Rules(influence=InfluenceRules(window_days=30))


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "LOCK_TIMEOUT_SECONDS", 1)


def living(commerce: SocialCommerce) -> None:
    """A shop of some influence."""
    commerce.merchants.invite("cd", "Dior")
    commerce.products.list("p1", "cd", "Lipstick", "beauty", 1_000)
    commerce.shops.open("m1")
    commerce.shelves.place("m1", "p1")


@contextmanager
def locked(url: str, table: str, mode: str) -> Iterator[None]:
    """Another session holds a lock on *table*; for 20 s at most, so that who waits for ever is found out."""
    with psycopg.connect(url, options="-c idle_in_transaction_session_timeout=20s") as other:
        other.execute(f"LOCK TABLE socialcommerce.{table} IN {mode} MODE")
        yield
        other.rollback()


@contextmanager
def between_statements(meanwhile: Callable[[], object], *, after: str) -> Iterator[list[str]]:
    """Do something once, after the first statement that names the table *after*; gives what came later."""
    later: list[str] = []
    done: list[bool] = []

    def look(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if done:
            later.append(statement)
        elif after in statement and statement.startswith("SELECT"):
            done.append(True)
            meanwhile()
            later.clear()

    sa.event.listen(sa.Engine, "after_cursor_execute", look)
    try:
        yield later
    finally:
        sa.event.remove(sa.Engine, "after_cursor_execute", look)
    assert done, f"no statement named {after}"


def test_all_statements_of_a_read_see_one_moment(postgres_url: str, clock: ManualClock) -> None:
    with SocialCommerce.open(postgres_url, clock=clock) as commerce:
        living(commerce)
        commerce.views.catch_up()
        facts = sa.text("SELECT (SELECT count(*) FROM stored_events), (SELECT sum(position) FROM view_positions)")
        with commerce.views.database.read() as connection:
            before = connection.execute(facts).one()
            commerce.shops.open("m2")
            commerce.views.catch_up()
            assert connection.execute(facts).one() == before
        with commerce.views.database.read() as connection:
            assert connection.execute(facts).one() > before


def test_a_board_is_of_one_moment_though_a_shop_is_opened_between_its_statements(
    postgres_url: str, clock: ManualClock
) -> None:
    with (
        SocialCommerce.open(postgres_url, rules=WINDOWED, clock=clock) as commerce,
        SocialCommerce.open(postgres_url, clock=clock) as other,
    ):
        living(commerce)
        before = commerce.board.top()

        def open_another() -> None:
            other.shops.open("m2")
            other.shelves.place("m2", "p1")
            other.views.catch_up()

        with between_statements(open_another, after=commerce._reading.models.influence.totals.name) as later:
            assert commerce.board.top() == before
        assert later, "the board was read by one statement"
        assert [entry.shop for entry in commerce.board.top()] == ["m1", "m2"]


def test_a_connection_that_the_server_ended_does_not_fail_the_next_read(postgres_url: str, clock: ManualClock) -> None:
    end_all = (
        "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with SocialCommerce.open(postgres_url, clock=clock) as commerce:
        living(commerce)
        before = commerce.board.top()
        ((ended,),) = execute(postgres_url, end_all)
        assert ended >= 2
        assert commerce.board.top() == before
        execute(postgres_url, end_all)
        commerce.shops.open("m2")
        assert commerce.storefronts.of("m2").open


def test_a_log_that_others_keep_locked_is_unavailable_after_one_wait(
    postgres_url: str, clock: ManualClock, impatient: None
) -> None:
    with SocialCommerce.open(postgres_url, clock=clock) as commerce:
        with (
            locked(postgres_url, "stored_events", "EXCLUSIVE"),
            pytest.raises(StoreUnavailable, match=r"others kept the log locked for 1 s$"),
        ):
            commerce.shops.open("m1")
        commerce.shops.open("m1")
        assert commerce.storefronts.of("m1").open


@pytest.mark.parametrize("mode", ["ROW SHARE", "EXCLUSIVE", "ACCESS EXCLUSIVE"])
def test_positions_that_others_keep_locked_make_reads_unavailable_or_do_not_matter(
    postgres_url: str, clock: ManualClock, impatient: None, mode: str
) -> None:
    with SocialCommerce.open(postgres_url, clock=clock) as commerce:
        living(commerce)
        with locked(postgres_url, "view_positions", mode):
            if mode == "ROW SHARE":
                assert [entry.shop for entry in commerce.board.top()] == ["m1"]
            else:
                with pytest.raises(StoreUnavailable, match=r"^store .*lock timeout"):
                    commerce.board.top()
        assert [entry.shop for entry in commerce.board.top()] == ["m1"]


@pytest.fixture
def till(postgres_url: str) -> Iterator[str]:
    """The name of a role that may do nothing in the database but connect."""
    name = "till_" + postgres_url.rpartition("test_")[2].partition("?")[0]
    execute(postgres_url, f'CREATE ROLE "{name}" LOGIN')
    yield name
    execute(postgres_url, f'DROP OWNED BY "{name}"')
    execute(postgres_url, f'DROP ROLE "{name}"')


def test_a_store_opens_for_a_role_that_may_only_read_and_write_it(
    postgres_url: str, clock: ManualClock, till: str
) -> None:
    with SocialCommerce.open(postgres_url, clock=clock) as commerce:
        living(commerce)
    for grant in (
        "USAGE ON SCHEMA socialcommerce",
        "SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA socialcommerce",
        "USAGE, SELECT ON ALL SEQUENCES IN SCHEMA socialcommerce",
    ):
        execute(postgres_url, f'GRANT {grant} TO "{till}"')
    url = sa.make_url(postgres_url).set(username=till).render_as_string(hide_password=False)
    with SocialCommerce.open(url, clock=clock) as commerce:
        commerce.shops.edit("m1", nickname="N")
        assert commerce.storefronts.of("m1").nickname == "N"


def test_a_role_that_may_not_create_a_store_is_told_so(postgres_url: str, clock: ManualClock, till: str) -> None:
    url = sa.make_url(postgres_url).set(username=till).render_as_string(hide_password=False)
    with pytest.raises(StoreUnavailable, match="permission denied"):
        SocialCommerce.open(url, clock=clock)
