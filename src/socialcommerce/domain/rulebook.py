"""The rulebook: the rules of a store as dated facts. One a store, under the key ``store``.

Always: the first fact of a store is the rules that it was created with; they hold from the beginning.
"""

from typing import assert_never

import attrs

from socialcommerce.kernel.aggregate import Aggregate, impossible
from socialcommerce.kernel.event import event
from socialcommerce.rules import Rules, Setting

RULEBOOK_KEY = "store"


@event("rulebook.rules-recorded")
class RulesRecorded:
    """The rules that hold from this instant: ``settings`` by flat name, as :meth:`Rules.settings` gives them."""

    settings: dict[str, Setting]


RulebookEvent = RulesRecorded


@attrs.frozen
class Rulebook:
    """The rules in force; None before the store is created."""

    rules: Rules | None = None


def record(rulebook: Rulebook, rules: Rules) -> list[RulebookEvent]:
    """Record the rules of a new store; nothing if it has rules already."""
    if rulebook.rules is not None:
        return []
    return [RulesRecorded(settings=rules.settings())]


def evolve(rulebook: Rulebook, fact: RulebookEvent) -> Rulebook:
    """The rulebook after *fact*."""
    match fact:
        case RulesRecorded():
            if rulebook.rules is not None:
                impossible(fact, rulebook)
            return Rulebook(Rules.from_settings(fact.settings))
        case _:
            assert_never(fact)


RULEBOOK = Aggregate("rulebook", initial=Rulebook(), evolve=evolve)
