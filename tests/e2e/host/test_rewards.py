from hypothesis import strategies as st
from rewards import points_for, split_bonus

from socialcommerce.testing import laws


def test_points_are_never_more_than_the_money_is_worth() -> None:
    laws.rounding(points_for)


def test_a_bonus_is_given_out_whole() -> None:
    laws.splitting(split_bonus, members=st.integers(1, 9))
