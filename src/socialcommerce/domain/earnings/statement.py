"""The statement of a merchant: which months of it are closed (key: the merchant's id).

Always: months are closed in order, each with all before it, and only once they are over. What is recorded later of a
closed month is booked in the first open one, so a closed month never changes.
"""

from typing import assert_never

import attrs

from socialcommerce.errors import Refused
from socialcommerce.kernel.aggregate import Aggregate, impossible
from socialcommerce.kernel.clock import Month
from socialcommerce.kernel.event import event


@event("statement.month-closed")
class MonthClosed:
    """The ``month`` and all before it are closed."""

    month: Month


StatementEvent = MonthClosed


@attrs.frozen
class Statement:
    """``closed_through`` is the last closed month; ``""``: none is."""

    closed_through: str = ""


def close(statement: Statement, month: str, *, this_month: str) -> list[StatementEvent]:
    """Close *month* and all before it; nothing if it is closed. Refused: ``month-not-over``."""
    if month <= statement.closed_through:
        return []
    if month >= this_month:
        raise Refused("month-not-over", f"month {month} is not over: it is {this_month}")
    return [MonthClosed(month=month)]


def evolve(statement: Statement, fact: StatementEvent) -> Statement:
    """The statement after *fact*."""
    match fact:
        case MonthClosed():
            if fact.month <= statement.closed_through:
                impossible(fact, statement)
            return Statement(fact.month)
        case _:
            assert_never(fact)


STATEMENT = Aggregate("statement", initial=Statement(), evolve=evolve)
