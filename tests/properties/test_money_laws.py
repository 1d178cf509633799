from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from socialcommerce.kernel.money import MAX_MONEY, allocate, at_basis_points, part

MONEY = st.integers(0, 10) | st.integers(0, MAX_MONEY)
WEIGHTS = st.lists(st.integers(0, 5) | MONEY, min_size=1, max_size=12).filter(any)
UNITS = st.integers(1, 12) | st.integers(1, 1_000_000)


def shares(total: int, weights: list[int]) -> list[Fraction]:
    """The exact share of each weight."""
    return [Fraction(total * weight, sum(weights)) for weight in weights]


@given(MONEY, WEIGHTS)
def test_parts_add_up_to_the_total(total: int, weights: list[int]) -> None:
    assert sum(allocate(total, weights)) == total


@given(MONEY, WEIGHTS)
def test_each_part_is_its_exact_share_rounded_down_or_up(total: int, weights: list[int]) -> None:
    for found, exact in zip(allocate(total, weights), shares(total, weights), strict=True):
        assert exact - 1 < found < exact + 1


@given(MONEY, WEIGHTS)
def test_who_gets_a_unit_more_has_no_smaller_remainder_and_among_equals_stands_first(
    total: int, weights: list[int]
) -> None:
    exact = shares(total, weights)
    remainders = [share - share.__floor__() for share in exact]
    raised = [found > share for found, share in zip(allocate(total, weights), exact, strict=True)]
    ranks = sorted(range(len(weights)), key=lambda index: (-remainders[index], index))
    assert [raised[index] for index in ranks] == sorted(raised, reverse=True)


@given(MONEY, WEIGHTS)
def test_a_weight_of_nothing_gets_nothing(total: int, weights: list[int]) -> None:
    assert all(found == 0 for found, weight in zip(allocate(total, weights), weights, strict=True) if weight == 0)


@given(MONEY, WEIGHTS, st.integers(1, 1_000))
def test_only_the_proportion_of_the_weights_matters(total: int, weights: list[int], factor: int) -> None:
    assert allocate(total, [weight * factor for weight in weights]) == allocate(total, weights)


@given(MONEY, st.data())
def test_units_taken_in_any_steps_add_up_to_the_total(total: int, data: st.DataObject) -> None:
    steps = data.draw(st.lists(st.integers(0, 50), min_size=1, max_size=20).filter(any))
    taken, amount = 0, 0
    for more in steps:
        amount += part(total, taken, more, of=sum(steps))
        taken += more
    assert amount == total


@given(MONEY, UNITS, st.data())
def test_units_are_worth_their_exact_share_within_one_and_never_less_than_nothing(
    total: int, of: int, data: st.DataObject
) -> None:
    taken = data.draw(st.integers(0, of))
    more = data.draw(st.integers(0, of - taken))
    found = part(total, taken, more, of)
    assert found >= 0
    assert abs(found - Fraction(total * more, of)) < 1


@given(MONEY, UNITS, st.data())
def test_two_steps_are_worth_what_one_is(total: int, of: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, of))
    second = data.draw(st.integers(0, of - first))
    assert part(total, 0, first, of) + part(total, first, second, of) == part(total, 0, first + second, of)


@given(MONEY, st.integers(-5, 5), st.integers(-5, 5), st.integers(-2, 5))
def test_units_that_are_not_there_are_never_taken(total: int, taken: int, more: int, of: int) -> None:
    assume(of < 1 or taken < 0 or more < 0 or taken + more > of)
    with pytest.raises(ValueError, match="cannot take"):
        part(total, taken, more, of)


@given(MONEY, st.integers(0, 10_000))
def test_a_rate_takes_no_more_than_its_exact_share_and_less_by_under_one(amount: int, rate_bp: int) -> None:
    exact = Fraction(amount * rate_bp, 10_000)
    assert 0 <= exact - at_basis_points(amount, rate_bp) < 1
    assert at_basis_points(amount, rate_bp) <= amount
