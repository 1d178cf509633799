"""Random histories of a market, with rules and products of any kind."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from market_moves import (
    PATHS,
    STAGES,
    Move,
    Stage,
    act,
    buy,
    cancel,
    close_month,
    fund,
    give_up,
    go_on,
    late,
    pay_otherwise,
    pay_out,
    pay_out_and_refund,
    pursue,
    refund,
    refund_case,
    refund_unit_by_unit,
    reprice,
    request,
    rule,
    tick,
    visit,
    wait,
)
from markets import EARNERS, PRODUCTS, RECRUITER, SHARERS, Goods, Scene

from socialcommerce import EarningsRules, Rules
from socialcommerce.services.orders import GivenDiscount

BUYERS: Final = ("b1", "b2", RECRUITER, "s2")
"""Some of them earn by what others buy, never by what they buy themselves."""


def move(function: Callable[..., object], **arguments: SearchStrategy[Any]) -> SearchStrategy[Move]:
    """The move *function* with random *arguments*."""
    return st.builds(partial, st.just(function), **arguments)


PRICES: Final = st.integers(100, 2_000) | st.integers(10, 500) | st.integers(1, 9)
RATES: Final = st.sampled_from((1_000, 3_333, 333, 2_501, 10_000, 1, 0))
NUMBERS: Final = st.integers(0, 4)
LINES: Final = st.sampled_from((1, 1, 1, 2))
UNITS: Final = st.sampled_from((1, 2, 1, None))
PER_MILLE: Final = st.sampled_from((1, 333, 500, None, 1_000))
AMOUNTS: Final = st.integers(0, 30) | st.integers(0, 5_000)
DURATIONS: Final = st.sampled_from(
    [timedelta(hours=hours) for hours in (1, 5, 48)] + [timedelta(days=days) for days in (3, 7, 14)]
)
DISCOUNTS: Final[SearchStrategy[GivenDiscount | None]] = st.sampled_from(
    (None, None, None, {"amount": 7}, {"amount": 501}, {"percent_bp": 1_111}, {"percent_bp": 3_333}, {"amount": 10**6})
)
WANTED: Final = st.dictionaries(
    st.sampled_from(PRODUCTS[:2]) | st.sampled_from(PRODUCTS), st.sampled_from((3, 1, 2, 5, 7)), min_size=1, max_size=3
)


@st.composite
def _goods(draw: st.DrawFn, *, subsidised: bool = False) -> Goods:
    price = draw(PRICES.filter(lambda price: price > 1) if subsidised else PRICES)
    if price == 1 or (not subsidised and draw(st.booleans())):
        return Goods(price, None, draw(RATES), None)
    exclusive = draw(st.integers(1, price - 1))
    budgets = st.integers(1, 40 * (price - exclusive))
    return Goods(price, exclusive, draw(RATES), draw(budgets if subsidised else st.none() | budgets))


_RULES = st.builds(
    lambda **earnings: Rules(earnings=EarningsRules(**earnings)),
    levels=st.sampled_from((2, 2, 1)),
    recruiter_bp=RATES,
    payout_minimum=st.sampled_from((1, 1, 100)),
)
SCENES: Final = st.builds(Scene, rules=_RULES, goods=st.tuples(_goods(subsidised=True), _goods(), _goods()))


def _buying(*stages: Stage, sharers: Sequence[str | None] = (*SHARERS, *SHARERS, None)) -> SearchStrategy[Move]:
    return move(
        buy,
        buyer=st.sampled_from(BUYERS),
        sharer=st.sampled_from(sharers),
        wanted=WANTED,
        delivery_fee=st.sampled_from((0, 600)),
        discount=DISCOUNTS,
        until=st.sampled_from(stages),
    )


BUYING: Final = _buying("paid", "paid", "shipped", "delivered", "completed", "approved", "placed", "placed")
EARNING: Final = _buying("approved", "completed", "shipped", sharers=SHARERS)
REFUNDING: Final = move(
    refund, which=NUMBERS, name=NUMBERS, line=st.sampled_from((1, 1, 2, None)), units=UNITS, per_mille=PER_MILLE
)
RETURNING: Final = move(
    refund_unit_by_unit,
    which=NUMBERS,
    line=LINES,
    most=st.sampled_from((2, 1, 3, 9)),
    per_mille=st.sampled_from((None, 100, 500)),
)
GIVING_UP: Final = move(give_up, bought=_buying("placed", sharers=SHARERS), told=st.booleans())
GOING_ON: Final = move(go_on, which=NUMBERS, until=st.sampled_from(STAGES[1:]))
OTHER_BUYING: Final = move(pay_otherwise, which=NUMBERS) | move(cancel, which=NUMBERS)
ASKING: Final = move(
    request,
    which=NUMBERS,
    line=LINES,
    kind=st.sampled_from(("refund_only", "return_and_refund", "exchange")),
    units=UNITS,
    per_mille=PER_MILLE,
)
ACTING: Final = move(
    act,
    which=NUMBERS,
    action=st.sampled_from(("approve", "reject", "withdraw", "send_back", "receive", "exchange", "escalate")),
) | move(rule, which=NUMBERS, amount=AMOUNTS, delivery_fee=st.booleans())
REFUNDING_CASES: Final = move(refund_case, which=NUMBERS, name=NUMBERS)
PURSUING: Final = move(
    pursue,
    which=NUMBERS,
    line=LINES,
    path=st.sampled_from(tuple(PATHS)),
    steps=st.sampled_from((4, 4, 3, 2, 1)),
    units=UNITS,
    amount=AMOUNTS,
    delivery_fee=st.booleans(),
    name=NUMBERS,
)
MERCHANTS: Final = move(fund, product=st.sampled_from(PRODUCTS), name=NUMBERS, amount=st.integers(1, 3_000)) | move(
    reprice, product=st.sampled_from(PRODUCTS), price=PRICES, exclusive_price=st.none() | PRICES
)
VISITING: Final = move(
    visit, buyer=st.sampled_from(BUYERS), sharer=st.sampled_from(SHARERS), product=st.sampled_from(PRODUCTS)
)
PAYING_OUT: Final = move(pay_out, members=st.permutations(EARNERS).map(tuple), name=st.integers(0, 9))
TAKING_BACK: Final = move(pay_out_and_refund, name=st.integers(0, 9), which=NUMBERS, line=LINES, units=UNITS)
CLOSING: Final = move(close_month, back=st.sampled_from((0, 0, 1)))
WAITING: Final = move(wait, duration=DURATIONS)
TICKING: Final = st.just(tick)

_IN_TIME: Final = (
    *(BUYING, RETURNING, PURSUING, WAITING) * 3,
    *(REFUNDING, GIVING_UP) * 2,
    *(GOING_ON, OTHER_BUYING, ASKING, ACTING, REFUNDING_CASES, MERCHANTS, VISITING),
)


def _one_of(strategies: Sequence[SearchStrategy[Move]]) -> SearchStrategy[Move]:
    """A move of one of *strategies*, as often as they stand there."""
    return st.sampled_from(strategies).flatmap(lambda chosen: chosen)


LATE: Final = move(
    late, lag=DURATIONS, moves=st.lists(_one_of((BUYING, RETURNING, GOING_ON, PURSUING)), min_size=1, max_size=3)
)
IN_TIME: Final = _one_of((*_IN_TIME, PAYING_OUT))
MOVES: Final = _one_of((*_IN_TIME, LATE, PAYING_OUT, TAKING_BACK, TAKING_BACK, CLOSING, TICKING))


def histories(least: int, most: int) -> SearchStrategy[list[Move]]:
    """From *least* to *most* moves, after some orders by which sharers earn."""
    bought = st.lists(EARNING, min_size=2, max_size=4)
    return st.tuples(bought, st.lists(MOVES, min_size=least, max_size=most)).map(lambda parts: [*parts[0], *parts[1]])
