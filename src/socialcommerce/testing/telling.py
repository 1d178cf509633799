"""Telling: steps of a history told to a store, each of which keeps what every command promises."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

import attrs

from socialcommerce import REFUSALS, ManualClock, NotAllowed, NotFound, Recorded, Refused, SocialCommerce
from socialcommerce.domain.catalog.budget import BudgetGivenBack
from socialcommerce.domain.orders.events import OrderCancelled
from socialcommerce.testing.broken import LawBroken
from socialcommerce.testing.knowing import Known
from socialcommerce.testing.steps import Ahead, Command, InMonths, Last, Late, Of, Step, Wait, later, month

NO_VALUE: Final = 1.5
"""What no argument of any command is: nothing is counted in fractions."""


@attrs.frozen
class Told:
    """A command as it was told to have happened ``at`` an instant: with the ids for which its step stood.

    ``answer`` is what it returned, or the exception that said no; ``facts`` are what was recorded.
    """

    at: datetime
    name: str
    arguments: dict[str, Any]
    by: str | None
    answer: Any
    facts: tuple[Recorded[Any], ...]

    def __str__(self) -> str:
        given = ", ".join(f"{name}={value!r}" for name, value in self.arguments.items())
        return f"{self.name}({given}, by={self.by!r})"


class Teller:
    """Tells a *store*, whose *clock* it moves, one step after the other.

    A refusal is a declared one and writes nothing. With *repeats* each command is told twice, and done once.
    Raises :class:`~socialcommerce.testing.broken.LawBroken` if one of these does not hold. ``told`` is all that was
    told so far.
    """

    def __init__(self, store: SocialCommerce, clock: ManualClock, *, repeats: bool = True) -> None:
        self.commerce: Final = store
        self.clock: Final = clock
        self.repeats: Final = repeats
        self.told: Final[list[Told]] = []
        self._known = Known(store)
        self._zone = store.rules.at().zone

    def tell(self, step: Step) -> None:
        """Do what *step* says: a command, a wait or a tick."""
        match step:
            case Wait(step=by):
                self.clock.set(later(self.clock.now(), by, self._zone))
            case Command():
                self._command(step, None)
            case Late(command=command, seconds=seconds):
                self._command(command, self.clock.now() - timedelta(seconds=seconds) if seconds else None)
            case _:
                self._tick()

    def mistell(self, step: Command, argument: int) -> None:
        """Tell *step* with a value in place of one *argument*, counted round, that can be none of it.

        That is a ``ValueError``, and writes nothing.
        """
        arguments = self._resolved_all(step.arguments)
        name = [*arguments][argument % len(arguments)]
        before = self.commerce.log.position()
        try:
            self._method(step)(**arguments | {name: NO_VALUE})
        except ValueError:
            if self.commerce.log.position() != before:
                raise LawBroken("refusal", f"{step.name} with {name}={NO_VALUE} was refused, and wrote") from None
        else:
            raise LawBroken("refusal", f"{step.name} took {name}={NO_VALUE}")

    def known(self, kind: str, arguments: dict[str, Any]) -> list[str]:
        """The ids of a *kind* of :class:`~socialcommerce.testing.steps.Last`, the last one last."""
        self._known.read()
        return self._known.of(kind, arguments)

    def parties(self, order: str) -> tuple[str, str] | None:
        """The buyer and the merchant of an *order*; None if it was never placed."""
        self._known.read()
        known = self._known.orders.get(order)
        return (known.buyer, known.merchant) if known else None

    def heard(self, told: Told) -> None:
        """Called with each command that was told, before it is repeated: to compare with a model, say."""

    def _tick(self) -> None:
        self.commerce.tick()
        again = self.commerce.tick()
        if (again.orders, again.facts) != (0, 0):
            raise LawBroken("repetition", f"what a tick has carried out is still overdue: {again}")

    def _command(self, step: Command, at: datetime | None) -> None:
        arguments = self._resolved_all(step.arguments)
        by = self._resolved(step.by, arguments)
        if step.name == "shelves.swap" and arguments["remove"] == arguments["place"]:
            return  # malformed, by chance
        told = self._told(step, arguments, at, by)
        self.told.append(told)
        refusal_is_kept(told)
        self.heard(told)
        if self.repeats:
            again = self._told(step, arguments, at, by)
            if not is_same_answer(told.answer, again.answer):
                raise LawBroken(
                    "repetition", f"{told} was answered by {told.answer!r}, and told again by {again.answer!r}"
                )
            if again.facts:
                more = [recorded.event for recorded in again.facts]
                raise LawBroken("repetition", f"{told} wrote again when it was told again: {more}")

    def _told(self, step: Command, arguments: dict[str, Any], at: datetime | None, by: str | None) -> Told:
        before = self.commerce.log.position()
        method = self._method(step)
        when = {"at": at} if at and hasattr(method, "is_command") else {}
        answer = answer_of(lambda: method(**arguments, **when, by=by))
        facts = tuple(self.commerce.log.read(after=before))
        return Told(when.get("at", self.clock.now()), step.name, arguments, by, answer, facts)

    def _method(self, step: Command) -> Callable[..., Any]:
        service, verb = step.name.split(".")
        method: Callable[..., Any] = getattr(getattr(self.commerce, service), verb)
        return method

    def _resolved_all(self, given: dict[str, Any]) -> dict[str, Any]:
        """First what counts back, then what it tells of others."""
        found = {name: self._resolved(value, given) for name, value in given.items() if not isinstance(value, Of)}
        return {name: self._resolved(value, found) for name, value in (given | found).items()}

    def _resolved(self, value: Any, arguments: dict[str, Any]) -> Any:
        match value:
            case Last(kind=kind, back=back):
                known = self.known(kind, arguments)
                return known[-1 - back % len(known)] if known else "nothing"
            case Of(what=what):
                return self._of(what, arguments)
            case Ahead(days=days):
                return self.clock.now() + timedelta(days=days)
            case InMonths(months=months):
                return month(self.clock.now(), months, self._zone)
            case list():
                return [self._resolved(each, arguments) for each in value]
            case dict():
                return {name: self._resolved(each, arguments) for name, each in value.items()}
        return value

    def _of(self, what: str, arguments: dict[str, Any]) -> str:
        number = str(arguments["case"].partition("~")[0] if "case" in arguments else arguments["order"])
        parties = self.parties(number)
        if what == "order" or parties is None:
            return number
        buyer, merchant = parties
        return buyer if what == "buyer" else f"merchant:{merchant}"


def answer_of(tell: Callable[[], Any]) -> Any:
    """What came of it: an answer, or the exception by which the library says no."""
    try:
        return tell()
    except (Refused, NotAllowed, NotFound) as no:
        return no


def is_same_answer(one: Any, other: Any) -> bool:
    """Whether both are the same answer, or say no by the same code."""
    if isinstance(one, Exception) or isinstance(other, Exception):
        return bool(getattr(one, "code", one) == getattr(other, "code", other))
    return bool(one == other)


def refusal_is_kept(told: Told) -> None:
    """Raise :class:`LawBroken` if *told* was refused by a code that is not declared, or wrote nevertheless."""
    if not isinstance(told.answer, Exception):
        return
    if isinstance(told.answer, Refused) and told.answer.code not in REFUSALS:
        raise LawBroken("refusal", f"{told} was refused by {told.answer.code!r}, which REFUSALS does not declare")
    written = [recorded.event for recorded in told.facts if not happened_by_itself(recorded)]
    if written:
        raise LawBroken("refusal", f"{told} was refused ({told.answer}), and wrote {written}")


def happened_by_itself(fact: Recorded[Any]) -> bool:
    """Whether a deadline made it: orders that are not paid in time end, and give their budgets back."""
    return isinstance(fact.event, OrderCancelled | BudgetGivenBack) and fact.by is None
