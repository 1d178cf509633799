"""The laws of read models, listeners, money and whole stores: they pass what is right, and name what is wrong."""

import re
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import strategies as st

from hosting import CALLS, CARD, Tally, TallyOnce, unshrunk
from recounting import MODELS, full_store
from socialcommerce.aggregates import allocate, at_basis_points, part
from socialcommerce.testing import LawBroken, laws, strategies

LOGS = strategies.streams(CARD, CALLS)


@pytest.fixture(autouse=True)
def _unshrunk() -> Iterator[None]:
    with unshrunk():
        yield


def test_a_read_model_that_counts_each_event_once_is_the_same_in_any_batches() -> None:
    laws.batching(Tally, Tally.apply, Tally.by_order, LOGS)


def test_a_read_model_that_counts_some_events_again_is_found() -> None:
    with pytest.raises(LawBroken, match=r"batching: fed \d+ events .* the read model is another") as broken:
        laws.batching(lambda: Tally(repeats=True), Tally.apply, Tally.by_order, LOGS)
    assert broken.value.law == "batching"


def test_a_read_model_that_cannot_be_fed_nothing_shows_how() -> None:
    def apply(model: Tally, batch: Sequence[Any]) -> None:
        model.stamps["last"] = batch[-1].position

    with pytest.raises(IndexError):
        laws.batching(Tally, apply, Tally.by_order, LOGS)


def test_a_listener_that_knows_what_it_has_seen_acts_once() -> None:
    laws.delivery(TallyOnce, TallyOnce.notify, TallyOnce.by_order, LOGS)


def test_a_listener_that_does_not_is_found() -> None:
    with pytest.raises(LawBroken, match="delivery: told each twice, the listener does more than once"):
        laws.delivery(Tally, Tally.notify, Tally.by_order, LOGS)


def test_a_listener_that_knows_only_the_last_notification_is_found_by_a_crash() -> None:
    class KnowsTheLast(TallyOnce):
        def notify(self, recorded: Any) -> None:
            self.seen &= {recorded.position}
            super().notify(recorded)

    with pytest.raises(LawBroken, match=r"delivery: told \d+ to \d+ again, as after a crash"):
        laws.delivery(KnowsTheLast, KnowsTheLast.notify, KnowsTheLast.by_order, LOGS)


def test_the_library_keeps_the_laws_of_money() -> None:
    laws.rounding(at_basis_points, rate_bp=strategies.rates())
    laws.splitting(lambda amount, members: allocate(amount, [1] * members), members=st.integers(1, 9))
    laws.splitting(lambda amount, units: [part(amount, n, 1, units) for n in range(units)], units=st.integers(1, 9))


def up(amount: int, rate_bp: int) -> int:
    return -(-amount * rate_bp // 10_000)


def to_the_nearest(amount: int, rate_bp: int) -> int:
    return round(Fraction(amount * rate_bp, 10_000))


@pytest.mark.parametrize("rule", [up, to_the_nearest])
def test_a_rule_that_rounds_up_is_found(rule: Callable[..., int]) -> None:
    with pytest.raises(LawBroken, match=f"rounding: {rule.__name__} gives out more in parts"):
        laws.rounding(rule, rate_bp=strategies.rates())


@pytest.mark.parametrize("rule", [lambda amount: amount + 1, lambda amount: -1, lambda amount: amount / 2])
def test_a_rule_that_gives_no_part_of_the_amount_is_found(rule: Callable[..., int]) -> None:
    with pytest.raises(LawBroken, match=r"rounding: .* gives .* of "):
        laws.rounding(rule)


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (lambda amount, members: [amount / members] * members, "parts that are not whole"),
        (lambda amount, members: [amount, *[False] * (members - 1)], "parts that are not whole"),
        (lambda amount, members: [-(-amount // members)] * members, "more than came in"),
        (lambda amount, members: [amount // members] * members, "less than came in"),
        (lambda amount, members: [amount + 1, -1], "less than nothing"),
    ],
)
def test_a_rule_whose_parts_are_not_the_whole_is_found(rule: Callable[..., list[int]], told: str) -> None:
    with pytest.raises(LawBroken, match=re.escape(told)):
        laws.splitting(rule, members=st.integers(2, 3))


def test_a_store_that_nobody_tampered_with_is_sound() -> None:
    with full_store() as commerce:
        laws.soundness(commerce)


@pytest.mark.parametrize("rows", [10, 11])
def test_in_a_store_that_is_not_ten_findings_are_shown_and_the_others_counted(rows: int) -> None:
    with full_store() as commerce:
        table = MODELS.customers.blocks
        with commerce.views.standing_still() as connection:
            added = [{"member": f"m{number}", "blocked": "nobody"} for number in range(rows)]
            connection.execute(sa.insert(table), added)
        with pytest.raises(LawBroken) as broken:
            laws.soundness(commerce)
    first, *found = str(broken.value).splitlines()
    assert first == "soundness: an audit finds"
    assert found[0].startswith(f"{table.name} of member m0, blocked nobody: expected no row, found")
    assert len(found) == rows
    assert (found[-1] == "and 1 more") == (rows == 11)
