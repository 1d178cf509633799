"""The laws of aggregates: their log alone makes them, and what is told twice happens once."""

from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from socialcommerce.kernel.aggregate import Aggregate
from socialcommerce.testing.broken import LawBroken
from socialcommerce.testing.calls import Call, Played, played, says_no, stream_of
from socialcommerce.testing.in_place import fold_into_new_states, unshared
from socialcommerce.testing.mapping import new_mapper
from socialcommerce.testing.showing import shown


def replay(
    aggregate: Aggregate[Any, Any], calls: SearchStrategy[Call], *, meanwhile: Callable[[], object] | None = None
) -> None:
    """The log of an *aggregate* gives its state: folded again, from any split, and as it is read from a store.

    So ``evolve`` returns a new state, and leaves the one that it is given as it was. *calls* are those of its
    decisions. *meanwhile* is called before the log is folded again, to change what an ``evolve`` must not look at:
    settings, prices, the clock.
    """
    mapper = new_mapper()

    @given(history=st.lists(calls, max_size=20), data=st.data())
    def folded_again(history: list[Call], data: st.DataObject) -> None:
        steps = list(played(aggregate, history))
        log = stream_of(aggregate, history)
        live = steps[-1].after.state if steps else aggregate.initial
        if meanwhile:
            meanwhile()
        cut = data.draw(st.integers(0, len(log)), label="folded in two parts, cut at")
        stored = [mapper.to_domain_event(mapper.to_stored_event(recorded)) for recorded in log]
        again = {
            "folded again": fold_into_new_states(aggregate, log),
            f"folded in two parts, cut at {cut}": aggregate.fold(log[cut:], unshared(aggregate).fold(log[:cut])),
            "stored, loaded and folded": unshared(aggregate).fold(stored),
        }
        for how, found in again.items():
            if found.state != live:
                told = shown([recorded.event for recorded in log])
                both = f"it was   {live!r}\nit is now {found.state!r}"
                raise LawBroken("replay", f"{aggregate.category} {how} is another:\n{told}\n{both}")

    folded_again()


def repetition(aggregate: Aggregate[Any, Any], calls: SearchStrategy[Call], *, ever: bool = False) -> None:
    """A decision of an *aggregate* that is called again at once gives no new fact; with *ever*, at any later time.

    To refuse it is no new fact either.
    """

    @given(history=st.lists(calls, max_size=20))
    def told_again(history: list[Call]) -> None:
        done: list[Played] = []
        for step in played(aggregate, history):
            done = [*done, step] if ever else [step]
            for each in done:
                _expect_silence(aggregate, each, step.after.state)

    told_again()


def _expect_silence(aggregate: Aggregate[Any, Any], step: Played, state: Any) -> None:
    try:
        again = step.call(state)
    except Exception as error:
        if not says_no(error):
            raise
        return
    if again:
        first = f"first it gave\n{shown(step.facts)}\nand again\n{shown(again)}"
        raise LawBroken("repetition", f"{step.call!r} of {aggregate.category} gives new facts when repeated: {first}")
