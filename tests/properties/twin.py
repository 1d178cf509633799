"""A store and the naive model, told the same commands at the same instants, and asked the same questions."""

from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from chronicle import Chronicle
from naive import NoError, World
from plain import plain

from auditing import findings_in
from socialcommerce import ManualClock, NotAllowed, NotFound, Refused, Rules, SocialCommerce
from socialcommerce.testing.steps import Command, Late, Step, beginning_in
from socialcommerce.testing.telling import Teller, Told


class Twin(Teller):
    """*commerce* is the store, *world* the naive model; :meth:`tell` sees that both answer alike.

    With *repeats* each command is told twice, and must be done once. The model is told nothing of ticks: nobody can
    tell the difference, but by what is told late. Before that, all that is due happens, so that it is known to both.
    """

    def __init__(self, rules: Rules, url: str = "memory://", *, repeats: bool = True) -> None:
        clock = ManualClock(beginning_in(rules.zone))
        super().__init__(SocialCommerce.open(url, rules=rules, clock=clock), clock, repeats=repeats)
        self.world = World(rules)
        self.instants = [clock.now()]
        self.recorded = Chronicle(self.commerce)

    def tell(self, step: Step) -> None:
        if isinstance(step, Late):
            self.commerce.tick()
        if isinstance(step, Command | Late):
            self.world.at(self.clock.now())
        super().tell(step)
        if self.clock.now() != self.instants[-1]:
            self.instants.append(self.clock.now())

    def heard(self, command: Told) -> None:
        if command.at < self.clock.now():
            self._take_in_late(command)
        if getattr(command.answer, "code", None) == "time-goes-back" and command.name != "journeys.visit":
            assert self.recorded.gone_on(command)
            return
        expected = told(lambda: self.world.do(command.name, command.at, command.by, **command.arguments))
        self.world.is_too_late, self.world.gone_on = False, frozenset()
        assert_same_answer(plain(command.answer), expected)

    def _take_in_late(self, command: Told) -> None:
        """Of what has gone on since *command* the model is told what only the log knows."""
        self.recorded.read_before(command)
        self.world.gone_on = self.recorded.orders_gone_on(command.at)
        through = self.world.shares.get(command.arguments.get("share", ""))
        if command.name == "journeys.visit" and through:
            streams = (f"journey-{command.arguments['visitor']}", f"share-{through.id}")
            streams += (f"shop-{through.shop}", f"product-{through.product}")
            self.world.is_too_late = self.recorded.is_after(command.at, *streams)
        self.recorded.assert_dated(command)

    def parties(self, order: str) -> tuple[str, str] | None:
        known = self.world.orders.get(order)
        return known and (known.buyer, known.merchant)

    def known(self, kind: str, arguments: dict[str, Any]) -> list[str]:
        what, _, status = kind.partition(" ")
        orders = self.world.orders.values()
        match what:
            case "share":
                return list(self.world.shares)
            case "shared":
                return [share.product for share in self.world.shares.values()]
            case "earner":
                return self.world.earners() or list(self.world.shops)
            case "order":
                return [each.number for each in orders if each.status == status] or list(self.world.orders)
            case "paid":
                return [order.number for order in orders if order.payment]
            case "case":
                cases = [case for order in orders for case in order.cases]
                return [case.id for case in cases if case.status == status] or [case.id for case in cases]
        shop = self.world.shops.get(arguments["shop"])
        return [placed.product for placed in shop.slots if placed] if shop else []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                assert findings_in(self.commerce) == []
        finally:
            self.commerce.close()


def told(tell: Callable[[], Any]) -> Any:
    """What came of it: an answer, or the exception that says no."""
    try:
        return tell()
    except (Refused, NotAllowed, NotFound, NoError) as no:
        return no


def assert_same_answer(actual: Any, expected: Any) -> None:
    if isinstance(actual, Exception) or isinstance(expected, Exception):
        assert getattr(actual, "code", actual) == getattr(expected, "code", expected)
    else:
        assert actual == expected
    if isinstance(actual, Refused) and actual.code == "share-ended":
        assert actual.facts["ending"] in expected.reasons
