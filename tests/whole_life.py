"""A journal of real history, made longer by the whole life of its orders.

The rule, fixed by hashes of numbers and ids, so that the same history always gives the same journal:

- Products are listed with commissions of 0 to 30 % (odd rates too); four in five have an exclusive price 5 to 20 %
  lower, and five in six of these a budget, of half a unit's difference to some more, topped up later for some.
- Half of the owners are invited by one who opened before, and accept a minute before they open. Some open on an
  invitation that nobody sent, which is refused.
- One order in three is followed, 3 to 40 days later, by another of the same buyer and products, through the same share
  if it named one, with a delivery fee for most, and a discount, another quantity or a cancellation for some; it is paid
  at once, at the last moment, a moment too late, or not.
- Every order lives on as :mod:`order_lives` tells: parcels, tracking, arrival, completion, cases, refunds, talk.
- On the first of every month all owners of shops are paid, under a reference by member and month, and the month before
  is closed for every merchant; then some of it is repeated, which changes nothing or is refused.

Nothing looks at what became of earlier lines, so rules are met from their other side all the time. The lines of the
history stay as they are, but for the listing of products; all lines stand in order of time.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from order_lives import PLATFORM, Life, Line, draw, line_of
from socialcommerce import EarningsRules, Rules

RULES: Final = Rules(earnings=EarningsRules(levels=2))
"""The rules of a store for such a journal: recruiters earn."""

COMMISSIONS: Final = (0, 1, 333, 500, 999, 1_000, 2_500, 3_000)
DELIVERY_FEES: Final = (0, 500, 600, 1_201)
AGAIN_DAYS: Final = (3, 6, 8, 12, 16, 22, 31, 40)
PAID_AFTER: Final = (timedelta(minutes=5), timedelta(minutes=30, seconds=-1), timedelta(minutes=30), None)


def whole_life(history: Iterable[str | bytes]) -> list[str]:
    """The lines of *history*, a journal, and of all that follows from them by the rule above."""
    told: list[Line] = [json.loads(line) for line in history]
    opened = _first_openings(told)
    lines = [_priced(line) if line["do"] == "products.list" else line for line in told]
    for line in told:
        match line["do"]:
            case "products.list":
                lines += _funding(line)
            case "orders.place":
                lines += _life(line)
    for owner in opened:
        lines += _invitation(owner, opened)
    lines += _months(lines, opened)
    lines.sort(key=_instant)
    return [json.dumps(line, ensure_ascii=False) for line in lines]


def _instant(line: Line) -> datetime:
    return datetime.fromisoformat(line["at"])


def _first_openings(told: list[Line]) -> dict[str, datetime]:
    opened: dict[str, datetime] = {}
    for line in told:
        if line["do"] == "shops.open":
            opened.setdefault(line["args"]["owner"], _instant(line))
    return opened


def _priced(line: Line) -> Line:
    product, price = line["args"]["product"], line["args"]["price"]
    extra: dict[str, Any] = {"commission_bp": COMMISSIONS[draw(product, "commission", len(COMMISSIONS))]}
    if "exclusive_price" not in line["args"] and draw(product, "exclusive", 5):
        extra["exclusive_price"] = _exclusive(product, price)
    return line | {"args": line["args"] | extra}


def _exclusive(product: str, price: int) -> int:
    """5, 10, 15 or 20 % less, rounded up; below any price over 0."""
    return price - max(1, price * 5 * (1 + draw(product, "off", 4)) // 100)


def _funding(line: Line) -> Iterator[Line]:
    product, price, at = line["args"]["product"], line["args"]["price"], _instant(line)
    if "exclusive_price" not in _priced(line)["args"] or draw(product, "funded", 6) == 0:
        return
    merchant = f"merchant:{line['args']['merchant']}"
    difference = price - _exclusive(product, price)
    given: dict[str, Any] = {"product": product, "funding": "f1"}
    given["amount"] = 1 + difference * (1 + draw(product, "budget", 8)) // 2
    yield line_of(at, "budgets.fund", merchant, **given)
    if draw(product, "topped up", 3) == 0:
        again = at + timedelta(days=2 + draw(product, "when", 40))
        yield line_of(again, "budgets.fund", merchant, **given)
        yield line_of(again, "budgets.fund", merchant, **given | {"funding": "f2", "amount": difference})
        yield line_of(again, "budgets.fund", merchant, **given | {"funding": "f2", "amount": difference + 1})


def _invitation(owner: str, opened: dict[str, datetime]) -> Iterator[Line]:
    at = opened[owner]
    asked, answered = at - timedelta(minutes=2), at - timedelta(minutes=1)
    earlier = [member for member, instant in opened.items() if instant < asked]
    if not earlier or draw(owner, "recruited", 2) == 0:
        return
    recruiter = earlier[draw(owner, "recruiter", len(earlier))]
    if draw(owner, "sent", 20):
        yield line_of(asked, "shops.invite", recruiter, owner=recruiter, member=owner)
    yield line_of(answered, "shops.open", owner, owner=owner, invited_by=recruiter)


def _life(line: Line) -> Iterator[Line]:
    args, at = line["args"], _instant(line)
    yield from Life(args["order"], args["buyer"], args["lines"], at).lines()
    if draw(args["order"], "again", 3) == 0:
        yield from _again(args, at + timedelta(days=AGAIN_DAYS[draw(args["order"], "days", len(AGAIN_DAYS))]))


def _again(args: dict[str, Any], at: datetime) -> Iterator[Line]:
    first, order = args["order"], f"{args['order']}-again"
    wanted = [wanted | {"quantity": 1 + draw(first, f"units {n}", 4)} for n, wanted in enumerate(args["lines"])]
    given: dict[str, Any] = args | {"order": order, "lines": wanted}
    given["delivery_fee"] = DELIVERY_FEES[draw(first, "fee", len(DELIVERY_FEES))]
    match draw(first, "discount", 4):
        case 0:
            given["discount"] = {"amount": 101, "threshold": 1_000}
        case 1:
            given["discount"] = {"percent_bp": 333}
    yield line_of(at, "orders.place", **given)
    yield line_of(at, "orders.place", **given)
    if draw(first, "cancelled", 6) == 0:
        yield line_of(at + timedelta(minutes=2), "orders.cancel", args["buyer"], order=order, reason="太贵了")
    paid_after = PAID_AFTER[max(draw(first, "paid", 10) - 6, 0)]
    if paid_after is not None:
        yield line_of(at + paid_after, "orders.pay", order=order, payment=f"pay-{order}")
        yield line_of(at + timedelta(hours=1), "orders.pay", order=order, payment=f"pay-{order}")
    yield from Life(order, args["buyer"], wanted, at).lines()


def _months(lines: list[Line], opened: dict[str, datetime]) -> Iterator[Line]:
    """Payouts and closings of each month that begins after the first line, up to one after the last."""
    merchants = [line["args"]["merchant"] for line in lines if line["do"] == "merchants.invite"]
    first, last = _instant(min(lines, key=_instant)), _instant(max(lines, key=_instant))
    over = first.replace(day=1, hour=2, minute=0, second=0)
    while over <= last:
        month = f"{over:%Y-%m}"
        over = (over + timedelta(days=31)).replace(day=1)
        for owner, instant in opened.items():
            if instant < over:
                yield from _payout(owner, month, over)
        for merchant in merchants:
            yield line_of(over, "statements.close", PLATFORM, merchant=merchant, month=f"{over:%Y-%m}")
            yield line_of(over, "statements.close", PLATFORM, merchant=merchant, month=month)


def _payout(owner: str, month: str, at: datetime) -> Iterator[Line]:
    reference = f"{owner}-{month}"
    yield line_of(at, "payouts.make", PLATFORM, payout=reference, member=owner)
    match draw(reference, "twice", 40):
        case 0:
            yield line_of(at + timedelta(hours=1), "payouts.make", PLATFORM, payout=reference, member=owner)
        case 1:
            yield line_of(at + timedelta(hours=1), "payouts.make", PLATFORM, payout=f"{reference}-2", member=owner)
