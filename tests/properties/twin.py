"""A store and the naive model, told the same commands at the same instants, and asked the same questions."""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Self

from naive import NoError, World
from plain import plain
from steps import BEFORE_MIDNIGHT, MIDNIGHT, Ahead, Command, InMonths, Last, Of, Step, Wait

from auditing import findings_in
from given import NOON
from socialcommerce import ManualClock, NotAllowed, NotFound, Recorded, Refused, Rules, SocialCommerce
from socialcommerce.domain.catalog.budget import BudgetGivenBack
from socialcommerce.domain.orders.events import OrderCancelled

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

    def tell(self, step: Step) -> None:
        match step:
            case Wait(step=by):
                self.clock.set(after(self.clock.now(), by))
                self.instants.append(self.clock.now())
            case Command():
                self._command(step)
            case _:
                self._tick()

    def _tick(self) -> None:
        """The model is told nothing of it: nobody can tell the difference."""
        self.commerce.tick()
        again = self.commerce.tick()
        assert (again.orders, again.facts) == (0, 0), "what is carried out is not overdue"

    def _command(self, step: Command) -> None:
        service, verb = step.name.split(".")
        method = getattr(getattr(self.commerce, service), verb)
        self.world.at(self.clock.now())
        arguments = self._resolved_all(step.arguments)
        by = self._resolved(step.by, arguments)
        if step.name == "shelves.swap" and arguments["remove"] == arguments["place"]:
            return
        before = self.commerce.log.position()
        expected = told(lambda: self.world.do(step.name, self.clock.now(), by, **arguments))
        actual = told(lambda: plain(method(**arguments, by=by)))
        assert_same_answer(actual, expected)
        after_once = self.commerce.log.position()
        if isinstance(actual, Exception):
            facts = self.commerce.log.read(after=before)
            assert all(happened_by_itself(fact) for fact in facts), "what is refused changes nothing"
        if not self.repeats:
            return
        again = told(lambda: plain(method(**arguments, by=by)))
        assert_same_answer(again, expected)
        assert self.commerce.log.position() == after_once, "what is told twice is done once"

    def _resolved_all(self, given: dict[str, Any]) -> dict[str, Any]:
        """First what counts back, then what it tells of others."""
        found = {name: self._resolved(value, given) for name, value in given.items() if not isinstance(value, Of)}
        return {name: self._resolved(value, found) for name, value in (given | found).items()}

    def _resolved(self, value: Any, arguments: dict[str, Any]) -> Any:
        match value:
            case Last(kind=kind, back=back):
                known = self._known(kind, arguments)
                return known[-1 - back % len(known)] if known else "nothing"
            case Of(what=what):
                return self._of(what, arguments)
            case Ahead(days=days):
                return self.clock.now() + timedelta(days=days)
            case InMonths(months=months):
                return month(self.clock.now(), months)
            case list():
                return [self._resolved(each, arguments) for each in value]
            case dict():
                return {name: self._resolved(each, arguments) for name, each in value.items()}
        return value

    def _of(self, what: str, arguments: dict[str, Any]) -> str:
        number = arguments["case"].partition("~")[0] if "case" in arguments else arguments["order"]
        order = self.world.orders.get(number)
        if what == "order" or order is None:
            return str(number)
        return order.buyer if what == "buyer" else f"merchant:{order.merchant}"

    def _known(self, kind: str, arguments: dict[str, Any]) -> list[str]:
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


def happened_by_itself(fact: Recorded[Any]) -> bool:
    """Whether a deadline made it: orders that are not paid in time end, and give their budgets back."""
    return isinstance(fact.event, OrderCancelled | BudgetGivenBack) and fact.by is None


def month(now: datetime, ahead: int) -> str:
    """The calendar month so many months from *now* in Shanghai."""
    local = now + SHANGHAI_IS_AHEAD
    months = local.year * 12 + local.month - 1 + ahead
    return f"{months // 12}-{months % 12 + 1:02}"
