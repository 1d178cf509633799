"""Aggregates together, changed only by what decisions return: what sequences of random commands are played on."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

import attrs
from hypothesis import settings
from hypothesis import strategies as st

from given import NOON
from socialcommerce import NotFound, Recorded, Refused
from socialcommerce.kernel.aggregate import Aggregate, Folded

S = TypeVar("S")

FEWER = settings(max_examples=max(1, settings().max_examples // 3))
"""A third of the examples of the profile: for laws that are tried on every aggregate or event."""


@attrs.frozen
class Decision:
    """What a command decided: *facts* for the aggregate *key*."""

    aggregate: Aggregate[Any, Any]
    key: str
    facts: Sequence[Any]


@attrs.frozen
class World:
    """The aggregates by stream, and the log that made them, at the instant ``at``."""

    at: datetime = NOON
    folded: Mapping[str, Folded[Any]] = attrs.field(factory=dict)
    log: tuple[Recorded[Any], ...] = ()

    def of(self, aggregate: Aggregate[S, Any], key: str) -> S:
        """The state of an aggregate."""
        state: S = self._folded(aggregate, key).state
        return state

    def after(self, decision: Decision) -> "World":
        """The world once the facts of *decision* are recorded."""
        stream = decision.aggregate.stream(decision.key)
        before = self._folded(decision.aggregate, decision.key)
        new = tuple(
            Recorded(stream=stream, version=version, at=self.at, event=fact)
            for version, fact in enumerate(decision.facts, before.version + 1)
        )
        folded = {**self.folded, stream: decision.aggregate.fold(new, before)}
        return attrs.evolve(self, folded=folded, log=self.log + new)

    def later(self, duration: timedelta) -> "World":
        """The same world, later."""
        return attrs.evolve(self, at=self.at + duration)

    def stream(self, aggregate: Aggregate[Any, Any], key: str) -> list[Recorded[Any]]:
        """The log of one aggregate."""
        return [recorded for recorded in self.log if recorded.stream == aggregate.stream(key)]

    def _folded(self, aggregate: Aggregate[Any, Any], key: str) -> Folded[Any]:
        return self.folded.get(aggregate.stream(key), aggregate.new())


Command = Callable[[World], Decision]
Play = Sequence[tuple[timedelta, Command]]


@attrs.frozen
class Step:
    """A command that was decided, in the world ``before`` it; and the world ``after``."""

    command: Command
    before: World
    facts: Sequence[Any]
    after: World


def command(function: Callable[..., Decision], **arguments: st.SearchStrategy[Any]) -> st.SearchStrategy[Command]:
    """The command *function* with random *arguments*."""
    return st.builds(partial, st.just(function), **arguments)


def weighted(*choices: tuple[int, st.SearchStrategy[Command]]) -> st.SearchStrategy[Command]:
    """One of several kinds of commands, each as often as its number says."""
    return st.sampled_from([kind for often, kind in choices for _ in range(often)]).flatmap(lambda kind: kind)


PAUSES = st.sampled_from(
    [
        *[timedelta()] * 24,
        timedelta(microseconds=1),
        timedelta(minutes=30),
        timedelta(hours=12),
        timedelta(hours=72) - timedelta(seconds=1),
        timedelta(hours=72),
        timedelta(days=7),
        timedelta(days=30),
    ]
)


def plays(commands: st.SearchStrategy[Command]) -> st.SearchStrategy[Play]:
    """Random sequences of commands, each after a pause: long ones for what takes many steps, and short ones."""
    steps = st.tuples(PAUSES, commands)
    return st.lists(steps, min_size=15, max_size=30) | st.lists(steps, max_size=5)


def played(world: World, play: Play) -> Iterator[Step]:
    """Each step of *play* that was not refused, starting from *world*."""
    for pause, command in play:
        world = world.later(pause)
        try:
            decision = command(world)
        except (Refused, NotFound):
            continue
        after = world.after(decision)
        yield Step(command, world, decision.facts, after)
        world = after


def end(world: World, play: Play) -> World:
    """The world when *play* is over."""
    for step in played(world, play):
        world = step.after
    return world
