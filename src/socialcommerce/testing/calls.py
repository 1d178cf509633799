"""Decisions as chance calls them, and the logs that come of it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from inspect import Parameter, signature
from typing import Any, TypeVar

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from socialcommerce import Recorded
from socialcommerce.kernel.aggregate import Aggregate, Folded
from socialcommerce.kernel.event import topic_of
from socialcommerce.testing.in_place import unshared
from socialcommerce.testing.steps import NOON

S = TypeVar("S")


@attrs.frozen(repr=False)
class Call:
    """A decision with its arguments but the first, which is the state that it is called with."""

    decision: Callable[..., Iterable[Any]]
    arguments: dict[str, Any]

    def __call__(self, state: Any) -> list[Any]:
        """The facts that it decides on in *state*; raises what says no."""
        return facts_of(self.decision, self.decision(state, **self.arguments))

    def __repr__(self) -> str:
        given = ", ".join(f"{name}={value!r}" for name, value in self.arguments.items())
        return f"{name_of(self.decision)}({given})"


@attrs.frozen
class Played:
    """A *call* that was not refused: the aggregate ``before`` it, its ``facts``, and the aggregate ``after``."""

    call: Call
    before: Folded[Any]
    facts: Sequence[Any]
    after: Folded[Any]


def calls(decision: Callable[..., Iterable[Any]], /, **arguments: SearchStrategy[Any]) -> SearchStrategy[Call]:
    """Calls of *decision*, a function of a state and *arguments* that returns events, with any of its arguments.

    ``ValueError`` for an argument that it does not have.
    """
    _expect_arguments(decision, arguments)
    return st.builds(Call, st.just(decision), st.fixed_dictionaries(arguments))


def streams(aggregate: Aggregate[Any, Any], calls: SearchStrategy[Call]) -> SearchStrategy[list[Recorded[Any]]]:
    """Streams of an *aggregate* as *calls* in any order make them."""
    return st.lists(calls, max_size=20).map(lambda history: stream_of(aggregate, history))


def played(aggregate: Aggregate[Any, Any], history: Iterable[Call]) -> Iterator[Played]:
    """The calls of *history*, one after the other, to a new aggregate; without those that are refused."""
    folded: Folded[Any] = unshared(aggregate).new()
    for call in history:
        try:
            facts = call(folded.state)
        except Exception as error:
            if not says_no(error):
                raise
            continue
        after = aggregate.fold(enveloped(aggregate, facts, folded.version), folded)
        yield Played(call, folded, facts, after)
        folded = after


def stream_of(aggregate: Aggregate[Any, Any], history: Iterable[Call]) -> list[Recorded[Any]]:
    """What *history* records of a new aggregate."""
    facts = [fact for step in played(aggregate, history) for fact in step.facts]
    return enveloped(aggregate, facts)


def enveloped(aggregate: Aggregate[Any, Any], facts: Iterable[Any], after: int = 0) -> list[Recorded[Any]]:
    """*facts* as they follow the version *after* in the stream ``category-example``, each a second later."""
    stream = aggregate.stream("example")
    return [
        Recorded(stream, version, NOON + timedelta(seconds=version), fact, position=version)
        for version, fact in enumerate(facts, after + 1)
    ]


def facts_of(decision: Callable[..., Any], answer: Any) -> list[Any]:
    """What *decision* answered, if it is events; ``ValueError`` if it is anything else."""
    facts = list(answer) if isinstance(answer, Iterable) else None
    if facts is None or not all(map(is_event, facts)):
        returned = answer if facts is None else facts
        raise ValueError(f"{name_of(decision)} returned {returned!r}: a decision returns a list of events")
    return facts


def is_event(fact: Any) -> bool:
    """Whether *fact* is of an event class."""
    try:
        topic_of(type(fact))
    except ValueError:
        return False
    return True


def says_no(error: Exception) -> bool:
    """Whether *error* is a refusal: an exception with a ``code``, as all of this library have."""
    return isinstance(getattr(error, "code", None), str)


def name_of(function: Callable[..., Any]) -> str:
    """What *function* is called in messages."""
    return str(getattr(function, "__name__", function))


def _expect_arguments(decision: Callable[..., Any], named: Iterable[str]) -> None:
    after_state = list(signature(decision).parameters.values())[1:]
    if any(each.kind is Parameter.VAR_KEYWORD for each in after_state):
        return
    known = [
        each.name for each in after_state if each.kind in (Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY)
    ]
    for name in named:
        if name not in known:
            raise ValueError(f"{name_of(decision)} has no argument {name!r}; it has {', '.join(known) or 'none'}")
