"""The rules that hold at each instant."""

from datetime import UTC, datetime
from typing import Any

from socialcommerce.audit.picture.part import Part, sees
from socialcommerce.domain.rulebook import ChangeAnnounced, RulesRecorded
from socialcommerce.kernel.event import Recorded
from socialcommerce.rules import DEFAULT_RULES, Rules, Setting

BEGINNING = datetime.min.replace(tzinfo=UTC)


class Rulebook(Part):
    """``told`` are the settings that the log names, each list with the instant from which it holds.

    ``chapters`` are the rules that they make, likewise, in order of time. ``created_with`` are the settings of the
    store's creation; None if the log tells none.
    """

    def __init__(self) -> None:
        self.created_with: dict[str, Setting] | None = None
        self.told: list[tuple[datetime, dict[str, Setting]]] = []
        self.chapters: list[tuple[datetime, Rules]] = []
        self._newest = (BEGINNING, DEFAULT_RULES)

    @sees(RulesRecorded)
    def recorded(self, key: str, fact: RulesRecorded, recorded: Recorded[Any]) -> None:
        self.created_with = fact.settings
        self._add(BEGINNING, fact.settings)

    @sees(ChangeAnnounced)
    def announced(self, key: str, fact: ChangeAnnounced, recorded: Recorded[Any]) -> None:
        self._add(fact.holds_from, fact.settings)

    def at(self, instant: datetime) -> Rules:
        """The rules in force at *instant*."""
        if instant >= self._newest[0]:
            return self._newest[1]
        for holds_from, rules in reversed(self.chapters):
            if holds_from <= instant:
                return rules
        return DEFAULT_RULES

    def knew(self, setting: str) -> bool:
        """Whether the store was created with this *setting*; of one of which that is not told it is supposed."""
        return self.created_with is None or setting in self.created_with

    def _add(self, holds_from: datetime, settings: dict[str, Setting]) -> None:
        self.told.append((holds_from, settings))
        self.told.sort(key=lambda each: each[0])
        known: dict[str, Setting] = {}
        self.chapters = []
        for instant, changed in self.told:
            known = known | changed
            self._newest = (instant, Rules.from_settings(known))
            self.chapters.append(self._newest)
