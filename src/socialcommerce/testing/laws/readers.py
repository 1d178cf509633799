"""The laws of what reads a log: a read model fed in any batches is the same, a listener told twice acts once."""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any, TypeVar

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from socialcommerce import Recorded
from socialcommerce.testing.broken import LawBroken
from socialcommerce.testing.cutting import Drawn, Log, expect_of_each_beginning, fit_for_logs

R = TypeVar("R")


def batching(
    make: Callable[[], R],
    apply: Callable[[R, Sequence[Recorded[Any]]], object],
    contents: Callable[[R], object],
    logs: SearchStrategy[Log],
) -> None:
    """A read model that is fed a log in any batches ends as if it were fed at once.

    *make* gives a new one, *apply* feeds it a batch, empty ones too, *contents* is what it holds: unbound methods do,
    as in ``laws.batching(Sales, Sales.apply, Sales.totals, strategies.logs())``. What breaks it is told of the
    shortest beginning of a log.
    """

    def fed(batches: Iterable[Sequence[Recorded[Any]]]) -> object:
        model = make()
        for batch in batches:
            apply(model, batch)
        return contents(model)

    def expect_the_same(log: Log, cuts: Sequence[int]) -> None:
        ends = [0, *(cut for cut in cuts if cut <= len(log)), len(log)]
        parts = [log[start:end] for start, end in pairwise(ends)]
        whole = fed([log])
        ways = {
            "one by one": [[recorded] for recorded in log],
            f"in batches of {', '.join(str(len(part)) for part in parts)}": parts,
        }
        for how, batches in ways.items():
            found = fed(batches)
            if found != whole:
                both = f"it holds  {found!r}\nat once it holds {whole!r}"
                raise LawBroken("batching", f"fed {len(log)} events {how}, the read model is another:\n{both}")

    @fit_for_logs
    @given(drawn=logs.map(Drawn), data=st.data())
    def fed_in_batches(drawn: Drawn, data: st.DataObject) -> None:
        cuts = sorted(data.draw(st.lists(st.integers(0, len(drawn.log)), max_size=8), label="cut at"))
        expect_of_each_beginning(drawn.log, lambda beginning: expect_the_same(beginning, cuts))

    fed_in_batches()


def delivery(
    make: Callable[[], R],
    notify: Callable[[R, Recorded[Any]], object],
    effects: Callable[[R], object],
    logs: SearchStrategy[Log],
) -> None:
    """A listener that is handed a notification twice has the same effect as once.

    *make* gives a new one, *notify* hands it one event, *effects* is what it did: unbound methods do. Notifications
    come again at once, and some at a time, as after a crash before the cursor was kept. What breaks it is told of the
    shortest beginning of a log.
    """

    def told(notifications: Iterable[Recorded[Any]]) -> object:
        listener = make()
        for recorded in notifications:
            notify(listener, recorded)
        return effects(listener)

    def expect_the_same(log: Log, start: int, end: int) -> None:
        once = told(log)
        start, end = min(start, len(log)), min(end, len(log))
        ways = {
            "each twice": [recorded for recorded in log for _ in range(2)],
            f"{start + 1} to {end} again, as after a crash": [*log[:end], *log[start:]],
        }
        for how, notifications in ways.items():
            found = told(notifications)
            if found != once:
                both = f"its effects are {found!r}\nonce they are   {once!r}"
                raise LawBroken("delivery", f"told {how}, the listener does more than once:\n{both}")

    @fit_for_logs
    @given(drawn=logs.map(Drawn), data=st.data())
    def told_again(drawn: Drawn, data: st.DataObject) -> None:
        start = data.draw(st.integers(0, len(drawn.log)), label="again from")
        end = data.draw(st.integers(start, len(drawn.log)), label="again up to")
        expect_of_each_beginning(drawn.log, lambda beginning: expect_the_same(beginning, start, end))

    told_again()
