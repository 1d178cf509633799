"""An ``evolve`` returns a new state: one that changes the state it is given is noticed, and changes no other example.

It would change the aggregate's ``initial`` state too, with which every stream of a store begins.
"""

from collections.abc import Iterable
from copy import Error, deepcopy
from typing import Any, TypeVar

import attrs

from socialcommerce.kernel.aggregate import Aggregate, Folded
from socialcommerce.kernel.event import Recorded
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


def fold_into_new_states(aggregate: Aggregate[S, Any], log: Iterable[Recorded[Any]]) -> Folded[S]:
    """Fold *log* from the beginning, and raise :class:`LawBroken` if ``evolve`` changes a state that it is given."""
    folded = unshared(aggregate).new()
    for recorded in log:
        before = Remembered(folded.state)
        after = aggregate.fold([recorded], folded)
        if before.is_changed(folded.state):
            both = f"it was   {before.text}\nit is now {folded.state!r}"
            raise LawBroken(
                "replay",
                f"evolve of {aggregate.category} changes the state that it is given, and is to return a new one: "
                f"by {recorded.event!r}\n{both}",
            )
        folded = after
    return folded
