"""Orders of which something is due: a market whose share brings commission, and orders at any point of their life."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from given import NOON
from socialcommerce import ManualClock, SocialCommerce
from socialcommerce.kernel.event import topic_of

Step = Callable[[SocialCommerce], object]
Happened = tuple[str, timedelta]
"""The topic of a fact, and how long after noon it happened."""

STAGES: Final = ("paid", "shipped", "delivered", "completed")


def open_market(commerce: SocialCommerce) -> None:
    """A merchant's lipstick at ¥10.00, at ¥9.00 through the share ``s1`` of the shop ``lin``, and tea at ¥5.00."""
    commerce.merchants.invite("dior", "Dior")
    commerce.products.list("lipstick", "dior", "Lipstick", "beauty", 1_000, 900, 1_000)
    commerce.products.list("tea", "dior", "Tea", "food", 500)
    commerce.shops.open("lin")
    commerce.shelves.place("lin", "lipstick")
    commerce.shares.create("lin", "lipstick", share="s1")


def bring(commerce: SocialCommerce, stage: str, order: str = "o1") -> None:
    """An order of two lipsticks and a tea, by which the shop earns, brought to a *stage* at once."""
    commerce.orders.place(order, "an", [{"product": "lipstick", "quantity": 2}, {"product": "tea"}], share="s1")
    steps: dict[str, Step] = {
        "paid": lambda c: c.orders.pay(order, f"pay-{order}"),
        "shipped": lambda c: c.orders.ship(order, "sf1", "SF Express"),
        "delivered": lambda c: c.orders.deliver(order),
        "completed": lambda c: c.orders.complete(order),
    }
    for name in STAGES[: STAGES.index(stage) + 1] if stage != "placed" else ():
        steps[name](commerce)


def ask(commerce: SocialCommerce, kind: str = "refund_only", *, order: str = "o1", line: int = 1) -> str:
    """Open a case of a line of the order, and give its id."""
    return commerce.cases.request(order, line, kind, "broken")  # type: ignore[arg-type]


def ask_and(commerce: SocialCommerce, *actions: str, kind: str = "return_and_refund", order: str = "o1") -> str:
    """The same, and do what parties do in it."""
    case = ask(commerce, kind, order=order)
    for action in actions:
        parcel = ("back", "SF Express") if action == "send_back" else ()
        getattr(commerce.cases, action)(case, *parcel)
    return case


def happened_since(commerce: SocialCommerce, position: int) -> list[Happened]:
    """What the log has after *position*."""
    return [(topic_of(type(recorded.event)), recorded.at - NOON) for recorded in commerce.log.read(position)]


def tick_in_steps(commerce: SocialCommerce, clock: ManualClock, until: datetime, step: timedelta) -> None:
    """Tick again and again, at every *step* of the clock, the last time at *until*."""
    while clock.now() < until:
        clock.set(min(clock.now() + step, until))
        commerce.tick()
