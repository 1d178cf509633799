"""What holds for every read model: splits, rebuilds, engines, races and past instants all give the same tables."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from inspect import signature
from pathlib import Path
from typing import Any

import attrs
import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from naive import World
from reading import storefront
from twin import Twin, assert_same_answer, told

import world
from socialcommerce import ManualClock, Recorded, Refused, Rules, SocialCommerce
from socialcommerce.projections.cases import Cases
from socialcommerce.projections.influence import Influence
from socialcommerce.projections.models import read_models
from socialcommerce.projections.runner import Projection, Views
from socialcommerce.projections.sales import Sales
from socialcommerce.storage.engines import MemoryEngine
from socialcommerce.storage.log import EventLog
from socialcommerce.storage.views import ViewDatabase
from socialcommerce.testing.small_world.histories import histories, rulebooks
from socialcommerce.testing.small_world.people import MEMBERS, PRELUDE
from socialcommerce.testing.steps import Step

ZONE = Rules().zone
NAMES = tuple(projection.name for projection in read_models(ZONE).all())
FEW = settings.default.max_examples // 5
FEWER = max(1, FEW // 3)
History = list[Step]
Tables = dict[str, list[tuple[Any, ...]]]


@contextmanager
def told_twin(rules: Rules, history: History, url: str = "memory://") -> Iterator[Twin]:
    """A store that was told *history*."""
    with Twin(rules, url, repeats=False) as twin:
        for step in history:
            twin.tell(step)
        yield twin


@contextmanager
def empty_views(log: EventLog) -> Iterator[Views]:
    """Views of *log* that have read nothing of it, in a database of their own."""
    database = ViewDatabase(MemoryEngine("memory://"))
    try:
        yield Views(log, database, read_models(rules_of(log).zone).all())
    finally:
        database.close()


def rules_of(log: EventLog) -> Rules:
    """Those with which the store was created."""
    return Rules.from_settings(next(iter(log.read())).event.settings)


def tables(views: Views) -> Tables:
    """All rows of all read models, sorted; influence by the rules of the store's creation, whatever holds by now."""
    count_as_created(views)
    found: Tables = {}
    with views.database.read() as connection:
        for projection in views.projections:
            for table in projection.metadata.sorted_tables:
                rows = [tuple(row) for row in connection.execute(sa.select(table))]
                found[table.name.replace(f"_v{projection.version}_", "_")] = sorted(rows, key=repr)
    return found


def readable(views: Views) -> Tables:
    """The same with personal texts opened, which each store seals with keys of its own."""
    sealing = views.log.sealing

    def opened(value: Any) -> Any:
        if isinstance(value, str) and value.startswith('{"member"'):
            return sealing.shown(value)
        if isinstance(value, str) and value.startswith('[{"member"'):
            return sealing.all_shown(value)
        return value

    return {name: sorted((tuple(map(opened, row)) for row in rows), key=repr) for name, rows in tables(views).items()}


def count_as_created(views: Views) -> None:
    """Undo what a read did that met other rules of influence: it makes all totals anew by those."""
    influence = influence_of(views)
    formula = rules_of(views.log).influence
    with views.database.write() as connection:
        if influence.counted_by(connection) not in (None, formula):
            influence.recount(connection, formula)


def influence_of(views: Views) -> Influence:
    return next(each for each in views.projections if isinstance(each, Influence))


def raised(projection: Projection) -> Projection:
    """The same read model in the next version."""
    kind = type(projection)
    following = type(f"Next{kind.__name__}", (kind,), {"version": projection.version + 1})
    needed = {"zone": ZONE, "cases": Cases(), "sales": Sales(ZONE)}
    made: Projection = following(*(needed[name] for name in signature(kind).parameters))
    return made


def project(views: Views, batch: Sequence[Recorded[Any]]) -> None:
    """Apply *batch* as if it had just been read from the log."""
    if batch:
        views._project(batch, after=batch[0].position - 1, reached=batch[-1].position)


@settings(max_examples=FEW)
@given(rules=rulebooks, history=histories, cuts=st.sets(st.integers(1, 120)))
def test_any_split_of_the_log_into_batches_gives_the_same_tables(
    rules: Rules, history: History, cuts: set[int]
) -> None:
    with told_twin(rules, history) as twin, empty_views(twin.commerce.log) as views:
        log = list(twin.commerce.log.read())
        ends = [*sorted(cut for cut in cuts if cut < len(log)), len(log)]
        for start, end in zip([0, *ends], ends, strict=False):
            project(views, log[start:end])
        twin.commerce.views.catch_up()
        assert tables(views) == tables(twin.commerce.views)


@settings(max_examples=FEWER)
@given(rules=rulebooks, history=histories)
def test_events_projected_one_by_one_and_all_at_once_give_the_same_tables(rules: Rules, history: History) -> None:
    with told_twin(rules, history) as twin, empty_views(twin.commerce.log) as views:
        for recorded in twin.commerce.log.read():
            project(views, [recorded])
        twin.commerce.views.catch_up()
        assert tables(views) == tables(twin.commerce.views)


@settings(max_examples=FEW)
@given(rules=rulebooks, history=histories, often=st.integers(1, 7))
def test_catching_up_between_commands_equals_a_rebuild(rules: Rules, history: History, often: int) -> None:
    with Twin(rules, repeats=False) as twin:
        for number, step in enumerate(history):
            twin.tell(step)
            if number % often == 0:
                twin.commerce.views.catch_up()
        twin.commerce.views.catch_up()
        incremental = tables(twin.commerce.views)
        assert twin.commerce.views.rebuild() == twin.commerce.log.position()
        assert tables(twin.commerce.views) == incremental


@settings(max_examples=FEW)
@given(rules=rulebooks, history=histories)
def test_a_recount_by_the_rules_that_the_totals_are_made_by_changes_nothing(rules: Rules, history: History) -> None:
    with told_twin(rules, history) as twin:
        views = twin.commerce.views
        views.catch_up()
        before = tables(views)
        with views.database.write() as connection:
            influence_of(views).recount(connection, rules.influence)
        assert tables(views) == before


@settings(max_examples=FEWER)
@given(rules=rulebooks, history=histories)
def test_a_file_and_memory_hold_the_same_tables(rules: Rules, history: History) -> None:
    with tempfile.TemporaryDirectory() as directory:
        url = f"sqlite:///{directory}/store.db"
        with told_twin(rules, history) as in_memory, told_twin(rules, history, url) as in_a_file:
            in_memory.commerce.views.catch_up()
            in_a_file.commerce.views.catch_up()
            assert readable(in_a_file.commerce.views) == readable(in_memory.commerce.views)


@settings(max_examples=FEW)
@given(rules=rulebooks, history=histories, overlaps=st.lists(st.tuples(st.integers(0, 30), st.integers(1, 30))))
def test_batches_that_overlap_are_applied_exactly_once(
    rules: Rules, history: History, overlaps: list[tuple[int, int]]
) -> None:
    """As when two processes read the same part of the log, and one is slower to project it."""
    with told_twin(rules, history) as twin, empty_views(twin.commerce.log) as views:
        other = Views(views.log, views.database, read_models(rules.zone).all())
        log = list(twin.commerce.log.read())
        reached = 0
        for back, length in overlaps:
            start = max(0, reached - back)
            batch = log[start : start + length]
            for racer in (views, other):
                if batch:
                    project(racer, batch)
            reached = max(reached, start + len(batch))
        assert other.catch_up() == log[-1].position
        twin.commerce.views.catch_up()
        assert tables(views) == tables(twin.commerce.views)


def test_all_that_any_command_records_is_projected_alike_one_by_one_and_at_once() -> None:
    clock = ManualClock(world.NOON)
    with SocialCommerce.open(clock=clock) as commerce, empty_views(commerce.log) as views:
        world.furnish(commerce, clock)
        for number, author in enumerate(("an", "merchant:cd")):
            commerce.conversations.say("paid", f"n{number}", author, "hello")
        for name, deed in world.COMMANDS.items():
            if name != "members.erase":
                with suppress(Refused):
                    world.method(commerce, name)(**deed.args)
        for recorded in commerce.log.read():
            project(views, [recorded])
        commerce.views.catch_up()
        assert tables(views) == tables(commerce.views)
        empty = {name for name, rows in tables(views).items() if not rows}
        assert empty == {"customers_bindings", "people_erased"}, "it was released, and nobody erased yet"

        commerce.members.erase(**world.COMMANDS["members.erase"].args)
        for recorded in commerce.log.read(after=views.position()):
            project(views, [recorded])
        commerce.views.catch_up()
        assert tables(views) == tables(commerce.views)
        assert tables(views)["people_erased"] != []


def test_two_stores_on_one_file_project_each_event_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    with told_twin(Rules(), list(PRELUDE), url) as twin, SocialCommerce.open(url, clock=twin.clock) as other:
        log = list(other.log.read())
        project(other.views, log[:7])
        project(twin.commerce.views, log)
        project(other.views, log[7:])
        assert other.views.behind() == 0
        before = tables(other.views)
        other.views.rebuild()
        assert tables(other.views) == before


class RacedRebuild(Views):
    """Views that, between being emptied and being filled again, are overtaken by *racing*."""

    racing: Any = None

    def catch_up(self) -> int:
        if self.racing is not None:
            self.racing()
        return super().catch_up()


def test_a_batch_that_was_read_before_a_rebuild_is_not_projected_into_emptied_tables() -> None:
    with told_twin(Rules(), list(PRELUDE)) as twin, empty_views(twin.commerce.log) as views:
        log = list(twin.commerce.log.read())
        rebuilding = RacedRebuild(views.log, views.database, read_models(ZONE).all())
        project(views, log[:-1])
        rebuilding.racing = lambda: project(views, log[-1:])
        rebuilding.rebuild()
        twin.commerce.views.catch_up()
        assert tables(views) == tables(twin.commerce.views)


@settings(max_examples=FEW)
@given(rules=rulebooks, history=histories, offset=st.sampled_from((timedelta(0), timedelta(microseconds=-1))))
def test_the_board_shops_and_scores_of_a_past_instant_are_what_the_commands_up_to_it_made(
    rules: Rules, history: History, offset: timedelta
) -> None:
    with told_twin(rules, history) as twin:
        for instant in {twin.instants[0], twin.instants[len(twin.instants) // 2], twin.instants[-1]}:
            at = instant + offset
            past = twin.world.as_of(at)
            assert [attrs.astuple(entry) for entry in twin.commerce.board.top(at=at)] == past.board()
            for shop in MEMBERS:
                assert_past_storefront_agrees(twin.commerce, past, shop, at)


def assert_past_storefront_agrees(commerce: SocialCommerce, past: World, shop: str, at: datetime) -> None:
    assert_same_answer(
        told(lambda: attrs.asdict(commerce.influence.of(shop, at=at))),
        told(lambda: {name: value for name, value in past.influence(shop).items() if name != "contributions"}),
    )
    assert_same_answer(told(lambda: storefront(commerce, shop, at)), told(lambda: past.storefront(shop)))


@settings(max_examples=FEWER)
@given(history=histories)
@pytest.mark.parametrize("name", NAMES)
def test_a_read_model_of_a_higher_version_is_filled_beside_the_old_one_and_ends_equal(
    name: str, history: History
) -> None:
    with told_twin(Rules(), history) as twin:
        old = twin.commerce.views
        old.catch_up()
        projections = [raised(each) if each.name == name else each for each in read_models(ZONE).all()]
        new = Views(old.log, old.database, projections)
        expected = tables(old)
        assert new.position() == 0
        assert new.catch_up() == new.log.position()
        assert new.behind() == 0
        assert tables(new) == expected


def test_the_tables_of_the_old_version_are_dropped_once_the_new_one_has_caught_up() -> None:
    with told_twin(Rules(), list(PRELUDE)) as twin:
        old = twin.commerce.views
        old.catch_up()
        new = Views(old.log, old.database, [raised(each) for each in read_models(ZONE).all()])
        replaced = {table.name for each in old.projections for table in each.metadata.sorted_tables}
        assert replaced < table_names(new)
        new.catch_up()
        assert replaced.isdisjoint(table_names(new))


def table_names(views: Views) -> set[str]:
    with views.database.read() as connection:
        return set(sa.inspect(connection).get_table_names())
