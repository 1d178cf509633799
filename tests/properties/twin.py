"""A store and the naive model, told the same commands at the same instants, and asked the same questions."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self

import attrs
from commands import BEFORE_MIDNIGHT, MIDNIGHT, Command, Last, Wait
from naive import NoError, World

from socialcommerce import ManualClock, NotAllowed, NotFound, Refused, Rules, SocialCommerce

NOON = datetime(2021, 5, 1, 4, tzinfo=UTC)
SHANGHAI_IS_AHEAD = timedelta(hours=8)


class Twin:
    """*commerce* is the store, *world* the naive model; :meth:`tell` sees that both answer alike.

    With *repeats* each command is told twice, and must be done once.
    """

    def __init__(self, rules: Rules, url: str = "memory://", *, repeats: bool = True) -> None:
        self.clock = ManualClock(NOON)
        self.commerce = SocialCommerce.open(url, rules=rules, clock=self.clock)
        self.world = World(rules)
        self.instants = [NOON]
        self.repeats = repeats

    def tell(self, step: Command | Wait) -> None:
        if isinstance(step, Wait):
            self.clock.set(after(self.clock.now(), step.step))
            self.instants.append(self.clock.now())
            return
        service, verb = step.name.split(".")
        method = getattr(getattr(self.commerce, service), verb)
        arguments = {name: self._resolved(value, step.arguments) for name, value in step.arguments.items()}
        if step.name == "shelves.swap" and arguments["remove"] == arguments["place"]:
            return
        before = self.commerce.log.position()
        expected = told(lambda: self.world.do(step.name, self.clock.now(), step.by, **arguments))
        actual = told(lambda: plain(method(**arguments, by=step.by)))
        assert_same_answer(actual, expected)
        after_once = self.commerce.log.position()
        if isinstance(actual, Exception):
            assert after_once == before, "what is refused changes nothing"
        if not self.repeats:
            return
        again = told(lambda: plain(method(**arguments, by=step.by)))
        assert_same_answer(again, expected)
        assert self.commerce.log.position() == after_once, "what is told twice is done once"

    def _resolved(self, value: Any, arguments: dict[str, Any]) -> Any:
        if not isinstance(value, Last):
            return value
        known = self._known(value.kind, arguments)
        return known[-1 - value.back % len(known)] if known else "nothing"

    def _known(self, kind: str, arguments: dict[str, Any]) -> list[str]:
        match kind:
            case "share":
                return list(self.world.shares)
            case "order":
                return list(self.world.orders)
            case "paid":
                return [id for id, order in self.world.orders.items() if order.payment]
        shop = self.world.shops.get(arguments["shop"])
        return [placed.product for placed in shop.slots if placed] if shop else []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.commerce.close()


def after(now: datetime, step: int | str) -> datetime:
    if isinstance(step, int):
        return now + timedelta(seconds=step)
    local = now + SHANGHAI_IS_AHEAD
    midnight = local.replace(hour=0, minute=0, second=0) + timedelta(days=1) - SHANGHAI_IS_AHEAD
    if step == MIDNIGHT:
        return midnight
    assert step == BEFORE_MIDNIGHT
    before = midnight - timedelta(seconds=1)
    return before if before > now else before + timedelta(days=1)


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


def plain(answer: Any) -> Any:
    """An answer of the store in the form in which the naive model gives it."""
    match type(answer).__name__:
        case "Order":
            return terms(answer, [line.sold for line in answer.lines]) | {
                "status": answer.status,
                "payment": answer.payment,
                "payments_to_return": list(answer.payments_to_return),
                "refunded": answer.refunded,
                "refunded_by_line": [(line.refunded_quantity, line.refunded_amount) for line in answer.lines],
            }
        case "Quote":
            return terms(answer, answer.lines)
    return answer


def terms(answer: Any, lines: Any) -> dict[str, Any]:
    return {
        "merchant": answer.merchant,
        "lines": [
            (line.product, line.quantity, line.unit_price, line.platform_price, line.price_reason, line.commission_bp)
            for line in lines
        ],
        "attribution": attrs.astuple(answer.attribution),
        "delivery_fee": answer.delivery_fee,
        "total": answer.total,
        "pay_by": answer.pay_by,
    }
