"""Given, when, then: one decision of an aggregate, told by its events."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, Generic, NoReturn, TypeVar

from socialcommerce.kernel.aggregate import Aggregate
from socialcommerce.testing.calls import enveloped, facts_of, is_event, name_of, says_no
from socialcommerce.testing.in_place import fold_into_new_states
from socialcommerce.testing.showing import differing, shown

S = TypeVar("S")
E = TypeVar("E")


class Given(Generic[S, E]):
    """An aggregate to which ``events`` have happened, and its ``state``."""

    def __init__(self, aggregate: Aggregate[S, E], events: Sequence[E]) -> None:
        for each in events:
            if not is_event(each):
                raise ValueError(f"{each!r} is no event of {aggregate.category}: @event(topic) makes a class one")
        self.aggregate: Final = aggregate
        self.events: Final = tuple(events)
        self.state: Final = fold_into_new_states(aggregate, enveloped(aggregate, events)).state

    def when(self, decision: Callable[..., Iterable[E]], /, *arguments: Any, **named: Any) -> "Outcome[S, E]":
        """Call *decision* with the state and the other arguments.

        An exception without a ``code``, which is none that says no, is raised as it is. ``ValueError`` if what it
        returns is no events.
        """
        try:
            facts = facts_of(decision, decision(self.state, *arguments, **named))
            return Outcome(self, name_of(decision), facts, None)
        except Exception as error:
            if not says_no(error):
                raise
            return Outcome(self, name_of(decision), [], error)


class Outcome(Generic[S, E]):
    """What a decision came to: ``events``, or a ``refusal``."""

    def __init__(self, given: Given[S, E], decision: str, events: Sequence[E], refusal: Exception | None) -> None:
        self.events: Final = tuple(events)
        self.refusal: Final = refusal
        self._given = given
        self._decision = decision

    def then(self, *events: E) -> Given[S, E]:
        """Expect just these *events*, in this order; returns the aggregate after them.

        Raises ``AssertionError``, which shows the events expected and found, and where they differ.
        """
        if self.refusal is not None:
            self._fail(f"expected:\n{shown(events)}\nit was refused: {self._refused}")
        if self.events != events:
            both = f"expected:\n{shown(events)}\nfound:\n{shown(self.events)}"
            self._fail(f"{both}\ndifferent:\n{differing(events, self.events)}")
        return Given(self._given.aggregate, [*self._given.events, *events])

    def unchanged(self) -> Given[S, E]:
        """Expect no events: what was wished for is so already. Raises as :meth:`then`."""
        return self.then()

    def refused(self, code: str) -> Given[S, E]:
        """Expect a refusal with this *code*; returns the aggregate as it was. Raises ``AssertionError``."""
        if self.refusal is None:
            self._fail(f"expected a refusal: {code}\nfound:\n{shown(self.events)}")
        if getattr(self.refusal, "code", None) != code:
            self._fail(f"expected a refusal: {code}\nit was refused: {self._refused}")
        return self._given

    @property
    def _refused(self) -> str:
        return f"{getattr(self.refusal, 'code', '')} ({self.refusal})"

    def _fail(self, message: str) -> NoReturn:
        given = f"given {self._given.aggregate.category}:\n{shown(self._given.events)}"
        raise AssertionError(f"{given}\nwhen {self._decision}\n{message}") from self.refusal


def given(aggregate: Aggregate[S, E], *events: E) -> Given[S, E]:
    """An *aggregate*, the library's or a host's, to which *events* have happened, to be asked for a decision::

        given(POINTS, Granted(order="o-1", points=12)).when(spend, "gift-1", 20).refused("too-few-points")

    The ``state`` of what is returned is one to be given to other decisions. Raises
    :class:`~socialcommerce.errors.CorruptLog` if the events cannot follow each other, ``ValueError`` for what is no
    event, and :class:`~socialcommerce.testing.broken.LawBroken` if ``evolve`` changes a state that it is given.
    """
    return Given(aggregate, events)
