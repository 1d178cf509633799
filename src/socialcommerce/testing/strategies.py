"""Strategies: values, events, calls of decisions, and histories that a store can be told."""

from typing import Any

import msgspec
from hypothesis.strategies import SearchStrategy

from socialcommerce import Recorded, Rules, SocialCommerce
from socialcommerce.kernel.clock import ManualClock
from socialcommerce.testing.calls import calls, streams
from socialcommerce.testing.facts import any_event, envelopes, events, values
from socialcommerce.testing.small_world import histories as drawn
from socialcommerce.testing.steps import NOON, Command, Step
from socialcommerce.testing.telling import Teller, Told
from socialcommerce.testing.values import (
    actors,
    instants,
    keys,
    money,
    months,
    numbers,
    personal_texts,
    prices,
    quantities,
    rates,
    texts,
    titles,
)

__all__ = [
    "actors",
    "any_event",
    "calls",
    "commands",
    "envelopes",
    "events",
    "histories",
    "instants",
    "journals",
    "keys",
    "logs",
    "money",
    "months",
    "numbers",
    "personal_texts",
    "prices",
    "quantities",
    "rates",
    "rules",
    "streams",
    "texts",
    "titles",
    "values",
]

_NO_COMMANDS = {"orders.quote"}
"""What is asked like a command, and changes nothing."""


def rules() -> SearchStrategy[Rules]:
    """Rules of stores, with limits that are met soon."""
    return drawn.rulebooks


def commands() -> SearchStrategy[Command]:
    """Single commands in a small world: such as may be told, and such as are refused."""
    return drawn.any_command


def histories() -> SearchStrategy[list[Step]]:
    """Histories of a small world that come far: shops, shares, visits, orders, payments, refunds, erasures."""
    return drawn.far_histories


def logs() -> SearchStrategy[list[Recorded[Any]]]:
    """The logs of stores in memory that were told a history."""
    return drawn.far_histories.map(lambda history: _told(history)[1])


def journals() -> SearchStrategy[list[bytes]]:
    """Journals: the lines of a history, each a command, that a new store can be brought. Some lines are refused."""
    return drawn.far_histories.map(lambda history: [_line(told) for told in _told(history)[0] if is_command(told)])


def is_command(told: Told) -> bool:
    """Whether *told* is a command, which journals can name."""
    return told.name not in _NO_COMMANDS


def _told(history: list[Step]) -> tuple[list[Told], list[Recorded[Any]]]:
    clock = ManualClock(NOON)
    with SocialCommerce.open(clock=clock) as store:
        teller = Teller(store, clock, repeats=False)
        for step in history:
            teller.tell(step)
        return teller.told, list(store.log.read())


def _line(told: Told) -> bytes:
    line = {"at": told.at, "do": told.name, "args": told.arguments}
    return msgspec.json.encode(line if told.by is None else line | {"by": told.by})
