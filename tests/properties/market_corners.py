"""Histories that chance seldom comes by, one for each corner of the laws of money."""

from datetime import timedelta
from functools import partial
from typing import Any, Final

from market_moves import (
    Move,
    buy,
    close_month,
    go_on,
    late,
    pay_out,
    pay_out_and_refund,
    pursue,
    refund,
    refund_case,
    refund_unit_by_unit,
    wait,
)
from markets import EARNERS, SHARERS, Goods, Scene

from socialcommerce import EarningsRules, Rules

SCENE: Final = Scene(
    Rules(earnings=EarningsRules(levels=2, recruiter_bp=3_333)),
    (Goods(1_000, 900, 1_234, 5_000), Goods(333, 100, 777, 400), Goods(7, None, 10_000, None)),
)
WEEK: Final = timedelta(days=7)


def _buy(product: str = "p3", quantity: int = 1, **changes: Any) -> Move:
    """Units of a product, paid, through a share of the member who was recruited, but for *changes*."""
    plain: dict[str, Any] = {"buyer": "b1", "sharer": SHARERS[0], "delivery_fee": 600, "discount": None}
    return partial(buy, **plain | {"wanted": {product: quantity}, "until": "paid"} | changes)


def _refund(name: int, *, line: int | None = None, per_mille: int | None = None) -> Move:
    return partial(refund, which=0, name=name, line=line, units=None, per_mille=per_mille)


def _ruling(amount: int, *, steps: int = 4) -> Move:
    """A case that gives an amount and the delivery fee back."""
    common: dict[str, Any] = {"which": 0, "line": 1, "units": None, "name": 1}
    return partial(pursue, path="ruling", steps=steps, amount=amount, delivery_fee=True, **common)


_free = _buy("p1", 2, discount={"amount": 10**6}, delivery_fee=0)
_earned = _buy("p1", 3, until="approved")
_last_month = (_buy("p1", 3), partial(wait, duration=WEEK), partial(close_month, back=0))

CORNERS: Final[dict[str, tuple[Move, ...]]] = {
    "free goods with a subsidy, all refunded": (_free, _refund(1)),
    "free goods with a subsidy and a fee, all refunded": (_buy("p1", 2, discount={"amount": 10**6}), _refund(1)),
    "the fee by a ruling, then the rest before shipping": (_buy("p1", 3), _ruling(100), _refund(2)),
    "a ruling that is refunded twice": (_buy("p1", 3), _ruling(100), partial(refund_case, which=0, name=2)),
    "a ruling of what is refunded meanwhile": (_buy("p1", 3), _ruling(2_000, steps=3), _refund(2, line=1), _refund(3)),
    "one minor unit too much": (_buy(quantity=1), _refund(1, line=1, per_mille=1), _refund(2, line=1, per_mille=1_000)),
    "an amount, then one unit after the other": (
        _buy("p2", 7),
        partial(refund_unit_by_unit, which=0, line=1, most=7, per_mille=100),
    ),
    "a refund told after its month is closed": (
        *_last_month,
        partial(late, lag=WEEK - timedelta(1), moves=[_refund(1)]),
    ),
    "a payment told after its month is closed": (
        _buy("p1", 3, until="placed"),
        partial(late, lag=timedelta(hours=1), moves=[_buy(until="placed")]),
        partial(wait, duration=WEEK),
        partial(close_month, back=0),
        partial(late, lag=WEEK, moves=[_buy("p1", 2), partial(go_on, which=0, until="paid")]),
    ),
    "taken back after a payout, and earned again": (
        _earned,
        partial(pay_out_and_refund, name=1, which=0, line=1, units=2),
        partial(pay_out, members=EARNERS, name=2),
        _earned,
        partial(pay_out, members=EARNERS, name=3),
    ),
}
