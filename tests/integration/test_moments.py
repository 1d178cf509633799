"""Moments at which prepared statements are asked: what is written meanwhile is not seen, and nothing is left open."""

from pathlib import Path
from typing import Any, Final

import pytest
import sqlalchemy as sa

from socialcommerce import Recorded, SocialCommerce, StoreUnavailable
from socialcommerce.projections.runner import Views, _positions
from socialcommerce.storage.prepared import Prepared
from socialcommerce.storage.views import KEPT_READERS

HOSTS: Final = 2 * KEPT_READERS


def shops_of(commerce: SocialCommerce) -> Prepared:
    return Prepared(sa.select(commerce._reading.models.storefronts.shops.c.shop))


def test_what_others_write_meanwhile_is_not_seen_at_a_moment(store_url: str) -> None:
    with SocialCommerce.open(store_url) as commerce, SocialCommerce.open(store_url) as other:
        shops = shops_of(commerce)
        with commerce.views.database.moment() as asked:
            before = shops.rows(asked)
            other.shops.open("an")
            other.views.catch_up()
            meanwhile = shops.rows(asked)
        with commerce.views.database.moment() as asked:
            after = shops.rows(asked)

        seen = [] if store_url == "memory://" else [("an",)]
        assert (before, meanwhile, after) == ([], [], seen)


def test_as_many_as_ask_at_once_have_a_moment_each_and_few_connections_are_kept(tmp_path: Path) -> None:
    with SocialCommerce.open(f"sqlite:///{tmp_path / 'store.db'}") as commerce:
        database, shops = commerce.views.database, shops_of(commerce)
        commerce.shops.open("an")
        commerce.views.catch_up()
        moments = [database.moment() for _ in range(HOSTS)]
        asked = [moment.__enter__() for moment in moments]
        assert [shops.rows(each) for each in asked] == [[("an",)]] * HOSTS
        for moment in moments:
            moment.__exit__(None, None, None)

        assert len(database._readers) == KEPT_READERS


def test_a_moment_that_fails_keeps_no_connection_and_the_next_one_succeeds(store_url: str) -> None:
    with SocialCommerce.open(store_url) as commerce:
        database, shops = commerce.views.database, shops_of(commerce)
        with pytest.raises(LookupError), database.moment():
            raise LookupError

        assert not database._readers
        with database.moment() as asked:
            assert shops.rows(asked) == []


def test_a_statement_that_fails_says_which_store_it_was_asked_of(store_url: str) -> None:
    with SocialCommerce.open(store_url) as commerce:
        missing = Prepared(sa.select(sa.column("no")).select_from(sa.table("nowhere")))
        with pytest.raises(StoreUnavailable, match=r"^store .*nowhere"), commerce.views.database.moment() as asked:
            missing.rows(asked)


def test_a_closed_store_has_no_moments(store_url: str) -> None:
    with SocialCommerce.open(store_url) as commerce:
        database = commerce.views.database
    with pytest.raises(StoreUnavailable, match=r"is closed$"), database.moment():
        pytest.fail("a moment of a closed store")


@pytest.mark.parametrize("within", [True, False])
def test_a_closed_store_keeps_no_connections_also_if_it_is_closed_at_a_moment(tmp_path: Path, within: bool) -> None:
    commerce = SocialCommerce.open(f"sqlite:///{tmp_path / 'store.db'}")
    database = commerce.views.database
    with database.moment():
        if within:
            commerce.close()
    commerce.close()

    assert not database._readers


def test_reads_are_right_though_another_version_keeps_positions_beside(store_url: str) -> None:
    with SocialCommerce.open(store_url) as commerce:
        commerce.shops.open("an")
        commerce.feeds.of("an")
        with commerce.views.database.write() as connection:
            connection.execute(sa.insert(_positions).values(name="feeds", version=9_999, position=0))
        commerce.members.befriend("an", "bo")
        commerce.merchants.invite("m1", "Merchant")
        commerce.products.list("p1", "m1", "Title", "Category", 100)
        commerce.shelves.place("an", "p1")

        assert [entry.product for entry in commerce.feeds.of("bo").entries] == ["p1"]


def test_views_catch_up_with_what_is_there_however_fast_others_write(
    store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SocialCommerce.open(store_url) as commerce:
        commerce.shops.open("an")
        there, batch, shops = commerce.log.position(), commerce.log.batch, iter(range(HOSTS))

        def while_others_write(after: int, limit: int) -> list[Recorded[Any]]:
            read = batch(after, limit)
            commerce.shops.open(f"shop{next(shops)}")
            return read

        monkeypatch.setattr(commerce.log, "batch", while_others_write)
        reached = commerce.views.catch_up()

        assert (reached, next(shops)) == (there, 1)
        assert commerce.views.behind() > 0


def test_one_read_model_that_is_behind_catches_up_with_the_others_though_these_go_on(
    store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SocialCommerce.open(store_url) as commerce:
        commerce.shops.open("an")
        commerce.views.catch_up()
        views, log = commerce.views, commerce.log
        *known, new = views.projections
        of_the_version_before = Views(log, views.database, known)
        with views.standing_still() as connection:
            for table in new.metadata.sorted_tables:
                connection.execute(sa.delete(table))
            views._set_positions(connection, [new], 0)
        batch = log.batch

        def while_another_version_goes_on(after: int, limit: int) -> list[Recorded[Any]]:
            read = batch(after, limit)
            monkeypatch.setattr(log, "batch", batch)
            commerce.shops.open("bo")
            of_the_version_before.catch_up()
            return read

        monkeypatch.setattr(log, "batch", while_another_version_goes_on)
        reached = views.catch_up()

        with views.database.read() as connection:
            assert views.positions(connection) == {reached} == {log.position()}
