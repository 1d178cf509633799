"""The rulebook: the rules of a store as dated facts. One a store, under the key ``store``.

Always: the first fact of a store is the rules that it was created with, which hold from the beginning; every change
is announced days ahead, and never changes what held before it.
"""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import assert_never

import attrs

from socialcommerce.errors import Refused
from socialcommerce.kernel.aggregate import Aggregate, impossible
from socialcommerce.kernel.clock import EPOCH, Instant
from socialcommerce.kernel.event import event
from socialcommerce.rules import DEFAULT_RULES, FIXED_SETTINGS, NOTICE_DAYS, Rules, Setting

RULEBOOK_KEY = "store"


@event("rulebook.rules-recorded")
class RulesRecorded:
    """The rules of a new store: ``settings`` by flat name, as :meth:`Rules.settings` gives them."""

    settings: dict[str, Setting]


@event("rulebook.change-announced")
class ChangeAnnounced:
    """From ``holds_from`` on these ``settings`` hold, and the others as they are."""

    settings: dict[str, Setting]
    holds_from: Instant


RulebookEvent = RulesRecorded | ChangeAnnounced


@attrs.frozen
class Chapter:
    """Rules that hold from an instant until the next chapter, and the settings that it changes."""

    holds_from: datetime
    changes: dict[str, Setting]
    rules: Rules


@attrs.frozen
class Rulebook:
    """``chapters`` in order of the instants from which they hold, the first from the beginning; none: no store yet."""

    chapters: tuple[Chapter, ...] = ()

    def at(self, instant: datetime) -> Rules:
        """The rules in force at *instant*; the published ones before the store is created."""
        number = bisect_right(self.chapters, instant, key=lambda chapter: chapter.holds_from)
        return self.chapters[number - 1].rules if number else DEFAULT_RULES


def record(rulebook: Rulebook, rules: Rules) -> list[RulebookEvent]:
    """Record the rules of a new store; nothing if it has rules already."""
    return [] if rulebook.chapters else [RulesRecorded(settings=rules.settings())]


def announce(
    rulebook: Rulebook, settings: dict[str, Setting], *, holds_from: datetime, at: datetime
) -> list[RulebookEvent]:
    """Announce that *settings* hold from an instant on; nothing if they do.

    Refused: ``rule-fixed``, ``notice-too-short``. ``ValueError`` for a name or value that is none.
    """
    if not settings:
        raise ValueError("settings are empty: name at least one rule, such as shelves.lock_hours")
    before = rulebook.at(holds_from).settings()
    after = Rules.from_settings(before | settings).settings()
    changed = {name: after[name] for name in sorted(settings)}
    if all(before[name] == value for name, value in changed.items()):
        return []
    for name in FIXED_SETTINGS:
        if after[name] != before[name]:
            raise Refused("rule-fixed", f"rule {name} is {before[name]!r} for good: it was fixed with the store")
    earliest = at + timedelta(days=NOTICE_DAYS)
    if holds_from < earliest:
        raise Refused(
            "notice-too-short",
            f"holds_from {holds_from.isoformat()} is less than {NOTICE_DAYS} days ahead:"
            f" {earliest.isoformat()} is the earliest",
            earliest=earliest,
        )
    return [ChangeAnnounced(settings=changed, holds_from=holds_from)]


def evolve(rulebook: Rulebook, fact: RulebookEvent) -> Rulebook:
    """The rulebook after *fact*."""
    if bool(rulebook.chapters) != isinstance(fact, ChangeAnnounced):
        impossible(fact, rulebook)
    match fact:
        case RulesRecorded():
            return _written(((EPOCH, fact.settings),))
        case ChangeAnnounced():
            told = [(chapter.holds_from, chapter.changes) for chapter in rulebook.chapters]
            return _written(sorted((*told, (fact.holds_from, fact.settings)), key=lambda each: each[0]))
        case _:
            assert_never(fact)


def _written(told: "Iterable[tuple[datetime, dict[str, Setting]]]") -> Rulebook:
    """The rulebook of changes in order of time; of those for one instant the one announced last stands last."""
    settings: dict[str, Setting] = {}
    chapters = []
    for holds_from, changes in told:
        settings = settings | changes
        chapters.append(Chapter(holds_from, changes, Rules.from_settings(settings)))
    return Rulebook(tuple(chapters))


RULEBOOK = Aggregate("rulebook", initial=Rulebook(), evolve=evolve)
