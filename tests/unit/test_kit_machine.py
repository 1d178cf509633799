"""The state machine to subclass: on any store, with rules of a host, and what it finds."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test
from hypothesis.strategies import SearchStrategy

from recounting import MODELS
from socialcommerce import ManualClock, Rules, ShelfRules, SocialCommerce, StoreUnavailable
from socialcommerce.testing import Command, CommerceMachine, LawBroken, Wait
from socialcommerce.testing.steps import Step

FEW = settings(
    max_examples=3,
    stateful_step_count=6,
    phases=[Phase.generate],
    database=None,
    suppress_health_check=list(HealthCheck),
)


def run(machine: type[CommerceMachine]) -> None:
    run_state_machine_as_test(machine, settings=FEW)


class OnSqlite(CommerceMachine):
    """On a file of its own for each history, with rules and a command of the host, and what it sees."""

    seen: ClassVar[list[str]] = []
    stores: ClassVar[list[SocialCommerce]] = []

    def rules_drawn(self) -> SearchStrategy[Rules]:
        return st.just(Rules(shelves=ShelfRules(lock_hours=1)))

    def open_store(self, rules: Rules, clock: ManualClock) -> SocialCommerce:
        directory = Path(self.closing.enter_context(TemporaryDirectory()))
        store = SocialCommerce.open(f"sqlite:///{directory / 'store.db'}", rules=rules, clock=clock)
        self.stores.append(store)
        return store

    @rule(owner=st.sampled_from(("m1", "m2")))
    def a_shop_is_renamed(self, owner: str) -> None:
        self.tell(Command("shops.edit", {"owner": owner, "nickname": "Host"}, owner), Wait(1))

    @invariant()
    def the_host_sees_the_store(self) -> None:
        assert self.store.rules.at(self.clock.now()).shelves.lock_hours in (1, 24)
        self.seen.append(self.store.log.engine.url)


def test_a_subclass_opens_a_file_and_closes_it() -> None:
    run(OnSqlite)
    assert all(url.startswith("sqlite:///") for url in OnSqlite.seen)
    assert len(set(OnSqlite.seen)) == len(OnSqlite.stores) == 3
    for store in OnSqlite.stores:
        with pytest.raises(StoreUnavailable, match="is closed"):
            store.log.position()


class BeginsOtherwise(CommerceMachine):
    """Begins with what the host says."""

    def beginning(self) -> list[Step]:
        return [Command("shops.open", {"owner": "lin"})]

    @invariant()
    def the_shop_of_the_host_is_there(self) -> None:
        assert self.teller.told[0].arguments == {"owner": "lin"}
        assert self.store.storefronts.of("lin").slots == ()


def test_a_subclass_begins_as_it_likes() -> None:
    run(BeginsOtherwise)


class Tampered(CommerceMachine):
    """A host that writes where it should not."""

    @rule()
    def somebody_blocks_somebody(self) -> None:
        self.store.views.catch_up()
        with self.store.views.standing_still() as connection:
            row: Any = sa.select(sa.literal("a"), sa.literal("b")).where(
                ~sa.exists().where(MODELS.customers.blocks.c.member == "a")
            )
            connection.execute(sa.insert(MODELS.customers.blocks).from_select(["member", "blocked"], row))


def test_what_an_audit_finds_at_the_end_fails_the_machine() -> None:
    with pytest.raises(LawBroken, match="soundness: an audit finds"):
        run(Tampered)


class Wrong(CommerceMachine):
    """A host whose own rule fails by a law."""

    @rule()
    def not_told_as_it_should(self) -> None:
        self.store.shops.open = lambda owner, by: object()  # type: ignore[assignment]
        self.tell(Command("shops.open", {"owner": "lin"}))


def test_what_is_wrong_first_is_what_is_told() -> None:
    with pytest.raises(LawBroken, match=r"repetition: shops\.open"):
        run(Wrong)
