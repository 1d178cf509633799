"""The recount finds nothing where nothing is wrong, at whatever moment, on every engine."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from given import NOON
from integration.sql import change, remove
from recounting import MODELS, TABLES, assert_recounted, full_store
from socialcommerce import InfluenceRules, ManualClock, Rules, SocialCommerce
from socialcommerce.audit.recount import Recount
from socialcommerce.audit.recount.recounted import Row, Table
from socialcommerce.projections.runner import Views


class Meddling(Views):
    """Views that go on, *often* times, just after they said how far they are."""

    def __init__(self, commerce: SocialCommerce, often: int) -> None:
        super().__init__(commerce.log, commerce.views.database, commerce.views.projections)
        self.often = often
        self._commerce = commerce

    def position(self) -> int:
        reached = super().position()
        if self.often:
            self.often -= 1
            self._commerce.members.befriend("an", f"friend-{self.often}")
            self._commerce.views.catch_up()
        return reached


class Late(Views):
    """Views that another process lets follow the log, and does not just now."""

    def catch_up(self) -> int:
        return self.position()


def test_every_table_of_every_read_model_is_recounted_once() -> None:
    recounted = Counter(table.table.name for part in Recount().parts for table in part.tables())
    assert recounted == Counter(table.name for table in TABLES)


def test_each_table_is_recounted_under_the_name_of_its_read_model() -> None:
    by_model = {part.model: {table.table.name for table in part.tables()} for part in Recount().parts if part.tables()}
    assert by_model == {model.name: set(model.metadata.tables) for model in MODELS.all()}


def test_a_column_that_is_not_recounted_is_refused() -> None:
    class Friend(Row):
        member: str

    with pytest.raises(ValueError, match="has columns"):
        Table(MODELS.people.friends, Friend)


def test_the_story_fills_every_table_and_is_recounted_without_a_difference(store_url: str) -> None:
    with full_store(store_url) as commerce:
        recount = Recount()
        assert recount.compare(commerce.views) == []
        assert [table.table.name for part in recount.parts for table in part.tables() if not table] == []


def test_an_empty_store_is_recounted() -> None:
    with SocialCommerce.open() as commerce:
        assert_recounted(commerce)


def test_a_recount_goes_on_where_it_was() -> None:
    with full_store() as commerce:
        recount = Recount()
        recount.read(commerce.log.read())
        assert recount.position == commerce.log.position()
        assert recount.compare(commerce.views) == []
        commerce.members.unblock("bo", "mei")
        commerce.members.befriend("bo", "mei")
        assert recount.compare(commerce.views) == []
        assert recount.position == commerce.log.position()


def test_what_happens_while_the_recount_reads_is_recounted_too() -> None:
    with full_store() as commerce:
        meddling = Meddling(commerce, often=3)
        assert Recount().compare(meddling) == []
        assert meddling.often == 0


def test_views_that_never_stand_still_are_a_difference_by_themselves() -> None:
    with full_store() as commerce:
        (difference,) = Recount().compare(Meddling(commerce, often=1_000))
        assert (difference.model, difference.table) == ("log", "")
        assert difference.found.startswith("they went on whenever they were to be compared")


def test_the_log_is_recounted_as_far_as_the_views_have_read_it() -> None:
    with full_store() as commerce:
        reached = commerce.log.position()
        commerce.members.befriend("an", "bo")
        recount = Recount()
        assert recount.compare(Late(commerce.log, commerce.views.database, commerce.views.projections)) == []
        assert recount.position == reached


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia"])
def test_days_are_counted_in_the_zone_of_the_store(zone: str) -> None:
    clock = ManualClock(datetime(2021, 12, 31, 9, tzinfo=UTC))
    with SocialCommerce.open(rules=Rules(zone=zone), clock=clock) as commerce:
        commerce.merchants.invite("cd", "CD")
        commerce.products.list("rouge", "cd", "Rouge", "beauty", 1_000, None, 1_000)
        commerce.shops.open("lin")
        commerce.shelves.place("lin", "rouge")
        commerce.shares.create("lin", "rouge", share="s1")
        for hour in range(48):
            clock.advance(timedelta(minutes=30))
            order = f"o{hour}"
            commerce.journeys.visit("an", "s1")
            commerce.orders.place(order, "an", [{"product": "rouge", "quantity": 1}], "s1")
            commerce.orders.pay(order, f"p{hour}")
        assert_recounted(commerce)


def test_a_day_that_began_for_one_minute_before_clocks_were_set_back_is_recounted() -> None:
    clock = ManualClock(datetime(2010, 11, 7, 2, 29, tzinfo=UTC))
    with SocialCommerce.open(rules=Rules(zone="America/St_Johns"), clock=clock) as commerce:
        commerce.merchants.invite("cd", "CD")
        commerce.products.list("rouge", "cd", "Rouge", "beauty", 1_000)
        for shop in ("an", "bo", "lin", "mei"):
            commerce.shops.open(shop)
            commerce.shelves.place(shop, "rouge")
            clock.advance(timedelta(seconds=45))
        days = commerce.influence.explain("lin").contributions + commerce.influence.explain("mei").contributions
        assert [each.day.isoformat() for each in days] == ["2010-11-07", "2010-11-06"]
        assert_recounted(commerce)


def test_the_formula_may_be_any_that_the_log_names() -> None:
    clock = ManualClock(NOON)
    with SocialCommerce.open(rules=Rules(influence=InfluenceRules(active_day_weight=2)), clock=clock) as commerce:
        for shop in ("lin", "mei"):
            commerce.shops.open(shop)
        commerce.merchants.invite("cd", "CD")
        commerce.products.list("rouge", "cd", "Rouge", "beauty", 1_000)
        commerce.shelves.place("lin", "rouge")
        commerce.rules.announce({"influence.active_day_weight": 7}, NOON + timedelta(days=8))
        assert_recounted(commerce)
        clock.advance(timedelta(days=9))
        assert_recounted(commerce)
        assert commerce.influence.of("lin").score == 7
        assert_recounted(commerce)


def test_a_formula_that_the_log_does_not_name_is_found() -> None:
    formula, totals = MODELS.influence.formula, MODELS.influence.totals
    with full_store() as commerce:
        with commerce.views.standing_still() as connection:
            settings = connection.execute(sa.select(formula.c.settings)).scalar_one()
            forged = settings.replace('"visit_weight": 1', '"visit_weight": 9')
            connection.execute(sa.update(formula).values(settings=forged))
            connection.execute(sa.update(totals).where(totals.c.shop == "lin").values(score=totals.c.score + 8))
        found = {(difference.table, difference.column) for difference in Recount().compare(commerce.views)}
        assert found == {(formula.name, "settings"), (totals.name, "score")}


@pytest.fixture
def stored(tmp_path: Path) -> str:
    """The URL of a full store."""
    url = f"sqlite:///{tmp_path / 'store.db'}"
    with full_store(url):
        return url


def test_an_event_that_is_gone_from_the_log_is_missed_by_those_after_it(stored: str) -> None:
    with SocialCommerce.open(stored) as commerce:
        placed = next(each for each in commerce.log.read() if each.reference == "order-o1@1")
    remove(stored, placed.stream, placed.version)
    with SocialCommerce.open(stored) as commerce:
        found = Recount().compare(commerce.views)
    assert {difference.key for difference in found if not difference.table} >= {"order-o1@2"}
    assert MODELS.sales.orders.name in {difference.table for difference in found if difference.found != "no row"}


def test_a_log_that_cannot_be_read_is_the_only_difference(stored: str) -> None:
    change(stored, "order-o1", 1, "state", b"{}")
    with SocialCommerce.open(stored) as commerce:
        (difference,) = Recount().compare(commerce.views)
    assert (difference.model, difference.table) == ("log", "")
    assert "order-o1@1" in difference.found
