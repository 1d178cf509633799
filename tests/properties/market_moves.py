"""What buyers, sharers, a merchant, the platform and time can do in a market, in any order.

A move may be refused, which changes nothing: :meth:`markets.Market.tell` sees to that. ``which`` counts back from the
last order, or on from the first case.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final, Literal

from markets import EARNERS, MERCHANT, Market

from socialcommerce.domain.orders.case_events import Kind
from socialcommerce.domain.orders.order import Order
from socialcommerce.services.orders import GivenDiscount, WantedLine

Stage = Literal["placed", "paid", "shipped", "delivered", "completed", "approved"]
CaseAction = Literal["approve", "reject", "withdraw", "send_back", "receive", "exchange", "escalate"]
Path = Literal["refund_only", "return_and_refund", "exchange", "ruling"]
PATHS: Final[dict[Path, tuple[CaseAction | Literal["rule", "refund"], ...]]] = {
    "refund_only": ("approve", "refund"),
    "return_and_refund": ("approve", "send_back", "receive", "refund"),
    "exchange": ("approve", "send_back", "receive", "exchange"),
    "ruling": ("reject", "escalate", "rule", "refund"),
}
"""How a case can go on from its request to its end."""
STAGES: Final = ("placed", "paid", "shipped", "delivered", "completed", "approved")


Move = Callable[[Market], object]


def buy(
    market: Market,
    *,
    buyer: str,
    sharer: str | None,
    wanted: dict[str, int],
    delivery_fee: int,
    discount: GivenDiscount | None,
    until: Stage,
) -> None:
    """Order, through a share of the first product if *sharer* is not None, and go on *until* a stage."""
    commerce, number = market.commerce, f"o{len(market.orders) + 1}"
    lines: list[WantedLine] = [{"product": product, "quantity": quantity} for product, quantity in wanted.items()]
    share = market.tell(commerce.shares.create, sharer, next(iter(wanted))) if sharer else None
    placed = market.tell(commerce.orders.place, number, buyer, lines, share, delivery_fee, discount)
    if placed is not None:
        market.orders.append(placed)
        go_on(market, which=0, until=until)


def go_on(market: Market, *, which: int, until: Stage) -> None:
    """Let all be done to an order that brings it to a stage: some of it may have been done before."""
    if (order := market.order(which)) is None:
        return
    orders = market.commerce.orders
    steps: dict[str, Move] = {
        "paid": lambda _: market.tell(orders.pay, order.number, f"pay-{order.number}"),
        "shipped": lambda _: market.tell(orders.ship, order.number, "parcel", "SF"),
        "delivered": lambda _: market.tell(orders.deliver, order.number),
        "completed": lambda _: market.tell(orders.complete, order.number),
        "approved": lambda _: market.clock.advance(timedelta(days=7)),
    }
    for stage in STAGES[1 : STAGES.index(until) + 1]:
        steps[stage](market)


def pay_otherwise(market: Market, *, which: int) -> None:
    """Say that an order was paid, by a payment of another name than all else here gives it."""
    if order := market.order(which):
        market.tell(market.commerce.orders.pay, order.number, "other")


def give_up(market: Market, *, bought: Move, told: bool) -> None:
    """Order something, and do not pay it: say so, or let the time for it run out."""
    bought(market)
    if told:
        cancel(market, which=0)
    else:
        market.clock.advance(timedelta(minutes=30))


def cancel(market: Market, *, which: int) -> None:
    if order := market.order(which):
        market.tell(market.commerce.orders.cancel, order.number)


def refund(
    market: Market, *, which: int, name: int, line: int | None, units: int | None, per_mille: int | None
) -> None:
    """Give back units of a line, thousandths of what it cost, what is left of it, or of the order."""
    if order := market.order(which):
        amount = _amount(order, line, per_mille) if line and units is None and per_mille is not None else None
        units = units if line else None
        market.tell(market.commerce.orders.refund, order.number, f"r{name}", line, units, amount)


def refund_unit_by_unit(market: Market, *, which: int, line: int, most: int, per_mille: int | None) -> None:
    """Give back perhaps some amount of a line, and then units of it, one at a time, at *most* so many."""
    order = market.order(which)
    if order is None or line > len(order.lines):
        return
    if per_mille is not None:
        refund(market, which=which, name=9, line=line, units=None, per_mille=per_mille)
    for unit in range(min(most, order.lines[line - 1].sold.quantity)):
        market.tell(market.commerce.orders.refund, order.number, f"u{line}-{unit}", line, 1)


def request(
    market: Market, *, which: int, line: int, kind: Kind, units: int | None, per_mille: int | None
) -> str | None:
    """Open a case for units, an amount or all that is left; its id, if it was opened."""
    if (order := market.order(which)) is None:
        return None
    exact = kind == "refund_only" and units is None and per_mille is not None
    amount = _amount(order, line, per_mille or 0) if exact else None
    case: str | None = market.tell(market.commerce.cases.request, order.number, line, kind, "broken", units, amount)
    if case and case not in market.cases:
        market.cases.append(case)
    return case


def act(market: Market, *, which: int, action: CaseAction) -> None:
    """Let a party do something in a case."""
    if market.cases:
        parcel = ("back", "SF") if action in ("send_back", "exchange") else ()
        market.tell(getattr(market.commerce.cases, action), _case(market, which), *parcel)


def rule(market: Market, *, which: int, amount: int, delivery_fee: bool) -> None:
    """Let the platform rule on a case."""
    if market.cases:
        market.tell(market.commerce.cases.rule, _case(market, which), amount, delivery_fee)


def refund_case(market: Market, *, which: int, name: int) -> None:
    """Give back what a case grants."""
    if market.cases:
        case = _case(market, which)
        market.tell(market.commerce.orders.refund, case.partition("~")[0], f"c{name}", case=case)


def pursue(
    market: Market,
    *,
    which: int,
    line: int,
    path: Path,
    steps: int,
    units: int | None,
    amount: int,
    delivery_fee: bool,
    name: int,
) -> None:
    """Open a case and take it some *steps* along a *path*."""
    kind: Kind = "refund_only" if path == "ruling" else path
    if request(market, which=which, line=line, kind=kind, units=units, per_mille=None) is None:
        return
    last = len(market.cases) - 1
    for action in PATHS[path][:steps]:
        match action:
            case "rule":
                rule(market, which=last, amount=amount, delivery_fee=delivery_fee)
            case "refund":
                refund_case(market, which=last, name=name)
            case _:
                act(market, which=last, action=action)


def fund(market: Market, *, product: str, name: int, amount: int) -> None:
    market.tell(market.commerce.budgets.fund, product, f"f{name}", amount)


def reprice(market: Market, *, product: str, price: int, exclusive_price: int | None) -> None:
    market.tell(market.commerce.products.reprice, product, price, exclusive_price)


def visit(market: Market, *, buyer: str, sharer: str, product: str) -> None:
    """Come through a share, which binds and attributes later orders."""
    if share := market.tell(market.commerce.shares.create, sharer, product):
        market.tell(market.commerce.journeys.visit, buyer, share)


def pay_out(market: Market, *, members: tuple[str, ...], name: int) -> None:
    """Pay out to each of *members*, under references that may have been used before."""
    for member in members:
        market.tell(market.commerce.payouts.make, f"po{name}-{member}", member)


def pay_out_and_refund(market: Market, *, name: int, which: int, line: int, units: int | None) -> None:
    """Let commission be approved and paid out, and then take some of it back."""
    market.clock.advance(timedelta(days=14))
    pay_out(market, members=EARNERS, name=name)
    refund(market, which=which, name=name, line=line, units=units, per_mille=None)


def close_month(market: Market, *, back: int) -> None:
    """Close all months but the last *back* ones, and keep what they say."""
    months = market.months()[: -1 - back]
    if months:
        market.tell(market.commerce.statements.close, MERCHANT, months[-1])
    for month in months:
        statement = market.commerce.statements.of(MERCHANT, month)
        if statement.closed:
            market.closed.setdefault(month, statement)


def wait(market: Market, *, duration: timedelta) -> None:
    market.clock.advance(duration)


def tick(market: Market) -> None:
    market.commerce.tick()


def late(market: Market, *, lag: timedelta, moves: list[Move]) -> None:
    """Make some *moves* that are told only *lag* after they happened."""
    market.lag = lag
    for move in moves:
        move(market)
    market.lag = timedelta(0)


def play(market: Market, moves: Sequence[Move]) -> None:
    """Make all *moves*."""
    for move in moves:
        move(market)


def _case(market: Market, which: int) -> str:
    return market.cases[which % len(market.cases)]


def _amount(order: Order, line: int, per_mille: int) -> int:
    """Thousandths of what a line cost, at least 1; of a line that is not there: 1."""
    return max(1, order.lines[line - 1].sold.amount * per_mille // 1_000) if line <= len(order.lines) else 1
