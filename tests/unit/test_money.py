import pytest

from socialcommerce.kernel.money import MAX_MONEY, allocate, at_basis_points, part


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (101, [1, 1, 1], [34, 34, 33]),
        (100, [1, 2, 3], [17, 33, 50]),
        (1, [1, 1], [1, 0]),
        (1, [1, 2], [0, 1]),
        (0, [1, 2], [0, 0]),
        (0, [0, 0], [0, 0]),
        (0, [], []),
        (5, [0, 1, 0], [0, 5, 0]),
        (10, [3, 3, 4], [3, 3, 4]),
        (MAX_MONEY, [1], [MAX_MONEY]),
    ],
)
def test_a_total_is_split_by_largest_remainder_and_ties_go_to_the_lowest(
    total: int, weights: list[int], parts: list[int]
) -> None:
    assert allocate(total, weights) == parts


@pytest.mark.parametrize(("total", "weights"), [(-1, [1]), (1, [-1, 2]), (0, [-1])])
def test_a_negative_total_or_weight_cannot_be_allocated(total: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match="neither may be negative"):
        allocate(total, weights)


@pytest.mark.parametrize("weights", [[], [0], [0, 0]])
def test_something_cannot_be_allocated_to_nothing(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="add up to 0"):
        allocate(1, weights)


def test_100_in_three_units_is_33_33_34() -> None:
    assert [part(100, taken, 1, of=3) for taken in range(3)] == [33, 33, 34]


def test_taking_no_unit_is_worth_nothing() -> None:
    assert part(100, 1, 0, of=3) == 0
    assert part(100, 3, 0, of=3) == 0


def test_taking_all_units_is_worth_the_total() -> None:
    assert part(100, 0, 3, of=3) == 100


@pytest.mark.parametrize(("taken", "more", "of"), [(0, 1, 0), (-1, 1, 3), (0, -1, 3), (2, 2, 3), (0, 4, 3), (4, 0, 3)])
def test_units_that_are_not_there_cannot_be_taken(taken: int, more: int, of: int) -> None:
    with pytest.raises(ValueError, match="cannot take"):
        part(100, taken, more, of)


@pytest.mark.parametrize(
    ("amount", "rate_bp", "commission"),
    [
        (1, 100, 0),
        (99, 100, 0),
        (100, 100, 1),
        (6_000, 2_500, 1_500),
        (4_900, 3_000, 1_470),
        (0, 10_000, 0),
        (1_000, 0, 0),
        (10**15, 10_000, 10**15),
        (10**15, 9_999, 999_900_000_000_000),
        (10**15 - 1, 1, 99_999_999_999),
    ],
)
def test_a_rate_in_basis_points_is_floored_and_exact(amount: int, rate_bp: int, commission: int) -> None:
    assert at_basis_points(amount, rate_bp) == commission
