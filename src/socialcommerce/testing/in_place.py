"""An ``evolve`` returns a new state: one that changes the state it is given is noticed, and changes no other example.

It would change the aggregate's ``initial`` state too, with which every stream of a store begins.
"""

from collections.abc import Iterable
from copy import Error, deepcopy
from typing import Any, TypeVar

import attrs

from socialcommerce.kernel.aggregate import Aggregate
from socialcommerce.testing.broken import LawBroken

S = TypeVar("S")


class Remembered:
    """A *state* as it was: its ``text``, and a copy, if there can be one that is equal."""

    def __init__(self, state: Any) -> None:
        self.text = repr(state)
        self._copy = copied(state)
        self._is_equal = bool(self._copy == state)

    def is_changed(self, state: Any) -> bool:
        """Whether *state* is not as it was."""
        return repr(state) != self.text or (self._is_equal and bool(self._copy != state))


def copied(state: S) -> S:
    """A copy of *state* all through; *state* itself if it cannot be copied."""
    try:
        return deepcopy(state)
    except (TypeError, Error):
        return state


def unshared(aggregate: Aggregate[S, Any]) -> Aggregate[S, Any]:
    """*aggregate* with an initial state of its own."""
    return attrs.evolve(aggregate, initial=copied(aggregate.initial))


def expect_new_states(aggregate: Aggregate[Any, Any], facts: Iterable[Any]) -> None:
    """Raise :class:`LawBroken` if ``evolve`` changes a state that it is given on the way through *facts*."""
    state = copied(aggregate.initial)
    for fact in facts:
        before = Remembered(state)
        after = aggregate.evolve(state, fact)
        if before.is_changed(state):
            both = f"it was   {before.text}\nit is now {state!r}"
            raise LawBroken(
                "replay",
                f"evolve of {aggregate.category} changes the state that it is given, and is to return a new one: "
                f"by {fact!r}\n{both}",
            )
        state = after
